"""Carrying out the lines of an amendment in the rows of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from medk.plans.actions.amendments_rows import make_measure, write_fields
from medk.plans.actions.late import note_late
from medk.plans.actions.versions import keep_versions
from medk.plans.choices import LineKind, MeasureStatus
from medk.plans.models import AmendmentLine, LateFact, Measure, PlanAmendment
from medk.plans.moves import MEASURE, OWNER
from medk.plans.queries.amendments import PlanNow
from medk.plans.queries.zones import zone_of
from medk.plans.rules.plan_diff import AFTER, BESIDE, placed
from medk.workflow.actions import make_move


@dataclass(frozen=True)
class Row:
    """One field that became another: what the history of a measure shows."""

    measure: Measure
    field: str
    old: Any
    new: Any


@dataclass
class Done:
    """What was carried out: measures touched, and each field that became another."""

    measure_ids: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


class Carrying:
    """One amendment on its way into the plan."""

    def __init__(self, amendment: PlanAmendment, now: PlanNow) -> None:
        self.amendment = amendment
        self.now = now
        self.order = list(now.measures)
        self.done = Done()

    def line(self, line: AmendmentLine) -> None:
        """Carry one line out; what is so already stays."""
        uid = str(line.measure_uid)
        stored = self.now.measures.get(uid)
        if line.kind == LineKind.ADD:
            measure = self._add(line) if stored is None else stored
        elif stored is None:
            return
        elif line.kind == LineKind.CHANGE:
            measure = self._change(stored, line)
        else:
            measure = self._move(stored, line)
        self.now.measures[uid] = measure
        self.done.measure_ids.append(measure.pk)
        if line.new.get(AFTER) is not None:
            self.order = placed(self.order, uid, line.new[AFTER])

    def _add(self, line: AmendmentLine) -> Measure:
        blank = Measure(uid=line.measure_uid, road_map=self.now.road_map, position=len(self.order))
        measure = make_measure(blank, line.new, links=self.now.links, section_id=line.section_id)
        line.save_changed(None, measure=measure)
        self.order.append(str(line.measure_uid))
        self.done.rows.append(Row(measure, "status", None, MeasureStatus.ACTIVE))
        return measure

    def _change(self, stored: Measure, line: AmendmentLine) -> Measure:
        old = self.now.content(str(line.measure_uid))
        fields = {name: value for name, value in line.new.items() if name not in BESIDE}
        fields = {name: value for name, value in fields.items() if old.get(name) != value}
        measure = (
            write_fields(stored, fields, links=self.now.links, section_id=line.section_id)
            if fields
            else stored
        )
        self.done.rows += [Row(measure, name, old.get(name), value) for name, value in fields.items()]
        after = line.new.get(AFTER)
        if after is not None and after != old[AFTER]:
            self.done.rows.append(Row(measure, AFTER, old[AFTER], after))
        return measure

    def _move(self, stored: Measure, line: AmendmentLine) -> Measure:
        """Take a measure out, or bring it back."""
        is_out = stored.status == MeasureStatus.CANCELLED
        if (line.kind == LineKind.REMOVE) == is_out:
            return stored
        was = stored.status
        is_removed = line.kind == LineKind.REMOVE
        made = make_move(
            stored,
            "cancel" if is_removed else "restore",
            workflow=MEASURE,
            roles={OWNER},
            by=self.amendment.approved_by,
            reason=f"{str(self.amendment).capitalize()}. {self.amendment.reason}",
            happened_on=self.amendment.effective_on,
            zone=zone_of(self.now.road_map.organisation_id),
        )
        note_late(
            LateFact.Kind.MOVE,
            stored,
            number=made.pk,
            happened_on=made.happened_on,
            by=self.amendment.approved_by,
            what="Мероприятие отменено" if is_removed else "Мероприятие возвращено в план",
        )
        self.done.rows.append(Row(stored, "status", was, stored.status))
        return stored

    def store_order(self) -> list[int]:
        """Number the places anew; returns the measures whose place changed."""
        moved = []
        for position, uid in enumerate(self.order):
            measure = self.now.measures[uid]
            if measure.position != position:
                measure.position = position
                moved.append(measure)
        Measure.objects.bulk_update(moved, ["position"], batch_size=500)
        return [measure.pk for measure in moved]


def carry_out(amendment: PlanAmendment, lines: Sequence[AmendmentLine], *, now: PlanNow) -> Done:
    """Write the lines into the plan, in their order; returns what became of it.

    Raises `Refused` when marks of executors would belong to nothing.
    """
    carrying = Carrying(amendment, now)
    for line in lines:
        carrying.line(line)
    moved: list[int] = []
    if any(line.new.get(AFTER) is not None for line in lines):
        moved = carrying.store_order()
    keep_versions(
        {*carrying.done.measure_ids, *moved},
        effective_on=amendment.effective_on,
        by=amendment.approved_by,
        what=str(amendment).capitalize(),
    )
    return carrying.done
