"""Rows of the plan's tables into sections and measures, continuation rows joined.

A row is told by its number, by which of its cells are filled and by what was expected
next; formats and grammars are not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from medk.reader.cells import Cell, Paragraph, Row
from medk.reader.plan import Fragment, Section
from medk.reader.tables import PlanRows, PlanTables

_NUMBER = re.compile(r"(\d{1,5}(?:\s?\.\s?\d{1,3}){0,3})\s?[.)]?")
_HEADED = re.compile(
    r"(?:(?:раздел|этап|блок|часть|направление)\s+)?(\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,5})\s?[.)]?\s+(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION_WORD = re.compile(r"(?:раздел|этап|блок|часть|направление)\b", re.IGNORECASE)
_WORK = ("deadline", "start", "finish", "executors", "indicator")


@dataclass(slots=True)
class Draft:
    """A measure being gathered: cells by the meaning of their columns."""

    number: str | None
    section: int | None
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    number_cell: Cell | None = None
    #: The number as printed when it was mended, else None.
    misprint: str | None = None

    def add(self, role: str, cell: Cell) -> None:
        self.cells.setdefault(role, []).append(cell)


@dataclass(slots=True)
class Assembly:
    """What the rows gave."""

    sections: list[Section] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    unread: list[Fragment] = field(default_factory=list)
    #: Numbers read so far, and whether all of them are plain (1, 2, 3 …).
    used: set[str] = field(default_factory=set)
    is_plain: bool = True

    def add(self, draft: Draft) -> None:
        self.drafts.append(draft)
        if draft.number:
            self.used.add(draft.number)
            self.is_plain = self.is_plain and draft.number.isdigit()


@dataclass(slots=True)
class _Shape:
    """A row by meaning: its number, its cells by role, and cells of unknown columns."""

    number: str | None
    number_cell: Cell | None
    cells: dict[str, Cell]
    unknown: list[Cell]

    @property
    def only_title(self) -> bool:
        return set(self.cells) == {"title"}

    @property
    def has_work(self) -> bool:
        return any(role in self.cells for role in _WORK)


def assemble(tables: PlanTables) -> Assembly:
    """Sections, measures and unplaced fragments of all stretches, in order."""
    assembly = Assembly()
    for stretch in tables.stretches:
        if stretch.heading is not None:
            _heading_above(stretch.heading, assembly)
        for row in stretch.rows:
            _place(row, stretch, assembly)
    _swallowed_sections(assembly)
    _explain_doubles(tables, assembly)
    return assembly


def _place(row: Row, stretch: PlanRows, assembly: Assembly) -> None:
    heading = _section_text(row, stretch, assembly)
    if heading is not None:
        _open_section(heading, row, assembly)
        return
    shape = _shape(row, stretch)
    if _is_measure(shape, assembly):
        assembly.add(_draft(shape, assembly))
    elif assembly.drafts:
        _continue(shape, assembly)
    else:
        _leave(row.filled, "строка стоит до первого мероприятия", assembly)
    _leave_unknown(shape, assembly)


def _shape(row: Row, stretch: PlanRows) -> _Shape:
    shape = _Shape(None, None, {}, [])
    for col, cell in enumerate(row.cells):
        role = stretch.columns[col] if col < len(stretch.columns) else None
        if cell.is_empty:
            continue
        if role == "number":
            _set_number(shape, cell)
        elif role is None:
            shape.unknown.append(cell)
        else:
            shape.cells[role] = cell
    if "number" not in stretch.columns:
        _number_in_title(shape)
    return shape


def _set_number(shape: _Shape, cell: Cell) -> None:
    found = _NUMBER.fullmatch(cell.text.strip())
    if found:
        shape.number = re.sub(r"\s", "", found[1])
        shape.number_cell = cell
    else:
        shape.unknown.append(cell)


def _number_in_title(shape: _Shape) -> None:
    """Without a column of numbers a measure may open with one: «1.2. Провести …»."""
    title = shape.cells.get("title")
    found = re.match(r"(\d{1,3}(?:\.\d{1,3}){0,3})[.)]\s*(?=\S)", title.text) if title else None
    if title and found and shape.has_work:
        shape.number, shape.number_cell = found[1], title
        shape.cells["title"] = Cell(title.text[found.end() :], title.place)


def _section_text(row: Row, stretch: PlanRows, assembly: Assembly) -> str | None:
    """The heading that the row is, or None when it is something else."""
    filled = row.filled
    roles = [_role(stretch, cell, row) for cell in filled]
    if len(filled) == 1 and not _NUMBER.fullmatch(filled[0].text.strip()):
        text = filled[0].text
        if roles[0] == "title" and row.cells[0] is not filled[0]:
            return text if _looks_like_section(text, assembly) else None
        if roles[0] == "number" or len(row.cells) == 1 or roles[0] == "title":
            return text
        return None
    texts = {cell.text for cell in filled}
    if len(filled) == len(row.cells) > 2 and len(texts) == 1:
        return texts.pop()
    return _section_in_two_cells(filled, roles, assembly)


def _section_in_two_cells(filled: list[Cell], roles: list[str | None], assembly: Assembly) -> str | None:
    """Number and heading in two cells: the number must not be the next measure's."""
    if roles != ["number", "title"]:
        return None
    number = re.fullmatch(r"(\d{1,2}|[IVX]{1,5})\s?\.?", filled[0].text.strip())
    if not number or not filled[1].text[:1].isupper():
        return None
    if number[1].isdigit() and not _fits_section(int(number[1]), assembly):
        return None
    return f"{number[1]}. {filled[1].text}"


