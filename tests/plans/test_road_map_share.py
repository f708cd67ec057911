"""The list behind the share, and closing a plan."""

import datetime as dt

import pytest
from django.urls import reverse

from medk.kernel.refusals import NotAllowed, Refused
from medk.kernel.russian import NBSP
from medk.orgs.roles import Role
from medk.plans.access import held_by
from medk.plans.actions import execution as act
from medk.plans.actions.execution import Fact
from medk.plans.actions.measures import cancel_measure
from medk.plans.actions.road_maps import close_road_map, reopen_road_map
from medk.plans.models import MeasureProgress
from medk.plans.queries.share_list import share_list
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.workflow.models import Transition
from tests.factories.orgs import appoint
from tests.factories.plans import RoadMapFactory
from tests.plans.scenes import approved_measure, part

pytestmark = pytest.mark.django_db
PAST, FUTURE = dt.date(2022, 5, 10), dt.date(2022, 6, 10)


@pytest.fixture
def measures(district):
    """One in each place of the list: done, done alone, waiting, late, begun, ahead, undated, cancelled."""
    second = appoint(Role.REGIONAL_COORDINATOR, district.region)
    due = {"done": PAST, "waiting": PAST, "late": PAST, "ahead": FUTURE, "undated": None, "cancelled": PAST}
    first = approved_measure(district, due_on=PAST)
    made = {"alone": first}
    for name, day in due.items():
        made[name] = approved_measure(district, road_map=first.road_map, due_on=day)
    regional = district.users["regional"]
    for name, happened in (("done", dt.date(2022, 5, 6)), ("waiting", dt.date(2022, 5, 9))):
        act.submit(part(made[name]), by=regional, note="Готово", fact=Fact(happened_on=happened))
    act.confirm(part(made["done"]), by=second, fact=Fact(happened_on=dt.date(2022, 5, 11)))
    second.person.appointments.update(ended_on=dt.date(2022, 5, 19))
    act.confirm(act.submit(part(first), by=regional, note="Готово"), by=regional)
    cancel_measure(made["cancelled"], by=regional, reason="Не нужно")
    return made


def lists(district, measures, basis, who="regional"):
    user = district.users[who]
    road_map = measures["done"].road_map
    return share_list(Table(road_map, sight_of(user, road_map, held=held_by(user))), basis)


def names(measures, held):
    by_pk = {measure.pk: name for name, measure in measures.items()}
    return {by_pk[one.row.pk] for one in held}


def test_every_measure_stands_in_one_place_of_the_list(district, measures):
    held = lists(district, measures, "due")
    assert names(measures, held.confirmed) == {"done", "alone"}
    assert names(measures, held.waiting) == {"waiting"}
    assert names(measures, held.overdue) == {"late"}
    assert names(measures, held.others) == set()
    assert names(measures, held.later) == {"ahead", "undated"}
    assert names(measures, held.out) == {"cancelled"}
    assert held.planned == 4


def test_the_whole_plan_counts_what_is_ahead(district, measures):
    held = lists(district, measures, "whole")
    assert names(measures, held.others) == {"ahead", "undated"}
    assert held.later == []
    assert held.planned == 6


def test_the_list_adds_up_to_the_share(district, measures):
    user, road_map = district.users["regional"], measures["done"].road_map
    table = Table(road_map, sight_of(user, road_map, held=held_by(user)))
    for basis in ("due", "whole"):
        held, share = share_list(table, basis), table.share(basis)
        assert (len(held.confirmed), held.planned) == (share.confirmed, share.planned)


def test_dates_of_the_fact_and_of_the_confirmation_stand_apart(district, measures):
    held = lists(district, measures, "due")
    dates = {one.row.pk: one.dates for one in [*held.confirmed, *held.waiting]}
    done, waiting = dates[measures["done"].pk], dates[measures["waiting"].pk]
    assert (done.done_on, done.confirmed_on) == (dt.date(2022, 5, 6), dt.date(2022, 5, 11))
    assert waiting.waits_since.date() == dt.date(2022, 5, 20)
    assert waiting.confirmed_on is None


def test_what_its_own_executor_confirmed_is_counted_apart(district, measures):
    assert names(measures, lists(district, measures, "due").alone) == {"alone"}


