"""An attached schedule out of a file, of pasted cells or of typed ones: numbered lines, or a clear refusal."""

from collections.abc import Iterable, Sequence

from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.kernel.spreadsheets import Table, clean, filled, read_tables, text_table
from medk.plans.rules.attached.checking import MOST_ROWS, Line
from medk.plans.rules.attached.columns import COLUMNS, guessed, has_dates, header_of

#: The heading is looked for in so many first rows: above it stand a title and a date.
_HEAD_ROWS = 20
#: Columns of a table without a heading are told by so many rows.
_SAMPLE = 30


def read_schedule(name: str, content: bytes, *, year: int) -> list[Line]:
    """Lines of a schedule in a spreadsheet or a CSV."""
    tables = read_tables(name, content)
    table = next((one for one in tables if _heading(one) is not None), tables[0])
    return lines_of(table, year=year)


def read_pasted(text: str, *, year: int) -> list[Line]:
    """Lines of cells copied from a spreadsheet, or typed one row a line with semicolons between."""
    if not text.strip():
        raise Refused("Вставьте строки графика или выберите файл.")
    return lines_of(text_table(text), year=year)


def read_typed(rows: Iterable[dict[str, str]]) -> list[Line]:
    """Lines of the rows typed into the form; empty ones are left out."""
    lines = [
        Line(number, {name: clean(cell) for name, cell in row.items()})
        for number, row in enumerate(rows, 1)
        if any(cell.strip() for cell in row.values())
    ]
    if not lines:
        raise Refused("Впишите хотя бы одну строку: день и что проводится.")
    return lines


def lines_of(table: Table, *, year: int) -> list[Line]:
    """Lines of a table with a heading, or of one whose columns can be told by what stands in them."""
    place = _heading(table)
    if place is not None:
        header = header_of(table[place])
        body = _body(table, place)
    else:
        body = [(number, row) for number, row in enumerate(table, 1) if filled(row)]
        header = guessed([row for _, row in body[:_SAMPLE]], year=year)
    if not header:
        names = ", ".join(f"«{column.title}»" for column in COLUMNS)
        raise Refused(f"Не нашёлся столбец с датами. Надпишите столбцы: {names}; нужна хотя бы дата.")
    lines = [Line(number, _named(row, header)) for number, row in body]
    if not lines:
        raise Refused("Под названиями столбцов нет ни одной строки.")
    if len(lines) > MOST_ROWS:
        most = counted(MOST_ROWS, "строки", "строк", "строк")
        raise Refused(f"В графике {len(lines)} строк, а можно не больше {most}. Разделите его.")
    return lines


def _heading(table: Table) -> int | None:
    """Place of the heading: the row that names most columns, dates among them."""
    found = [
        (len(header), -place)
        for place, header in enumerate(header_of(row) for row in table[:_HEAD_ROWS])
        if has_dates(header)
    ]
    return -max(found)[1] if found else None


def _body(table: Table, heading: int) -> list[tuple[int, Sequence[str]]]:
    """Filled rows with their numbers; notes of one cell below an empty row (our own tables) are left out."""
    numbered = list(enumerate(table))[heading + 1 :]
    last = max((place for place, row in numbered if filled(row) > 1), default=heading)
    ends = next((place for place, row in numbered if place > last and not filled(row)), len(table))
    return [(place + 1, row) for place, row in numbered if filled(row) and place < ends]


def _named(row: Sequence[str], header: dict[str, int]) -> dict[str, str]:
    return {field: clean(row[place]) if place < len(row) else "" for field, place in header.items()}
