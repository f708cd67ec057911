"""What an amendment's readers must see before it is sent or approved: obstacles, remarks, conflicts, effects."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from medk.plans.choices import AmendmentStatus, LineKind, MeasureStatus
from medk.plans.models import AmendmentLine, Measure, PlanAmendment
from medk.plans.queries.amendment_effects import Effects, effects_of
from medk.plans.queries.amendments import (
    Conflict,
    PlanNow,
    conflicts_of,
    lines_of,
    pending_beside,
    short_name,
    titled,
)
from medk.plans.queries.links import passed_words, successors_passed
from medk.plans.rules.amendment_checks import (
    JUDGED,
    Bounds,
    Head,
    content_problem,
    date_remarks,
    effective_remarks,
    head_problem,
    order_problem,
)


@dataclass(frozen=True)
class Review:
    """An amendment against the plan as it stands. `effects` is None while something stops it."""

    lines: list[AmendmentLine]
    problems: list[str]
    remarks: list[str]
    conflicts: list[Conflict]
    effects: Effects | None


def bounds_of(amendment: PlanAmendment) -> Bounds:
    """The days between which it lies."""
    road_map = amendment.road_map
    return Bounds(road_map.approved_on, road_map.cycle.starts_on, road_map.cycle.ends_on)


def head_of(amendment: PlanAmendment) -> Head:
    """Its head as the rules take it."""
    return Head(
        amendment.reason,
        amendment.effective_on,
        amendment.order_kind,
        amendment.order_number,
        amendment.order_date,
    )


def review_of(amendment: PlanAmendment, now: PlanNow) -> Review:
    """Everything said of an amendment that is not in force yet."""
    lines = lines_of(amendment)
    problems = problems_of(amendment, lines, now)
    effects = None if problems else effects_of(lines, now)
    return Review(lines, problems, remarks_of(amendment, lines, now), conflicts_of(lines, now), effects)


def problems_of(amendment: PlanAmendment, lines: Sequence[AmendmentLine], now: PlanNow) -> list[str]:
    """What stops it, in words; empty when nothing does."""
    found = [head_problem(head_of(amendment), bounds_of(amendment))]
    if not lines:
        found.append("В изменении нет ни одной строки. Добавьте, что меняется.")
    found += [_line_problem(line, now) for line in lines]
    removed = [str(line.measure_uid) for line in lines if line.kind == LineKind.REMOVE]
    found.append(order_problem(lines, removed))
    return [words for words in found if words]


def _line_problem(line: AmendmentLine, now: PlanNow) -> str:
    stored = now.measures.get(str(line.measure_uid))
    name = short_name(str(stored) if stored else titled(line.new))
    is_out = stored is not None and stored.status == MeasureStatus.CANCELLED
    if line.kind == LineKind.ADD:
        problem = "Мероприятие уже добавлено." if stored else content_problem(line.new, line.new)
    elif line.kind == LineKind.RESTORE:
        problem = "" if is_out else "Мероприятие и так в плане."
    elif is_out or stored is None:
        problem = "Мероприятие уже исключено из плана. Уберите строку или сначала верните его."
    elif line.kind == LineKind.CHANGE:
        problem = content_problem(now.values(str(line.measure_uid), JUDGED) | line.new, line.new)
    else:
        problem = ""
    return f"«{name}»: {problem}" if problem else ""


def _passed(line: AmendmentLine, stored: Measure | None) -> list[str]:
    """A warning when the new deadline runs into what comes next."""
    due = line.new.get("due_on")
    words = passed_words(successors_passed(stored, dt.date.fromisoformat(due))) if stored and due else ""
    return [f"«{short_name(str(stored))}»: {words}"] if words else []


def remarks_of(amendment: PlanAmendment, lines: Sequence[AmendmentLine], now: PlanNow) -> list[str]:
    """What does not stop it and should be known."""
    bounds = bounds_of(amendment)
    found = effective_remarks(amendment.effective_on, bounds, now.today)
    for line in lines:
        stored = now.measures.get(str(line.measure_uid))
        found += date_remarks(short_name(str(stored) if stored else titled(line.new)), line.new, bounds)
        found += _passed(line, stored)
    for other in pending_beside(amendment, lines):
        state = AmendmentStatus(other.amendment.status).label
        name = short_name(str(other.measure or titled(other.new)))
        found.append(f"«{name}» меняет и другое: {other.amendment}, {state}.")
    return found
