"""Tables taken away: what they hold, what they say of themselves, and that nothing in them runs."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from medk.kernel.exports import Column, Sheet, csv_lines, download, harmless, write_xlsx

ROWS = [
    ("Школа № 1", dt.date(2022, 5, 20), 12, Decimal("45.5"), True),
    ("=HYPERLINK(\"http://x\")", None, 0, None, False),
    ("школа; «с точкой с запятой»\nи строкой", dt.date(2021, 1, 2), -3, Decimal("-1"), None),
]  # fmt: skip
TITLES = ["Школа", "С даты", "Число", "Доля", "Да"]


def sheet(rows: object = ROWS) -> Sheet:
    """A small table with every kind of cell."""
    columns = [Column(title, lambda row, place=place: row[place]) for place, title in enumerate(TITLES)]
    return Sheet("Школы-участницы", columns, rows, filters=["муниципалитет: Луговой округ", "действует"])


def read_csv(table: Sheet) -> list[list[str]]:
    """Rows of the CSV as a program reads them."""
    text = "".join(csv_lines(table)).removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def read_xlsx(table: Sheet) -> list[list[object]]:
    """Rows of the XLSX as a program reads them."""
    held = io.BytesIO()
    write_xlsx(table, held)
    held.seek(0)
    return CalamineWorkbook.from_filelike(held).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_csv_holds_the_rows_under_their_heading() -> None:
    rows = read_csv(sheet())
    assert rows[0] == TITLES
    assert rows[1] == ["Школа № 1", "20.05.2022", "12", "45,5", "да"]
    assert rows[3] == ["школа; «с точкой с запятой»\nи строкой", "02.01.2021", "-3", "-1", ""]


def test_xlsx_holds_values_with_their_types() -> None:
    rows = read_xlsx(sheet())
    assert rows[0] == TITLES
    assert rows[1] == ["Школа № 1", dt.date(2022, 5, 20), 12, 45.5, "да"]
    assert rows[2][:4] == ['=HYPERLINK("http://x")', "", 0, ""]


@pytest.mark.parametrize("read", [read_csv, read_xlsx])
def test_a_table_states_its_filter_date_and_count(read: object) -> None:
    rows = read(sheet())
    assert [row[0] for row in rows[len(ROWS) + 2 :]] == [
        "Школы-участницы",
        "Отбор: муниципалитет: Луговой округ; действует",
        "На дату: 20.05.2022",
        f"Строк: {len(ROWS)}",
    ]


def test_no_cell_becomes_a_formula_or_a_link() -> None:
    held = io.BytesIO()
    write_xlsx(sheet([("=1+1", None, 0, None, None), ("http://x.test", None, 0, None, None)]), held)
    with zipfile.ZipFile(held) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert read_csv(sheet())[2][0] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("text", ["=1", "+7 900", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_signs_of_a_formula_are_disarmed(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_plain_text_is_left_alone() -> None:
    assert harmless("Школа № 1 = лучшая") == "Школа № 1 = лучшая"


def test_an_empty_table_says_so() -> None:
    assert "Строк: 0" in [row[0] for row in read_csv(sheet([])) if row]
    assert "Строк: 0" in [row[0] for row in read_xlsx(sheet([]))]


def test_csv_is_streamed_row_by_row() -> None:
    asked: list[int] = []

    def endless() -> Iterator[tuple[object, ...]]:
        for number in range(10**9):
            asked.append(number)
            yield ("", None, number, None, None)

    lines = csv_lines(sheet(endless()))
    for _ in range(4):
        next(lines)
    assert asked == [0, 1, 2]


@pytest.mark.parametrize(("kind", "extension"), [("csv", "csv"), ("xlsx", "xlsx"), ("../x", "xlsx")])
def test_a_download_is_an_attachment_with_a_russian_name(kind: str, extension: str) -> None:
    response = download(sheet(), kind)
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%A8%D0%BA")
    assert response["Content-Disposition"].endswith(f"20.05.2022.{extension}")
    assert content.startswith(b"\xef\xbb\xbf" if extension == "csv" else b"PK")
