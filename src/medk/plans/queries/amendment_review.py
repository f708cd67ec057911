"""What an amendment's readers must see before it is sent or approved: obstacles, remarks, conflicts, effects."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from medk.plans.choices import AmendmentStatus, LineKind, LinkKind, MeasureStatus
from medk.plans.models import AmendmentLine, MeasureLink, PlanAmendment
from medk.plans.queries.amendment_effects import Effects, effects_of
from medk.plans.queries.amendments import (
    Conflict,
    PlanNow,
    conflicts_of,
    short_name,
    titled,
)
from medk.plans.queries.links import passed_words
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
from medk.plans.rules.slips import Standing, passes


@dataclass(frozen=True)
class Review:
    """An amendment against the plan as it stands. `effects` is None while something stops it."""

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


def review_of(
    amendment: PlanAmendment, lines: list[AmendmentLine], *, beside: Sequence[AmendmentLine], now: PlanNow
) -> Review:
    """Everything said of an amendment that is not in force yet."""
    problems = problems_of(amendment, lines, now)
    effects = None if problems else effects_of(lines, now)
    return Review(
        problems, [*remarks_of(amendment, lines, now), *_beside(beside)], conflicts_of(lines, now), effects
    )


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


def _passed(lines: Sequence[AmendmentLine], now: PlanNow) -> list[str]:
    """Warnings where a new deadline runs into what comes next; one query."""
    moved = {
        stored.pk: (stored, stored.due_on, dt.date.fromisoformat(line.new["due_on"]))
        for line in lines
        if line.new.get("due_on") and (stored := now.measures.get(str(line.measure_uid))) and stored.due_on
    }
    links = MeasureLink.objects.held().filter(
        kind=LinkKind.FOLLOWS, source__in=moved, target__status=MeasureStatus.ACTIVE
    )
    found: dict[int, list[Standing]] = {}
    for link in links.select_related("target").order_by("target__position") if moved else ():
        one = link.target
        standing = Standing(one.pk, one.number or one.title[:40], "", one.starts_on, one.due_on)
        _, due, end = moved[link.source_id]
        if end > due and passes(end, due, standing):
            found.setdefault(link.source_id, []).append(standing)
    return [f"«{short_name(str(moved[pk][0]))}»: {passed_words(rows)}" for pk, rows in found.items()]


def remarks_of(amendment: PlanAmendment, lines: Sequence[AmendmentLine], now: PlanNow) -> list[str]:
    """What does not stop it and should be known."""
    bounds = bounds_of(amendment)
    found = effective_remarks(amendment.effective_on, bounds, now.today)
    for line in lines:
        stored = now.measures.get(str(line.measure_uid))
        found += date_remarks(short_name(str(stored) if stored else titled(line.new)), line.new, bounds)
    found += _passed(lines, now)
    return found


def _beside(lines: Sequence[AmendmentLine]) -> list[str]:
    """What other amendments are about to do to the same measures."""
    return [
        f"«{short_name(str(line.measure or titled(line.new)))}» меняет и другое: {line.amendment}, "
        f"{AmendmentStatus(line.amendment.status).label}."
        for line in lines
    ]
