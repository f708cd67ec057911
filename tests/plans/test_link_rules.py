"""Links as a graph, proposals out of words and dates, slips: worked examples."""

import datetime as dt

import pytest

from medk.plans.choices import ProgressState as P
from medk.plans.rules.links import chains, loop
from medk.plans.rules.proposals import Step, Titled, propose, step_of
from medk.plans.rules.slips import Standing, by_endangered, dangers, passes, why_endangered

DAY = dt.date
OCTOBER = (DAY(2021, 10, 1), DAY(2021, 10, 31))


@pytest.mark.parametrize(
    ("edges", "added", "ring"),
    [
        ([(28, 30), (30, 31)], (31, 28), [31, 28, 30, 31]),
        ([(28, 30), (30, 31)], (28, 31), []),
        ([], (28, 28), [28, 28]),
        ([(1, 2), (2, 1), (2, 3)], (3, 4), []),
        ([(1, 2)], (2, 1), [2, 1, 2]),
    ],
)
def test_a_ring_is_named_from_its_beginning(edges, added, ring):
    assert loop(edges, added) == ring


def test_chains_run_from_first_to_last_in_the_order_of_the_plan():
    order = {28: 0, 29: 1, 30: 2, 31: 3, 7: 10, 8: 11}
    edges = [(8, 7), (28, 30), (29, 28), (30, 31)]
    assert chains(edges, order) == [[29, 28, 30, 31], [8, 7]]


def test_a_ring_in_stored_data_still_ends():
    assert chains([(1, 2), (2, 1)], {}) == [[1, 2]]


def october(pk, title, section=1, span=OCTOBER):
    return Titled(pk, title, section, *span)


def pairs(measures):
    return {(one.kind, one.source, one.target) for one in propose(measures)}


def test_draft_approve_inform_help_is_one_chain():
    """Иркутск 1.28–1.31 in our words: the approval is printed above the draft."""
    plan = [
        october(28, "Утвердить порядок отбора на премии"),
        october(29, "Разработать порядок отбора на премии"),
        october(30, "Рассказать руководителям об отборе на премии"),
        october(31, "Помочь школам подготовить заявки на отбор"),
    ]
    assert pairs(plan) == {("follows", 29, 28), ("follows", 28, 30), ("follows", 30, 31)}


def test_a_proposal_says_why():
    plan = [october(28, "Утвердить порядок отбора"), october(29, "Разработать порядок отбора")]
    (one,) = propose(plan)
    assert one.why == "сначала разработка, затем утверждение; общие слова: порядок, отбора"
    assert one.key == "follows-29-28"


def test_dates_that_contradict_make_no_proposal():
    """Иркутск 1.1 approves in January what 1.3 proposes in February."""
    early = october(1, "Утвердить список наставников", span=(DAY(2021, 1, 1), DAY(2021, 1, 31)))
    late = october(3, "Разработать список наставников", span=(DAY(2021, 2, 1), DAY(2021, 2, 28)))
    assert not propose([early, late])


@pytest.mark.parametrize(
    "plan",
    [
        [
            october(1, "Утвердить порядок отбора", section=1),
            october(2, "Разработать порядок отбора", section=2),
        ],
        [october(1, "Разработать порядок отбора"), october(2, "Утвердить смету ремонта")],
        [october(1, "Порядок отбора"), october(2, "Порядок отбора")],
        [october(1, "Помочь подать заявки на отбор"), october(2, "Рассказать об отборе заявки")],
    ],
    ids=["another section", "another subject", "no verb", "help printed before the news"],
)
def test_no_proposal_without_a_reason(plan):
    assert not propose(plan)


def test_a_report_names_what_it_sums_up():
    plan = [
        october(26, "Проверить концепции развития лицеев", span=(None, DAY(2022, 3, 20))),
        october(35, "Обсудить итоги проверки концепций развития", span=(None, DAY(2022, 3, 23))),
    ]
    assert pairs(plan) == {("reports_on", 35, 26)}


