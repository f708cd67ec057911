"""A measure's place in the file, cut into pieces that the review page highlights."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medk.plans.rules.questions import field_of, label_of

#: Longer fragments are folded: a row that spans pages carries their headings with it.
LINE_LIMIT = 60
_TAG = re.compile(r"</?(?:p|i|b|u|em|strong|span|sup|sub|div|li|ul|ol|font|center|br)\b[^<>]{0,80}/?>", re.I)
_NOISE = re.compile(r"\[bookmark: [^\]\n]{0,80}\]|\*\*|[\u00ad\u200b-\u200f\u2060\ufeff\f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one line; `field` names what was read from it, `is_asked` that it has a question."""

    text: str
    field: str = ""
    is_asked: bool = False

    @property
    def label(self) -> str:
        return label_of(self.field)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file by its number."""

    number: int
    pieces: tuple[Piece, ...]


def place_words(source: Mapping[str, Any]) -> str:
    """«строки 120–134», with sheet and page where the format has them."""
    first, last = source.get("from"), source.get("to")
    parts = [f"лист «{source['sheet']}»"] if source.get("sheet") else []
    parts += [f"стр. {source['page']}"] if source.get("page") else []
    if first:
        parts.append(f"строка {first}" if last in (None, first) else f"строки {first}–{last}")
    return ", ".join(parts)


def source_lines(
    lines: Sequence[str],
    source: Mapping[str, Any],
    sources: Mapping[str, Mapping[str, Any]],
    asked: frozenset[str] = frozenset(),
) -> list[Line]:
    """Lines of a fragment with its fields marked; empty when the place is unknown.

    Places count lines from 1; `col` is the cell of a line divided by tabs or bars, from 1.
    """
    first = source.get("from")
    if not first:
        return []
    last = min(source.get("to") or first, first + LINE_LIMIT - 1, len(lines))
    places = [(field_of(name), place) for name, place in sources.items()]
    return [
        Line(number, tuple(_pieces(lines[number - 1], number, places, asked)))
        for number in range(first, last + 1)
        if lines[number - 1].strip()
    ]


def _pieces(
    line: str, number: int, places: Sequence[tuple[str, Mapping[str, Any]]], asked: frozenset[str]
) -> list[Piece]:
    here = [(name, place.get("col")) for name, place in places if _covers(place, number)]
    cells = [(column, _clean(cell)) for column, cell in enumerate(_cells(line), 1)]
    filled = [(column, text) for column, text in cells if text]
    by_column = {col: name for name, col in here if col is not None}
    # One cell on the line and one field over it: the layout that puts every cell on its own line.
    alone = here[0][0] if len(here) == 1 and len(filled) == 1 else ""
    whole = next((name for name, col in here if col is None), "")
    names = [alone or by_column.get(column) or ("" if by_column else whole) for column, _ in filled]
    return [Piece(text, name, name in asked) for (_, text), name in zip(filled, names, strict=True)]


def _covers(place: Mapping[str, Any], number: int) -> bool:
    return bool(place) and place.get("from", 0) <= number <= (place.get("to") or place.get("from", 0))


def _cells(line: str) -> list[str]:
    stripped = line.strip()
    if stripped.startswith("|"):
        return re.split(r"(?<!\\)\|", stripped.strip("|"))
    return line.split("\t")


def _clean(text: str) -> str:
    return " ".join(_NOISE.sub("", _TAG.sub(" ", text)).split())
