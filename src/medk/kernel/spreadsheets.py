"""Tables out of a spreadsheet or a CSV that people bring: bytes in, rows of text out, or a clear refusal.

What the columns mean is said by the importers of the apps.
"""

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from python_calamine import CalamineError, CalamineWorkbook

from medk.kernel.refusals import Refused

BOOKS = (".xlsx", ".xls", ".ods", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")
#: A packed workbook that grows beyond this holds something else than a table.
_MOST_UNPACKED = 400 * 1024 * 1024
#: The delimiter is told by so many first lines.
_HEAD_ROWS = 20
_ENCODINGS = ("utf-8-sig", "cp1251")

Table = list[list[str]]


def read_tables(name: str, content: bytes) -> list[Table]:
    """Every filled sheet of a workbook, or the one table of a text; Refused says what to do."""
    _refuse_size(content)
    lower = name.lower()
    if lower.endswith(BOOKS):
        return _book(content)
    if lower.endswith(TEXTS):
        return [text_table(decoded(content))]
    raise Refused(f"«{name}» не таблица. Подойдут {', '.join((*BOOKS[:3], TEXTS[0]))}.")


def filled(row: Sequence[str]) -> int:
    """How many cells of a row say something."""
    return sum(bool(cell.strip()) for cell in row)


def clean(cell: str) -> str:
    """One line without spare spaces; the apostrophe that our export puts before formulas is dropped."""
    text = " ".join(cell.split())
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def _refuse_size(content: bytes) -> None:
    limit = settings.UPLOAD_LIMIT_MB
    if not content.strip():
        raise Refused("Файл пустой. Проверьте, тот ли файл выбран.")
    if len(content) > limit * 1024 * 1024:
        size = len(content) / 1024 / 1024
        raise Refused(f"Файл весит {size:.0f} МБ, а можно до {limit} МБ. Разделите таблицу на части.")


def _book(content: bytes) -> list[Table]:
    damaged = "Таблица не открывается: файл повреждён или это не таблица. Сохраните её заново как XLSX."
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                    raise Refused("Таблица слишком велика. Оставьте в ней только нужный лист.")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(sheet) for sheet in book.sheet_names]
        tables = [_cells(sheet) for sheet in sheets if sheet.total_height]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(damaged) from error
    if not tables:
        raise Refused("В таблице нет ни одной заполненной строки.")
    return tables


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


def text_table(text: str) -> Table:
    """Rows of a CSV, or of cells copied from a spreadsheet; the delimiter is the one met most."""
    top = "\n".join(text.splitlines()[:_HEAD_ROWS])
    delimiter = max(";\t,", key=top.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(f"Файл не читается как таблица: {error}. Сохраните его заново.") from error


def decoded(content: bytes) -> str:
    """The text of a file in one of the encodings of Russian offices."""
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
