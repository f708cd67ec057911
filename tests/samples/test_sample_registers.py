"""The sample registers hold what samples/README.md says of them."""

import csv
from collections import Counter
from pathlib import Path

from python_calamine import CalamineWorkbook

REGISTERS = Path(__file__).resolve().parents[2] / "samples" / "registers"
COLUMNS = [
    *(
        "Код",
        "Наименование",
        "Краткое наименование",
        "Муниципалитет",
        "Вид",
        "ИНН",
        "ОГРН",
    ),
    *("Адрес", "Телефон", "Электронная почта", "Сайт"),
]
INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def table(name: str) -> list[list[str]]:
    with (REGISTERS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter=";"))


def column(name: str, heading: str) -> list[str]:
    heads, *rows = table(name)
    return [row[heads.index(heading)] for row in rows]


def test_schools_have_all_columns_and_distinct_codes():
    heads, *rows = table("schools.csv")
    assert heads == COLUMNS
    assert len(rows) == 30
    for heading in ("Код", "ИНН", "ОГРН", "Электронная почта"):
        assert len(set(column("schools.csv", heading))) == 30
    assert set(column("schools.csv", "Вид")) == {"школа"}
    assert len(set(column("schools.csv", "Муниципалитет"))) == 4


def test_workbook_holds_the_same_schools():
    workbook = CalamineWorkbook.from_path(str(REGISTERS / "schools.xlsx"))
    assert workbook.get_sheet_by_index(0).to_python() == table("schools.csv")


def test_state_numbers_pass_their_check_digits_in_a_region_never_issued():
    for inn in column("schools.csv", "ИНН"):
        total = sum(weight * int(digit) for weight, digit in zip(INN_WEIGHTS, inn[:9], strict=True))
        assert (inn[:2], int(inn[9])) == ("00", total % 11 % 10)
    for ogrn in column("schools.csv", "ОГРН"):
        assert (ogrn[3:5], int(ogrn[12])) == ("00", int(ogrn[:12]) % 11 % 10)


def test_broken_register_lacks_the_municipality():
    assert set(COLUMNS) - set(table("broken.csv")[0]) == {"Муниципалитет"}


def test_faults_stand_on_the_lines_the_readme_names():
    rows = dict(enumerate(table("duplicate-codes.csv"), start=1))
    codes = Counter(row[0].strip().upper() for row in rows.values())
    assert codes.most_common(1) == [("KL-02", 3)]
    assert [line for line, row in rows.items() if row[0].strip().upper() == "KL-02"] == [3, 5, 8]
    known = set(column("schools.csv", "Муниципалитет")) | {"Муниципалитет"}
    assert [line for line, row in rows.items() if row[3] not in known] == [7]
    mailbox = COLUMNS.index("Электронная почта")
    assert [line for line, row in rows.items() if "@" not in row[mailbox]][1:] == [
        9,
        10,
    ]
