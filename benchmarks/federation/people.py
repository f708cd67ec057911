"""People of every role with their accounts, in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from benchmarks.account import PASSWORD
from benchmarks.federation.accounts import MEASURED
from benchmarks.federation.places import Place
from benchmarks.federation.sizes import START
from medk.accounts.models import Person, User
from medk.audit.recording import SYSTEM, entry, record_many
from medk.kernel import clock
from medk.orgs.models import Appointment, Organisation
from medk.orgs.roles import Role

BATCH = 500
_hash: list[str] = []


@dataclass
class Seat:
    """One post of somebody: the person's name and address, the role, where, from which body."""

    name: str
    email: str
    role: str
    place: Organisation
    body: Organisation | None = None
    also: Organisation | None = None


def hire(seats: Iterable[Seat]) -> dict[str, User]:
    """Store people, accounts and appointments with their audit; e-mail → user."""
    rows = list(seats)
    people = Person.objects.bulk_create(
        [Person(name=seat.name, position=seat.name, email=seat.email) for seat in rows], batch_size=BATCH
    )
    if not _hash:
        _hash.append(make_password(PASSWORD))
    users = User.objects.bulk_create(
        [
            User(email=seat.email, person=person, password=_hash[0])
            for seat, person in zip(rows, people, strict=True)
        ],
        batch_size=BATCH,
    )
    posts = Appointment.objects.bulk_create(
        [
            Appointment(
                person=person,
                organisation=place,
                role=seat.role,
                started_on=START,
                act="Приказ",
                body=seat.body,
                entered_at=clock.now(),
            )
            for seat, person in zip(rows, people, strict=True)
            for place in filter(None, (seat.place, seat.also))
        ],
        batch_size=BATCH,
    )
    record_many(_entries(rows, people, posts))
    return {user.email: user for user in users}


def _entries(seats: list[Seat], people: list[Person], posts: list[Appointment]) -> Iterable:
    for seat, person in zip(seats, people, strict=True):
        yield entry(
            "person.created",
            person,
            by=SYSTEM,
            organisation=seat.place.pk,
            name=person.name,
            position=person.position,
        )
    for post in posts:
        yield entry(
            "appointment.made", post, by=SYSTEM, role=post.role, person=str(post.person), body=str(post.body or ""),
            started_on=START.isoformat(), act=post.act,
        )  # fmt: skip


def federal(top: Organisation) -> list[Seat]:
    """Those above all regions."""
    return [
        Seat("Администратор", MEASURED["administrator"], Role.ADMINISTRATOR, top),
        Seat("Федеральный наблюдатель", MEASURED["observer"], Role.FEDERAL_OBSERVER, top),
    ]


def regional(place: Place) -> list[Seat]:
    """Everybody of one region: coordinators, operator, heads, curators of two schools each, an expert."""
    n, region = place.size.number, place.region
    towns = sorted(place.towns, key=lambda town: -len(place.of_town(town)))
    first = place.participants
    seats = [
        Seat(
            f"Региональный координатор {n}", f"regional-{n}@medk.example", Role.REGIONAL_COORDINATOR, region
        ),
        Seat(f"Региональный оператор {n}", f"operator-{n}@medk.example", Role.REGIONAL_OPERATOR, region),
        Seat(f"Эксперт {n}", f"expert-{n}@medk.example", Role.EXPERT, region),
        Seat(f"Сотрудник института {n}", f"body-{n}@medk.example", Role.BODY_STAFF, region, body=place.body),
        Seat(f"Методист {n}", f"methodist-{n}@medk.example", Role.METHODICAL_SERVICE, towns[0]),
    ]
    seats += [
        Seat(
            f"Муниципальный координатор {n}-{k}",
            f"municipal-{n}-{k}@medk.example",
            Role.MUNICIPAL_COORDINATOR,
            town,
        )
        for k, town in enumerate(towns, 1)
    ]
    seats += [
        Seat(f"Директор {n}-{k}", f"school-{n}-{k}@medk.example", Role.SCHOOL_HEAD, school)
        for k, school in enumerate(first, 1)
    ]
    pairs = [first[at : at + 2] for at in range(0, len(first), 2)]
    seats += [
        Seat(
            f"Куратор {n}-{k}",
            f"curator-{n}-{k}@medk.example",
            Role.CURATOR,
            pair[0],
            also=(pair[1:] or [None])[0],
        )
        for k, pair in enumerate(pairs, 1)
    ]
    return seats
