"""Whatever is written in a cell, the grammars answer; whatever is in a file, so does the reader."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from medk.reader import Plan, UnreadableFile, plan_to_contract, read_plan
from medk.reader.abbreviations import abbreviations_of
from medk.reader.deadlines import schedule_of
from medk.reader.executors import executors_of
from medk.reader.publications import publication_of
from medk.reader.spans import Calendar
from medk.reader.targets import targets_of

WORDS = st.sampled_from(
    ["до", "с", "по", "не", "менее", "5", "31", "2022", "марта", "февраль", "квартал", "IV", "-", "–", ",", "(", ")",
     "«", "»", "\"", "раз", "в", "месяц", "каждый", "четверг", "%", "100", "школ", "Доля", "Справка", "двух", "года",
     "учебный", ".", ";", "\n", "01.02.2022", "30.02", "далее", "ОО", "МОУО", "/", "согласованию", "числа", "полугодие"]
)  # fmt: skip
PHRASE = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60)
HEADER = "№ п/п\tМероприятие\tСрок\tИсполнитель\tПоказатель\n"


def reading(data: bytes) -> tuple[Plan | None, str]:
    """The plan, or the message of the refusal; anything else raised fails the test."""
    try:
        return read_plan(data), ""
    except UnreadableFile as refusal:
        return None, str(refusal)


@settings(max_examples=300, deadline=None)
@given(PHRASE, PHRASE, st.none() | st.integers(1990, 2100), st.booleans())
def test_deadlines(text: str, title: str, year: int | None, academic: bool) -> None:
    schedule = schedule_of(text, title=title, calendar=Calendar(year, academic))
    for day in (schedule.start, schedule.end, *(milestone.end for milestone in schedule.milestones)):
        assert day is None or dt.date.fromisoformat(day)
    assert (schedule.recurrence is not None) == (schedule.kind == "recurring")
    if schedule.kind in ("date", "period"):
        assert schedule.end or schedule.start


@settings(max_examples=200, deadline=None)
@given(PHRASE)
def test_targets_executors_and_sites(text: str) -> None:
    for target in targets_of(text):
        assert target.kind in {"share", "count", "count_min", "count_max", "rate", "document", "fact"}
    assert all(executor.name for executor in executors_of(text, abbreviations_of([text])))
    assert all(publication_of(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PHRASE, min_size=1, max_size=6), max_size=8))
def test_plans_of_any_rows(rows: list[list[str]]) -> None:
    text = HEADER + "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)
    plan, refusal = reading(text.encode("utf-8", "ignore"))
    assert refusal or (plan and len(plan_to_contract(plan)["measures"]) == len(plan.measures) > 0)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    plan, refusal = reading(data)
    assert plan or refusal
