"""A register out of a spreadsheet or a CSV: bytes in, numbered lines out, or a clear refusal."""

from collections.abc import Iterable, Sequence

from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.kernel.spreadsheets import Table, clean, filled, read_tables
from medk.orgs.rules.register.checking import Line
from medk.orgs.rules.register.columns import COLUMNS, header_of, missing

MOST_ROWS = 50_000
#: The heading is looked for in so many first rows: above it stand a title and a date.
_HEAD_ROWS = 20


def read_register(name: str, content: bytes, *, needs_municipality: bool) -> list[Line]:
    """Lines of a register; Refused says what is wrong with the file and what to do."""
    tables = read_tables(name, content)
    table = next((one for one in tables if _heading(one)), tables[0])
    return _lines(table, needs_municipality=needs_municipality)


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
    last = max((place for place, row in numbered if filled(row) > 1), default=heading)
    ends = next((place for place, row in numbered if place > last and not filled(row)), len(table))
    return [(place + 1, row) for place, row in numbered if filled(row) and place < ends]


def _named(row: Sequence[str], header: dict[str, int]) -> dict[str, str]:
    return {field: clean(row[place]) if place < len(row) else "" for field, place in header.items()}
