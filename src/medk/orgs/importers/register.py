"""A register out of a spreadsheet or a CSV: bytes in, numbered lines out, or a clear refusal."""

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from python_calamine import CalamineError, CalamineWorkbook

from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.orgs.rules.register.checking import Line
from medk.orgs.rules.register.columns import COLUMNS, header_of, missing

BOOKS = (".xlsx", ".xls", ".ods", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")
MOST_ROWS = 50_000
#: A packed workbook that grows beyond this is not a register.
_MOST_UNPACKED = 400 * 1024 * 1024
#: The heading is looked for in so many first rows: above it stand a title and a date.
_HEAD_ROWS = 20
_ENCODINGS = ("utf-8-sig", "cp1251")

Table = list[list[str]]


def read_register(name: str, content: bytes, *, needs_municipality: bool) -> list[Line]:
    """Lines of a register; Refused says what is wrong with the file and what to do."""
    _refuse_size(content)
    lower = name.lower()
    if lower.endswith(BOOKS):
        table = _book(content)
    elif lower.endswith(TEXTS):
        table = _text(content)
    else:
        raise Refused(f"«{name}» не таблица. Подойдут {', '.join((*BOOKS[:3], TEXTS[0]))}.")
    return _lines(table, needs_municipality=needs_municipality)


def _refuse_size(content: bytes) -> None:
    limit = settings.UPLOAD_LIMIT_MB
    if not content.strip():
        raise Refused("Файл пустой. Проверьте, тот ли файл выбран.")
    if len(content) > limit * 1024 * 1024:
        size = len(content) / 1024 / 1024
        raise Refused(f"Файл весит {size:.0f} МБ, а можно до {limit} МБ. Разделите реестр на части.")


def _book(content: bytes) -> Table:
    damaged = "Таблица не открывается: файл повреждён или это не таблица. Сохраните её заново как XLSX."
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                    raise Refused("Таблица слишком велика. Оставьте в ней только реестр школ.")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(sheet) for sheet in book.sheet_names]
        tables = [_cells(sheet) for sheet in sheets if sheet.total_height]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(damaged) from error
    if not tables:
        raise Refused("В таблице нет ни одной заполненной строки.")
    return next((table for table in tables if _heading(table)), tables[0])


def _cells(sheet: Any) -> Table:
    # calamine leaves out empty rows above the first filled one; numbers must be the spreadsheet's.
    start = sheet.start[0] if sheet.start else 0
    rows = sheet.to_python(skip_empty_area=True)
    return [[] for _ in range(start)] + [[_plain(cell) for cell in row] for row in rows]


def _plain(cell: Any) -> str:
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (dt.datetime, dt.date)):
        return f"{cell:%d.%m.%Y}"
    return "" if cell is None else str(cell)


def _text(content: bytes) -> Table:
    text = _decoded(content)
    top = "\n".join(text.splitlines()[:_HEAD_ROWS])
    delimiter = max(";\t,", key=top.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(f"Файл не читается как таблица: {error}. Сохраните его заново.") from error


def _decoded(content: bytes) -> str:
    # Spreadsheets save «Unicode text» as UTF-16 with its mark.
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_garbage(text):
            return text
    raise Refused("Не удалось понять кодировку файла. Сохраните его как CSV в UTF-8 или как XLSX.")


def _is_garbage(text: str) -> bool:
    """Signs that no text has: such a file was only named .csv."""
    sample = text[:100_000]
    return any((sign < " " and sign not in "\r\n\t\f") or sign == "\ufffd" for sign in sample)


def _heading(table: Table) -> int | None:
    """Place of the heading: the row that names most columns, two at least."""
    found = [(len(header_of(row)), -place) for place, row in enumerate(table[:_HEAD_ROWS])]
    best = max(found, default=(0, 0))
    return -best[1] if best[0] >= 2 else None


def _lines(table: Table, *, needs_municipality: bool) -> list[Line]:
    place = _heading(table)
    if place is None:
        expected = ", ".join(column.title for column in COLUMNS[:4])
        raise Refused(f"Не нашлась строка с названиями столбцов. Нужны столбцы: {expected}.")
    header = header_of(table[place])
    lacking = missing(header, needs_municipality=needs_municipality)
    if lacking:
        names = ", ".join(f"«{title}»" for title in lacking)
        raise Refused(f"В таблице нет столбцов: {names}. Добавьте их в строку {place + 1} и загрузите снова.")
    rows = [Line(number, _named(row, header)) for number, row in _body(table, place)]
    if not rows:
        raise Refused(f"Под названиями столбцов (строка {place + 1}) нет ни одной школы.")
    if len(rows) > MOST_ROWS:
        most = counted(MOST_ROWS, "строки", "строк", "строк")
        raise Refused(f"В таблице {len(rows)} строк, а можно не больше {most}. Разделите её.")
    return rows


def _body(table: Table, heading: int) -> Iterable[tuple[int, Sequence[str]]]:
    """Filled rows with their numbers; notes of one cell below an empty row (our own tables) are left out."""
    numbered = list(enumerate(table))[heading + 1 :]
    last = max((place for place, row in numbered if _filled(row) > 1), default=heading)
    ends = next((place for place, row in numbered if place > last and not _filled(row)), len(table))
    return [(place + 1, row) for place, row in numbered if _filled(row) and place < ends]


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _named(row: Sequence[str], header: dict[str, int]) -> dict[str, str]:
    return {field: _clean(row[place]) if place < len(row) else "" for field, place in header.items()}


def _clean(cell: str) -> str:
    """One line without spare spaces; the apostrophe that our export puts before formulas is dropped."""
    text = " ".join(cell.split())
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text
