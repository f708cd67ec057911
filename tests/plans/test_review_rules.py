"""Rules behind the review page: who is meant, what is odd, where it stands in the file."""

import datetime as dt

import pytest

from medk.plans.choices import BodyClass
from medk.plans.rules.findings import PlanRow, plan_findings
from medk.plans.rules.matching import Candidate, certain, class_of, group_key, propose
from medk.plans.rules.merging import merged
from medk.plans.rules.source_view import place_words, source_lines
from medk.plans.rules.splitting import halves
from medk.plans.rules.typed_deadline import read_deadline


def body(pk: int, name: str, *aliases: str, short: str = "") -> Candidate:
    return Candidate("organisation", pk, name, tuple(filter(None, (name, short))), aliases)


CENTRE = body(1, "Региональный информационно-аналитический центр оценки качества образования")
INSTITUTE = body(2, "ГАУ ДПО «Приозёрный институт педагогики»", short="ПИП")
SEVEN, SEVENTEEN = body(7, "МБОУ «Школа № 7»", "СОШ № 7"), body(17, "МБОУ «Школа № 17»")
ALL = [CENTRE, INSTITUTE, SEVEN, SEVENTEEN]


@pytest.mark.parametrize(
    ("printed", "pk"),
    [
        ("ГАУ ДПО «Приозёрный институт педагогики»", 2),
        ("приозерный институт педагогики (по согласованию)", 2),
        ("ПИП", 2),
        ("Приозёрный институт педагогики", 2),
        ("СОШ № 7", 7),
        ("Школа №17", 17),
    ],
)
def test_a_certain_match(printed: str, pk: int) -> None:
    assert certain(propose([printed], ALL)).candidate.pk == pk


def test_an_abbreviation_is_proposed_but_not_certain() -> None:
    found = propose(["РИАЦОКО"], ALL)
    assert (found[0].candidate.pk, found[0].reason) == (1, "похоже на сокращение")
    assert certain(found) is None


def test_numbers_are_never_confused() -> None:
    assert [one.candidate.pk for one in propose(["Школа № 7"], ALL)] == [7]


def test_two_equal_names_are_left_to_a_person() -> None:
    twins = [body(1, "Школа № 7"), body(2, "Школа № 7")]
    assert certain(propose(["Школа № 7"], twins)) is None


def test_nothing_like_it_is_proposed_as_nothing() -> None:
    assert propose(["Областной театр кукол"], ALL) == []


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("МОУО", BodyClass.MUNICIPALITIES),
        ("Муниципальный орган управления образованием", BodyClass.MUNICIPALITIES),
        ("органы местного самоуправления", BodyClass.MUNICIPALITIES),
        ("ОО", BodyClass.SCHOOLS),
        ("директора ШНР", BodyClass.SCHOOLS),
        ("Школы-участницы проекта", BodyClass.SCHOOLS),
        ("Кураторы", BodyClass.CURATORS),
        ("Муниципальные кураторы", BodyClass.CURATORS),
        ("муниципальный координатор", BodyClass.MUNICIPAL_COORDINATORS),
        ("Муниципальная методическая служба", BodyClass.METHODICAL_SERVICES),
        ("Департамент образования", None),
        ("Школа № 7", None),
    ],
)
def test_names_of_whole_classes(printed: str, meant: BodyClass | None) -> None:
    assert class_of(printed) == meant


def test_an_abbreviation_gathers_all_printed_forms() -> None:
    assert group_key("Департамент образования", "ДО") == group_key("ДО", "ДО") == group_key("«ДО»")


# --- the whole plan ---------------------------------------------------------------------------


def row(pk: int, number: str, *, start: str = "", due: str = "2022-06-01", **changed: object) -> PlanRow:
    values = {
        "pk": pk,
        "number": number,
        "title": f"Дело {pk}",
        "section": 1,
        "schedule_kind": "period",
        "starts_on": dt.date.fromisoformat(start) if start else None,
        "due_on": dt.date.fromisoformat(due) if due else None,
        "frequency": "",
        "executors": 1,
        "unmatched": 0,
    }
    return PlanRow(**(values | changed))


def codes(*rows: PlanRow, order_date: dt.date | None = None) -> list[tuple[str, str]]:
    return [(one.level, one.code) for one in plan_findings(rows, order_date=order_date)]


