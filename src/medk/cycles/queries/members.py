"""Members of a cohort, filtered, within the reader's territory."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery

from medk.cycles.models import Cohort, CohortMembership
from medk.orgs.models import ExternalCode, Organisation, OrganisationKind

NOW, ENDED, ALL = "now", "ended", "all"
STATES = ((NOW, "состоят"), (ENDED, "вышли"), (ALL, "все записи"))


@dataclass(frozen=True)
class Choice:
    """What the table is narrowed to; `words` say it to a reader of the export."""

    on: dt.date
    state: str = NOW
    municipality: Organisation | None = None
    search: str = ""
    words: tuple[str, ...] = field(default_factory=tuple)


def members(cohort: Cohort, user: Any, choice: Choice) -> QuerySet[CohortMembership]:
    """Memberships that the user sees, with the school's municipality and `register_code`."""
    rows = CohortMembership.objects.visible_to(user).filter(cohort=cohort)
    if choice.state == NOW:
        rows = rows.on(choice.on)
    elif choice.state == ENDED:
        rows = rows.filter(valid_to__lt=choice.on)
    if choice.municipality:
        rows = rows.filter(organisation__ancestor_links__ancestor=choice.municipality)
    if choice.search:
        rows = rows.filter(_named(choice.search))
    codes = ExternalCode.objects.filter(
        organisation=OuterRef("organisation"), issuer=ExternalCode.Issuer.REGISTER, valid_to__isnull=True
    )
    return (
        rows.select_related("organisation__parent")
        .annotate(register_code=Subquery(codes.order_by("pk").values("code")[:1], output_field=CharField()))
        .order_by("organisation__parent__name", "organisation__name", "organisation_id", "valid_from")
    )


def _named(search: str) -> Q:
    """Part of a name, or a code; SQLite compares Cyrillic by case, so its usual spellings are tried."""
    spellings = {search, search.lower(), search.upper(), search.capitalize()}
    found = Q(organisation__codes__code=search)
    for spelling in spellings:
        found |= Q(organisation__name__contains=spelling) | Q(organisation__short_name__contains=spelling)
    return Q(pk__in=CohortMembership.objects.filter(found).values("pk"))


def municipalities(cohort: Cohort, user: Any) -> QuerySet[Organisation]:
    """Municipalities of the region inside the user's territory: choices of the filter."""
    inside = Organisation.objects.in_territory(user).below(cohort.cycle.organisation)
    return inside.filter(kind=OrganisationKind.MUNICIPALITY).order_by("name")
