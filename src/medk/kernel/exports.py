"""One way out for tables: XLSX or CSV, streamed, with the filter, the date and the count of rows stated.

An app's `exporters/` describe a `Sheet`; a view answers `download(sheet, format)`. Cells that a
spreadsheet would take for formulas are kept as text (CSV injection, OWASP).
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from medk.kernel import clock
from medk.kernel.refusals import Refused

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None

XLSX = "xlsx"
CSV = "csv"
MEDIA_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
#: First signs by which a spreadsheet tells a formula; «=1+1», «@SUM», a tab before either.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
_HEAD_ROWS = 1
#: A sheet ends at 1,048,576 lines, and what is written below it is lost without a word.
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Painted:
    """A value on a fill (`#DDF0E3`): the colour repeats what the words say; CSV has the words alone."""

    value: Cell
    fill: str


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a row gives its value, its width in characters."""

    title: str
    value: Callable[[Any], "Cell | Painted"]
    width: int = 20


@dataclass(frozen=True)
class Sheet:
    """A table to take away. `filters` are the words of the filter that was on, in reading order.

    `frozen` columns stay in view; `as_of` says another date than today's; `more` are further notes.
    `rows` come from a queryset that `visible_to` has narrowed already; it is iterated once.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    filters: Sequence[str] = field(default_factory=tuple)
    file_name: str = ""
    frozen: int = 1
    as_of: str = ""
    more: Sequence[str] = field(default_factory=tuple)

    def name(self, extension: str) -> str:
        """«школы-участницы 20.05.2022.xlsx»."""
        return f"{self.file_name or self.title} {clock.today():%d.%m.%Y}.{extension}"


def notes(sheet: Sheet, count: int) -> list[str]:
    """What a reader must know of a table: its filter, the date and how many rows there are."""
    chosen = "; ".join(sheet.filters)
    return [
        f"Отбор: {chosen}" if chosen else "Отбор: все строки",
        f"На дату: {sheet.as_of or format(clock.today(), '%d.%m.%Y')}",
        f"Строк: {count}",
        *sheet.more,
    ]


def asked_for(request: HttpRequest) -> str:
    """The kind of file that a list's address asks for by `?format=`; empty when a page is meant."""
    kind = request.GET.get("format", "")
    return kind if kind in MEDIA_TYPES else ""


def download(sheet: Sheet, kind: str) -> HttpResponseBase:
    """The table as an attachment; `kind` is `xlsx` or `csv`, anything else is XLSX."""
    response: HttpResponseBase
    if kind == CSV:
        response = StreamingHttpResponse(csv_lines(sheet), content_type=MEDIA_TYPES[CSV])
        response["Content-Disposition"] = _attachment(sheet.name(CSV))
    else:
        file = TemporaryFile()  # noqa: SIM115 - the response closes it
        write_xlsx(sheet, file)
        file.seek(0)
        response = FileResponse(file, as_attachment=True, filename=sheet.name(XLSX))
        response["Content-Type"] = MEDIA_TYPES[XLSX]
    response["Cache-Control"] = "private, no-store"
    return response


def _attachment(name: str) -> str:
    header = FileResponse(io.BytesIO(), as_attachment=True, filename=name)
    return header["Content-Disposition"]


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """Lines of a CSV that spreadsheets of Russian offices open at once: UTF-8 with its mark, semicolons.

    The heading is the first line, so that programs can read it; the notes follow the rows.
    """
    yield "\ufeff" + _csv_line([column.title for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        count += 1
        yield _csv_line([column.value(row) for column in sheet.columns])
    yield _csv_line([])
    for note in [sheet.title, *notes(sheet, count)]:
        yield _csv_line([note])


def _csv_line(cells: Sequence[Cell | Painted]) -> str:
    held = io.StringIO()
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerow([_printed(cell) for cell in cells])
    return held.getvalue()


def _printed(cell: Cell | Painted) -> str:
    if isinstance(cell, Painted):
        return _printed(cell.value)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, dt.datetime):
        return f"{_local(cell):%d.%m.%Y %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, str):
        return harmless(cell)
    return str(cell).replace(".", ",")


def harmless(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe is put before a sign that begins a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _local(moment: dt.datetime) -> dt.datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    return (moment.astimezone(zone) if moment.tzinfo else moment).replace(tzinfo=None)


def write_xlsx(sheet: Sheet, target: Any) -> int:
    """Write the table row by row, keeping one row in memory; returns how many rows there were.

    Raises Refused for more rows than a sheet holds.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet("Таблица")
        styles = _styles(book)
        page.freeze_panes(_HEAD_ROWS, sheet.frozen)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.title, styles["head"])
        count = 0
        for row in sheet.rows:
            count += 1
            if count > MOST_ROWS:
                raise Refused(
                    "В Excel помещается миллион строк, а здесь больше. Возьмите CSV или сузьте отбор."
                )
            for place, column in enumerate(sheet.columns):
                cell = column.value(row)
                if isinstance(cell, Painted):
                    _paint(page, (count, place), cell, style=_filled(book, styles, cell.fill))
                else:
                    _write(page, (count, place), cell, styles=styles)
        page.autofilter(0, 0, count, max(len(sheet.columns) - 1, 0))
        for line, note in enumerate([sheet.title, *notes(sheet, count)], count + 2):
            page.write_string(line, 0, note)
    return count


def _styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    top = {"valign": "top"}
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top}),
        "text": book.add_format({"text_wrap": True, **top}),
        "plain": book.add_format(top),
        "day": book.add_format({"num_format": "dd.mm.yyyy", **top}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm", **top}),
    }


def _filled(book: xlsxwriter.Workbook, styles: dict[str, Any], fill: str) -> Any:
    """The format of a fill, made once in a book."""
    if fill not in styles:
        styles[fill] = book.add_format({"text_wrap": True, "valign": "top", "bg_color": fill, "border": 1,
                                        "border_color": "#D6DEE6"})  # fmt: skip
    return styles[fill]


def _paint(page: Any, at: tuple[int, int], cell: Painted, *, style: Any) -> None:
    page.write_string(*at, _printed(cell)[:_LONGEST_CELL], style)


def _write(page: Any, at: tuple[int, int], cell: Cell, *, styles: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool | str):
        text = cell if isinstance(cell, str) else _printed(cell)
        page.write_string(*at, text[:_LONGEST_CELL], styles["text"])
    elif isinstance(cell, dt.datetime):
        page.write_datetime(*at, _local(cell), styles["moment"])
    elif isinstance(cell, dt.date):
        page.write_datetime(*at, dt.datetime.combine(cell, dt.time()), styles["day"])
    else:
        page.write_number(*at, cell, styles["plain"])