@pytest.mark.parametrize(
    ("title", "step"),
    [
        ("Разработать положение", Step.DRAFT),
        ("«Утвердить» положение", Step.APPROVE),
        ("Проинформировать школы", Step.INFORM),
        ("Оказать помощь", Step.HELP),
        ("Провести конкурс", Step.HELP),
        ("Работа с родителями", None),
        ("", None),
    ],
)
def test_a_title_begins_with_its_step(title, step):
    assert step_of(title) == step


def chain(**first):
    """1.30 → 1.31 → 1.32; fields of 1.30 are given."""
    rows = [
        Standing(30, "1.30", **first),
        Standing(31, "1.31", P.NOT_DUE, DAY(2022, 5, 23), DAY(2022, 6, 10)),
        Standing(32, "1.32", P.NOT_DUE, DAY(2022, 6, 13), DAY(2022, 6, 30)),
    ]
    return {row.pk: row for row in rows}


EDGES = [(30, 31), (31, 32)]


def test_what_is_overdue_endangers_everything_after_it():
    held = chain(state=P.OVERDUE, due_on=DAY(2022, 5, 20))
    (danger,) = dangers(held, EDGES, DAY(2022, 5, 25))
    assert danger.words.replace("\u00a0", " ") == "под угрозой: 1.31, 1.32 из-за 1.30 (просрочено, 5 дней)"
    assert (
        why_endangered(by_endangered([danger])[32]).replace("\u00a0", " ")
        == "из-за 1.30 (просрочено, 5 дней)"
    )


@pytest.mark.parametrize("state", [P.CONFIRMED, P.SUBMITTED, P.CANCELLED, P.PAUSED, ""])
def test_what_is_settled_or_unknown_endangers_nothing(state):
    held = chain(state=state, due_on=DAY(2022, 5, 20))
    assert not dangers(held, EDGES, DAY(2022, 5, 25))


def test_what_is_done_already_is_not_endangered_and_shields_what_comes_after():
    held = chain(state=P.OVERDUE, due_on=DAY(2022, 5, 20))
    held[31] = Standing(31, "1.31", P.CONFIRMED, DAY(2022, 5, 23), DAY(2022, 6, 10))
    assert not dangers(held, EDGES, DAY(2022, 5, 25))


@pytest.mark.parametrize(
    ("due_on", "hit"),
    [(DAY(2022, 5, 22), ()), (DAY(2022, 5, 24), (31, 32)), (DAY(2022, 6, 11), (31, 32))],
    ids=["still before it begins", "after it began", "after its deadline"],
)
def test_a_moved_deadline_endangers_what_it_runs_into(due_on, hit):
    held = chain(state=P.NOT_DUE, due_on=due_on, planned_on=DAY(2022, 5, 20))
    found = dangers(held, EDGES, DAY(2022, 5, 10))
    assert [danger.endangered for danger in found] == ([hit] if hit else [])
    if hit:
        assert found[0].why == f"срок перенесён с 20.05.2022 на {due_on:%d.%m.%Y}"


def test_months_printed_alike_are_no_slip():
    """Иркутск 1.28–1.30: all of October, one after the other."""
    held = {pk: Standing(pk, str(pk), P.NOT_DUE, *OCTOBER) for pk in (28, 29, 30)}
    assert not dangers(held, [(29, 28), (28, 30)], DAY(2021, 10, 15))


def test_a_plan_that_contradicts_itself_is_no_slip_of_anybody():
    """Иркутск 1.37 (May) after 1.38 would be late from the beginning: only a further move is a slip."""
    later = Standing(2, "2", P.NOT_DUE, DAY(2021, 4, 1), DAY(2021, 4, 30))
    assert not passes(DAY(2021, 6, 10), DAY(2021, 5, 31), later)
    assert passes(DAY(2021, 6, 10), DAY(2021, 4, 30), later)


def test_a_ring_of_slips_ends():
    held = chain(state=P.OVERDUE, due_on=DAY(2022, 5, 20))
    (danger,) = dangers(held, [*EDGES, (32, 30)], DAY(2022, 5, 25))
    assert danger.endangered == (31, 32)
