"""An attached schedule and requests: staged, applied, replaced; counts, audit, past dates."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from medk.audit.models import AuditEntry
from medk.files.actions import stage_file
from medk.files.models import StoredFile
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import OrganisationAlias
from medk.plans.access import held_by
from medk.plans.actions import execution as act
from medk.plans.actions.occurrences import enter_occurrence, withdraw_occurrence
from medk.plans.actions.requests import accept_request, decline_request, make_request
from medk.plans.actions.schedules import (
    Brought,
    apply_schedule,
    attach_schedule,
    discard_schedule,
    settle_names,
)
from medk.plans.choices import ScheduleKind
from medk.plans.importers.schedule import read_pasted, read_schedule
from medk.plans.integrity import dates_name_known_units, progress_is_true
from medk.plans.models import (
    AttachedSchedule,
    Execution,
    Measure,
    MeasureProgress,
    MeasureRequest,
    Occurrence,
)
from medk.plans.queries.leaves import with_leaf_parts
from medk.plans.queries.plan_at import measures_at
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.attached.checking import MOST_ROWS
from medk.plans.rules.leaves import Unit, parts_of
from medk.plans.rules.matrix import owed_count
from medk.plans.rules.moments import Mode, Moment
from tests.plans.scenes import approved_measure, part

DAY = dt.date
PASTED = (
    "Дата\tТема\tШкола\tУчастников\n"
    "24.05.2022\tРазбор заданий\tШкола № 1 Лугового округа\t12\n"
    "25.05.2022\tРабота с текстом\tШкола № 7 Степного района\t8\n"
    "30.05.2022\tОбщий сбор\t\t\n"
)


@pytest.fixture
def owner(district):
    return district.users["regional"]


@pytest.fixture
def measure(district):
    made = approved_measure(
        district, population="school", schedule_kind=ScheduleKind.BY_SEPARATE_SCHEDULE, due_on=None
    )
    return fresh(made)


def attach(measure, text, by, **fields):
    return attach_schedule(measure, Brought(read_pasted(text, year=2022), "pasted", **fields), by=by)


def applied(measure, text, by):
    schedule = attach(measure, text, by)
    apply_schedule(schedule, by=by)
    return schedule


def fresh(measure):
    return Measure.objects.select_related("road_map__organisation").get(pk=measure.pk)


def slots(measure):
    rows = measure.occurrences.filter(is_withdrawn=False).order_by("due_on", "ordinal")
    return [(row.due_on.isoformat(), row.title, row.unit_ids) for row in rows]


def test_a_schedule_is_staged_first_and_changes_nothing(measure, owner):
    schedule = attach(measure, PASTED, owner, basis="график № 5")
    assert (schedule.status, schedule.total_count, schedule.findings) == ("checked", 3, [])
    assert not measure.occurrences.exists()
    assert AuditEntry.objects.about(measure).filter(kind="plans.schedule_attached").count() == 1


def test_applying_makes_the_dates_each_owed_by_the_named_school(measure, owner, district):
    schedule = applied(measure, PASTED, owner)
    assert slots(measure) == [
        ("2022-05-24", "Разбор заданий", [district.school.pk]),
        ("2022-05-25", "Работа с текстом", [district.far_school.pk]),
        ("2022-05-30", "Общий сбор", []),
    ]
    assert measure.occurrences.get(title="Разбор заданий").headcount == 12
    progress = MeasureProgress.objects.get(measure=measure)
    assert (progress.total, progress.units, progress.next_due_on) == (5, 3, DAY(2022, 5, 24))
    assert schedule.outcome["made"] == 3
    entry = AuditEntry.objects.about(measure).get(kind="plans.schedule_applied")
    assert (entry.details["made"], entry.details["withdrawn"], entry.details["ordinal"]) == (3, 0, 1)
    assert list(progress_is_true()) == []


def test_a_school_submits_its_own_and_owes_no_other(measure, owner, district):
    applied(measure, PASTED, owner)
    first, second, whole = measure.occurrences.order_by("due_on")
    row = act.submit(
        part(fresh(measure), f"-o{district.school.pk}-r{first.pk}"), by=district.users["head"], note="Провели"
    )
    assert row.status == "submitted"
    assert part(fresh(measure), f"-o{district.school.pk}-r{whole.pk}").pk is None
    with pytest.raises(AssertionError, match="does not owe"):
        part(fresh(measure), f"-o{district.school.pk}-r{second.pk}")
    assert list(progress_is_true()) == []


def test_a_new_version_withdraws_the_untouched_and_keeps_the_touched(measure, owner, district):
    first = applied(measure, PASTED, owner)
    slot = measure.occurrences.get(title="Разбор заданий")
    act.submit(
        part(fresh(measure), f"-o{district.school.pk}-r{slot.pk}"), by=district.users["head"], note="Да"
    )
    text = (
        "Дата;Тема;Школа\n"
        "31.05.2022;Разбор заданий;Школа № 1 Лугового округа\n"
        "30.05.2022;Общий сбор;\n"
        "06.06.2022;Новая тема;Школа № 2 Лугового округа\n"
    )
    second = applied(measure, text, owner)
    assert slots(measure) == [
        ("2022-05-24", "Разбор заданий", [district.school.pk]),
        ("2022-05-30", "Общий сбор", []),
        ("2022-06-06", "Новая тема", [district.neighbour_school.pk]),
    ]
    first.refresh_from_db()
    assert (first.status, second.status, second.ordinal) == ("replaced", "applied", 2)
    assert {name: second.outcome[name] for name in ("made", "same", "withdrawn", "kept")} == {
        "made": 1, "same": 1, "withdrawn": 1, "kept": 1,
    }  # fmt: skip
    assert "исполнение начато (на проверке 1)" in second.outcome["kept_because"][0]
    assert measure.occurrences.filter(is_withdrawn=True).count() == 1
    assert Execution.objects.filter(measure=measure).count() == 1
    assert list(progress_is_true()) == []


def test_past_dates_still_have_the_dates_of_then(measure, owner):
    with clock.at(DAY(2022, 5, 1)):
        applied(measure, PASTED, owner)
    with clock.at(DAY(2022, 5, 10)):
        applied(measure, "Дата;Тема\n01.06.2022;Другое", owner)
    road_map = fresh(measure).road_map

    def titles(day, mode):
        (row,) = measures_at(road_map, Moment(day, mode))
        return {slot.title: slot.unit_ids for slot in row.occurrences.all()}

    for mode in (Mode.KNOWN, Mode.HAPPENED):
        assert set(titles(DAY(2022, 5, 5), mode)) == {"Разбор заданий", "Работа с текстом", "Общий сбор"}
        assert set(titles(DAY(2022, 5, 12), mode)) == {"Другое"}
    assert len(titles(DAY(2022, 5, 5), Mode.KNOWN)["Разбор заданий"]) == 1


def test_unknown_names_are_settled_by_the_owner(measure, owner, district):
    text = "Дата;Тема;Школа\n24.05.2022;Разбор;Первая школа\n25.05.2022;Сбор;Лицей № 99"
    schedule = attach(measure, text, owner)
    assert schedule.status == "refused"
    with pytest.raises(Refused, match="надо исправить"):
        apply_schedule(schedule, by=owner)
    settle_names(schedule, {"перваяшкола": district.school.pk}, by=owner)
    assert schedule.status == "refused"
    settle_names(schedule, {"лицей99": 0}, by=owner)
    assert schedule.status == "checked"
    apply_schedule(schedule, by=owner)
    assert [units for _, _, units in slots(measure)] == [[district.school.pk], []]


def test_other_names_of_a_school_and_its_municipality_are_known(measure, owner, district):
    OrganisationAlias.objects.create(organisation=district.school, name="СОШ № 1")
    applied(measure, "Дата;Тема;Школа;Муниципалитет\n24.05;Раз;СОШ №1;\n25.05;Два;;Луговой округ", owner)
    assert [units for _, _, units in slots(measure)] == [[district.school.pk], [district.municipality.pk]]
    assert MeasureProgress.objects.get(measure=measure).total == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"schedule_kind": ScheduleKind.DATE}, "вносить их не нужно"),
        ({"schedule_kind": ScheduleKind.BY_SEPARATE_SCHEDULE, "due_on": None, "road_map": "draft"}, "утверд"),
    ],
)
def test_where_dates_are_not_entered_a_schedule_is_refused(district, owner, fields, words):
    made = approved_measure(district, **{k: v for k, v in fields.items() if k != "road_map"})
    if fields.get("road_map"):
        made.road_map.status = "draft"
    with pytest.raises(Refused, match=words):
        attach(made, PASTED, owner)


def test_a_measure_with_its_parts_at_hand_takes_no_ordinal_twice(measure, owner):
    """Pages fetch live dates only: a withdrawn one still holds its ordinal."""
    applied(measure, PASTED, owner)
    held = with_leaf_parts(Measure.objects.all()).get(pk=measure.pk)
    last = held.occurrences.all()[2]
    withdraw_occurrence(last, by=owner, reason="Не будет")
    held = with_leaf_parts(Measure.objects.all()).get(pk=measure.pk)
    assert enter_occurrence(held, by=owner, due_on=DAY(2022, 7, 1)).ordinal == 4


def test_only_the_owner_attaches_applies_discards(measure, owner, district):
    schedule = attach(measure, PASTED, owner)
    for name in ("municipal", "head", "operator"):
        with pytest.raises(NotAllowed):
            attach(measure, PASTED, district.users[name])
        with pytest.raises(NotAllowed):
            apply_schedule(schedule, by=district.users[name])
        with pytest.raises(NotAllowed):
            discard_schedule(schedule, by=district.users[name])


def test_a_schedule_is_decided_once(measure, owner):
    schedule = attach(measure, PASTED, owner)
    discard_schedule(schedule, by=owner)
    with pytest.raises(Refused, match="уже решён"):
        apply_schedule(schedule, by=owner)
    other = applied(measure, PASTED, owner)
    with pytest.raises(Refused, match="уже решён"):
        apply_schedule(other, by=owner)
    assert measure.occurrences.count() == 3


def book(rows, formula=None):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        page = made.add_worksheet()
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(place, column, dt.datetime.combine(cell, dt.time()), day)
                else:
                    page.write(place, column, cell)
        if formula:
            page.write_formula(*formula)
    return held.getvalue()


def test_a_spreadsheet_is_read_with_its_title_above_the_heading():
    content = book(
        [["График вебинаров"], [], ["№", "Дата проведения", "Тема", "ОО", "Кол-во участников"],
         [1, DAY(2022, 5, 24), "Разбор", "Школа № 1", 12]]
    )  # fmt: skip
    (line,) = read_schedule("график.xlsx", content, year=2022)
    assert (line.number, dict(line.cells)) == (
        4,
        {"date": "24.05.2022", "title": "Разбор", "school": "Школа № 1", "headcount": "12"},
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("график.pdf", b"%PDF-1.4", "не таблица"),
        ("график.csv", b"", "пустой"),
        ("график.csv", "Тема;Школа\nРазбор;1".encode(), "столбец с датами"),
        ("график.csv", "Дата;Тема".encode(), "ни одной строки"),
        ("график.csv", ("Дата;Тема\n" + "10.05;x\n" * (MOST_ROWS + 1)).encode(), "не больше"),
        ("график.xlsx", b"PK\x03\x04broken", "не открывается"),
    ],
)
def test_files_that_are_no_schedule_say_what_to_do(name, content, words):
    with pytest.raises(Refused, match=words):
        read_schedule(name, content, year=2022)


def test_ten_thousand_rows_of_single_schools_are_applied(measure, owner, district):
    lines = ["Дата;Тема;Школа"]
    for number in range(MOST_ROWS):
        lines.append(f"{1 + number % 28:02}.06.2022;Занятие {number};Школа № 1 Лугового округа")
    schedule = applied(measure, "\n".join(lines), owner)
    assert schedule.outcome["made"] == MOST_ROWS
    progress = MeasureProgress.objects.get(measure=measure)
    assert (progress.total, progress.units) == (MOST_ROWS, 1)


def test_the_file_is_kept_as_the_basis(measure, owner, settings, tmp_path):
    content = PASTED.replace("\t", ";").encode()
    lines = read_schedule("график.csv", content, year=2022)
    staged = stage_file(SimpleUploadedFile("график.csv", content, content_type="text/csv"))
    schedule = attach_schedule(measure, Brought(lines, "file", filename="график.csv", file=staged), by=owner)
    kept = StoredFile.objects.get(pk=schedule.file_id)
    assert (kept.subject_type, kept.subject_id, kept.name) == (
        "plans.attachedschedule",
        schedule.pk,
        "график.csv",
    )


@pytest.fixture
def asked(district):
    return approved_measure(district, population="school", schedule_kind=ScheduleKind.ON_REQUEST, due_on=None)


def test_a_school_asks_and_the_owner_takes_it_into_the_plan(asked, owner, district):
    head = district.users["head"]
    request = make_request(asked, district.school, text="Семинар по ВПР", wanted_on=DAY(2022, 6, 10), by=head)
    assert not asked.occurrences.exists()
    made = accept_request(request, by=owner, due_on=DAY(2022, 6, 8))
    assert (made.title, made.due_on, made.unit_ids) == (
        "Семинар по ВПР",
        DAY(2022, 6, 8),
        [district.school.pk],
    )
    progress = MeasureProgress.objects.get(measure=asked)
    assert (progress.total, progress.units) == (1, 1)
    kinds = AuditEntry.objects.about(asked).values_list("kind", flat=True)
    assert {"plans.request_made", "plans.request_accepted"} <= set(kinds)
    with pytest.raises(Refused, match="уже решён"):
        accept_request(request, by=owner)
    assert list(progress_is_true()) == []


def test_requests_are_refused_and_declined_with_reasons(asked, measure, owner, district):
    head, day = district.users["head"], DAY(2022, 6, 10)
    with pytest.raises(NotAllowed):
        make_request(asked, district.far_school, text="Семинар", wanted_on=day, by=head)
    with pytest.raises(Refused, match="о чём"):
        make_request(asked, district.school, text=" ", wanted_on=day, by=head)
    with pytest.raises(Refused, match="не по запросам"):
        make_request(measure, district.school, text="Семинар", wanted_on=day, by=head)
    request = make_request(asked, district.school, text="Семинар", wanted_on=day, by=head)
    with pytest.raises(NotAllowed):
        decline_request(request, by=head, reason="Передумали")
    with pytest.raises(Refused, match="почему"):
        decline_request(request, by=owner, reason="")
    decline_request(request, by=owner, reason="Уже был в мае")
    request.refresh_from_db()
    assert (request.status, request.answer) == ("declined", "Уже был в мае")
    assert not asked.occurrences.exists()


def test_a_request_is_seen_by_the_asker_and_those_above(asked, district):
    make_request(
        asked, district.school, text="Семинар", wanted_on=DAY(2022, 6, 10), by=district.users["head"]
    )
    seen = {name for name, user in district.users.items() if MeasureRequest.objects.visible_to(user).exists()}
    assert {"head", "staff", "municipal", "regional", "administrator"} <= seen
    assert not seen & {"neighbour_head", "other_municipal", "stranger"}


def test_the_check_finds_dates_for_nobody_and_two_schedules_in_force(measure, owner, district):
    first = applied(measure, PASTED, owner)
    assert list(dates_name_known_units()) == []
    Occurrence.objects.filter(measure=measure, title="Разбор заданий").update(unit_ids=[987654])
    applied(measure, "Дата;Тема\n01.06.2022;Другое", owner)
    AttachedSchedule.objects.filter(pk=first.pk).update(status="applied")
    said = list(dates_name_known_units())
    assert len(said) == 2
    assert "987654" in said[0]
    assert "действующих графиков 2" in said[1]


def test_the_table_and_the_matrix_count_only_what_a_school_owes(measure, owner, district):
    applied(measure, PASTED, owner)
    head = district.users["head"]
    (row,) = Table(measure.road_map, sight_of(head, measure.road_map, held=held_by(head))).rows
    assert row.own is not None
    assert row.own.total == 2
    limits = {1: [district.school.pk], 2: [district.far_school.pk]}
    day = DAY(2022, 5, 24)
    parts = parts_of(None, occurrences=[(1, day), (2, day), (3, day)], limits=limits)
    assert owed_count(parts, Unit(f"o{district.school.pk}"), day).total == 2
    assert owed_count(parts, Unit(f"o{district.neighbour_school.pk}"), day).total == 1
