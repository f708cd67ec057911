"""The first days: places, bodies, people, their posts and their accounts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from medk.accounts.models import Person, User
from medk.audit.recording import SYSTEM, entry, record_many
from medk.kernel import clock
from medk.orgs.actions.appointments import Post as Seat
from medk.orgs.actions.appointments import appoint, enter_post
from medk.orgs.actions.bulk import Draft, create_organisations
from medk.orgs.actions.people import create_person
from medk.orgs.actions.tree import create_organisation
from medk.orgs.models import Organisation
from medk.orgs.roles import Role
from medk.rehearsal.places import Body, Municipality, Post, School, Territory
from medk.rehearsal.worldbook import World

#: The day when the installation opens: before the first cycle's first date.
OPENING = dt.date(2020, 12, 1)
#: One password for every demonstration account; the demo refuses to run in production.
PASSWORD = "medk-demo-2022"  # noqa: S105 - printed for everybody who tries the demo


@dataclass
class Settled:
    """The world as rows: organisations and users by the worldbook's codes."""

    places: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    @property
    def administrator(self) -> User:
        return self.users["RF-ADMINISTRATOR-1"]

    def by_role(self, role: Role, place: Organisation) -> list[User]:
        """Users who hold a role at a place today, in the order of their appointment."""
        held = place.appointments.active().filter(role=role).order_by("pk")
        return list(User.objects.filter(person__appointments__in=held).order_by("pk").distinct())


def settle(world: World) -> Settled:
    """Store the whole world; everything is entered on the opening day."""
    settled = Settled()
    with clock.at(OPENING):
        top = create_organisation("federation", "Российская Федерация", parent=None, by=SYSTEM, on=OPENING)
        settled.places[world.federation.code] = top
        _people(settled, world.federation.posts, top)
        _bodies(settled, world.federation.bodies, top)
        for territory in world.territories:
            _settle_territory(settled, territory, top)
    return settled


def _settle_territory(settled: Settled, territory: Territory, top: Organisation) -> None:
    by = settled.administrator
    region = create_organisation(
        "region",
        territory.name,
        parent=top,
        by=by,
        on=OPENING,
        time_zone=territory.timezone,
        short_name=territory.short_name,
    )
    settled.places[territory.code] = region
    _bodies(settled, territory.bodies, region)
    drafts = [draft for place in territory.municipalities for draft in _drafts(place, region)]
    made = create_organisations(drafts, by=by, within=region, on=OPENING)
    settled.places.update({draft.key: row for draft, row in zip(drafts, made, strict=True)})
    _people(settled, territory.posts, region)
    for curator in territory.curators:
        _curator(settled, curator.post, curator.home_school, curator.schools)


def _drafts(place: Municipality, region: Organisation) -> Iterator[Draft]:
    yield Draft("municipality", place.name, region, key=place.code, details={"short_name": place.area})
    for body in (place.authority, place.methodical_service):
        yield _draft(body, place.code)
    for school in place.schools:
        yield _school(school, place.code)


def _draft(body: Body, parent: str) -> Draft:
    return Draft(body.kind, body.name, parent, key=body.code, details={"short_name": body.short_name})


def _school(school: School, parent: str) -> Draft:
    details = {
        "short_name": school.short_name,
        "email": f"{school.code.lower()}@medk.example",
        "phone": "8 (000) 000-00-00",
    }
    return Draft(
        "school", school.name, parent, key=school.code, codes={"register": school.code}, details=details
    )


def _bodies(settled: Settled, bodies: Iterable[Body], parent: Organisation) -> None:
    for body in bodies:
        settled.places[body.code] = create_organisation(
            body.kind,
            body.name,
            parent=parent,
            by=settled.administrator,
            on=OPENING,
            short_name=body.short_name,
        )


def _people(settled: Settled, posts: Iterable[Post], territory: Organisation) -> None:
    for post in posts:
        place = settled.places[post.organisation]
        role = Role(post.role)
        works_for_territory = place.kind not in ("federation", "region", "municipality", "school")
        organisation = _seat(place, territory) if works_for_territory else place
        person = _person(settled, post, organisation)
        body = place if works_for_territory else None
        seat = Seat(organisation, role, post.started_on, act=post.act or "", body=body)
        if place.kind == "federation":
            enter_post(person, seat, by=SYSTEM)  # the first ones are entered by the installation itself
        else:
            _appoint(settled, person, seat)


def _appoint(settled: Settled, person: Person, seat: Seat) -> None:
    appoint(
        person,
        seat.organisation,
        role=seat.role,
        by=settled.administrator,
        started_on=seat.started_on,
        act=seat.act,
        body=seat.body,
    )


def _seat(body: Organisation, territory: Organisation) -> Organisation:
    """Where somebody from a body holds a role: the territory that the body works for."""
    return body.parent if body.parent and body.parent.kind == "municipality" else territory


def _curator(settled: Settled, post: Post, home: str, schools: Iterable[str]) -> None:
    body = settled.places[home]
    person = None
    for code in schools:
        place = settled.places[code]
        person = person or _person(settled, post, place)
        _appoint(settled, person, Seat(place, Role.CURATOR, post.started_on, act=post.act or "", body=body))


def _person(settled: Settled, post: Post, place: Organisation) -> Person:
    by = settled.users.get("RF-ADMINISTRATOR-1", SYSTEM)
    person = create_person(post.title, by=by, organisation=place, position=post.title, email=post.email)
    settled.users[post.code] = _account(person, post.email, place)
    return person


_kept_hash: list[str] = []


def _account(person: Person, email: str, place: Organisation) -> User:
    """An account with the demonstration password, hashed once: a slow hash for each would take minutes."""
    if not _kept_hash:
        _kept_hash.append(make_password(PASSWORD))
    user = User.objects.create(email=email, person=person, password=_kept_hash[0])
    record_many([entry("rehearsal.account_opened", user, by=SYSTEM, organisation=place.pk, email=email)])
    return user
