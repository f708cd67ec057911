"""Lines of an amendment that is being prepared: what changes, what comes, what leaves the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.identifiers import uuid7
from medk.kernel.refusals import Refused, Stale
from medk.plans.access_amendments import require_drafting
from medk.plans.choices import LineKind, MeasureStatus
from medk.plans.models import AmendmentLine, Measure, PlanAmendment
from medk.plans.queries.amendment_values import Links, content_of_values, empty_content
from medk.plans.queries.amendments import PlanNow, titled
from medk.plans.rules.amendment_checks import content_problem
from medk.plans.rules.merging import merged
from medk.plans.rules.plan_diff import AFTER
from medk.plans.rules.typed_deadline import SCHEDULE_FIELDS, read_deadline

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """What a form brought: canonical fields, those that it showed, the line's version, the section meant.

    Without `base` the fields are compared with the plan as it stands.
    """

    fields: Fields
    base: Fields | None = None
    version: int | None = None
    section_id: int | None = None


@transaction.atomic
def change_measure(amendment: PlanAmendment, measure: Measure, *, by: Any, written: Written) -> AmendmentLine:
    """Write what an amendment changes of a measure; the whole line is written anew.

    Only fields that differ from the plan are kept. Raises `Refused` when nothing differs, `Stale` when
    the plan or the line changed meanwhile (with the values now stored).
    """
    require_drafting(amendment, by)
    now = PlanNow(amendment.road_map)
    uid = str(measure.uid)
    if uid not in now.order:
        raise Refused(f"«{measure}» уже исключено из плана: изменить его нельзя.")
    stored = now.content(uid)
    result = merged(written.base or stored, written.fields, stored)
    if result.conflicts:
        raise Stale("Пока вы печатали, план изменился. Сравните и выберите.", theirs=result.conflicts)
    new = {name: value for name, value in result.values.items() if value != stored.get(name)}
    new |= _deadline_read(new, stored, amendment)
    _check_place(new, now, uid)
    if not new:
        raise Refused("Ничего не изменилось: поля такие же, как в плане.")
    _check_content(stored | new, new)
    line = _line_of(amendment, uid, LineKind.CHANGE, measure)
    line.old, line.new = {name: stored.get(name) for name in new}, new
    return _keep(line, by=by, written=written)


@transaction.atomic
def add_line(
    amendment: PlanAmendment, line: AmendmentLine | None = None, *, by: Any, written: Written
) -> AmendmentLine:
    """Write a measure that an amendment adds, with all its fields; `line` is the one written before."""
    require_drafting(amendment, by)
    now = PlanNow(amendment.road_map)
    uid = str(line.measure_uid) if line else str(uuid7())
    new = empty_content(uid) | {name: value for name, value in written.fields.items() if value is not None}
    new |= _deadline_read(new, {}, amendment)
    new.setdefault(AFTER, now.order[-1] if now.order else "")
    _check_place(new, now, uid)
    _check_content(new, new)
    line = _line_of(amendment, uid, LineKind.ADD, None)
    line.old, line.new = {}, new
    return _keep(line, by=by, written=written)


@transaction.atomic
def remove_line(
    amendment: PlanAmendment, measure: Measure, *, by: Any, version: int | None = None
) -> AmendmentLine:
    """Say that a measure leaves the plan; a change of it in the same amendment gives way."""
    require_drafting(amendment, by)
    now = PlanNow(amendment.road_map)
    uid = str(measure.uid)
    if uid not in now.order:
        raise Refused(f"«{measure}» уже исключено из плана.")
    line = _line_of(amendment, uid, LineKind.REMOVE, measure)
    line.old, line.new = now.content(uid), {}
    return _keep(line, by=by, written=Written({}, version=version))


@transaction.atomic
def restore_line(amendment: PlanAmendment, measure: Measure, *, by: Any) -> AmendmentLine:
    """Say that a measure taken out comes back as it was."""
    require_drafting(amendment, by)
    if measure.status != MeasureStatus.CANCELLED:
        raise Refused(f"«{measure}» и так в плане.")
    line = _line_of(amendment, str(measure.uid), LineKind.RESTORE, measure)
    line.old, line.new = {}, PlanNow(amendment.road_map).content(str(measure.uid))
    return _keep(line, by=by, written=Written({}))


@transaction.atomic
def drop_line(line: AmendmentLine, *, by: Any) -> None:
    """Take a line out of an amendment that is being prepared; the journal keeps what it said."""
    amendment = line.amendment
    require_drafting(amendment, by)
    amendment.save_changed(None)
    record(
        "plans.amendment_line_dropped",
        amendment,
        by=by,
        what=line.kind,
        measure=titled(line.new) or str(line.measure or ""),
        old=line.old,
        new=line.new,
    )
    AmendmentLine.objects.filter(pk=line.pk).delete()


def _deadline_read(new: Fields, stored: Fields, amendment: PlanAmendment) -> dict[str, Any]:
    """When the deadline's words changed and its dates did not, the words are read."""
    dated = {name for name in SCHEDULE_FIELDS & set(new) if new[name] != _EMPTY.get(name, new[name])}
    if not new.get("deadline_text") or (SCHEDULE_FIELDS & set(new) if stored else dated):
        return {}
    title = str(new.get("title") or stored.get("title") or "")
    read = read_deadline(new["deadline_text"], title=title, year=amendment.road_map.plan_year)
    values = content_of_values(read, Links(amendment.road_map))
    return {name: value for name, value in values.items() if value != stored.get(name)}


#: What an untouched schedule of a new measure looks like.
_EMPTY: dict[str, Any] = {
    "schedule_kind": "none", "starts_on": None, "due_on": None, "frequency": "", "interval": 1,
    "count_per_period": 1, "is_at_least": False, "weekday": "", "monthday": None, "milestones": [],
}  # fmt: skip


def _check_place(new: Fields, now: PlanNow, uid: str) -> None:
    after = new.get(AFTER)
    if after and (after == uid or after not in now.order):
        raise Refused("Места, которое вы выбрали, в плане больше нет. Выберите другое.")


def _check_content(content: Fields, new: Fields) -> None:
    problem = content_problem(content, new)
    if problem:
        raise Refused(problem)


def _line_of(amendment: PlanAmendment, uid: str, kind: str, measure: Measure | None) -> AmendmentLine:
    """The line about a measure, the one there is or a new one."""
    line = amendment.lines.filter(measure_uid=uid).first()
    if line is None:
        last = amendment.lines.aggregate(last=Max("position"))["last"] or 0
        line = AmendmentLine(amendment=amendment, position=last + 1, measure_uid=uid)
    line.kind, line.measure = kind, measure
    return line


def _keep(line: AmendmentLine, *, by: Any, written: Written) -> AmendmentLine:
    """Store a line and make older sights of the amendment stale."""
    values = {"kind": line.kind, "old": line.old, "new": line.new, "section_id": written.section_id}
    if line.pk:
        line.save_changed(written.version, by=by, entered_at=clock.now(), **values)
    else:
        line.section_id, line.by, line.entered_at = written.section_id, by, clock.now()
        line.save()
    line.amendment.save_changed(None)
    record(
        "plans.amendment_line_kept",
        line.amendment,
        by=by,
        what=line.kind,
        measure=titled(line.new) or str(line.measure or ""),
        fields=sorted(line.new),
    )
    return line
