"""Finding: forms of words, misspellings, numbers, ranks, filters."""

import datetime as dt

import pytest

from medk.orgs.models import ExternalCode, OrganisationAlias
from medk.search.actions.indexing import sweep
from medk.search.queries.found import find
from tests.factories.cycles import CycleFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.plans import ExecutorFactory, MeasureFactory, RoadMapFactory
from tests.plans.scenes import approved_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(district):
    """An approved regional map with three measures."""
    road_map = RoadMapFactory(
        approved=True, cycle=district.cycle, title="Адресная помощь школам", order_number="01-12/345",
        order_date=dt.date(2022, 3, 1),
    )  # fmt: skip
    for number, title in (
        ("1.2", "Провести совещание координаторов"),
        ("1.28", "Организовать диагностику рисковых профилей"),
        ("2.7", "Направить методические рекомендации"),
    ):
        MeasureFactory(road_map=road_map, number=number, title=title, indicator_text="Доля школ, %")
    return road_map


@pytest.mark.parametrize(
    "text",
    [
        "диагностика", "диагностикой", "диагностики рисковый профиль", "ДИАГНОСТИКУ", "диагностик", "диаг",
        "диогностика", "диагнстика", "дигностка", "lbfuyjcnbrf", "«рисковые профили»", "1.28",
    ],
)  # fmt: skip
def test_a_measure_is_found_however_it_is_asked_for(plan, ask, text):
    assert ask("regional", text) == ["1.28. Организовать диагностику рисковых профилей"]


def test_words_in_quotes_stand_together(plan, ask):
    assert ask("regional", "рисковых диагностику")
    assert ask("regional", "«рисковых диагностику»") == []


def test_numbers_are_exact(district, plan, ask):
    OrganisationFactory(name="Школа № 17", parent=district.municipality)
    assert ask("regional", "№ 7") == ["Школа № 7 Степного района"]
    assert ask("regional", "школа № 7") == ["Школа № 7 Степного района"]
    assert ask("regional", "№ 17") == ["Школа № 17"]
    assert ask("regional", "1.2") == ["1.2. Провести совещание координаторов"]
    assert ask("regional", "128") == []


def test_orders_are_found_by_number_and_by_date(plan, ask):
    assert ask("regional", "01-12/345") == ["Адресная помощь школам"]
    assert ask("regional", "01.03.2022") == ["Адресная помощь школам"]
    assert ask("regional", "345") == []


def test_codes_and_other_names_find_an_organisation(district, ask):
    ExternalCode.objects.create(organisation=district.school, issuer="inn", code="3301012345")
    OrganisationAlias.objects.create(organisation=district.school, name="Лесная гимназия")
    assert ask("regional", "3301012345") == ["Школа № 1 Лугового округа"]
    assert ask("regional", "330101234") == []
    assert ask("regional", "лесную гимназию") == ["Школа № 1 Лугового округа"]


def test_executors_and_indicators_lead_to_their_measure(plan, ask):
    ExecutorFactory(measure=plan.measures.get(number="2.7"), name="Центр оценки качества")
    assert ask("regional", "центром оценки") == ["2.7. Направить методические рекомендации"]


def test_a_title_stands_before_a_text(district, ask):
    road_map = RoadMapFactory(approved=True, cycle=district.cycle)
    MeasureFactory(road_map=road_map, number="1", title="Собрать отчёты", indicator_text="Вебинар проведён")
    MeasureFactory(road_map=road_map, number="2", title="Вебинар", indicator_text="Отчёты собраны")
    assert ask("regional", "вебинар") == ["2. Вебинар", "1. Собрать отчёты"]


def test_this_year_stands_before_the_last(district, ask):
    past = RoadMapFactory(approved=True, cycle=CycleFactory(organisation=district.region, year=2021))
    MeasureFactory(road_map=past, number="1", title="Вебинар для школ")
    MeasureFactory(
        road_map=RoadMapFactory(approved=True, cycle=district.cycle), number="2", title="Вебинар для школ"
    )
    assert ask("regional", "вебинар") == ["2. Вебинар для школ", "1. Вебинар для школ"]
    assert ask("regional", "вебинар", year=2021) == ["1. Вебинар для школ"]


def test_ones_own_territory_stands_first(district, ask):
    approved_measure(district, number="1", title="Вебинар для школ")
    approved_measure(district, owner=district.municipality, number="2", title="Вебинар для школ")
    assert ask("municipal", "вебинар") == ["2. Вебинар для школ", "1. Вебинар для школ"]


def test_hits_are_narrowed_by_kind(district, plan, ask):
    assert ask("regional", "луговой", kind="organisations")[0] == "Луговой округ"
    people = ask("regional", "школа", kind="people")
    assert people
    assert "Директор школы" in people
    assert ask("regional", "диагностика", kind="people") == []


@pytest.mark.parametrize(
    "text",
    [
        "ш", "7" * 300, "школа " * 60, "' OR 1=1 --", '"; DROP TABLE search_fts; --', "title:школа", "NEAR(школа, 2)",
        "школа*", "^школа", "школа AND", "NOT", "(((", "&|!", "':*", "\\", "%", "{title} : x", "zo1", "zp1 zo2", "\0школа",
    ],
)  # fmt: skip
def test_no_question_breaks_the_search(district, ask, text):
    assert isinstance(ask("regional", text), list)


def test_tokens_of_the_scope_are_not_words(district, ask):
    assert ask("administrator", "zo") == []
    assert ask("administrator", f"zo{district.region.pk}") == []


def test_pages_follow_each_other_without_repeats(district, django_assert_max_num_queries):
    for number in range(45):
        OrganisationFactory(name=f"Гимназия {number}", parent=district.municipality)
    sweep()
    user = district.users["regional"]
    pages = [find(user, "гимназия", page=page) for page in (1, 2, 3)]
    found = [hit.entry.pk for page in pages for hit in page.hits]
    assert [len(page.hits) for page in pages] == [20, 20, 5]
    assert len(set(found)) == 45
    assert [page.has_next for page in pages] == [True, True, False]
    with django_assert_max_num_queries(10):
        find(user, "гимнозия")
