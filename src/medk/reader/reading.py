"""The whole reading: bytes of a file into a plan."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from medk.reader.abbreviations import abbreviations_of
from medk.reader.cells import Block, Paragraph
from medk.reader.checks import questions, with_confidence
from medk.reader.executors import split_names
from medk.reader.measures import Context, Reading, read_measure
from medk.reader.plan import Document, Fragment, Plan, Remark
from medk.reader.preamble import read_document
from medk.reader.refusal import UnreadableFile
from medk.reader.repair import Vocabulary
from medk.reader.rows import Assembly, assemble
from medk.reader.sources.text import blocks as text_blocks
from medk.reader.spans import Calendar
from medk.reader.tables import PlanTables, find_plan


def read_plan(data: bytes, *, filename: str = "", year: int | None = None) -> Plan:
    """The plan in a file. `year`, where given, is the plan's year whatever the text says.

    Raises UnreadableFile, with a message for the person, when the file is not text or
    holds no table of measures. Anything doubtful inside is a warning, never a failure.
    """
    return plan_of_blocks(text_blocks(data), year=year)


def plan_of_blocks(blocks: Sequence[Block], *, year: int | None = None) -> Plan:
    """The plan in paragraphs and tables of any source format."""
    tables = find_plan(blocks)
    assembly = assemble(tables)
    if not assembly.drafts:
        raise UnreadableFile(
            "В тексте не нашлось таблицы с мероприятиями. Нужна таблица, где есть столбцы с "
            "мероприятиями и сроками, исполнителями или показателями; проверьте, что приложение "
            "с планом сохранено вместе с приказом."
        )
    texts = list(_texts(blocks))
    document, is_academic = _document(tables, assembly, texts, year)
    context = Context(
        Vocabulary.of(texts),
        abbreviations_of(texts),
        Calendar(document.plan_year, is_academic),
    )
    return _plan(document, assembly, tables, [read_measure(d, context) for d in assembly.drafts])


def _texts(blocks: Sequence[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row.cells if cell.text)


def _document(
    tables: PlanTables, assembly: Assembly, texts: Sequence[str], year: int | None
) -> tuple[Document, bool]:
    cells = [cell.text for draft in assembly.drafts for cell in draft.cells.get("executors", [])]
    names = [name.split(" (")[0] for cell in cells for name in split_names(cell)]
    document, is_academic = read_document(tables.before, names=names, year=year, texts=texts)
    if document.plan_year is None:
        document = replace(document, plan_year=_usual_year(assembly))
    return document, is_academic


def _usual_year(assembly: Assembly) -> int | None:
    """The year most deadlines name, where the order names none."""
    cells = (cell.text for draft in assembly.drafts for cell in draft.cells.get("deadline", []))
    years = Counter(year for text in cells for year in re.findall(r"\b20\d\d\b", text))
    return int(years.most_common(1)[0][0]) if years else None


def _plan(
    document: Document,
    assembly: Assembly,
    tables: PlanTables,
    readings: Sequence[Reading],
) -> Plan:
    measures = [reading.measure for reading in readings]
    remarks = (
        *questions(document, measures),
        *_mended(assembly),
        *_moved(readings),
        *_left(assembly, readings),
    )
    unread = [
        *assembly.unread,
        *(piece for reading in readings for piece in reading.unread),
    ]
    return Plan(
        document=document,
        sections=tuple(assembly.sections),
        measures=with_confidence(measures, remarks),
        unread=tuple(sorted(unread, key=lambda piece: piece.source.first)),
        warnings=remarks,
        headers=tuple(tables.headers),
    )


def _mended(assembly: Assembly) -> Iterable[Remark]:
    for index, draft in enumerate(assembly.drafts):
        if draft.misprint:
            message = f"Напечатан номер {draft.misprint}, по порядку плана это {draft.number}."
            yield Remark("number-mended", message, index, "number")


def _moved(readings: Sequence[Reading]) -> Iterable[Remark]:
    for index, reading in enumerate(readings):
        for piece in reading.moved:
            yield Remark("text-moved", f"«{_short(piece.text)}»: {piece.reason}.", index, "indicator")


def _short(text: str) -> str:
    return text if len(text) < 80 else text[:77] + "…"


def _left(assembly: Assembly, readings: Sequence[Reading]) -> Iterable[Remark]:
    """Fragments without a place, told at the measure whose row they stand in."""
    pieces: list[tuple[int | None, Fragment]] = [(None, piece) for piece in assembly.unread]
    for index, reading in enumerate(readings):
        pieces += [(index, piece) for piece in reading.unread]
    for known, piece in pieces:
        owner = known if known is not None else _owner(piece, readings)
        yield Remark("unread", f"Не нашлось места для «{_short(piece.text)}»: {piece.reason}.", owner, None)


def _owner(piece: Fragment, readings: Sequence[Reading]) -> int | None:
    for index, reading in enumerate(readings):
        place = reading.measure.source
        if place and place.first <= piece.source.first <= place.last:
            return index
    return None
