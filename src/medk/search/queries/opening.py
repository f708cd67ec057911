"""A saved filter that is opened: what of it still holds for the one who opens it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q
from django.urls import resolve

from medk.orgs.models import Organisation
from medk.orgs.queries.people import people_visible_to
from medk.plans.models import Executor, Measure, Section
from medk.search.models import SavedFilter
from medk.search.queries.subjects import KINDS, subject_of


@dataclass(frozen=True)
class Opened:
    """Where to go, and which conditions were left out; `url` is empty when the page itself is gone."""

    url: str
    left_out: tuple[str, ...] = ()


def opened(user: Any, kept: SavedFilter) -> Opened:
    """The address of a saved filter without the conditions about things that are gone or not seen."""
    about = _page_of(kept.path)
    if about is not None and not KINDS[about[0]].sight(user).filter(pk=about[1]).exists():
        return Opened("")
    pairs = parse_qsl(kept.query)
    lost = [pair for pair in pairs if not _stands(user, about, *pair)]
    query = urlencode([pair for pair in pairs if pair not in lost])
    words = tuple(dict.fromkeys(CONDITIONS[name].word for name, _ in lost))
    return Opened(f"{kept.path}?{query}" if query else kept.path, words)


def _page_of(path: str) -> tuple[str, int] | None:
    match = resolve(path)
    return subject_of(match.view_name, match.kwargs.get("pk"))


@dataclass(frozen=True)
class Condition:
    """A parameter of a filter that names a thing: its word, and whether a value stands for the user.

    The question gets the user, what the page is about, and the value.
    """

    word: str
    stands: Callable[[Any, tuple[str, int] | None, str], bool]


def _section(user: Any, about: tuple[str, int] | None, value: str) -> bool:
    rows = (
        Section.objects.visible_to(user).filter(pk=int(value)) if value.isdigit() else Section.objects.none()
    )
    return value == "0" or (rows.filter(road_map_id=about[1]) if about else rows).exists()


def _organisation(user: Any, about: tuple[str, int] | None, value: str) -> bool:
    return value.isdigit() and Organisation.objects.visible_to(user).filter(pk=int(value)).exists()


def _measure(user: Any, about: tuple[str, int] | None, value: str) -> bool:
    return value.isdigit() and Measure.objects.visible_to(user).filter(pk=int(value)).exists()


def _person(user: Any, about: tuple[str, int] | None, value: str) -> bool:
    return value.isdigit() and people_visible_to(user).filter(pk=int(value)).exists()


def _road_map(user: Any, about: tuple[str, int] | None, value: str) -> bool:
    return value.isdigit() and KINDS["plans.roadmap"].sight(user).filter(pk=int(value)).exists()


def _stands(user: Any, about: tuple[str, int] | None, name: str, value: str) -> bool:
    condition = CONDITIONS.get(name)
    return not value or condition is None or condition.stands(user, about, value)


def _executor(user: Any, about: tuple[str, int] | None, value: str) -> bool:
    """Keys of the table: `o12` (organisation), `p5` (person), `c-schools` (class), `n-` and the printed name."""
    rows = Executor.objects.visible_to(user)
    rows = rows.filter(measure__road_map_id=about[1]) if about else rows
    kind, _, named = value.partition("-") if value[1:2] == "-" else (value[:1], "", value[1:])
    if kind in ("o", "p"):
        field = "organisation_id" if kind == "o" else "person_id"
        return named.isdigit() and rows.filter(**{field: int(named)}).exists()
    if kind == "c":
        return rows.filter(body_class=named).exists()
    return rows.filter(Q(short_name=named) | Q(short_name="", name=named)).exists()


#: Parameters that name things, on whatever list they stand.
CONDITIONS: dict[str, Condition] = {
    "section": Condition("раздел", _section),
    "executor": Condition("исполнитель", _executor),
    "in": Condition("территория", _organisation),
    "organisation": Condition("организация", _organisation),
    "municipality": Condition("муниципалитет", _organisation),
    "school": Condition("школа", _organisation),
    "measure": Condition("мероприятие", _measure),
    "person": Condition("человек", _person),
    "road_map": Condition("дорожная карта", _road_map),
}
