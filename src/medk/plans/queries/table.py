"""The rows of a road map's table for one reader: slim values, a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from medk.kernel.russian import NBSP
from medk.orgs.models import OrganisationKind
from medk.plans.choices import (
    BodyClass,
    MeasureStatus,
    Population,
    ProgressState,
    RoadMapStatus,
    ScheduleKind,
    TargetKind,
)
from medk.plans.models import Executor, Measure, RoadMap, Target
from medk.plans.queries.links import dangers_among, edges_of, end_of
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.progress import progress_of
from medk.plans.queries.table_at import Values, schools_known, values_at
from medk.plans.queries.table_near import Parts, classes_of, parts_near
from medk.plans.queries.table_sight import Sight
from medk.plans.rules.aggregates import may_show
from medk.plans.rules.moments import Moment
from medk.plans.rules.progress import Share, share
from medk.plans.rules.schedules import schedule_words
from medk.plans.rules.slips import by_endangered, why_endangered
from medk.plans.rules.table import MeasureRow, TargetWords, put_distance
from medk.plans.rules.target_words import number_words, target_words
from medk.plans.rules.targets import reached

_SCHEDULE = (
    "schedule_kind", "starts_on", "due_on", "frequency", "interval", "count_per_period", "is_at_least",
    "weekday", "monthday",
)  # fmt: skip
_MEASURE = (
    "pk", "number", "title", "section_id", "deadline_text", "status", "population", "cohort_id",
    "population_role", "indicator_text", "section__number", "section__title", *_SCHEDULE,
)  # fmt: skip
_PROGRESS = (
    "counted_on", "state", "next_due_on", "last_due_on", "units", "total", "due", "confirmed",
    "self_confirmed",
)  # fmt: skip
_CLASS_LABELS = dict(BodyClass.choices)
_TARGET = ("kind", "value", "unit", "per", "readings__value", "readings__on", "readings__is_reached")
#: Longest indicator shown in a cell; the whole of it stands on the measure's page.
_LONGEST_INDICATOR = 110


class Table:
    """Every measure of a road map before one reader, with the date of the counts."""

    def __init__(
        self,
        road_map: RoadMap,
        sight: Sight,
        *,
        moment: Moment | None = None,
        has_targets: bool = True,
        has_near: bool = True,
    ) -> None:
        """Without a `moment` the present of the plan's owner; views may leave out targets and parts near."""
        self.road_map = road_map
        self.sight = sight
        self.moment = moment or Moment(sight.on)
        self._mine = sight.reach.own_keys | classes_of(sight.reach.roles)
        self.plan = PlanAt(road_map, self.moment, zone=sight.zone) if self.moment.is_past else None
        self.past = values_at(self.plan, _MEASURE, _PROGRESS) if self.plan else None
        self.is_live = (
            self.plan.state.is_in_force
            if self.plan
            else road_map.status in (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED)
        )
        found = self._read()
        self.counted_on = self.plan.state.counted_on if self.plan else self._refresh(found)
        self._executors, self._schools = executors_of(road_map, self.past)
        near = None if sight.is_above or not self.plan else self.plan
        self._known_then = schools_known(near, sight.reach.keys) if near else {}
        self._targets = targets_of(road_map, self.past) if has_targets else {}
        self.sections = {row["section_id"]: _section(row) for row in found if row["section_id"]}
        self.rows = [self._row(values) for values in found]
        self._put_parts(found, has_near=has_near)
        self._put_dangers()

    def _read(self) -> list[dict[str, Any]]:
        if self.past:
            return self.past.measures
        rows = Measure.objects.filter(road_map=self.road_map).values(*_MEASURE, *_joined())
        return list(rows.order_by("position", "pk"))

    def _refresh(self, found: list[dict[str, Any]]) -> dt.date:
        """Counts of today where the kept ones are of another day; a closed plan keeps its last ones."""
        kept = {row["progress__counted_on"] for row in found}
        if self.road_map.status == RoadMapStatus.CLOSED and None not in kept and kept:
            return min(kept)
        if self.is_live and kept - {self.sight.on}:
            fresh = progress_of(self.road_map, self.sight.on)
            for row in found:
                row.update({f"progress__{name}": getattr(fresh[row["pk"]], name) for name in _PROGRESS})
        return self.sight.on

    def _row(self, values: dict[str, Any]) -> MeasureRow:
        row = MeasureRow(
            pk=values["pk"],
            number=values["number"],
            title=values["title"],
            section_id=values["section_id"],
            schedule=schedule_words(SimpleNamespace(**{name: values[name] for name in _SCHEDULE})),
            printed=values["deadline_text"],
            is_repeated=values["schedule_kind"] == ScheduleKind.RECURRING,
            due_on=values["due_on"],
            starts_on=values["starts_on"],
            state="",
            population=values["population"],
            population_role=values["population_role"],
            executors=self._executors.get(values["pk"], ()),
            targets=self._targets.get(values["pk"]) or _indicator(values["indicator_text"]),
        )
        if self.is_live:
            self._count(row, values)
        elif values["status"] == MeasureStatus.CANCELLED:
            row.state = ProgressState.CANCELLED
        return put_distance(row, self.counted_on)

    def _count(self, row: MeasureRow, values: dict[str, Any]) -> None:
        """Put the counts into a row, unless they would tell of one or two (decision 1)."""
        row.due_on = values["progress__next_due_on"] or values["progress__last_due_on"] or row.due_on
        row.units = values["progress__units"]
        row.has_due = values["progress__due"] > 0
        if self._is_hidden(row):
            row.is_hidden = values["progress__state"] not in (ProgressState.CANCELLED, ProgressState.PAUSED)
            row.state = "" if row.is_hidden else values["progress__state"]
            row.due_on = values["progress__last_due_on"] or values["due_on"]
            return
        row.state = values["progress__state"]
        row.total = values["progress__total"]
        row.confirmed = values["progress__confirmed"]
        row.self_confirmed = values["progress__self_confirmed"]

    def _is_hidden(self, row: MeasureRow) -> bool:
        """Whether the figures would tell of one or two; of named bodies only schools are kept from sight."""
        if self.sight.is_above or not row.population:
            return False
        reach, smallest = self.sight.reach, self.road_map.cycle.smallest_group
        if row.population == Population.BODY:
            return 0 < len(self._schools.get(row.pk, set()) - reach.places) < smallest
        known = max(reach.known(row.population, row.population_role), self._known_then.get(row.pk, 0))
        return not may_show(row.units, known=known, smallest=smallest)

    def _put_parts(self, found: list[dict[str, Any]], *, has_near: bool) -> None:
        """Say in each row what of it is the reader's own, and how their municipality stands."""
        near: dict[int, Parts] = {}
        if self.is_live and not self.sight.is_above and has_near:
            near = parts_near(
                self.road_map,
                self.sight,
                found,
                executors=self._executors,
                on=self.counted_on,
                plan=self.plan,
            )
        for row in self.rows:
            row.own, row.near = near.get(row.pk, (None, None))
            row.is_mine = bool(row.own and row.own.is_own) or self._is_named(row)

    def _put_dangers(self) -> None:
        """Say in each row which slip of another measure endangers it; one query without links."""
        edges = edges_of(self.road_map, end_of(self.moment, self.sight.zone)) if self.is_live else []
        self.dangers = dangers_among(self.rows, edges, self.counted_on) if edges else []
        endangered = by_endangered(self.dangers)
        for row in self.rows:
            row.danger = why_endangered(endangered.get(row.pk, ()))

    def _is_named(self, row: MeasureRow) -> bool:
        """Whether a row names the reader; one without executors is the plan owner's."""
        if not row.executors and not row.population:
            return self.road_map.organisation_id in self.sight.reach.bodies
        return any(key in self._mine for key, _ in row.executors)

    @property
    def hidden(self) -> int:
        """Measures whose figures are not shown to this reader."""
        return sum(row.is_hidden for row in self.rows)

    def share(self, basis: str) -> Share:
        """The share on a stated basis, over the measures whose figures the reader sees."""
        return share(((row.state, row.has_due) for row in self.rows if row.state), basis)


