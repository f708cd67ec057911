"""What plans give to the apps below: handing over, audiences of comments, sight of discussions."""

import datetime as dt

import pytest
from django.apps import apps

from medk.audit.models import AuditEntry
from medk.discussions.actions import add_comment
from medk.kernel.refusals import NotAllowed
from medk.orgs.models import Appointment
from medk.orgs.queries.handover import open_tasks
from medk.orgs.roles import Role
from medk.plans import ports
from medk.plans.actions import execution as act
from medk.plans.models import Execution, Measure
from tests.factories.orgs import appoint
from tests.factories.plans import ExecutorFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(district):
    return approved_measure(district, population="school", due_on=dt.date(2022, 5, 31), title="Отчёт школы")


def held(user):
    return Appointment.objects.get(person=user.person)


def way():
    return apps.get_app_config("orgs").handovers["plans.parts"]


def test_open_tasks_of_one_who_leaves_are_listed_and_given_on(measure, district):
    staff = district.users["staff"]
    row = act.delegate(school_part(measure, district.school), by=district.users["head"], to=staff.person)
    executor = ExecutorFactory(measure=measure, person=staff.person, name="Заместитель директора")
    tasks = [task for group in open_tasks(held(staff)) for task in group.tasks]
    assert [task.url for task in tasks] == [row.get_absolute_url(), measure.get_absolute_url()]
    successor = appoint(Role.SCHOOL_STAFF, district.school, name="Новый сотрудник")
    assert way().mover(held(staff), held(successor), district.users["head"]) == 2
    row.refresh_from_db()
    executor.refresh_from_db()
    assert row.assignee == executor.person == successor.person
    kinds = {"plans.execution_delegated", "plans.executor_replaced"}
    told = AuditEntry.objects.filter(kind__in=kinds, details__was=str(staff.person))
    assert set(told.values_list("kind", flat=True)) == kinds
    assert not list(way().lister(held(staff)))


def test_what_is_sent_or_done_keeps_the_name_of_who_did_it(measure, district):
    staff = district.users["staff"]
    row = act.delegate(school_part(measure, district.school), by=district.users["head"], to=staff.person)
    act.submit(row, by=staff, note="Готово")
    successor = appoint(Role.SCHOOL_STAFF, district.school)
    assert way().mover(held(staff), held(successor), district.users["head"]) == 0
    assert Execution.objects.get(pk=row.pk).assignee == staff.person


def test_comments_on_a_part_are_for_its_executors_and_confirmers(measure, district):
    row = act.start(school_part(measure, district.school), by=district.users["head"])
    names = ("head", "staff", "municipal")
    assert set(ports.concerned(row)) == {district.users[name] for name in names}
    assert add_comment(row, text="Нужна ли подпись?", by=district.users["head"]).subject_id == row.pk
    with pytest.raises(NotAllowed):
        add_comment(row, text="А у нас?", by=district.users["neighbour_head"])


def test_comments_on_a_measure_are_not_for_every_reader_of_the_plan(measure, district):
    ExecutorFactory(measure=measure, organisation=district.institute)
    measure = Measure.objects.get(pk=measure.pk)
    assert set(ports.concerned_by_measure(measure)) == {
        district.users[name] for name in ("regional", "body_staff", "operator", "curator")
    }
    assert add_comment(measure, text="Форму пришлём", by=district.users["body_staff"])
    with pytest.raises(NotAllowed):
        add_comment(measure, text="Не видим формы", by=district.users["head"])
