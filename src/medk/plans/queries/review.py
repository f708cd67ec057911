"""What the review page shows: measures by blocks, counts, questions, remarks about the whole plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from medk.plans.models import Measure, OrderImport, RoadMap, UnreadFragment
from medk.plans.queries.draft_values import with_parts
from medk.plans.rules.findings import BLOCKER, WARNING, Finding, PlanRow, plan_findings
from medk.plans.rules.questions import field_of, open_questions
from medk.plans.rules.source_view import Line, place_words, source_lines

#: A block of measures with their sources stays under 40 KB (decision 26): what one card weighs by
#: itself, and how many cards there are at most and at least.
BLOCK_BYTES, CARD_BYTES, MOST, LEAST = 33_000, 3_600, 8, 3


@dataclass(frozen=True)
class Counts:
    """The figures of the review page's heading."""

    measures: int
    checked: int
    questions: int
    doubtful: int
    unread: int

    @property
    def is_ready(self) -> bool:
        return self.measures > 0 and not self.questions and not self.unread


@dataclass(frozen=True)
class Card:
    """One measure beside its source."""

    measure: Measure
    place: int
    lines: list[Line]
    where: str
    questions: list[dict[str, Any]]
    total: int

    @property
    def is_cut(self) -> bool:
        """The fragment is longer than what is shown."""
        source = self.measure.source
        last = source.get("to") or 0
        return bool(self.lines) and last > self.lines[-1].number

    @property
    def asked(self) -> frozenset[str]:
        """Fields that have an open question."""
        return frozenset(field_of(question.get("field", "")) for question in self.questions)


def order_of(road_map: RoadMap) -> OrderImport | None:
    """The order a draft was read from; None for a plan typed in by hand."""
    return OrderImport.objects.filter(road_map=road_map).select_related("by__person").first()


def block_size(order: OrderImport | None, measures: int) -> int:
    """How many measures one block shows: each brings its fragment twice, as printed and as read."""
    text = len(order.text.encode()) if order else 0
    card = CARD_BYTES + 2 * text // max(measures, 1)
    return max(LEAST, min(MOST, BLOCK_BYTES // card))


@dataclass(frozen=True)
class Outline:
    """A draft's rows in order, each with what the figures and the filters of the page need."""

    rows: list[tuple[int, str, str, int, bool]]

    def shown(self, only: str) -> list[tuple[int, int]]:
        """(place, pk) of the measures that a filter shows: questions, unchecked, else all."""
        placed = list(enumerate(self.rows, 1))
        if only == "questions":
            placed = [(place, row) for place, row in placed if row[3]]
        if only == "unchecked":
            placed = [(place, row) for place, row in placed if not row[4]]
        return [(place, row[0]) for place, row in placed]

    def numbers(self) -> list[tuple[str, str]]:
        """Numbers with titles, to choose a measure by."""
        return [(number, title) for _, number, title, _, _ in self.rows if number]


def outline_of(road_map: RoadMap) -> Outline:
    """The outline of a draft from one query."""
    rows = road_map.measures.order_by("position", "pk")
    listed = rows.values_list("pk", "number", "title", "questions", "is_checked")
    return Outline([(pk, n, title[:60], len(open_questions(q)), done) for pk, n, title, q, done in listed])


def counts_of(road_map: RoadMap, order: OrderImport | None, *, outline: Outline | None = None) -> Counts:
    """Figures of a draft in two queries, however long it is."""
    rows = (outline or outline_of(road_map)).rows
    document = len(open_questions(order.questions)) if order else 0
    unread = road_map.unread.filter(settlement=UnreadFragment.Settlement.OPEN).count()
    return Counts(
        measures=len(rows),
        checked=sum(1 for row in rows if row[4]),
        questions=sum(row[3] for row in rows) + document,
        doubtful=sum(1 for row in rows if row[3]),
        unread=unread,
    )


def card_of(measure: Measure, order: OrderImport | None, *, place: int = 0, total: int = 0) -> Card:
    """One measure (passed through `with_parts`) beside the lines it was read from."""
    return cards_of([(place, measure)], order, total=total)[0]


def cards_of(placed: Iterable[tuple[int, Measure]], order: OrderImport | None, *, total: int) -> list[Card]:
    """Cards of measures with their 1-based places in the plan."""
    lines = order.text.split("\n") if order else []
    return [_card(measure, lines, place=place, total=total) for place, measure in placed]


def _card(measure: Measure, lines: Sequence[str], *, place: int, total: int) -> Card:
    questions = open_questions(measure.questions)
    asked = frozenset(field_of(question.get("field", "")) for question in questions)
    return Card(
        measure=measure,
        place=place,
        lines=source_lines(lines, measure.source, measure.sources, asked),
        where=place_words(measure.source),
        questions=questions,
        total=total,
    )


def place_of(measure: Measure) -> int:
    """The 1-based place of a measure in its plan."""
    before = Q(position__lt=measure.position) | Q(position=measure.position, pk__lt=measure.pk)
    return measure.road_map.measures.filter(before).count() + 1


def block_of(
    road_map: RoadMap, order: OrderImport | None, placed: Sequence[tuple[int, int]], *, total: int
) -> list[Card]:
    """Cards of one block of the page, in the plan's order."""
    places = {pk: place for place, pk in placed}
    measures = with_parts(Measure.objects.filter(pk__in=places)).order_by("position", "pk")
    return cards_of([(places[measure.pk], measure) for measure in measures], order, total=total)


def findings_of(road_map: RoadMap) -> list[Finding]:
    """Remarks about the plan as a whole, from one query."""
    unmatched = Q(
        executors__isnull=False,
        executors__organisation__isnull=True,
        executors__person__isnull=True,
        executors__body_class="",
    )
    measures = road_map.measures.annotate(
        executor_count=Count("executors", distinct=True),
        unmatched_count=Count("executors", filter=unmatched, distinct=True),
    )
    rows = [
        PlanRow(
            pk=row.pk,
            number=row.number,
            title=row.title,
            section=row.section_id,
            schedule_kind=row.schedule_kind,
            starts_on=row.starts_on,
            due_on=row.due_on,
            frequency=row.frequency,
            executors=row.executor_count,
            unmatched=row.unmatched_count,
        )
        for row in measures.order_by("position", "pk")
    ]
    return plan_findings(rows, order_date=road_map.order_date)


def blockers(findings: Iterable[Finding]) -> list[Finding]:
    """Those that forbid approval."""
    return [finding for finding in findings if finding.level == BLOCKER]


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    """Those that must be acknowledged."""
    return [finding for finding in findings if finding.level == WARNING]
