"""Pages of amendments: begun, edited, decided about; the plan compared with itself."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from medk.plans.actions.amendments import submit_amendment
from medk.plans.actions.amendments_force import approve_amendment
from medk.plans.actions.amendments_lines import Written, add_line, change_measure, remove_line
from medk.plans.forms.draft_measure import ROWS
from medk.plans.models import Measure, PlanAmendment
from tests.ceilings import assert_queries_at_most
from tests.plans.amending import JUNE_1, JUNE_30, approved_plan, begun, colleague, measures, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(district):
    return approved_plan(district)


@pytest.fixture
def author(district):
    return district.users["regional"]


@pytest.fixture
def owner(author, client):
    client.force_login(author)
    return client


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def fields_of(client, address, **changed):
    """What the form shows, as a browser sends it, with some fields typed anew."""
    page = client.get(address)
    form = page.context["form"]
    data = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = value.isoformat() if isinstance(value, dt.date) else "" if value is None else value
    for part in ROWS:
        formset = page.context["parts"][part]
        data |= {f"{part}-TOTAL_FORMS": 0, f"{part}-INITIAL_FORMS": 0}
        assert not formset.initial_form_count()
    data = {name: value for name, value in data.items() if value is not False}
    return data | {"base": page.context["base"], "version": page.context["version"]} | changed


def test_the_whole_way_by_pages(plan, owner, author, district, client):
    second = colleague(district)
    head = {"reason": "Письмо оператора", "effective_on": "2022-05-20", "order_kind": "приказ"}
    answer = owner.post(url("amendment-new", plan.pk), head)
    amendment = PlanAmendment.objects.get()
    assert answer["Location"] == url("amendment-choose", amendment.pk)
    assert "Мероприятие 3" in text_of(owner.get(answer["Location"]))
    row = measures(plan)[0]
    address = url("amendment-measure", amendment.pk, row.pk)
    data = fields_of(owner, address, due_on="30.06.2022", title="Мероприятие первое")
    assert owner.post(address, data)["Location"] == url("amendment-detail", amendment.pk)
    assert set(amendment.lines.get().new) == {"due_on", "title"}
    owner.post(url("amendment-remove", amendment.pk, measures(plan)[1].pk))
    page = text_of(owner.get(url("amendment-detail", amendment.pk)))
    assert "<del>01.06.2022</del>" in page
    assert "на 29\u00a0дней позже" in page
    assert "изменится с 0\u00a0из\u00a04 на 0\u00a0из\u00a03" in page
    version = PlanAmendment.objects.get().version
    owner.post(url("amendment-move", amendment.pk), {"do": "submit", "version": version})
    assert "Утвердить" not in text_of(owner.get(url("amendment-detail", amendment.pk))).split("<main")[1]
    client.force_login(second)
    page = client.get(url("amendment-detail", amendment.pk))
    assert "Утвердить и изменить план" in text_of(page)
    version = page.context["amendment"].version
    done = client.post(
        url("amendment-move", amendment.pk), {"do": "approve", "version": version}, follow=True
    )
    assert "план изменён" in text_of(done)
    assert measures(plan)[0].title == "Мероприятие первое"
    assert measures(plan)[1].status == "cancelled"


def test_a_measure_is_added_by_its_form(plan, owner, author):
    amendment = begun(plan, author)
    address = url("amendment-add", amendment.pk)
    first = measures(plan)[0]
    data = fields_of(owner, address, title="Новая встреча", after=str(first.uid), executors="Институт")
    data |= {"schedule_kind": "date", "due_on": "20.06.2022"}
    assert owner.post(address, data).status_code == 302
    line = amendment.lines.get()
    assert (line.new["due_on"], line.new["after"]) == ("2022-06-20", str(first.uid))
    again = url("amendment-added", amendment.pk, line.pk)
    assert "Новая встреча" in text_of(owner.get(again))
    assert owner.post(again, fields_of(owner, again, title="Большая встреча")).status_code == 302
    assert amendment.lines.get().new["title"] == "Большая встреча"
    assert amendment.lines.get().new["executors"] == [{"name": "Институт", "is_by_agreement": False}]


def test_refused_forms_keep_what_was_typed(plan, owner, author):
    words = text_of(
        owner.post(url("amendment-new", plan.pk), {"reason": "Жалко слов", "effective_on": "2021-01-01"})
    )
    assert "не может действовать раньше" in words
    assert "Жалко слов" in words
    amendment = begun(plan, author)
    address = url("amendment-measure", amendment.pk, measures(plan)[0].pk)
    refused = text_of(owner.post(address, fields_of(owner, address, starts_on="01.07.2022", goal="Жалко")))
    assert "позже срока" in refused
    assert "Жалко" in refused
    assert "Ничего не изменилось" in text_of(owner.post(address, fields_of(owner, address)))


def test_a_form_opened_before_shows_both_values(plan, owner, author, district):
    amendment = begun(plan, author)
    row = measures(plan)[0]
    address = url("amendment-measure", amendment.pk, row.pk)
    data = fields_of(owner, address, due_on="15.07.2022")
    approve_amendment(sent(plan, author, measure=row, due_on="2022-06-30"), by=colleague(district))
    page = owner.post(address, data)
    text = text_of(page)
    assert "сейчас в плане: 30.06.2022" in text
    assert "у вас: 15.07.2022" in text
    again = data | {"base": page.context["base"], "version": page.context["version"]}
    assert owner.post(address, again).status_code == 302
    assert amendment.lines.get().old == {"due_on": "2022-06-30"}


def test_a_conflict_is_asked_on_the_page_and_answered(plan, client, author, district):
    second, row = colleague(district), measures(plan)[0]
    other = sent(plan, author, measure=row, due_on="2022-07-29")
    approve_amendment(sent(plan, author, measure=row, due_on="2022-06-30"), by=second)
    client.force_login(second)
    page = client.get(url("amendment-detail", other.pk))
    assert "Пока изменение ждало, план изменился" in text_of(page)
    address, version = url("amendment-move", other.pk), page.context["amendment"].version
    silent = client.post(address, {"do": "approve", "version": version}, follow=True)
    assert "отметьте, что записать" in text_of(silent)
    assert measures(plan)[0].due_on == JUNE_30
    code = page.context["conflicts"][0][0].code
    client.post(address, {"do": "approve", "version": version, "agreed": [code]})
    assert measures(plan)[0].due_on == dt.date(2022, 7, 29)


def test_an_unknown_move_is_answered(plan, owner, author):
    assert owner.post(url("amendment-move", begun(plan, author).pk), {"do": "dance"}).status_code == 409


def test_the_day_ahead_is_told_everywhere(plan, owner, author):
    ahead = sent(plan, author, measure=measures(plan)[0], effective_on=JUNE_1, due_on="2022-06-30")
    approve_amendment(ahead, by=author)
    assert "вступит в силу 01.06.2022" in text_of(owner.get(url("amendment-detail", ahead.pk)))
    listed = text_of(owner.get(url("road-map-changes", plan.pk)))
    assert "вступит в силу 01.06.2022" in listed
    assert "утверждено без второго человека: 1" in listed


def test_a_school_reads_what_is_approved_and_nothing_of_what_is_being_prepared(
    plan, client, author, district
):
    row = measures(plan)[0]
    done = approve_amendment(sent(plan, author, measure=row, due_on="2022-06-30"), by=author)
    waiting = sent(plan, author, measure=row, goal="Тайна")
    client.force_login(district.users["head"])
    page = text_of(client.get(url("amendment-detail", done.pk)))
    assert "<ins>30.06.2022</ins>" in page
    assert "Последствия" not in page
    assert "Тайна" not in page
    assert client.get(url("amendment-detail", waiting.pk)).status_code == 404
    listed = text_of(client.get(url("road-map-changes", plan.pk)))
    assert "Изменение № 1" in listed
    assert "Изменение № 2" not in listed


def changed_plan(plan, author, district):
    """Changed, added and removed by one amendment."""
    first, second, third, _ = measures(plan)
    amendment = begun(plan, author)
    change_measure(amendment, first, by=author, written=Written({"due_on": "2022-06-30"}))
    remove_line(amendment, second, by=author)
    fields = {
        "title": "Новая встреча",
        "after": str(third.uid),
        "schedule_kind": "date",
        "due_on": "2022-06-20",
    }
    add_line(amendment, by=author, written=Written(fields))
    submit_amendment(amendment, by=author)
    return approve_amendment(amendment, by=colleague(district))


def test_the_base_plan_against_now(plan, owner, author, district):
    changed_plan(plan, author, district)
    page = owner.get(url("road-map-changes", plan.pk))
    counts = page.context["comparison"].counts
    assert (counts.added, counts.removed, counts.changed, counts.moved, counts.same) == (1, 1, 1, 0, 2)
    text = text_of(page)
    assert "базовый план, утверждён 28.02.2022" in text
    assert "на 29\u00a0дней позже" in text


def test_any_two_dates(plan, owner, author, district, clock):
    clock.set(dt.date(2022, 5, 25))
    changed_plan(plan, author, district)
    clock.set(dt.date(2022, 6, 10))

    def compared(**query):
        return owner.get(url("road-map-changes", plan.pk), query).context["comparison"]

    before = compared(**{"from": "01.04.2022", "to": "19.05.2022"})
    assert (before.counts.same, len(before.changes)) == (4, 0)
    across = compared(**{"from": "01.04.2022", "to": "20.05.2022"})
    assert (across.counts.added, across.counts.removed, across.counts.changed) == (1, 1, 1)
    # Effective on the 20th, entered on the 25th; the plan itself was entered on the 20th.
    known = compared(**{"from": "20.05.2022", "to": "24.05.2022", "as": "known"})
    assert (known.counts.same, len(known.changes)) == (4, 0)
    learned = compared(**{"from": "20.05.2022", "to": "25.05.2022", "as": "known"})
    assert (learned.counts.added, learned.counts.removed, learned.counts.changed) == (1, 1, 1)
    unborn = compared(**{"from": "01.01.2022", "to": "10.06.2022"})
    assert unborn.counts.added == 4
    assert "ещё не утверждён" in unborn.old.words


def test_from_a_past_view_the_base_plan_stands_beside_that_day(plan, owner, author, district, clock):
    changed_plan(plan, author, district)
    clock.set(dt.date(2022, 6, 10))
    page = owner.get(url("road-map-changes", plan.pk), {"on": "2022-05-01", "as": "happened"})
    assert page.context["comparison"].new.on == dt.date(2022, 5, 1)
    assert not page.context["comparison"].changes
    assert "Новое изменение" not in text_of(page)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"from": "01.01.2030"}, "ещё не наступила"),
        ({"from": "01.05.2022", "to": "01.04.2022"}, "позже второй"),
        ({"to": "вчера"}, "Показано без этой даты"),
    ],
)
def test_dates_that_cannot_be_compared_are_answered(plan, owner, query, words):
    assert words in text_of(owner.get(url("road-map-changes", plan.pk), query))


def test_the_comparison_travels(plan, owner, author, district):
    changed_plan(plan, author, district)
    answer = owner.get(url("road-map-changes-export", plan.pk), {"format": "csv"})
    table = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert ["изменено", "1. Мероприятие 1", "Срок", "01.06.2022", "30.06.2022", "29"] in rows
    assert sum(row[:1] == ["без изменений"] for row in rows) == 2
    assert "было: базовый план, утверждён 28.02.2022" in table
    assert "стало: сейчас, на 20.05.2022" in table
    assert owner.get(url("road-map-changes-export", plan.pk)).status_code == 200


def test_pages_stay_within_the_ceiling(district, client, author):
    plan = approved_plan(district, count=30, population="school")
    rows = measures(plan)
    done = changed_ten(plan, author, rows[:10], "2022-06-30")
    approve_amendment(done, by=author)
    waiting = changed_ten(plan, author, rows[10:20], "2022-07-30")
    draft = begun(plan, author)
    line = add_line(draft, by=author, written=Written({"title": "Новое"}))
    pages = [
        url("amendment-detail", done.pk),
        url("amendment-detail", waiting.pk),
        url("amendment-detail", draft.pk),
        url("amendment-choose", draft.pk),
        url("amendment-measure", draft.pk, rows[0].pk),
        url("amendment-added", draft.pk, line.pk),
        url("amendment-head", draft.pk),
        url("road-map-changes", plan.pk),
        url("road-map-changes", plan.pk) + "?from=2022-03-01&to=2022-05-01",
    ]
    for who in (author, colleague(district)):
        client.force_login(who)
        assert_queries_at_most(client, pages)


def changed_ten(plan, author, rows, day):
    amendment = begun(plan, author)
    for row in rows:
        change_measure(amendment, Measure.objects.get(pk=row.pk), by=author, written=Written({"due_on": day}))
    submit_amendment(amendment, by=author)
    return amendment
