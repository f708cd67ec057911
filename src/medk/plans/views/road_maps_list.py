"""The list of road maps, with the territories that have none yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from medk.kernel import clock
from medk.kernel.exports import asked_for, download
from medk.plans.access import held_by
from medk.plans.access_drafts import preparable
from medk.plans.choices import Level, RoadMapStatus
from medk.plans.exporters.lists import by_chunks, road_maps_sheet
from medk.plans.forms.filters import RoadMapFilter
from medk.plans.models import RoadMap
from medk.plans.queries.cascade_maps import parents_by_region
from medk.plans.queries.share_maps import MapShare, shares_of, towns_without_plan, visible_maps
from medk.plans.rules.share import Basis, basis_of
from medk.plans.views.links import with_query

#: A region with its municipalities and their schools goes over several pages.
PAGE = 50
#: Municipalities without a plan that are listed by name; a federation has thousands.
MOST_TOWNS = 60


@dataclass(frozen=True)
class Entry:
    """One road map of the list with its figures; none while it is a draft."""

    road_map: Any
    share: MapShare | None

    @property
    def reported(self) -> Basis | None:
        """The share on the basis that its cycle reports."""
        if self.share is None or self.road_map.status == RoadMapStatus.DRAFT:
            return None
        return basis_of(self.share.on(self.road_map.cycle.share_basis))


@dataclass(frozen=True)
class Group:
    """Maps of one cycle and level."""

    title: str
    entries: list[Entry]


def road_map_list(request: HttpRequest) -> HttpResponseBase:
    """Road maps that the user sees, by cycle and level."""
    wanted = RoadMapFilter(request.GET).wanted()
    found = _filtered(visible_maps(request.user), wanted)
    if kind := asked_for(request):
        return download(road_maps_sheet(_all(request.user, found), filters=_words(wanted)), kind)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    shares = shares_of(request.user, rows, held=held_by(request.user))
    entries = [Entry(row, shares.get(row.pk)) for row in rows]
    context = {
        "wanted": wanted,
        "count": len(wanted),
        "groups": [Group(title, list(held)) for title, held in groupby(entries, key=_heading)],
        "page": page,
        "previous": with_query(request.path, wanted | {"page": page.number - 1})
        if page.has_previous()
        else "",
        "following": with_query(request.path, wanted | {"page": page.number + 1}) if page.has_next() else "",
        "levels": Level.choices,
        "statuses": RoadMapStatus.choices,
        "years": _years(request.user),
    }
    return render(request, "plans/road_map_list.html", context | _missing(request.user, wanted))


def _all(user: Any, found: QuerySet[RoadMap]) -> Iterator[Entry]:
    for rows in by_chunks(found, PAGE):
        shares = shares_of(user, rows, held=held_by(user))
        yield from (Entry(row, shares.get(row.pk)) for row in rows)


def _words(wanted: dict[str, Any]) -> list[str]:
    """The filter in words."""
    said = {
        "год": wanted.get("year"),
        "уровень": dict(Level.choices).get(wanted.get("level", "")),
        "состояние": dict(RoadMapStatus.choices).get(wanted.get("status", "")),
        "поиск": wanted.get("q"),
    }
    return [f"{name}: {value}" for name, value in said.items() if value]


_LEVELS = {
    Level.FEDERAL: "федеральная карта",
    Level.REGIONAL: "карта региона",
    Level.MUNICIPAL: "карты муниципалитетов",
    Level.SCHOOL: "карты школ",
}


def _heading(entry: Entry) -> str:
    cycle = entry.road_map.cycle
    return f"{cycle}, {cycle.organisation}: {_LEVELS[Level(entry.road_map.level)]}"


def _filtered(rows: QuerySet[RoadMap], wanted: dict[str, Any]) -> QuerySet[RoadMap]:
    if "status" not in wanted:
        rows = rows.exclude(status=RoadMapStatus.DISCARDED)
    names = {"year": "plan_year", "level": "level", "status": "status"}
    rows = rows.filter(**{names[name]: value for name, value in wanted.items() if name in names})
    for word in str(wanted.get("q", "")).split():
        found = Q(title__icontains=word) | Q(order_number__icontains=word)
        rows = rows.filter(
            found | Q(organisation__name__icontains=word) | Q(organisation__short_name__icontains=word)
        )
    return rows


def _years(user: Any) -> list[int]:
    """Years that have plans in the user's sight."""
    rows = RoadMap.objects.visible_to(user).order_by("-plan_year")
    return list(rows.values_list("plan_year", flat=True).distinct())


def _missing(user: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Municipalities without a plan for the year looked at, and where to begin one."""
    year = wanted.get("year") or clock.today().year
    if wanted.get("level") not in (None, Level.MUNICIPAL) or wanted.keys() - {"year", "level"}:
        return {}
    without = towns_without_plan(user, year)
    towns = list(without[: MOST_TOWNS + 1])
    upload = reverse("plans:order-upload")
    mine = set(preparable(user).values_list("pk", flat=True))
    above = parents_by_region(user, year) if any(town.pk in mine for town in towns) else {}
    return {
        "year": year,
        "bare": without.count() if len(towns) > MOST_TOWNS else len(towns),
        "towns": [
            (
                town,
                with_query(upload, {"organisation": town.pk}) if town.pk in mine else "",
                _draft_url(town, above) if town.pk in mine else "",
            )
            for town in towns[:MOST_TOWNS]
        ],
        "upload_url": upload if mine else "",
    }


def _draft_url(town: Any, above: dict[int, int]) -> str:
    """Where the town's map is drafted from the regional one, if its region has one in force."""
    parent = above.get(town.parent_id)
    return (
        with_query(reverse("plans:cascade-begin", args=[parent]), {"organisation": town.pk}) if parent else ""
    )
