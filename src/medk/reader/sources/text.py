"""Plain text into blocks: tab-separated rows, stacked cells, markdown tables, paragraphs.

Three shapes of table occur in texts taken from PDF and DOCX files: a row on one line
with tabs between cells; one cell after another, each opened by a tab at the start of a
line; and a markdown table. Everything else is paragraphs.
"""

import re
from collections.abc import Callable, Iterator

from medk.reader.cells import Block, Cell, Paragraph, Place, Row, Table
from medk.reader.sources.decoding import decode
from medk.reader.sources.stacked import stacked_rows

_TAG_BREAK = re.compile(r"\s*(?:</p>\s*<p>|<br\s*/?>|</li>\s*<li>)\s*", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|i|b|u|em|strong|span|sup|sub|div|li|ul|ol|font|center)\b[^<>]{0,80}>",
    re.IGNORECASE,
)
_BOOKMARK = re.compile(r"\[bookmark: [^\]\n]{0,80}\]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u3000]+")
_STARS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
#: A line with more separators than this is no row of a table.
_WIDEST = 64
_RULE = re.compile(r"[\s|:+=_-]*-[\s|:+=_-]*")


def blocks(data: bytes) -> list[Block]:
    """Blocks of a text file in order. Raises UnreadableFile when it is not text."""
    lines = [clean_line(line) for line in decode(data).split("\n")]
    return list(_blocks(lines))


def clean_line(line: str) -> str:
    """A line without marks that no reader sees; tabs stay, they separate cells."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", _BOOKMARK.sub("", line)).replace("\f", ""))


def clean_cell(text: str) -> str:
    """Text of a cell: tags become line feeds or nothing, every line is stripped."""
    bare = _TAG.sub("", _TAG_BREAK.sub("\n", text))
    return "\n".join(filter(None, (line.strip() for line in bare.split("\n"))))


def _blocks(lines: list[str]) -> Iterator[Block]:
    index = 0
    while index < len(lines):
        take = _taker(lines[index])
        found, index = take(lines, index)
        yield from found


def _taker(line: str) -> Callable[[list[str], int], tuple[list[Block], int]]:
    if max(line.count("|"), line.count("\t")) > _WIDEST:
        return _paragraph
    if line.lstrip().startswith("|"):
        return _markdown
    if line.count("\t") > 1 or "\t" in line.strip("\t "):
        return _tabbed
    if line.startswith("\t"):
        return _stacked
    return _paragraph


def _markdown(lines: list[str], start: int) -> tuple[list[Block], int]:
    end = _run_end(lines, start, lambda line: line.lstrip().startswith("|"))
    rows = []
    for number in range(start, end):
        parts = _unescaped_split(lines[number].strip())
        rows.append(_row(parts, number + 1))
    return [Table(tuple(rows))], end


def _unescaped_split(line: str) -> list[str]:
    inner = line[1:-1] if line.endswith("|") and len(line) > 1 else line[1:]
    return [part.replace("\\|", "|") for part in re.split(r"(?<!\\)\|", inner)]


def _tabbed(lines: list[str], start: int) -> tuple[list[Block], int]:
    end = _run_end(lines, start, lambda line: _taker(line) is _tabbed)
    rows = [_row(lines[number].split("\t"), number + 1) for number in range(start, end)]
    return [Table(tuple(rows))], end


def _stacked(lines: list[str], start: int) -> tuple[list[Block], int]:
    """Cells opened by a tab; the text of a cell runs to the next tab, blank lines and all."""
    cells: list[tuple[Cell, bool]] = []
    end = start
    while end < len(lines) and _taker(lines[end]) in (_stacked, _paragraph):
        stop = _next_opening(lines, end + 1)
        if stop is None:
            stop = _blank_after(lines, end + 1)
            cells.append(_stacked_cell(lines, end, stop))
            end = stop
            break
        cells.append(_stacked_cell(lines, end, stop))
        end = stop
    return stacked_rows(cells), end


def _next_opening(lines: list[str], start: int) -> int | None:
    """The line that opens the next stacked cell; None when the run of cells is over."""
    blank = 0
    for number in range(start, len(lines)):
        taker = _taker(lines[number])
        if taker is _stacked:
            return number
        blank = 0 if lines[number].strip() else blank + 1
        if taker is not _paragraph or blank > 6:
            return None
    return None


def _blank_after(lines: list[str], start: int) -> int:
    return next((n for n in range(start, len(lines)) if not lines[n].strip()), len(lines))


def _stacked_cell(lines: list[str], start: int, stop: int) -> tuple[Cell, bool]:
    """A cell and whether a blank line stands before it (a new row may begin there)."""
    text = clean_cell("\n".join(lines[start:stop]).replace("\t", " "))
    full = [n for n in range(start, stop) if lines[n].strip()]
    place = Place(first=start + 1, last=(full[-1] if full else start) + 1)
    return Cell(text, place), start > 0 and not lines[start - 1].strip()


def _paragraph(lines: list[str], start: int) -> tuple[list[Block], int]:
    if not lines[start].strip():
        return [], start + 1
    end = _run_end(lines, start, lambda line: bool(line.strip()) and _taker(line) is _paragraph)
    text = clean_cell(_STARS.sub("", "\n".join(lines[start:end])))
    return [Paragraph(text, Place(start + 1, end))] if text else [], end


def _run_end(lines: list[str], start: int, belongs: Callable[[str], bool]) -> int:
    end = start + 1
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end


def _row(parts: list[str], number: int) -> Row:
    cells = (
        Cell(
            "" if _RULE.fullmatch(part) and "--" in part else clean_cell(_STARS.sub("", part)),
            place,
        )
        for part, place in ((part, Place(number, number, col)) for col, part in enumerate(parts, 1))
    )
    return Row(tuple(cells))
