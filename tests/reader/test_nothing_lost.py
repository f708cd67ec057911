"""Every word of the plan's tables is in some field or among the unread."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from medk.reader import Plan, read_plan
from medk.reader.cells import Cell, Row
from medk.reader.plan import Measure
from medk.reader.sources.text import blocks
from medk.reader.tables import find_plan

from .orders import MEASURES, ROOT, shared_orders

ORDERS = [*shared_orders(), *sorted((ROOT / "samples" / "orders").glob("*.txt"))]
#: Words that become structure: marks of definitions and agreement, the heading of sites.
STRUCTURE = re.compile(r"далее|по согласованию|(?:официальн\w+ )?сайт\w*", re.IGNORECASE)
#: Numbers of points inside a cell of tasks: the list itself keeps the order.
POINT = re.compile(r"(?:^|(?<=\s)|(?<=\.))\d{1,2}[.)]")


def essence(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def said(measure: Measure) -> Iterator[str]:
    plain = (measure.number, measure.title, measure.deadline_text, measure.indicator_text, measure.goal)
    yield from filter(None, (*plain, measure.audience, measure.place_format))
    yield from measure.tasks
    yield from measure.publication
    for executor in measure.executors:
        yield f"{executor.name} {executor.short_name or ''}"


def said_about(row: Row, plan: Plan) -> str:
    place = row.place
    assert place is not None

    def meets(other: object) -> bool:
        return other is not None and other.first <= place.last and place.first <= other.last

    texts = [text for measure in plan.measures if meets(measure.source) for text in said(measure)]
    texts += [piece.text for piece in plan.unread if meets(piece.source)]
    texts += [f"{s.number or ''}{s.title}" for s in plan.sections if meets(s.source)]
    return " ".join(map(essence, texts))


def lost_words(cell: Cell, known: str) -> list[str]:
    text = POINT.sub(" ", STRUCTURE.sub(" ", cell.text))
    return [word for word in re.findall(r"\w+", text) if essence(word) not in known]


@pytest.mark.skipif(not ORDERS, reason="no orders here")
@pytest.mark.parametrize("path", ORDERS, ids=lambda path: path.stem)
def test_no_word_of_the_plan_is_lost(path: Path) -> None:
    data = path.read_bytes()
    plan = read_plan(data)
    rows = [row for stretch in find_plan(blocks(data)).stretches for row in stretch.rows]
    assert rows
    lost = {
        (row.cells[0].place.first, word)
        for row in rows
        for known in [said_about(row, plan)]
        for cell in row.cells
        for word in lost_words(cell, known)
    }
    assert not lost


@pytest.mark.parametrize("path", shared_orders(), ids=lambda path: path.stem)
def test_every_measure_is_found(path: Path) -> None:
    assert len(read_plan(path.read_bytes()).measures) == MEASURES[path.stem]