def _fits_section(number: int, assembly: Assembly) -> bool:
    """The number follows the sections' count and not the measures'."""
    last = (assembly.drafts[-1].number or "") if assembly.drafts else ""
    if last.isdigit() and number == int(last) + 1:
        return False
    opened = [int(s.number) for s in assembly.sections if s.number and s.number.isdigit()]
    if opened:
        return number == opened[-1] + 1
    return number == 1 or bool(last and number < int(last.split(".")[0]))


def _role(stretch: PlanRows, cell: Cell, row: Row) -> str | None:
    col = row.cells.index(cell)
    return stretch.columns[col] if col < len(stretch.columns) else None


def _looks_like_section(text: str, assembly: Assembly) -> bool:
    """A lone text in the title column heads a section if it says so or is in capitals."""
    if _SECTION_WORD.match(text) or (text.isupper() and len(text) > 10):
        return True
    found = _HEADED.match(text)
    if found and not found[1].isdigit() and "." not in found[1]:
        return True
    opened = [s.number for s in assembly.sections if s.number and s.number.isdigit()]
    return bool(found and found[1].isdigit() and int(found[1]) == int(opened[-1] if opened else 0) + 1)


def _open_section(text: str, row: Row, assembly: Assembly) -> None:
    filled = row.filled
    place = filled[0].place if len(filled) == 1 else row.place
    number, title = split_heading(text)
    assembly.sections.append(Section(number, title, place))


def split_heading(text: str) -> tuple[str | None, str]:
    """«2. Сопровождение» → ("2", "Сопровождение"); no number → (None, text)."""
    flat = " ".join(text.split())
    found = _HEADED.fullmatch(flat)
    if not found:
        return None, flat
    return found[1], found[2].lstrip(".– -")


def _heading_above(paragraph: Paragraph, assembly: Assembly) -> None:
    text = " ".join(paragraph.text.split())
    if re.match(r"(?:таблица|приложение|продолжение)\b", text, re.IGNORECASE) or len(text) < 5:
        return
    number, title = split_heading(text)
    if title != (assembly.sections[-1].title if assembly.sections else None):
        assembly.sections.append(Section(number, title, paragraph.place))


def _is_measure(shape: _Shape, assembly: Assembly) -> bool:
    title = shape.cells.get("title")
    if shape.number is not None:
        return title is not None and not _is_stray_number(shape, title, assembly)
    if title is None or not shape.has_work:
        return False
    return title.text[:1].isupper() and ("deadline" in shape.cells or not assembly.drafts)


def _is_stray_number(shape: _Shape, title: Cell, assembly: Assembly) -> bool:
    """A misread number on a continuation row: it goes back, and the text goes on."""
    is_lower = not title.text[:1].isupper()
    return shape.number in assembly.used and shape.only_title and is_lower


def _draft(shape: _Shape, assembly: Assembly) -> Draft:
    section = len(assembly.sections) - 1 if assembly.sections else None
    draft = Draft(shape.number, section, number_cell=shape.number_cell)
    draft.misprint = _mend_number(draft, assembly)
    for role, cell in shape.cells.items():
        draft.add(role, cell)
    return draft


def _mend_number(draft: Draft, assembly: Assembly) -> str | None:
    """«2.5» after 24 in a plan of plain numbers is 25 with a speck; the print is returned."""
    if not draft.number or "." not in draft.number or len(assembly.used) < 3 or not assembly.is_plain:
        return None
    last = next((other.number for other in reversed(assembly.drafts) if other.number), "0")
    printed, joined = draft.number, draft.number.replace(".", "")
    if int(joined) != int(last) + 1:
        return None
    draft.number = joined
    return printed


def _continue(shape: _Shape, assembly: Assembly) -> None:
    draft = assembly.drafts[-1]
    for role, cell in shape.cells.items():
        draft.add(role, cell)
    if shape.number_cell is not None:
        _leave([shape.number_cell], "номер не продолжает нумерацию плана", assembly)


def _leave_unknown(shape: _Shape, assembly: Assembly) -> None:
    for cell in shape.unknown:
        _leave([cell], "нет столбца с понятным заголовком", assembly)


def _explain_doubles(tables: PlanTables, assembly: Assembly) -> None:
    """A fragment that also stands in a column with a meaning was doubled by the scan."""
    named = {
        " ".join(cell.text.split())
        for stretch in tables.stretches
        for row in stretch.rows
        for cell, role in zip(row.cells, stretch.columns, strict=False)
        if role is not None
    }
    assembly.unread = [
        replace(piece, reason="повтор соседнего столбца") if piece.text in named else piece
        for piece in assembly.unread
    ]


def _leave(cells: Sequence[Cell], reason: str, assembly: Assembly) -> None:
    for cell in cells:
        assembly.unread.append(Fragment(" ".join(cell.text.split()), cell.place, reason))


def _swallowed_sections(assembly: Assembly) -> None:
    """A heading read into the first measure's cell: «1. Действия …» above the title proper.

    Certain when the plan goes on with a section of the next number.
    """
    numbers = {section.number for section in assembly.sections}
    for draft in assembly.drafts:
        cell = draft.cells.get("title", [None])[0]
        first, _, rest = cell.text.partition("\n") if cell else ("", "", "")
        number, title = split_heading(first)
        if not (cell and rest and number and number.isdigit()):
            continue
        if str(int(number) + 1) not in numbers or number in numbers:
            continue
        _insert_section(Section(number, title, cell.place), draft, assembly)
        draft.cells["title"][0] = Cell(rest, cell.place)
        numbers.add(number)


def _insert_section(section: Section, draft: Draft, assembly: Assembly) -> None:
    at = 0 if draft.section is None else draft.section + 1
    assembly.sections.insert(at, section)
    reached = False
    for other in assembly.drafts:
        reached = reached or other is draft
        if other.section is not None and other.section >= at:
            other.section += 1
        elif reached and (other.section is None or other.section == at - 1):
            other.section = at
