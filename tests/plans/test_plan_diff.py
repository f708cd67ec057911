"""Comparing two contents of a plan: steps lead from one to the other, and only equal ones have none."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medk.plans.choices import LineKind
from medk.plans.rules.plan_diff import AFTER, FIRST, Step, applied, placed, steps_between
from medk.plans.rules.plan_shown import counts_of, shown_fields, shown_step
from medk.plans.rules.word_diff import pieces

#: The machine that tests run on may be busy with something else.
busy = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
UIDS = st.sampled_from("abcdefgh")
DAYS = st.sampled_from([None, "2022-06-01", "2022-06-30"])
ROWS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Провести вебинар", "Провести семинар", "Собрать отчёты"]),
        "due_on": DAYS,
        "section": st.sampled_from([None, "I", "II"]),
        "actions": st.lists(
            st.fixed_dictionaries({"title": st.sampled_from("xy"), "due_on": DAYS}), max_size=2
        ),
    }
)


@st.composite
def contents(draw):
    uids = draw(st.lists(UIDS, unique=True))
    return [{"uid": uid} | draw(ROWS) for uid in uids]


def row(uid, **fields):
    return {"uid": uid, "title": f"Мероприятие {uid}", "due_on": "2022-06-01"} | fields


@busy
@given(contents(), contents())
def test_the_steps_between_two_contents_lead_from_one_to_the_other(old, new):
    assert applied(old, steps_between(old, new)) == new


@busy
@given(contents(), contents())
def test_there_are_no_steps_only_between_equal_contents(old, new):
    assert (steps_between(old, new) == []) == (old == new)


@busy
@given(contents(), contents())
def test_steps_read_back_give_the_old_content(old, new):
    assert applied(new, steps_between(new, old)) == old


@st.composite
def amendments(draw):
    """A content and lines of an amendment of it, as people write them one after another."""
    old = draw(contents())
    there = [one["uid"] for one in old]
    steps = []
    for uid in draw(st.lists(UIDS, unique=True, max_size=5)):
        after = draw(st.sampled_from([FIRST, *(one for one in there if one != uid)]))
        if uid not in there:
            steps.append(Step(LineKind.ADD, uid, new=draw(ROWS) | {"uid": uid, AFTER: after}))
        elif draw(st.booleans()):
            steps.append(Step(LineKind.REMOVE, uid))
        else:
            fields = draw(ROWS)
            named = draw(st.sets(st.sampled_from(sorted(fields))))
            steps.append(
                Step(LineKind.CHANGE, uid, new={name: fields[name] for name in named} | {AFTER: after})
            )
    return old, steps


@busy
@given(amendments())
def test_lines_of_an_amendment_give_what_the_comparison_shows(made):
    old, steps = made
    new = applied(old, steps)
    assert applied(old, steps_between(old, new)) == new
    gone = {step.uid for step in steps if step.kind == LineKind.REMOVE}
    added = {step.uid for step in steps if step.kind == LineKind.ADD}
    assert {one["uid"] for one in new} == ({one["uid"] for one in old} - gone) | added
    for step in steps:
        if step.kind == LineKind.CHANGE:
            [now] = [one for one in new if one["uid"] == step.uid]
            assert {name: now[name] for name in step.new if name != AFTER} == {
                name: value for name, value in step.new.items() if name != AFTER
            }


def test_one_measure_moved_is_one_step():
    old = [row("a"), row("b"), row("c"), row("d")]
    steps = steps_between(old, [old[3], *old[:3]])
    assert steps == [Step(LineKind.CHANGE, "d", {AFTER: "c"}, {AFTER: FIRST})]


def test_a_place_behind_what_is_gone_is_where_it_stands():
    assert placed(["a", "b"], "b", "z") == ["a", "b"]
    assert placed(["a", "b", "c"], "c", "a") == ["a", "c", "b"]
    assert placed(["a", "b"], "b", "b") == ["a", "b"]


def test_a_worked_example_in_words():
    old = [row("a"), row("b"), row("c", title="Провести вебинар для школ")]
    new = [row("a", due_on="2022-06-30"), row("c", title="Провести семинар для школ"), row("n")]
    names = {one["uid"]: one["title"] for one in [*old, *new]}
    changes = [shown_step(step, names[step.uid], names) for step in steps_between(old, new)]
    counts = counts_of(changes, len(new))
    assert (counts.added, counts.removed, counts.changed, counts.same) == (1, 1, 2, 0)
    due = next(
        one for change in changes for one in change.fields if one.field == "due_on" and change.uid == "a"
    )
    assert (due.was, due.became, due.moved) == ("01.06.2022", "30.06.2022", "на 29\u00a0дней позже")
    title = next(change for change in changes if change.uid == "c").fields[0]
    assert [(piece.kind, piece.text) for piece in title.pieces] == [
        ("same", "Провести "), ("del", "вебинар"), ("ins", "семинар"), ("same", " для школ"),
    ]  # fmt: skip


def test_an_earlier_date_and_one_that_is_gone():
    [earlier] = shown_fields({"due_on": "2022-06-30"}, {"due_on": "2022-06-29"}, {})
    [gone] = shown_fields({"due_on": "2022-06-30"}, {"due_on": None}, {})
    assert earlier.moved == "на 1\u00a0день раньше"
    assert (gone.moved, gone.became) == ("", "")


@busy
@given(st.text("аб в.", max_size=40), st.text("аб в.", max_size=40))
def test_pieces_hold_both_texts(old, new):
    found = pieces(old, new)
    assert "".join(one.text for one in found if one.kind != "ins") == old
    assert "".join(one.text for one in found if one.kind != "del") == new


def test_texts_with_little_in_common_are_shown_whole():
    found = pieces("Провести вебинар", "Утвердить перечень школ области")
    assert [(one.kind, one.text) for one in found] == [
        ("del", "Провести вебинар"), ("ins", "Утвердить перечень школ области"),
    ]  # fmt: skip
