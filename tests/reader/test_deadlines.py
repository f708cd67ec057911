"""Deadlines to schedules: one printed phrase and what it must give on each line."""

import pytest

from medk.reader.deadlines import schedule_of
from medk.reader.spans import Calendar

PLAIN = [
    ("январь", "period", "2022-01-01", "2022-01-31"),
    ("февраль 2024", "period", "2024-02-01", "2024-02-29"),
    ("март-апрель", "period", "2022-03-01", "2022-04-30"),
    ("март-май2022", "period", "2022-03-01", "2022-05-31"),
    ("3 мая 2022", "date", "2022-05-03", "2022-05-03"),
    ("03.05.2022 г.", "date", "2022-05-03", "2022-05-03"),
    ("3.05.22", "date", "2022-05-03", "2022-05-03"),
    ("21марта – 31 марта 2022", "period", "2022-03-21", "2022-03-31"),
    ("1-15 марта", "period", "2022-03-01", "2022-03-15"),
    ("с 1 по 15 марта 2022 г. включительно", "period", "2022-03-01", "2022-03-15"),
    ("с 01 марта по 30 апреля 2022 года", "period", "2022-03-01", "2022-04-30"),
    ("17-18.03.2022", "period", "2022-03-17", "2022-03-18"),
    ("17.01-04.02.2022", "period", "2022-01-17", "2022-02-04"),
    ("до 1апреля 2022", "date", None, "2022-04-01"),
    ("не позднее 15 мая", "date", None, "2022-05-15"),
    ("к 1 сентября", "date", None, "2022-09-01"),
    ("до конца года", "date", None, "2022-12-31"),
    ("IV квартал", "period", "2022-10-01", "2022-12-31"),
    ("1 - 2 квартал 2023", "period", "2023-01-01", "2023-06-30"),
    ("второй квартал 2022 года", "period", "2022-04-01", "2022-06-30"),
    ("II полугодие", "period", "2022-07-01", "2022-12-31"),
    ("первая декада мая", "period", "2022-05-01", "2022-05-10"),
    ("в течение года", "period", "2022-01-01", "2022-12-31"),
    ("в течение 2023 года", "period", "2023-01-01", "2023-12-31"),
    ("2022 год", "period", "2022-01-01", "2022-12-31"),
    ("постоянно", "period", "2022-01-01", "2022-12-31"),
    ("2021-2022 учебный год", "period", "2021-09-01", "2022-05-31"),
    ("в течение 2021/2022 учебного года", "period", "2021-09-01", "2022-05-31"),
    ("сентябрь – май 2022", "period", "2021-09-01", "2022-05-31"),
    ("декабрь-январь", "period", "2022-12-01", "2023-01-31"),
    ("по запросам школ", "on_request", None, None),
    ("в течение года по заявкам", "on_request", "2022-01-01", "2022-12-31"),
    ("по мере необходимости", "on_request", None, None),
    ("по отдельному графику", "by_separate_schedule", None, None),
    ("согласно утверждённому плану", "by_separate_schedule", None, None),
    ("В течение года по отдельному плану", "by_separate_schedule", "2022-01-01", "2022-12-31"),
    ("", "none", None, None),
    ("31.02.2022", "none", None, None),
    ("уточняется", "none", None, None),
]

RECURRING = [
    ("еженедельно", "weekly", 1, 1, None, None, False),
    ("ежемесячно до 5 числа", "monthly", 1, 1, None, 5, False),
    ("1 раз в месяц", "monthly", 1, 1, None, None, False),
    ("не реже чем 1 раз в квартал", "quarterly", 1, 1, None, None, True),
    ("не менее двух раз в месяц", "monthly", 1, 2, None, None, True),
    ("1 раз в две недели", "weekly", 2, 1, None, None, False),
    ("раз в полгода", "monthly", 6, 1, None, None, False),
    ("каждый четверг", "weekly", 1, 1, "TH", None, False),
    ("март-май (по средам)", "weekly", 1, 1, "WE", None, False),
    ("последняя среда месяца", "monthly", 1, 1, "WE", None, False),
    ("(2 встречи в месяц)", "monthly", 1, 2, None, None, False),
]

YEAR_2022 = Calendar(2022)


@pytest.mark.parametrize(("text", "kind", "start", "end"), PLAIN)
def test_phrase(text: str, kind: str, start: str | None, end: str | None) -> None:
    schedule = schedule_of(text, calendar=YEAR_2022)
    assert (schedule.kind, schedule.start, schedule.end) == (kind, start, end)
    assert schedule.recurrence is None


@pytest.mark.parametrize(("text", "freq", "interval", "count", "weekday", "monthday", "at_least"), RECURRING)
def test_frequency(
    text: str, freq: str, interval: int, count: int, weekday: str, monthday: int, at_least: bool
) -> None:
    schedule = schedule_of(text, calendar=YEAR_2022)
    found = schedule.recurrence
    assert schedule.kind == "recurring"
    assert found is not None
    assert (found.freq, found.interval, found.count_per_period) == (freq, interval, count)
    assert (found.weekday, found.monthday, found.at_least) == (weekday, monthday, at_least)


def test_a_recurring_measure_keeps_its_period() -> None:
    schedule = schedule_of("14.02.2022- 30.03.2022 (среда)", calendar=YEAR_2022)
    assert (schedule.start, schedule.end) == ("2022-02-14", "2022-03-30")


@pytest.mark.parametrize(
    ("text", "start", "ends"),
    [
        ("до 26.11.2021 до 20.12.2021", "2021-11-26", ["2021-11-26", "2021-12-20"]),
        ("7.02.2022 14.02.2022", "2022-02-07", ["2022-02-07", "2022-02-14"]),
        ("март, июнь, сентябрь", "2022-03-01", ["2022-03-31", "2022-06-30", "2022-09-30"]),
        ("май 2022, октябрь 2022", "2022-05-01", ["2022-05-31", "2022-10-31"]),
    ],
)
def test_several_deadlines_are_milestones(text: str, start: str, ends: list[str]) -> None:
    schedule = schedule_of(text, calendar=YEAR_2022)
    assert (schedule.kind, schedule.start, schedule.end) == ("period", start, ends[-1])
    assert [milestone.end for milestone in schedule.milestones] == ends


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Проведение еженедельных вебинаров", "recurring"),
        ("Выступления (ежемесячный семинар, форум)", "period"),
        ("Подготовка к ежегодному форуму", "period"),
        ("Участие в школе наставников по отдельному плану", "period"),
        ("Помощь по индивидуальным планам", "period"),
    ],
)
def test_the_title_adds_a_frequency_and_nothing_else(title: str, kind: str) -> None:
    assert schedule_of("в течение года", title=title, calendar=YEAR_2022).kind == kind


def test_an_academic_plan_gives_spring_to_the_next_year() -> None:
    calendar = Calendar(2022, is_academic=True)
    assert schedule_of("октябрь", calendar=calendar).end == "2022-10-31"
    assert schedule_of("март", calendar=calendar).end == "2023-03-31"


def test_without_any_year_nothing_is_guessed() -> None:
    assert schedule_of("март", calendar=Calendar(None)).kind == "none"
