"""A reading becomes a draft: nothing is refused, nothing is lost, and it is done set-wise."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medk.audit.models import AuditEntry
from medk.kernel import clock
from medk.plans.actions.drafts_filling import fill_draft
from medk.plans.choices import BodyClass
from medk.plans.models import Executor, Measure, OrderImport, RoadMap, UnreadFragment
from tests.world import District

ORDERS = Path(__file__).resolve().parents[2] / "samples" / "orders" / "expected"


def contract(name: str) -> dict:
    return json.loads((ORDERS / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def order(district: District) -> OrderImport:
    """An order of the region that is being read."""
    return OrderImport.objects.create(
        organisation=district.region,
        cycle=district.cycle,
        year=2022,
        filename="Приказ.txt",
        sha256="0" * 64,
        by=district.users["regional"],
        created_at=clock.now(),
    )


def test_every_measure_of_the_contract_is_in_the_draft(order: OrderImport) -> None:
    reading = contract("zarechie-2022")
    road_map = fill_draft(order, reading)
    rows = list(road_map.measures.all())
    assert [row.title for row in rows] == [measure["title"] for measure in reading["measures"]]
    assert [row.number or None for row in rows] == [measure["number"] for measure in reading["measures"]]
    assert [row.schedule_kind for row in rows] == [m["schedule"]["kind"] for m in reading["measures"]]
    assert Executor.objects.count() == sum(len(m["executors"]) for m in reading["measures"])


def test_the_document_gives_the_plan_its_requisites(order: OrderImport) -> None:
    road_map = fill_draft(order, contract("zarechie-2022"))
    assert (road_map.order_number, str(road_map.order_date)) == ("14-ОД-115", "2022-02-25")
    assert road_map.level == "regional"


def test_a_recurrence_and_milestones_arrive_whole(order: OrderImport) -> None:
    road_map = fill_draft(order, contract("severogorsk-2022"))
    first = road_map.measures.get(number="1")
    assert [str(row.due_on) for row in first.milestones.all()] == ["2021-11-29", "2021-12-23", "2022-02-09"]
    weekly = road_map.measures.get(number="6")
    assert (weekly.schedule_kind, weekly.frequency) == ("recurring", "weekly")


def test_classes_of_bodies_are_matched_by_themselves(order: OrderImport) -> None:
    road_map = fill_draft(order, contract("severogorsk-2022"))
    meant = dict(Executor.objects.filter(measure__road_map=road_map).values_list("name", "body_class"))
    assert meant["МОУО"] == BodyClass.MUNICIPALITIES
    assert meant["ОО"] == BodyClass.SCHOOLS
    assert meant["СЦАКО"] == ""


def test_what_an_order_should_not_say_is_kept(order: OrderImport) -> None:
    """No deadline, dates that run backwards, a title of 600 letters, no number (decision 10)."""
    odd = {
        "document": {},
        "sections": [],
        "measures": [
            {
                "number": None,
                "section": 4,
                "title": "Ш" * 600,
                "schedule": {"kind": "period", "start": "2022-06-01", "end": "2022-05-01"},
                "executors": [{"name": "Никому не известное учреждение", "short_name": None}],
                "targets": [{"kind": "share", "value": 10**15, "unit": "д" * 400, "per": "decade"}],
            }
        ],
    }
    measure = fill_draft(order, odd).measures.get()
    assert (len(measure.title), measure.number, measure.section) == (600, "", None)
    assert measure.starts_on > measure.due_on
    target = measure.targets.get()
    assert (target.value, target.per, len(target.unit)) == (None, "", 255)


def test_doubts_of_the_reader_become_questions(order: OrderImport) -> None:
    reading = contract("luga-okrug-2022")
    reading["measures"][0]["confidence"] = {"title": 0.5, "deadline": 0.99}
    reading["warnings"] = [
        {"code": "vague", "measure": 1, "field": "deadline", "message": "Дня в тексте нет."},
        {"code": "date", "measure": None, "message": "Даты приказа в тексте нет."},
    ]
    road_map = fill_draft(order, reading)
    first, second = road_map.measures.all()[:2]
    assert [(q["field"], q["code"], q["is_settled"]) for q in first.questions] == [("title", "unsure", False)]
    assert [q["message"] for q in second.questions] == ["Дня в тексте нет."]
    order.refresh_from_db()
    assert "Даты приказа в тексте нет." in [question["message"] for question in order.questions]


def test_a_proposed_population_is_asked_about(order: OrderImport) -> None:
    reading = contract("luga-okrug-2022")
    reading["measures"][0]["population"] = "school"
    measure = fill_draft(order, reading).measures.first()
    assert (measure.population, measure.cohort.code) == ("school", "participants")
    assert [question["field"] for question in measure.questions] == ["population"]


def test_remarks_shown_elsewhere_are_not_asked_twice(order: OrderImport) -> None:
    reading = contract("zarechie-2022")
    reading["warnings"] = [{"code": "unread", "measure": None, "message": "Фрагмент не разобран."}]
    fill_draft(order, reading)
    order.refresh_from_db()
    assert order.questions == []


def test_another_level_than_the_owners_is_asked_about(order: OrderImport) -> None:
    fill_draft(order, contract("luga-okrug-2022"))
    order.refresh_from_db()
    assert "level" in [question["code"] for question in order.questions]


def test_unread_fragments_are_kept_with_their_place(order: OrderImport) -> None:
    reading = contract("luga-okrug-2022")
    reading["unread"] = [{"text": "Исп. отдел", "source": {"from": 7, "to": 8}}]
    fragment = UnreadFragment.objects.get(road_map=fill_draft(order, reading))
    assert (fragment.text, fragment.source, fragment.settlement) == (
        "Исп. отдел",
        {"from": 7, "to": 8},
        "open",
    )


def test_a_job_that_runs_twice_fills_once(order: OrderImport) -> None:
    fill_draft(order, contract("luga-okrug-2022"))
    assert fill_draft(order, contract("luga-okrug-2022")) is None
    assert RoadMap.objects.count() == 1
    assert AuditEntry.objects.filter(kind="plans.order_read").count() == 1


def test_a_discarded_import_fills_nothing(order: OrderImport) -> None:
    OrderImport.objects.update(status=OrderImport.Status.DISCARDED)
    assert fill_draft(order, contract("luga-okrug-2022")) is None
    assert not Measure.objects.exists()


def test_queries_do_not_grow_with_the_rows(order: OrderImport) -> None:
    """A thousand rows in one short transaction (decision 18): statements come by hundreds of rows."""
    reading = contract("priozerye-2021")
    reading["measures"] = (reading["measures"] * 60)[:1000]
    with CaptureQueriesContext(connection) as asked:
        road_map = fill_draft(order, reading)
    assert road_map.measures.count() == 1000
    assert len(asked) < 100
