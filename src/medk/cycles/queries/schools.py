"""Finding schools of a region by what a person pasted: codes, names, short names, other names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from medk.cycles.models import Cohort, CohortMembership
from medk.cycles.rules import folded
from medk.orgs.models import ExternalCode, Organisation, OrganisationAlias, OrganisationKind

#: From this likeness of names a school is offered as «похожа на».
ALIKE = 75
OFFERED = 3


@dataclass(frozen=True)
class Found:
    """One pasted line: the schools it may mean; exactly one when it is sure."""

    line: str
    schools: tuple[Organisation, ...]
    alike: bool = False

    @property
    def is_sure(self) -> bool:
        """One school, found by its own name or code."""
        return len(self.schools) == 1 and not self.alike


@dataclass
class _Index:
    schools: dict[int, Organisation]
    by_key: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def schools_of(cohort: Cohort, user: Any) -> QuerySet[Organisation]:
    """Open schools of the cohort's region that the user sees."""
    inside = Organisation.objects.in_territory(user).below(cohort.cycle.organisation).open()
    return (
        inside.filter(kind=OrganisationKind.SCHOOL).select_related("parent").order_by("parent__name", "name")
    )


def find_schools(cohort: Cohort, user: Any, lines: Iterable[str]) -> list[Found]:
    """What each pasted line means, in the order pasted; three queries however many lines."""
    index = _index(schools_of(cohort, user))
    return [_find(line, index) for line in lines]


def _index(schools: QuerySet[Organisation]) -> _Index:
    index = _Index({school.pk: school for school in schools})
    for school in index.schools.values():
        for name in (school.name, school.short_name):
            if name:
                index.by_key[folded(name)].add(school.pk)
    ids = schools.order_by().values("pk")
    codes = ExternalCode.objects.filter(organisation__in=ids, valid_to__isnull=True)
    aliases = OrganisationAlias.objects.filter(organisation__in=ids)
    for pk, code in codes.values_list("organisation_id", "code"):
        index.by_key[folded(code)].add(pk)
    for pk, name in aliases.values_list("organisation_id", "name"):
        index.by_key[folded(name)].add(pk)
    return index


def _find(line: str, index: _Index) -> Found:
    """The whole line first, then its first word as a code («1001 Школа № 1»), then likeness."""
    first = line.split(maxsplit=1)[0]
    for key in (folded(line), folded(first) if any(map(str.isdigit, first)) and len(first) >= 3 else ""):
        if key and key in index.by_key:
            return Found(line, _sorted(index.by_key[key], index))
    near = process.extract(
        folded(line), list(index.by_key), scorer=fuzz.ratio, limit=OFFERED, score_cutoff=ALIKE
    )
    alike = {pk for key, _, _ in near for pk in index.by_key[key]}
    return Found(line, _sorted(alike, index), alike=True)


def _sorted(ids: Iterable[int], index: _Index) -> tuple[Organisation, ...]:
    return tuple(sorted((index.schools[pk] for pk in ids), key=lambda school: (school.name, school.pk)))


def held_in(cohort: Cohort, on: Any) -> set[int]:
    """Schools that are in the cohort on a day or later: they cannot join again then."""
    later = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return set(
        CohortMembership.objects.filter(later, cohort=cohort).values_list("organisation_id", flat=True)
    )


def sister_cohorts(cohort: Cohort) -> QuerySet[Cohort]:
    """Other cohorts of the region, this cycle's first: schools can be taken over from them."""
    others = Cohort.objects.filter(cycle__organisation=cohort.cycle.organisation_id).exclude(pk=cohort.pk)
    return others.select_related("cycle").order_by("-cycle__year", "pk")


def schools_in(cohort: Cohort, user: Any, on: Any) -> list[Organisation]:
    """Schools of another cohort that are in it on a day."""
    rows = CohortMembership.objects.visible_to(user).filter(cohort=cohort).on(on)
    held = rows.select_related("organisation__parent")
    return [row.organisation for row in held.order_by("organisation__parent__name", "organisation__name")]
