"""Reading people: who is seen, who holds what, who may already be known."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Replace

from medk.accounts.models import Person
from medk.kernel.refusals import Refused
from medk.orgs.models import Appointment, Invitation, Organisation, TreeLink
from medk.orgs.queries.places import fold
from medk.orgs.querysets import root_roles
from medk.orgs.roles import Role
from medk.orgs.rules.tree import label_key

Status = Invitation.Status
WAITING = (Status.SENT, Status.PROPOSED)


@dataclass(frozen=True)
class ChosenPeople:
    """What a list of people is narrowed to."""

    inside: Organisation | None = None
    role: str = ""
    text: str = ""
    former: bool = False


def people_visible_to(user: Any) -> QuerySet:
    """People with an appointment that the user sees, oneself; an administrator of all, everybody."""
    if Role.ADMINISTRATOR in root_roles(user):
        return Person.objects.all()
    held = Appointment.objects.visible_to(user).filter(person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(held) | Q(pk=user.person_id))


def listed_people(user: Any, chosen: ChosenPeople) -> QuerySet:
    """People narrowed, each with `held`: the appointments that hold today and that the user sees."""
    seen = Appointment.objects.visible_to(user).active()
    rows = people_visible_to(user).select_related("user")
    matching = _narrowed(seen, chosen)
    if chosen.role or chosen.inside:
        rows = rows.filter(Exists(matching.filter(person_id=OuterRef("pk"))))
    elif not chosen.former:
        rows = rows.filter(Exists(seen.filter(person_id=OuterRef("pk"))))
    if chosen.text:
        rows = _named_like(rows, chosen.text)
    shown = seen.select_related("organisation", "body").order_by("organisation__name", "pk")
    return rows.prefetch_related(Prefetch("appointments", queryset=shown, to_attr="held"))


def _narrowed(rows: QuerySet, chosen: ChosenPeople) -> QuerySet:
    if chosen.role:
        rows = rows.filter(role=chosen.role)
    if chosen.inside:
        below = TreeLink.objects.filter(ancestor=chosen.inside).values("descendant_id")
        rows = rows.filter(organisation_id__in=below)
    return rows


def _named_like(rows: QuerySet, text: str) -> QuerySet:
    """Rows with a part of the name, the position or an address; ё is е. Only these rows are compared."""
    both = Concat("name", Value("\n"), "position", output_field=TextField())
    plain = Replace(both, Value("ё"), Value("е"), output_field=TextField())
    folded = Replace(plain, Value("Ё"), Value("Е"), output_field=TextField())
    return rows.alias(folded=folded).filter(
        Q(folded__icontains=fold(text)) | Q(email__icontains=text) | Q(user__email__icontains=text)
    )


def lookalikes(user: Any, *, name: str, email: str) -> list[Person]:
    """People whom the user sees and who may be the one meant: the same address or the same name."""
    address = email.strip().lower()
    rows = people_visible_to(user).select_related("user")
    by_address = Q(email__iexact=address) | Q(user__email=address) if address else Q(pk__in=[])
    words = name.split()
    close = rows.filter(by_address | (Q(name__icontains=words[0]) if words else Q(pk__in=[])))
    key = label_key(name)
    return [
        person
        for person in close.order_by("name", "pk")
        if label_key(person.name) == key or address in _addresses(person)
    ][:10]


def _addresses(person: Person) -> set[str]:
    account = getattr(person, "user", None)
    return {person.email.lower(), account.email if account else ""} - {""}


def appointments_of(user: Any, person: Person) -> QuerySet:
    """What a person holds and held, as far as the user sees it; open first, newest first."""
    rows = Appointment.objects.visible_to(user).filter(person=person)
    return rows.select_related("organisation", "body").order_by("-started_on", "-pk")


def people_at(user: Any, organisation: Organisation) -> QuerySet:
    """Appointments that hold today at an organisation, as far as the user sees them, by role."""
    rows = Appointment.objects.visible_to(user).active().filter(organisation=organisation)
    return rows.select_related("person__user", "body").order_by("role", "person__name", "pk")


def waiting_at(user: Any, organisation: Organisation) -> QuerySet:
    """Invitations to an organisation that are not accepted yet."""
    rows = Invitation.objects.visible_to(user).filter(organisation=organisation, status__in=WAITING)
    return rows.select_related("invited_by__person")


def find_person(user: Any, text: str) -> Person:
    """The person that a typed name or address means; Refused with what was found instead."""
    rows = _named_like(people_visible_to(user).select_related("user"), text.strip())
    found = list(rows.order_by("name", "pk")[:50])
    key = label_key(text)
    exact = [p for p in found if label_key(p.name) == key or text.strip().lower() in _addresses(p)]
    chosen = exact if len(exact) == 1 else found
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        raise Refused(f"Человек «{text}» не нашёлся. Сначала назначьте или пригласите его.")
    names = "; ".join(str(person) for person in chosen[:5])
    raise Refused(f"Под «{text}» подходит {len(chosen)}: {names}. Введите электронную почту.")
