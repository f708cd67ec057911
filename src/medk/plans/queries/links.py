"""Links of plans and of measures, and what they endanger, for one reader."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from medk.plans.choices import LinkKind, MeasureStatus, ProgressState, RoadMapStatus
from medk.plans.models import Amendment, Measure, MeasureLink, RoadMap
from medk.plans.rules.links import Edge
from medk.plans.rules.moments import Moment
from medk.plans.rules.proposals import Proposal, Titled, propose
from medk.plans.rules.slips import Danger, Standing, by_endangered, dangers, passes

_VALUES = (
    "pk", "number", "title", "road_map_id", "starts_on", "due_on", "status", "population",
    "progress__state", "progress__next_due_on", "progress__last_due_on",
)  # fmt: skip
_ENDS = tuple(
    f"{end}__{path}" for end in ("source", "target") for path in ("road_map__organisation", "progress")
)
_ENDS_FIELDS = tuple(
    f"{end}__{name}"
    for end in ("source", "target")
    for name in (
        *_VALUES,
        "position",
        "progress__counted_on",
        "road_map__organisation__name",
        "road_map__organisation__short_name",
    )
    if name != "pk"
)
_WAITING = frozenset({ProgressState.IN_PROGRESS, ProgressState.NOT_DUE, ProgressState.UNDATED})


def end_of(moment: Moment, zone: str) -> dt.datetime | None:
    """When a past day ended where the plan's owner is; None for the present."""
    return moment.ends_at(zone) if moment.is_past else None


def edges_of(road_map: RoadMap, at: dt.datetime | None = None) -> list[Edge]:
    """Predecessor → successor within one plan, now or at a past moment; one query."""
    rows = MeasureLink.objects.held(at).filter(
        kind=LinkKind.FOLLOWS, source__road_map=road_map, target__road_map=road_map
    )
    return list(rows.values_list("source_id", "target_id"))


def planned_ends(measure_ids: Collection[int]) -> dict[int, dt.date]:
    """Measure → its deadline before the first amendment of it; only those that were moved; one query."""
    rows = Amendment.objects.filter(measure_id__in=measure_ids, field="due_on").order_by("-entered_at", "-pk")
    found: dict[int, str | None] = dict(rows.values_list("measure_id", "old"))
    return {pk: dt.date.fromisoformat(old) for pk, old in found.items() if old}


def standings_of(
    measure_ids: Collection[int], on: dt.date, *, hidden: Collection[int] = ()
) -> dict[int, Standing]:
    """How measures stand on a day by their kept counts; `hidden` ones without their state; two queries."""
    if not measure_ids:
        return {}
    planned = planned_ends(measure_ids)
    rows = (
        Measure.objects.filter(pk__in=measure_ids).order_by("road_map_id", "position", "pk").values(*_VALUES)
    )
    return {row["pk"]: _standing(row, on, planned.get(row["pk"]), row["pk"] in hidden) for row in rows}


def _standing(row: Mapping[str, Any], on: dt.date, planned: dt.date | None, is_hidden: bool) -> Standing:
    due = row["progress__next_due_on"] or row["progress__last_due_on"] or row["due_on"]
    return Standing(
        row["pk"], row["number"] or row["title"][:40], "" if is_hidden else _state(row, on, due),
        row["starts_on"], due, planned,
    )  # fmt: skip


def _state(row: Mapping[str, Any], on: dt.date, due: dt.date | None) -> str:
    """The kept state, moved on by the days since it was counted."""
    state = row["progress__state"] or ""
    if row["status"] == MeasureStatus.CANCELLED:
        return ProgressState.CANCELLED
    if state in _WAITING and row["progress__next_due_on"] and due and due < on:
        return ProgressState.OVERDUE
    return state


def dangers_among(rows: Iterable[Any], edges: list[Edge], on: dt.date) -> list[Danger]:
    """Slips among rows of a plan's table (their state is empty where the reader may not know it)."""
    linked = {pk for edge in edges for pk in edge}
    planned = planned_ends(linked) if linked else {}
    standings = {
        row.pk: Standing(
            row.pk, row.number or row.title[:40], row.state, row.starts_on, row.due_on, planned.get(row.pk)
        )
        for row in rows
        if row.pk in linked
    }
    return dangers(standings, edges, on)


def dangers_of_plans(road_maps: Collection[RoadMap], on: dt.date) -> dict[int, list[Danger]]:
    """Road map → the slips in it, for those who see all of these plans; one query without links, else three."""
    ids = {road_map.pk for road_map in road_maps}
    if not ids:
        return {}
    rows = MeasureLink.objects.held().filter(
        kind=LinkKind.FOLLOWS, source__road_map_id__in=ids, target__road_map_id__in=ids
    )
    links = list(rows.values_list("source_id", "target_id", "target__road_map_id"))
    edges = [(first, then) for first, then, _ in links]
    standings = standings_of({pk for edge in edges for pk in edge}, on)
    owner = {then: road_map for _, then, road_map in links}
    found: dict[int, list[Danger]] = {}
    for danger in dangers(standings, edges, on):
        found.setdefault(owner[danger.endangered[0]], []).append(danger)
    return found


@dataclass(frozen=True)
class Neighbour:
    """The other end of a link, as the page of a measure shows it."""

    link: MeasureLink
    measure: Measure
    standing: Standing
    is_foreign: bool

    @property
    def state(self) -> str:
        return self.standing.state


