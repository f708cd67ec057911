"""Watching: what changed there by what one may know, and nothing once sight is lost."""

import pytest
from django.urls import reverse

from medk.kernel import clock as business_clock
from medk.kernel.refusals import Refused
from medk.plans.actions import execution as act
from medk.plans.actions.road_maps import close_road_map
from medk.search.actions.following import follow
from medk.search.actions.watching import look, unwatch, watch
from medk.search.models import Watch
from medk.search.queries.watched import watch_lines
from medk.search.tasks import sweep_everything
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(district):
    """A measure of the region that every school does."""
    return approved_measure(district, population="school", title="Отчитаться о диагностике")


@pytest.fixture
def later(clock):
    """`later(minutes)`: it is so many minutes after noon."""
    import datetime as dt  # noqa: PLC0415 - used here alone

    return lambda minutes: clock.set(dt.datetime(2022, 5, 20, 9, minutes, tzinfo=dt.UTC))


def lines(user):
    """What the page of watching says."""
    return watch_lines(user, on=business_clock.today())


def is_new(user):
    """Whether the menu says that something changed."""
    return any(row.changed_at and row.changed_at > row.looked_at for row in Watch.objects.visible_to(user))


def test_what_happens_is_told_to_those_above_and_counted(district, measure, later):
    regional = district.users["regional"]
    for label, pk in (
        ("plans.measure", measure.pk),
        ("plans.roadmap", measure.road_map_id),
        ("orgs.organisation", district.school.pk),
    ):
        watch(label, pk, by=regional)
    later(1)
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    follow()
    assert is_new(regional)
    told = {line.subject.subject_type: dict(line.changes) for line in lines(regional)}
    assert told["plans.measure"]["На проверке"] == 1
    assert told["plans.roadmap"]["На проверке"] == 1
    assert told["orgs.organisation"]["На проверке"] == 1
    (line,) = [one for one in lines(regional) if one.subject.subject_type == "plans.measure"]
    assert line.state.startswith("подтверждено 0 из ")
    assert str(line.next_due_on) == "2022-06-01"


def test_what_was_missed_comes_to_light_at_night_and_stands_on_the_desk(district, measure, later, client):
    regional = district.users["regional"]
    watch("plans.measure", measure.pk, by=regional)
    later(1)
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    assert not is_new(regional)
    sweep_everything()
    assert is_new(regional)
    client.force_login(regional)
    assert "1\u00a0страница изменилась" in client.get("/").content.decode()


def test_a_neighbours_doings_are_no_news_to_a_school(district, measure, later):
    head = district.users["neighbour_head"]
    watch("plans.measure", measure.pk, by=head)
    watch("plans.roadmap", measure.road_map_id, by=head)
    later(1)
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    follow()
    assert not is_new(head)
    assert [(line.changes, line.state.split(",")[0]) for line in lines(head)] in (
        [((), ""), ((), "1\u00a0мероприятие")],
        [((), "1\u00a0мероприятие"), ((), "")],
    )


def test_ones_own_doings_are_no_news(district, measure, later):
    head = district.users["head"]
    watch("plans.measure", measure.pk, by=head)
    later(1)
    act.submit(school_part(measure, district.school), by=head, note="Готово")
    follow()
    assert not is_new(head)


def test_news_of_a_plan_reach_a_school_and_end_with_looking(district, measure, later):
    head = district.users["head"]
    watch("plans.roadmap", measure.road_map_id, by=head)
    later(1)
    close_road_map(measure.road_map, by=district.users["regional"], reason="Год завершён.")
    follow()
    assert is_new(head)
    later(2)
    look(by=head)
    assert not is_new(head)
    assert lines(head)[0].changes == ()
    follow()
    assert not is_new(head)


def test_what_is_seen_no_longer_has_no_name_and_no_news(district, measure, later, client):
    curator = district.users["curator"]
    watch("orgs.organisation", district.school.pk, by=curator)
    watch("plans.measure", measure.pk, by=curator)
    later(1)
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    curator.person.appointments.update(ended_on="2022-05-19")
    follow()
    user = type(curator).objects.get(pk=curator.pk)
    assert [(line.is_gone, line.subject.title, line.changes, line.state) for line in lines(user)] == [
        (True, "", (), "")
    ] * 2
    assert not is_new(user)
    client.force_login(user)
    page = client.get(reverse("search:watch-list")).content.decode()
    assert "Больше не доступно" in page
    assert str(district.school) not in page
    assert measure.title not in page
    client.post(
        reverse("search:watch-toggle"), {"subject": "plans.measure", "number": measure.pk, "do": "off"}
    )
    assert Watch.objects.visible_to(user).count() == 1


def test_nobody_watches_what_they_do_not_see(district):
    for label, pk in (
        ("orgs.organisation", district.far_school.pk),
        ("accounts.user", 1),
        ("plans.measure", 10**9),
    ):
        with pytest.raises(Refused):
            watch(label, pk, by=district.users["head"])


def test_watching_twice_is_watching_once(district, measure):
    head = district.users["head"]
    assert watch("plans.measure", measure.pk, by=head) == watch("plans.measure", measure.pk, by=head)
    unwatch("plans.measure", measure.pk, by=head)
    unwatch("plans.measure", measure.pk, by=head)
    assert not Watch.objects.exists()


def test_the_star_of_a_page_follows_and_the_list_stays_within_its_queries(
    district, measure, client, django_assert_max_num_queries
):
    client.force_login(district.users["regional"])
    address = reverse("plans:measure-detail", args=[measure.pk])
    assert "Наблюдать" in client.get(address).content.decode()
    toggle = {"subject": "plans.measure", "number": measure.pk, "do": "on", "next": address}
    answer = client.post(reverse("search:watch-toggle"), toggle, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "Наблюдаю" in answer.content.decode()
    for number in range(12):
        other = approved_measure(district, road_map=measure.road_map, title=f"Мероприятие {number}")
        watch("plans.measure", other.pk, by=district.users["regional"])
    watch("plans.roadmap", measure.road_map_id, by=district.users["regional"])
    watch("orgs.organisation", district.school.pk, by=district.users["regional"])
    with django_assert_max_num_queries(20):
        client.get(reverse("search:watch-list"))


def test_a_page_elsewhere_is_not_gone_back_to(district, measure, client):
    client.force_login(district.users["regional"])
    toggle = {"subject": "plans.measure", "number": measure.pk, "do": "on", "next": "https://evil.test/"}
    assert client.post(reverse("search:watch-toggle"), toggle)["Location"] == reverse("search:watch-list")


def test_lists_are_ones_own(district, measure):
    watch("plans.measure", measure.pk, by=district.users["head"])
    assert lines(district.users["staff"]) == []
