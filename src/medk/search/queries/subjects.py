"""Things that a person watches or has opened: their names as far as they are still seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from medk.orgs.models import Organisation
from medk.orgs.queries.people import people_visible_to
from medk.plans.models import Measure, RoadMap


@dataclass(frozen=True)
class Kind:
    """A kind of things: its word, its icon, its page, what of it a user sees."""

    word: str
    icon: str
    url_name: str
    sight: Callable[[Any], QuerySet]


KINDS: dict[str, Kind] = {
    "plans.roadmap": Kind("дорожная карта", "map", "plans:road-map-detail", RoadMap.objects.visible_to),
    "plans.measure": Kind("мероприятие", "flag", "plans:measure-detail", Measure.objects.visible_to),
    "orgs.organisation": Kind(
        "организация", "school", "orgs:organisation-detail", Organisation.objects.visible_to
    ),
    "accounts.person": Kind("человек", "user", "orgs:person-detail", people_visible_to),
}
#: What can be watched.
WATCHABLE = ("plans.roadmap", "plans.measure", "orgs.organisation")


@dataclass(frozen=True)
class Subject:
    """One thing by name; `title` and `url` are empty when the user sees it no longer."""

    subject_type: str
    subject_id: int
    title: str = ""
    url: str = ""
    object: Any = None

    @property
    def kind(self) -> Kind:
        return KINDS[self.subject_type]


def subjects(user: Any, keys: Iterable[tuple[str, int]]) -> list[Subject]:
    """The things in the order of their keys; one query for each kind among them."""
    wanted = [key for key in keys if key[0] in KINDS]
    seen: dict[tuple[str, int], Any] = {}
    for label in dict.fromkeys(label for label, _ in wanted):
        ids = [pk for name, pk in wanted if name == label]
        rows = KINDS[label].sight(user).filter(pk__in=ids)
        seen |= {(label, row.pk): row for row in rows.select_related(*_RELATED.get(label, ()))}
    return [_subject(key, seen.get(key)) for key in wanted]


_RELATED = {
    "plans.measure": ("road_map__organisation", "progress"),
    "plans.roadmap": ("organisation",),
    "orgs.organisation": ("parent",),
}


def _subject(key: tuple[str, int], row: Any) -> Subject:
    label, pk = key
    if row is None:
        return Subject(label, pk)
    return Subject(label, pk, str(row), reverse(KINDS[label].url_name, args=[pk]), row)


def subject_of(url_name: str, pk: Any) -> tuple[str, int] | None:
    """What a page is about: views of a plan are about the plan."""
    if not isinstance(pk, int):
        return None
    if url_name.startswith("plans:road-map-"):
        return "plans.roadmap", pk
    names = {kind.url_name: label for label, kind in KINDS.items()}
    return (names[url_name], pk) if url_name in names else None


def is_own_page(url_name: str) -> bool:
    """Whether it is the thing's first page, not another view of it: those alone are remembered as visits."""
    return url_name in {kind.url_name for kind in KINDS.values()}
