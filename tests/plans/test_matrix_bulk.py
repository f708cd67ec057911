"""Reminding and confirming from the matrix: previews, one letter for each person, nothing half-done."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from medk.audit.models import AuditEntry
from medk.kernel.russian import NBSP
from medk.notices.models import Letter, Notice
from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from medk.plans.actions.execution import Fact
from medk.plans.choices import Frequency, ScheduleKind
from medk.plans.models import Execution
from medk.plans.queries import matrix_pick
from tests.factories.orgs import appoint
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db
KIND = "plans.reminded"


@pytest.fixture
def plan(district):
    """Two late measures of every school and a weekly one; the far school has nobody with an account."""
    first = approved_measure(
        district, title="Собрать отчёты", population="school", due_on=dt.date(2022, 5, 10)
    )
    second = approved_measure(
        district,
        road_map=first.road_map,
        title="Провести опрос",
        population="school",
        due_on=dt.date(2022, 5, 30),
    )
    weekly = approved_measure(
        district, road_map=first.road_map, title="Вести занятия", population="school", starts_on=dt.date(2022, 5, 2),
        due_on=dt.date(2022, 6, 12), schedule_kind=ScheduleKind.RECURRING, frequency=Frequency.WEEKLY,
    )  # fmt: skip
    return {"map": first.road_map, "first": first, "second": second, "weekly": weekly}


def url(plan, name: str, query: str = "") -> str:
    return reverse(f"plans:matrix-{name}", args=[plan["map"].pk]) + query


def tick(measure, school) -> str:
    return f"{measure.pk}-o{school.pk}"


def previewed(client, plan, data, name="remind", query="") -> tuple[str, dict]:
    """The preview and what its form would send."""
    response = client.post(url(plan, name, query), data)
    assert response.status_code == 200, response.headers.get("Location")
    html = response.content.decode()
    fields: dict[str, list[str]] = {}
    for field, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html):
        if field != "csrfmiddlewaretoken":
            fields.setdefault(field, []).append(value)
    return html.replace(NBSP, " "), fields


def told() -> dict[int, str]:
    """Number of the recipient → text of the reminder."""
    return {n.recipient_id: n.text.replace(NBSP, " ") for n in Notice.objects.filter(kind=KIND)}


def said(client, response) -> str:
    assert response.status_code == 302
    return client.get(response.headers["Location"]).content.decode().replace(NBSP, " ")


def test_each_person_gets_one_list_by_notice_and_by_letter(plan, district, client):
    client.force_login(district.users["municipal"])
    picked = [tick(plan["first"], district.school), tick(plan["weekly"], district.school),
              tick(plan["second"], district.neighbour_school)]  # fmt: skip
    html, form = previewed(client, plan, {"c": picked, "do": "chosen"})
    assert "Напомнить: 3 человека?" in html
    assert not Notice.objects.filter(kind=KIND).exists()
    page = said(client, client.post(url(plan, "remind"), form))
    assert "Напоминания отправлены: 3 человека." in page
    lists = told()
    assert len(lists) == 3
    head = lists[district.users["head"].pk]
    assert head.count("•") == 3  # one late, two late weeks of the repeated one
    assert "из них просрочено 3" in head
    assert "срок 10.05.2022, просрочено 10 дней" in head
    assert lists[district.users["neighbour_head"].pk].count("•") == 1
    assert Letter.objects.filter(subject__contains="Напоминание").count() == 3
    entry = AuditEntry.objects.about(plan["map"]).get(kind=KIND)
    assert (entry.details["people"], entry.details["lines"]) == (3, 7)
    assert entry.actor_id == district.users["municipal"].pk


def test_a_second_press_of_the_same_preview_tells_nobody_twice(plan, district, client):
    client.force_login(district.users["municipal"])
    _, form = previewed(client, plan, {"r": [f"o{district.school.pk}"], "do": "chosen"})
    client.post(url(plan, "remind"), form)
    assert client.post(url(plan, "remind"), form).status_code == 200  # nobody is left: said on the preview
    client.post(url(plan, "remind"), form | {"again": "on"})
    assert Notice.objects.filter(kind=KIND, recipient=district.users["head"]).count() == 1


def test_who_was_told_lately_is_skipped_unless_asked_for(plan, district, client, clock):
    client.force_login(district.users["municipal"])
    one = {"c": [tick(plan["first"], district.school)], "do": "chosen"}
    _, form = previewed(client, plan, one)
    client.post(url(plan, "remind"), form)
    clock.set(dt.datetime(2022, 5, 23, 8, tzinfo=dt.UTC))
    html, form = previewed(client, plan, one | {"k": [str(plan["second"].pk)]})
    assert "Уже напоминали за последние 3 дня, пропустим: 2" in html
    client.post(url(plan, "remind"), form)
    assert Notice.objects.filter(kind=KIND, recipient=district.users["head"]).count() == 1
    assert Notice.objects.filter(kind=KIND, recipient=district.users["neighbour_head"]).count() == 1
    _, form = previewed(client, plan, one)
    client.post(url(plan, "remind"), form | {"again": "on"})
    assert Notice.objects.filter(kind=KIND, recipient=district.users["head"]).count() == 2
    clock.set(dt.datetime(2022, 5, 27, 8, tzinfo=dt.UTC))
    html, _ = previewed(client, plan, one)
    assert "Уже напоминали" not in html


def test_all_overdue_by_the_filter(plan, district, client):
    client.force_login(district.users["regional"])
    html, form = previewed(client, plan, {"do": "overdue"}, query="?q=отчёты")
    assert "Нет никого с учётной записью: 1" in html
    assert "Школа № 7 Степного района, 1 дело" in html
    response = client.post(url(plan, "remind", "?q=отчёты"), form)
    assert "У 1 строки нет никого с учётной записью" in said(client, response)
    assert all(text.count("•") == 1 for text in told().values())
    assert AuditEntry.objects.about(plan["map"]).get(kind=KIND).details["filter"][0].startswith("Мероприятия")


QUIET = [
    (dt.datetime(2022, 5, 20, 14, tzinfo=dt.UTC), "Сейчас вечер пятницы"),
    (dt.datetime(2022, 5, 21, 9, tzinfo=dt.UTC), "Сегодня выходной"),
    (dt.datetime(2022, 6, 13, 9, tzinfo=dt.UTC), "Сегодня нерабочий день: День России (выходной)"),
]


@pytest.mark.parametrize(("moment", "reason"), QUIET)
def test_outside_working_hours_it_is_asked_first(plan, district, client, clock, moment, reason):
    clock.set(moment)
    client.force_login(district.users["municipal"])
    html, form = previewed(client, plan, {"c": [tick(plan["first"], district.school)], "do": "chosen"})
    assert f"{reason}. Отправить именно сейчас?" in html
    refused = client.post(url(plan, "remind"), form)
    assert "Не отправлено" in refused.content.decode()
    assert not told()
    client.post(url(plan, "remind"), form | {"anyway": "on"})
    assert len(told()) == 2


def test_foreign_and_forged_ticks_are_left_out(plan, district, client):
    """A coordinator's matrix has no other town's rows: ticks on them name nothing."""
    client.force_login(district.users["municipal"])
    forged = [
        tick(plan["first"], district.far_school),
        "1-o1",
        "глупость",
        tick(plan["first"], district.school),
    ]
    html, form = previewed(client, plan, {"c": forged, "r": ["o0"], "k": ["0"], "do": "chosen"})
    assert "Для 5 отметок ячеек в вашей матрице нет" in html
    client.post(url(plan, "remind"), form)
    assert district.users["head"].pk in told()
    assert not Notice.objects.filter(kind=KIND, text__contains="Степного").exists()


def test_a_curator_reminds_the_schools_they_help(plan, district, client):
    client.force_login(district.users["curator"])
    _, form = previewed(client, plan, {"do": "overdue"})
    client.post(url(plan, "remind"), form)
    assert set(told()) == {district.users["head"].pk, district.users["staff"].pk}


def test_what_is_done_or_waits_for_others_is_nothing_to_remind_of(plan, district, client):
    act.submit(school_part(plan["first"], district.school), by=district.users["head"], note="Готово")
    client.force_login(district.users["municipal"])
    html, _ = previewed(client, plan, {"c": [tick(plan["first"], district.school)], "do": "chosen"})
    assert "Напоминать некому" in html
    assert "В 1 ячейке напоминать не о чем" in html


def test_an_assignee_hears_of_what_was_entrusted(plan, district, client):
    other = appoint(Role.SCHOOL_STAFF, district.school)
    row = act.start(school_part(plan["first"], district.school), by=district.users["head"])
    act.delegate(row, by=district.users["head"], to=other.person)
    client.force_login(district.users["municipal"])
    _, form = previewed(client, plan, {"c": [tick(plan["first"], district.school)], "do": "chosen"})
    client.post(url(plan, "remind"), form)
    assert told()[other.pk].count("•") == 1


def test_more_cells_than_one_action_takes_are_refused_with_advice(plan, district, client, monkeypatch):
    monkeypatch.setattr(matrix_pick, "MOST_CELLS", 2)
    client.force_login(district.users["regional"])
    response = client.post(url(plan, "remind"), {"k": [str(plan["first"].pk)], "do": "chosen"})
    assert "Выбрано 3 ячейки, за один раз можно до 2" in said(client, response)


def test_nothing_ticked_says_so(plan, district, client):
    client.force_login(district.users["regional"])
    for name in ("remind", "confirm"):
        assert "Ничего не отмечено" in said(client, client.post(url(plan, name), {"do": "chosen"}))


# --- confirming ------------------------------------------------------------------------------


@pytest.fixture
def sent(plan, district):
    """Both schools of the town have submitted the first measure."""
    return [
        act.submit(school_part(plan["first"], school), by=district.users[head], note="Готово")
        for school, head in ((district.school, "head"), (district.neighbour_school, "neighbour_head"))
    ]


def statuses(rows) -> list[str]:
    return [Execution.objects.get(pk=row.pk).status for row in rows]


def test_the_preview_parts_what_can_be_confirmed_from_what_cannot(plan, sent, district, client):
    client.force_login(district.users["municipal"])
    html, form = previewed(client, plan, {"r": [f"o{district.school.pk}"], "do": "chosen"}, name="confirm")
    assert "Подтвердить 1 часть?" in html
    assert "срок впереди, на проверку не отправлено" in html
    assert "просрочено, на проверку не отправлено" in html
    assert len(form["part"]) == 1
    page = said(client, client.post(url(plan, "confirm"), form | {"happened_on": "2022-05-20"}))
    assert "Подтверждено: 1 часть." in page
    assert statuses(sent) == ["confirmed", "submitted"]
    assert Notice.objects.filter(kind="plans.confirmed", recipient=district.users["head"]).exists()
    again = client.post(url(plan, "confirm"), form | {"happened_on": "2022-05-20"})
    assert "уже проверил или изменил" in said(client, again)


def test_who_confirms_instead_is_named(plan, sent, district, client):
    client.force_login(district.users["regional"])
    html, form = previewed(client, plan, {"k": [str(plan["first"].pk)], "do": "chosen"}, name="confirm")
    assert "Подтверждать нечего" in html
    assert "Подтверждаете не вы: 2" in html
    assert "муниципальный координатор, Луговой округ" in html
    assert "part" not in form
    forged = [f"{row.pk}-{row.version}" for row in sent]
    response = client.post(url(plan, "confirm"), {"sure": "yes", "part": forged, "happened_on": "2022-05-20"})
    assert response.status_code == 302
    assert statuses(sent) == ["submitted", "submitted"]


def test_what_changed_meanwhile_is_named_and_the_rest_confirmed(plan, sent, district, client):
    client.force_login(district.users["municipal"])
    _, form = previewed(client, plan, {"k": [str(plan["first"].pk)], "do": "chosen"}, name="confirm")
    act.return_for_rework(sent[0], by=district.users["municipal"], fact=Fact(reason="Нет подписи"))
    page = said(client, client.post(url(plan, "confirm"), form | {"happened_on": "2022-05-20"}))
    assert "Подтверждено: 1 часть." in page
    assert "1 часть уже проверил или изменил другой человек" in page
    assert statuses(sent) == ["returned", "confirmed"]


BAD_TOKENS = (["1-1"], ["глупость"], ["-"], ["99999999999999999999-1"], [""])


@pytest.mark.parametrize("tokens", BAD_TOKENS)
def test_forged_parts_confirm_nothing(plan, sent, district, client, tokens):
    client.force_login(district.users["municipal"])
    response = client.post(url(plan, "confirm"), {"sure": "yes", "part": tokens, "happened_on": "2022-05-20"})
    assert response.status_code == 302
    assert statuses(sent) == ["submitted", "submitted"]


def test_a_bad_day_keeps_the_list(plan, sent, district, client):
    client.force_login(district.users["municipal"])
    _, form = previewed(client, plan, {"k": [str(plan["first"].pk)], "do": "chosen"}, name="confirm")
    for day, words in (("31.02.2022", "Введите день так"), ("2022-05-21", "Не подтверждено")):
        response = client.post(url(plan, "confirm"), form | {"happened_on": day})
        html = response.content.decode() if response.status_code == 200 else said(client, response)
        assert words in html or "ещё не наступил" in html or "позже" in html
        assert statuses(sent) == ["submitted", "submitted"]
