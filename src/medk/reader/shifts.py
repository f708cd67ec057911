"""Text that a torn page put into the column of executors: moved back or left unread.

A cell of executors opens with a name, in the nominative. A continuation that opens with
a verb belongs to the statement next to it; scraps of other columns belong nowhere.
"""

import re
from dataclasses import dataclass

from medk.reader.cells import Cell
from medk.reader.morphology import is_mainly, is_part
from medk.reader.plan import Fragment
from medk.reader.rows import Draft

_FIRST = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_STRAY_PREPOSITION = re.compile(r"(?:с|в|к|о|у|на|по|из)\s+(?=[А-ЯЁ])")
_FINISHED = re.compile(r"[.!?;:]\W*$")


@dataclass(frozen=True, slots=True)
class Straightened:
    """What belongs to no column, and what was moved to the indicator."""

    unread: list[Fragment]
    moved: list[Fragment]


def straighten(draft: Draft) -> Straightened:
    """Put the draft's columns right."""
    cells = draft.cells.get("executors", [])
    kept: list[Cell] = []
    unread: list[Fragment] = []
    moved: list[Fragment] = []
    for cell in cells:
        if not _is_foreign(cell.text, kept):
            bare, torn = _without_preposition(cell)
            kept.append(bare)
            unread += torn
        elif kept and _goes_to_indicator(cell, draft):
            draft.cells["indicator"] = sorted([*draft.cells["indicator"], cell], key=_line)
            moved.append(_left(cell, "перенесено из столбца исполнителей в показатель"))
        else:
            unread.append(_left(cell, "в колонке исполнителей не назван никто"))
    if cells:
        draft.cells["executors"] = kept
    return Straightened(unread, moved)


def _is_foreign(text: str, before: list[Cell]) -> bool:
    """Whether the text cannot be, or go on, a list of names."""
    first = _FIRST.match(text)
    if first is None:
        return False
    word = first[0]
    if is_mainly(word, "VERB") or is_mainly(word, "PRTS") or is_mainly(word, "INFN"):
        return True
    is_closed = not before or before[-1].text.rstrip().endswith(")")
    return is_closed and not is_part(word, "nomn") and not is_mainly(word, "PREP")


def _goes_to_indicator(cell: Cell, draft: Draft) -> bool:
    """The indicator broke off in mid-sentence above this text and has no cell beside it."""
    indicator = draft.cells.get("indicator", [])
    above = [other for other in indicator if _line(other) < _line(cell)]
    is_beside = any(_line(other) == _line(cell) for other in indicator)
    return bool(above) and not is_beside and not _FINISHED.search(above[-1].text)


def _without_preposition(cell: Cell) -> tuple[Cell, list[Fragment]]:
    """A lone preposition before a name was torn from the cell to the left."""
    found = _STRAY_PREPOSITION.match(cell.text)
    if not found:
        return cell, []
    bare = Cell(cell.text[found.end() :], cell.place)
    return bare, [Fragment(found[0].strip(), cell.place, "предлог из соседней колонки")]


def _left(cell: Cell, reason: str) -> Fragment:
    return Fragment(" ".join(cell.text.split()), cell.place, reason)


def _line(cell: Cell) -> int:
    return cell.place.first