def _joined() -> list[str]:
    return [f"progress__{name}" for name in _PROGRESS]


def _section(values: Mapping[str, Any]) -> str:
    number, title = values["section__number"], values["section__title"]
    return f"{number}. {title}" if number else title


def executors_of(
    road_map: RoadMap, past: Values | None = None
) -> tuple[dict[int, tuple[tuple[str, str], ...]], dict[int, set[int]]]:
    """Measure → (key, name) of each executor in the order's order, and → schools among them; one query.

    `past` holds the values of a past moment. Keys are `o12` (organisation), `p5` (person), `c-schools` (class)
    or `n-` and the printed name.
    """
    rows = Executor.objects.filter(measure__road_map=road_map).values_list(
        "measure_id", "organisation_id", "organisation__short_name", "organisation__name", "person_id",
        "person__name", "body_class", "short_name", "name", "organisation__kind",
    )  # fmt: skip
    found_rows: Any = past.executors if past else rows
    found: dict[int, dict[str, str]] = defaultdict(dict)
    schools: dict[int, set[int]] = defaultdict(set)
    for measure, body, short, name, person, who, kind, printed_short, printed, body_kind in found_rows:
        if body:
            key, words = f"o{body}", short or name
        elif person:
            key, words = f"p{person}", who
        elif kind:
            key, words = f"c-{kind}", _CLASS_LABELS[kind]
        else:
            words = printed_short or printed
            key = f"n-{words}"
        found[measure].setdefault(key, words)
        if body_kind == OrganisationKind.SCHOOL:
            schools[measure].add(body)
    return {measure: tuple(named.items()) for measure, named in found.items()}, schools


def targets_of(road_map: RoadMap, past: Values | None = None) -> dict[int, tuple[TargetWords, ...]]:
    """Measure → its targets with the latest facts; one query."""
    rows = Target.objects.filter(measure__road_map=road_map).order_by(
        "measure_id", "position", "pk", "readings__on", "readings__pk"
    )
    found: dict[int, dict[int, TargetWords]] = defaultdict(dict)
    values = past.targets if past else rows.values_list("measure_id", "pk", *_TARGET)
    for measure, pk, *target in values:
        found[measure][pk] = _target(*target)  # the latest reading comes last
    return {measure: tuple(held.values()) for measure, held in found.items()}


def _target(kind: str, value: Decimal | None, unit: str, per: str, *fact: Any) -> TargetWords:
    words = target_words(kind, value, unit, per)
    number, on, said = fact
    if on is None:
        return TargetWords(words)
    plain = "" if number is None else number_words(number)
    sign = f"{NBSP}%" if plain and kind == TargetKind.SHARE else ""
    is_reached = reached(kind, value, number, said=said)
    return TargetWords(words, f"{plain}{sign} на {on:%d.%m.%Y}".strip(), is_reached)


def _indicator(text: str) -> tuple[TargetWords, ...]:
    if not text:
        return ()
    cut = text if len(text) <= _LONGEST_INDICATOR else f"{text[: _LONGEST_INDICATOR - 1].rstrip()}…"
    return (TargetWords(cut),)
