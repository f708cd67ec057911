"""The invented orders and their labels keep to the reading contract and to the texts."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDERS = ROOT / "samples" / "orders"
SHARED = Path(os.environ.get("MEDK_SHARED", ROOT.parent / "shared"))
COUNTS = {
    "zarechie-2022": 16,
    "severogorsk-2022": 16,
    "luga-okrug-2022": 15,
    "priozerye-2021": 18,
    "stepnoy-2021": 18,
}
MEASURE_KEYS = {
    *("number", "section", "title", "deadline_text", "schedule", "executors"),
    *(
        "indicator_text",
        "targets",
        "goal",
        "tasks",
        "audience",
        "place_format",
        "publication",
    ),
}
SCHEDULE_KINDS = {
    "date",
    "period",
    "recurring",
    "on_request",
    "by_separate_schedule",
    "none",
}
TARGET_KINDS = {"share", "count", "count_min", "count_max", "rate", "document", "fact"}
PERIODS = {None, "month", "two_months", "quarter", "half_year", "year"}
FREQUENCIES = {"daily", "weekly", "monthly", "quarterly", "yearly"}

by_name = pytest.mark.parametrize("name", sorted(COUNTS))


def text_of(name: str) -> str:
    return (ORDERS / f"{name}.txt").read_text(encoding="utf-8")


def labels_of(name: str) -> dict:
    return json.loads((ORDERS / "expected" / f"{name}.json").read_text(encoding="utf-8"))


def words(text: str) -> list[str]:
    return re.findall(r"[а-яёa-z0-9+]+", text.lower())


def printed_values(measure: dict) -> list[str]:
    executors = [executor["name"] for executor in measure["executors"]]
    plain = (
        "title",
        "deadline_text",
        "indicator_text",
        "goal",
        "audience",
        "place_format",
    )
    values = [measure[key] for key in plain if measure[key]]
    return values + measure["tasks"] + measure["publication"] + executors


def test_every_text_has_labels_and_nothing_else_lies_about():
    texts = {path.stem for path in ORDERS.glob("*.txt")}
    labels = {path.stem for path in (ORDERS / "expected").glob("*.json")}
    assert texts == labels == set(COUNTS)


@by_name
def test_measures_carry_the_fields_of_the_contract(name):
    plan = labels_of(name)
    assert len(plan["measures"]) == COUNTS[name]
    for measure in plan["measures"]:
        assert set(measure) == MEASURE_KEYS
        assert measure["section"] is None or 0 <= measure["section"] < len(plan["sections"])
        assert {target["kind"] for target in measure["targets"]} <= TARGET_KINDS
        assert {target["per"] for target in measure["targets"]} <= PERIODS


@by_name
def test_schedules_are_whole(name):
    for measure in labels_of(name)["measures"]:
        schedule = measure["schedule"]
        assert schedule["kind"] in SCHEDULE_KINDS
        assert (schedule["kind"] == "none") == (measure["deadline_text"] is None)
        assert (schedule["kind"] == "recurring") == (schedule["recurrence"] is not None)
        if schedule["recurrence"]:
            assert schedule["recurrence"]["freq"] in FREQUENCIES
        days = [date.fromisoformat(schedule[key]) for key in ("start", "end") if schedule[key]]
        assert days == sorted(days)
        marks = [date.fromisoformat(mark["end"]) for mark in schedule["milestones"]]
        if marks:
            # A milestone is the end of its stretch («Апрель, май» begins on 1 April).
            assert days[0] <= marks[0]
            assert marks == sorted(marks)
            assert marks[-1] == days[1]


@by_name
def test_labels_add_no_words_of_their_own(name):
    """Letters of every labelled value stand in the text, the scan's breaks aside."""
    letters = "".join(words(re.sub(r"</?[pi]>", "", text_of(name))))
    for measure in labels_of(name)["measures"]:
        for value in printed_values(measure):
            missing = [word for word in words(value) if word not in letters]
            cut = [word for word in missing if not is_cut(word, letters)]
            assert not cut, (measure["number"], cut)


def is_cut(word: str, letters: str) -> bool:
    """A page may cut a word in two; each part is still there."""
    return any(word[:at] in letters and word[at:] in letters for at in range(2, len(word) - 1))


@by_name
def test_no_sentence_comes_from_a_real_order(name):
    """Seven words and more; a deadline («В течение года 1 раз в месяц») is nobody's own."""
    plans = sorted((SHARED / "plans").glob("*.txt"))
    if not plans:
        pytest.skip("the real orders are not on this machine")
    real = " ".join(" ".join(words(path.read_text(encoding="utf-8"))) for path in plans)
    deadlines = {measure["deadline_text"] for measure in labels_of(name)["measures"]}
    for sentence in re.split(r"[\t\n|.;]|</?p>", text_of(name)):
        own = words(sentence)
        if len(own) >= 7 and sentence not in deadlines:
            assert " ".join(own) not in real, sentence