def test_a_sound_plan_has_no_remarks() -> None:
    assert codes(row(1, "1"), row(2, "2"), row(3, "3")) == []


def test_an_empty_plan_and_a_nameless_row_are_stopped() -> None:
    assert codes() == [("blocker", "empty")]
    assert codes(row(1, "1", title=" ")) == [("blocker", "untitled")]


def test_slips_to_be_acknowledged() -> None:
    assert codes(row(1, "1"), row(2, "1")) == [("warning", "repeated_number")]
    assert codes(row(1, "1"), row(2, "1", section=2)) == []
    assert codes(row(1, "1", start="2022-07-01")) == [("warning", "backward")]
    assert codes(row(1, "1", schedule_kind="recurring")) == [("warning", "recurrence")]


def test_hints() -> None:
    assert codes(row(1, "1.23"), row(2, "1.25")) == [("hint", "gap")]
    assert codes(row(1, "1.9"), row(2, "2.1")) == []
    assert codes(row(1, "1"), order_date=dt.date(2022, 6, 2)) == [("hint", "early")]
    assert codes(row(1, "1", executors=0)) == [("hint", "no_executors")]
    assert codes(row(1, "1", unmatched=1)) == [("hint", "unmatched")]


# --- two people at one form -------------------------------------------------------------------


def test_changes_of_different_fields_do_not_conflict() -> None:
    result = merged({"title": "А", "goal": ""}, {"title": "Б", "goal": ""}, {"title": "А", "goal": "Ц"})
    assert (result.values, result.conflicts) == ({"title": "Б"}, {})


def test_two_changes_of_one_field_conflict() -> None:
    result = merged({"title": "А"}, {"title": "Б"}, {"title": "В"})
    assert result.conflicts == {"title": "В"}


def test_the_same_change_twice_is_no_conflict() -> None:
    assert merged({"title": "А"}, {"title": "Б"}, {"title": "Б"}).conflicts == {}


# --- the source -------------------------------------------------------------------------------


def test_cells_of_a_tabbed_row_are_marked_by_their_column() -> None:
    lines = ["Заголовок", "1.\tПровести\t<p>до 1 мая</p>\tИнститут"]
    places = {"title": {"from": 2, "to": 2, "col": 2}, "deadline": {"from": 2, "to": 2, "col": 3}}
    (line,) = source_lines(lines, {"from": 2, "to": 2}, places, frozenset({"deadline"}))
    assert [(p.text, p.field, p.is_asked) for p in line.pieces] == [
        ("1.", "", False),
        ("Провести", "title", False),
        ("до 1 мая", "deadline", True),
        ("Институт", "", False),
    ]


def test_cells_on_lines_of_their_own_are_marked_whole() -> None:
    lines = ["\tПровести", "встречу", "\tмай"]
    places = {"title": {"from": 1, "to": 2, "col": 2}, "deadline": {"from": 3, "to": 3, "col": 3}}
    found = source_lines(lines, {"from": 1, "to": 3}, places)
    assert [line.pieces[0].field for line in found] == ["title", "title", "deadline"]


def test_a_place_beyond_the_text_shows_what_there_is() -> None:
    assert [line.number for line in source_lines(["а", "б"], {"from": 2, "to": 9}, {})] == [2]
    assert source_lines(["а"], {}, {}) == []


def test_places_in_words() -> None:
    assert place_words({"from": 120, "to": 134}) == "строки 120–134"
    assert place_words({"from": 7, "to": 7, "page": 3}) == "стр. 3, строка 7"


# --- typed by hand ----------------------------------------------------------------------------


def test_a_typed_deadline_is_read_as_in_orders() -> None:
    values = read_deadline("март - май 2022", title="", year=2022)
    assert (values["schedule_kind"], values["starts_on"], values["due_on"]) == (
        "period",
        "2022-03-01",
        "2022-05-31",
    )
    assert read_deadline("до 15 апреля", title="", year=2022)["due_on"] == "2022-04-15"
    assert read_deadline("когда-нибудь", title="", year=2022)["schedule_kind"] == "none"


def test_a_title_is_halved_before_its_last_part() -> None:
    assert halves("Собрать; проверить; отправить") == ("Собрать; проверить", "отправить")
    assert halves("Одно дело") == ("Одно дело", "")
    assert halves("Все вместе", ["Одно", "Другое"]) == ("Одно", "Другое")
