"""Rows of a register: columns, codes, repeats, municipalities; no database."""

import pytest

from medk.orgs.models import OrganisationKind as Kind
from medk.orgs.rules.codes import refuse_inn, refuse_ogrn
from medk.orgs.rules.register.checking import Known, Line, World, check
from medk.orgs.rules.register.columns import header_of, kind_of, missing
from medk.orgs.rules.tree import label_key

INN, OGRN = "0001000010", "1030001000017"
OLD = Known(
    7, Kind.SCHOOL, 2,
    {"name": "Школа № 1", "code": "KL-01", "inn": INN, "phone": "11", "short_name": "", "email": "", "address": "", "website": ""},
)  # fmt: skip
WORLD = World(
    home=1,
    home_kind=Kind.REGION,
    by_code={"KL-01": OLD},
    by_name={(2, label_key("Школа № 1")): OLD},
    municipalities={label_key("Луговой округ"): 2, label_key("Степной район"): 3},
    municipality_names=["Луговой округ", "Степной район"],
    inside=frozenset({1, 2, 3, 7}),
    taken={"inn": {INN: 7}, "ogrn": {}},
)


def line(number=2, **cells):
    plain = {"code": "KL-09", "name": "Школа № 9", "municipality": "Луговой округ"}
    return Line(number, plain | cells)


def found(checked):
    return [(note["row"], note["column"], note["level"]) for note in checked.findings]


@pytest.mark.parametrize(
    ("code", "refuse", "good"),
    [
        (INN, refuse_inn, True),
        ("0001000011", refuse_inn, False),
        ("123456789", refuse_inn, False),
        ("00010000１0", refuse_inn, False),
        (OGRN, refuse_ogrn, True),
        ("1030001000018", refuse_ogrn, False),
        ("", refuse_ogrn, False),
    ],
)
def test_check_digits(code, refuse, good):
    assert (refuse(code) == "") is good


def test_headings_are_known_by_many_names():
    header = header_of(["КОД ОО", "Полное  наименование", "", "Муниципальное образование", "E-mail", "Код"])
    assert header == {"code": 0, "name": 1, "municipality": 3, "email": 4}
    assert missing(header, needs_municipality=True) == []
    assert missing({"name": 0}, needs_municipality=True) == ["Код", "Муниципалитет"]
    assert missing({"code": 0, "name": 1}, needs_municipality=False) == []


@pytest.mark.parametrize(
    ("word", "kind"), [("", Kind.SCHOOL), ("Лицей", Kind.SCHOOL), ("ИРО", Kind.INSTITUTE), ("завод", "")]
)
def test_kinds_are_known_by_their_words(word, kind):
    assert kind_of(word) == kind


def test_a_new_row_would_be_created():
    checked = check([line(inn="0002000091", ogrn="1040002000092")], WORLD)
    assert found(checked) == []
    assert checked.rows[0]["action"] == "create"
    assert checked.rows[0]["parent"] == 2


def test_a_known_code_is_compared_and_an_empty_cell_erases_nothing():
    same = line(code="kl-01 ", name="Школа № 1", inn=INN)
    assert check([same], WORLD).rows[0]["action"] == "same"
    changed = check([line(code="KL-01", name="Лицей", municipality="Степной район", phone="22")], WORLD).rows[
        0
    ]
    assert (changed["action"], changed["id"]) == ("change", 7)
    assert changed["changes"] == {
        "name": ["Школа № 1", "Лицей"], "phone": ["11", "22"], "parent": [2, 3],
    }  # fmt: skip


def test_a_repeated_code_names_the_first_row_whatever_its_case():
    checked = check([line(2), line(5, name="Другая"), line(8, code="kl-09 ", name="Третья")], WORLD)
    assert found(checked) == [(5, "Код", "error"), (8, "Код", "error")]
    assert "строке 2" in checked.findings[0]["message"]
    assert len(checked.rows) == 1


def test_an_unknown_municipality_is_asked_about_once_with_the_likeliest_one():
    checked = check(
        [line(2, municipality="Луговой окрук"), line(3, code="X", name="У", municipality="луговой окрук")],
        WORLD,
    )
    assert found(checked) == [(2, "Муниципалитет", "ask")]
    assert "Похоже на «Луговой округ»" in checked.findings[0]["message"]
    assert not checked.has_errors
    assert [row["parent"] for row in checked.rows] == [label_key("Луговой окрук")] * 2


def test_a_municipality_that_the_file_brings_is_not_asked_about():
    brought = line(3, code="M-1", name="Новый округ", kind="муниципалитет", municipality="")
    checked = check([line(2, municipality="новый округ"), brought], WORLD)
    assert found(checked) == []
    assert [row["parent"] for row in checked.rows] == [label_key("Новый округ"), 1]


def test_a_wrong_or_taken_state_code_warns_and_is_left_out():
    rows = [
        line(2, inn="0001000011"),
        line(3, code="A", name="А", inn=INN),
        line(4, code="B", name="Б", ogrn=OGRN),
        line(5, code="C", name="В", ogrn=OGRN),
    ]
    checked = check(rows, WORLD)
    assert found(checked) == [(2, "ИНН", "warning"), (3, "ИНН", "warning"), (5, "ОГРН", "warning")]
    assert [row["cells"]["inn"] for row in checked.rows[:2]] == ["", ""]
    assert len(checked.rows) == 4


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"email": "приёмная"}, "Электронная почта"),
        ({"email": "a(at)example.org"}, "Электронная почта"),
        ({"kind": "завод"}, "Вид"),
        ({"name": ""}, "Наименование"),
        ({"code": ""}, "Код"),
        ({"phone": "1" * 65}, "Телефон"),
        ({"name": "школа №1"}, "Код"),
    ],
)
def test_errors_name_their_column(cells, column):
    checked = check([line(**cells)], WORLD)
    assert found(checked) == [(2, column, "error")]
    assert checked.rows == []


def test_everything_wrong_is_told_at_once():
    checked = check([line(2, email="нет"), line(3, code="", name="")], WORLD)
    assert [row for row, _, _ in found(checked)] == [2, 3, 3]


def test_a_school_of_another_municipality_is_not_loaded_into_this_one():
    home = World(
        home=2, home_kind=Kind.MUNICIPALITY, municipalities=WORLD.municipalities, inside=frozenset({2})
    )
    assert check([line(municipality="")], home).rows[0]["parent"] == 2
    assert found(check([line(municipality="Степной район")], home)) == [(2, "Муниципалитет", "error")]
    assert found(check([line(municipality="Нездешний")], home)) == [(2, "Муниципалитет", "error")]