@dataclass(frozen=True)
class Around:
    """Links of one measure: what comes before and after it, reports, twins, and the slips that touch it."""

    before: list[Neighbour] = field(default_factory=list)
    after: list[Neighbour] = field(default_factory=list)
    reports_on: list[Neighbour] = field(default_factory=list)
    reported_by: list[Neighbour] = field(default_factory=list)
    same: list[Neighbour] = field(default_factory=list)
    endangered_by: list[Danger] = field(default_factory=list)
    endangers: list[Danger] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[str, list[Neighbour]]]:
        """Kinds that occur, with their titles."""
        named = [
            ("Раньше должно быть сделано", self.before),
            ("Этого ждут", self.after),
            ("Отчитывается о", self.reports_on),
            ("Итоги подводят в", self.reported_by),
            ("То же в другом плане", self.same),
        ]
        return [(title, rows) for title, rows in named if rows]


def around(user: Any, measure: Measure, on: dt.date, *, is_above: Callable[[], bool]) -> Around:
    """Links of a measure in the user's sight; none when it has none (`with_page_parts` says so), else two.

    Chains are followed through the links that touch the measure's own plan. Readers below the plan are
    not told the state of what many do one by one (decision 1, small groups).
    """
    if not getattr(measure, "has_links", True):
        return Around()
    touching = Q(source__road_map=measure.road_map_id) | Q(target__road_map=measure.road_map_id)
    rows = MeasureLink.objects.visible_to(user).held().filter(touching)
    links = list(rows.select_related(*_ENDS).only("kind", "note", *_ENDS_FIELDS))
    own = [row for row in links if measure.pk in (row.source_id, row.target_id)]
    if not own:
        return Around()
    ends = {one.pk: one for row in links for one in (row.source, row.target)}
    if measure.road_map.status == RoadMapStatus.CLOSED:
        on = min(on, ends[measure.pk].progress.counted_on)  # a closed plan keeps its last counts
    edges = [(row.source_id, row.target_id) for row in links if row.kind == LinkKind.FOLLOWS]
    planned = planned_ends({pk for edge in edges for pk in edge}) if edges else {}
    is_told = is_above()
    standings = {
        pk: _standing_of(one, on, planned.get(pk), is_hidden=not is_told and bool(one.population))
        for pk, one in sorted(ends.items(), key=lambda pair: (pair[1].road_map_id, pair[1].position))
    }
    found = dangers(standings, edges, on)
    made = Around(
        endangered_by=by_endangered(found).get(measure.pk, []),
        endangers=[danger for danger in found if danger.cause == measure.pk],
    )
    for link in own:
        other = link.target if link.source_id == measure.pk else link.source
        is_foreign = other.road_map_id != measure.road_map_id
        _pile(made, link, measure).append(Neighbour(link, other, standings[other.pk], is_foreign))
    return made


def _standing_of(one: Measure, on: dt.date, planned: dt.date | None, *, is_hidden: bool) -> Standing:
    values = {name: getattr(one, name) for name in _VALUES if not name.startswith("progress")}
    kept = getattr(one, "progress", None)
    counts = {name: getattr(kept, name.removeprefix("progress__"), None) for name in _VALUES if "__" in name}
    return _standing(values | counts, on, planned, is_hidden)


def _pile(made: Around, link: MeasureLink, measure: Measure) -> list[Neighbour]:
    is_source = link.source_id == measure.pk
    if link.kind == LinkKind.SAME_AS:
        return made.same
    if link.kind == LinkKind.REPORTS_ON:
        return made.reports_on if is_source else made.reported_by
    return made.after if is_source else made.before


def successors_passed(measure: Measure, end: dt.date | None) -> list[Standing]:
    """Successors whose first day or deadline a new end of the measure would run into.

    For whoever is about to move a deadline: the amendment form warns with it.
    """
    if end is None or measure.due_on is None or end <= measure.due_on:
        return []
    later = MeasureLink.objects.held().filter(kind=LinkKind.FOLLOWS, source=measure).values("target")
    rows = Measure.objects.filter(pk__in=later, status=MeasureStatus.ACTIVE).order_by("position", "pk")
    standings = [
        Standing(one.pk, one.number or one.title[:40], "", one.starts_on, one.due_on) for one in rows
    ]
    return [one for one in standings if passes(end, measure.due_on, one)]


def passed_words(passed: Iterable[Standing]) -> str:
    """«Новый срок заходит за начало или срок мероприятий 1.31 (01.10–30.11.2021), 1.36: …»; empty without them."""
    listed = ", ".join(
        f"{one.label} (срок {one.due_on:%d.%m.%Y})" if one.due_on else one.label for one in passed
    )
    return f"Новый срок заходит за начало или срок того, что идёт следом: {listed}." if listed else ""


def proposals_for(road_map: RoadMap) -> list[Proposal]:
    """Links that the plan's words suggest and nobody has set, taken off or declined yet; two queries."""
    rows = Measure.objects.filter(road_map=road_map, status=MeasureStatus.ACTIVE).order_by("position", "pk")
    titled = [Titled(*row) for row in rows.values_list("pk", "title", "section_id", "starts_on", "due_on")]
    known = MeasureLink.objects.filter(source__road_map=road_map)
    settled = set(known.values_list("kind", "source_id", "target_id"))
    return [one for one in propose(titled) if (one.kind, one.source, one.target) not in settled]