def test_the_page_opens_every_number(client, district, measures):
    client.force_login(district.users["regional"])
    url = reverse("plans:road-map-share", args=[measures["done"].road_map_id])
    html = client.get(url).content.decode()
    assert f"Исполнено и подтверждено: 2{NBSP}из{NBSP}4, 50{NBSP}%" in html
    assert "на 20.05.2022" in html
    assert "из них подтверждено исполнителем: 1" in html
    for code in ("confirmed", "waiting", "overdue", "later", "out"):
        assert f'<section id="{code}">' in html
    for measure in measures.values():
        assert reverse("plans:measure-detail", args=[measure.pk]) in html
    html = client.get(url, {"basis": "whole"}).content.decode()
    assert f"2{NBSP}из{NBSP}6, 33{NBSP}%" in html


def test_the_basis_of_the_cycle_is_shown_first(client, district, measures):
    district.cycle.share_basis = "whole"
    district.cycle.save()
    client.force_login(district.users["regional"])
    url = reverse("plans:road-map-share", args=[measures["done"].road_map_id])
    assert f"2{NBSP}из{NBSP}6" in client.get(url).content.decode()
    assert f"2{NBSP}из{NBSP}4" in client.get(url, {"basis": "due"}).content.decode()
    assert f"2{NBSP}из{NBSP}6" in client.get(url, {"basis": "nonsense"}).content.decode()


def test_a_draft_has_no_share(client, district):
    draft = RoadMapFactory(cycle=district.cycle)
    client.force_login(district.users["observer"])
    response = client.get(reverse("plans:road-map-share", args=[draft.pk]))
    assert response["Location"] == reverse("plans:road-map-detail", args=[draft.pk])


# --- closing --------------------------------------------------------------------------------------


def test_a_plan_is_closed_with_a_reason_and_opened_again(client, district, measures):
    road_map, regional = measures["done"].road_map, district.users["regional"]
    client.force_login(regional)
    back = client.post(reverse("plans:road-map-close", args=[road_map.pk]), {"reason": "Год окончен"})
    assert back["Location"] == reverse("plans:road-map-detail", args=[road_map.pk])
    road_map.refresh_from_db()
    assert road_map.status == "closed"
    move = Transition.objects.get(subject_type="plans.roadmap", subject_id=road_map.pk)
    assert (move.move, move.reason, move.by_id) == ("close", "Год окончен", regional.pk)
    assert "Открыть снова" in client.get(back["Location"]).content.decode()
    client.post(reverse("plans:road-map-reopen", args=[road_map.pk]), {"reason": "Закрыли рано"})
    road_map.refresh_from_db()
    assert road_map.status == "approved"


def test_closing_without_a_reason_changes_nothing(client, district, measures):
    road_map = measures["done"].road_map
    client.force_login(district.users["regional"])
    response = client.post(reverse("plans:road-map-close", args=[road_map.pk]), {"reason": " "}, follow=True)
    assert "укажите причину" in response.content.decode()
    road_map.refresh_from_db()
    assert road_map.status == "approved"


def test_only_the_owner_closes(district, measures):
    for who in ("operator", "observer", "municipal", "head"):
        with pytest.raises(NotAllowed, match="План ведёт"):
            close_road_map(measures["done"].road_map, by=district.users[who], reason="Год окончен")


def test_a_closed_plan_is_not_carried_out_and_is_counted_anew_when_opened(district, measures, clock):
    road_map, regional = measures["late"].road_map, district.users["regional"]
    close_road_map(road_map, by=regional, reason="Год окончен")
    row = part(measures["late"])
    row.measure.refresh_from_db()
    row.measure.road_map.refresh_from_db()
    with pytest.raises(Refused, match="утверждённой"):
        act.submit(row, by=regional, note="Готово")
    clock.set(dt.date(2022, 6, 20))
    reopen_road_map(road_map, by=regional, reason="Закрыли рано")
    kept = MeasureProgress.objects.get(measure=measures["ahead"])
    assert (kept.counted_on, kept.state) == (dt.date(2022, 6, 20), "overdue")


def test_two_closings_at_once(district, measures):
    road_map, regional = measures["done"].road_map, district.users["regional"]
    stale = type(road_map).objects.get(pk=road_map.pk)
    close_road_map(road_map, by=regional, reason="Год окончен")
    with pytest.raises(Refused, match="изменил другой человек"):
        close_road_map(stale, by=regional, reason="Год окончен")
