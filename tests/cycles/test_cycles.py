"""Starting, setting up and closing a programme year."""

import datetime as dt

import pytest

from medk.audit.models import AuditEntry
from medk.cycles.actions import (
    add_key_date,
    close_cycle,
    create_cohort,
    create_cycle,
    edit_cycle,
    edit_key_date,
    remove_key_date,
    rename_cohort,
    reopen_cycle,
)
from medk.cycles.models import Cohort, Cycle, KeyDate
from medk.cycles.queries.cycles import AHEAD, PAST, RUNNING, curator_limit, timeline
from medk.cycles.rules import STANDARD_COHORTS
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.plans.queries.units import PARTICIPANTS
from tests.factories.cycles import KeyDateFactory
from tests.world import District

D = dt.date


def start(district: District, year: int = 2021, **more: object) -> Cycle:
    """A cycle of the region started by its coordinator."""
    given = {"title": "", "by": district.users["regional"]} | more
    return create_cycle(district.region, year=year, **given)


def test_a_cycle_copies_the_calendar_of_its_year(district: District) -> None:
    cycle = start(district, template=2021)
    dates = {date.code: (date.starts_on, date.ends_on) for date in cycle.key_dates.all()}
    assert dates["check-q1"] == (None, D(2021, 3, 31))
    assert dates["regional-plan"] == (D(2021, 3, 1), D(2021, 3, 31))
    assert (cycle.title, cycle.starts_on, cycle.ends_on) == ("Цикл 2021 года", D(2021, 1, 1), D(2021, 12, 31))
    assert [(cohort.code, cohort.title) for cohort in cycle.cohorts.order_by("pk")] == list(STANDARD_COHORTS)
    assert AuditEntry.objects.get(kind="cycle.created").details == {"year": 2021, "template": 2021}


def test_a_later_year_takes_the_calendar_shifted(district: District) -> None:
    cycle = start(district, year=2023, template=2022)
    stage = cycle.key_dates.get(code="plan-stage-1")
    assert stage.ends_on == cycle.share_target_on == D(2023, 6, 17)
    assert cycle.starts_on == D(2022, 11, 26)
    assert cycle.share_target == 45


def test_a_cycle_may_start_empty_with_dates_of_its_own(district: District) -> None:
    cycle = start(district, starts_on=D(2020, 12, 1))
    assert (cycle.starts_on, cycle.ends_on) == (D(2020, 12, 1), D(2021, 12, 31))
    assert not cycle.key_dates.exists()


def test_plans_find_the_participants_of_a_new_cycle(district: District) -> None:
    assert start(district).cohorts.filter(code=PARTICIPANTS).exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"year": 2022}, "уже есть"),
        ({"template": 2019}, "Выберите из готовых: 2021, 2022"),
        ({"starts_on": D(2022, 1, 1)}, "не позже своего начала"),
    ],
)
def test_a_cycle_that_cannot_be_is_refused_whole(district: District, more: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        start(district, **more)
    assert Cycle.objects.count() == 1
    assert Cohort.objects.count() == 1


def test_a_cycle_belongs_to_a_region(district: District) -> None:
    with pytest.raises(Refused, match="для региона"):
        create_cycle(district.municipality, year=2021, title="", by=district.users["regional"])


@pytest.mark.parametrize(
    "role", ["operator", "municipal", "curator", "head", "observer", "expert", "stranger"]
)
def test_only_coordinators_of_the_region_and_administrators_run_it(district: District, role: str) -> None:
    by = district.users[role]
    with pytest.raises(NotAllowed):
        start(district, by=by)
    with pytest.raises(NotAllowed):
        edit_cycle(district.cycle, version=None, curator_limit=3, by=by)
    with pytest.raises(NotAllowed):
        add_key_date(district.cycle, title="День", ends_on=D(2022, 6, 1), by=by)
    with pytest.raises(NotAllowed):
        create_cohort(district.cycle, title="Сельские", by=by)


def test_settings_are_changed_and_recorded(district: District) -> None:
    cycle = edit_cycle(
        district.cycle, version=1, curator_limit=3, title="Цикл 2022", by=district.users["regional"]
    )
    assert (cycle.curator_limit, cycle.version) == (3, 2)
    entry = AuditEntry.objects.get(kind="cycle.changed")
    assert entry.details == {"changes": {"curator_limit": [2, 3], "title": ["Цикл 2022 года", "Цикл 2022"]}}
    edit_cycle(district.cycle, version=2, curator_limit=3, by=district.users["regional"])
    assert AuditEntry.objects.filter(kind="cycle.changed").count() == 1


def test_the_second_of_two_editors_is_told(district: District) -> None:
    other = Cycle.objects.get(pk=district.cycle.pk)
    edit_cycle(district.cycle, version=1, curator_limit=3, by=district.users["regional"])
    with pytest.raises(Stale) as stale:
        edit_cycle(other, version=1, curator_limit=4, by=district.users["administrator"])
    assert stale.value.theirs == {"curator_limit": 3}
    assert Cycle.objects.get(pk=other.pk).curator_limit == 3


def test_a_closed_cycle_stands_until_it_is_opened_with_a_reason(district: District) -> None:
    by = district.users["regional"]
    close_cycle(district.cycle, on=D(2022, 5, 20), by=by)
    for refused in (
        lambda: edit_cycle(district.cycle, version=None, curator_limit=3, by=by),
        lambda: add_key_date(district.cycle, title="День", ends_on=D(2022, 6, 1), by=by),
        lambda: create_cohort(district.cycle, title="Сельские", by=by),
        lambda: close_cycle(district.cycle, on=D(2022, 5, 20), by=by),
        lambda: reopen_cycle(district.cycle, reason=" ", by=by),
    ):
        with pytest.raises(Refused):
            refused()
    reopen_cycle(district.cycle, reason="закрыт раньше времени", by=by)
    assert edit_cycle(district.cycle, version=None, curator_limit=3, by=by).curator_limit == 3
    assert AuditEntry.objects.get(kind="cycle.reopened").details == {"reason": "закрыт раньше времени"}


@pytest.mark.parametrize("day", [D(2022, 5, 21), D(2022, 1, 9)])
def test_a_cycle_closes_neither_ahead_nor_before_it_began(district: District, day: D) -> None:
    with pytest.raises(Refused, match=r"по сегодня, 20\.05\.2022"):
        close_cycle(district.cycle, on=day, by=district.users["regional"])


def test_key_dates_are_added_changed_and_removed_with_their_past(district: District) -> None:
    by = district.users["regional"]
    date = add_key_date(
        district.cycle, title=" Совещание ", ends_on=D(2022, 6, 1), source="письмо № 3", by=by
    )
    assert (date.title, date.code) == ("Совещание", "own-1")
    edit_key_date(date, version=1, starts_on=D(2022, 5, 30), by=by)
    with pytest.raises(Stale):
        edit_key_date(date, version=1, ends_on=D(2022, 6, 2), by=by)
    with pytest.raises(Refused, match="раньше начала"):
        edit_key_date(date, version=2, ends_on=D(2022, 5, 1), by=by)
    with pytest.raises(Refused, match="Назовите"):
        edit_key_date(date, version=2, title=" ", by=by)
    remove_key_date(date, reason="перенесено", by=by)
    assert not KeyDate.objects.exists()
    removed = AuditEntry.objects.get(kind="key_date.removed")
    assert removed.object_label == "Совещание"
    assert removed.details == {
        "cycle": "Цикл 2022 года",
        "starts_on": "2022-05-30",
        "ends_on": "2022-06-01",
        "source": "письмо № 3",
        "reason": "перенесено",
    }
    assert removed.organisation_id == district.region.pk


def test_titles_of_cohorts_do_not_repeat(district: District) -> None:
    by = district.users["regional"]
    cohort = create_cohort(district.cycle, title="  Сельские   школы ", by=by)
    assert (cohort.title, cohort.code) == ("Сельские школы", "own-1")
    with pytest.raises(Refused, match="уже есть"):
        create_cohort(district.cycle, title="сельские школы", by=by)
    rename_cohort(cohort, title="Сельские школы", by=by)
    rename_cohort(cohort, title="Малые школы", by=by)
    details = AuditEntry.objects.get(kind="cohort.renamed").details
    assert details["changes"] == {"title": ["Сельские школы", "Малые школы"]}


def test_the_line_tells_past_running_and_coming(district: District) -> None:
    for code, start_on, end_on in [
        ("past", None, D(2022, 5, 19)),
        ("today", None, D(2022, 5, 20)),
        ("running", D(2022, 5, 20), D(2022, 5, 31)),
        ("ahead", D(2022, 5, 21), D(2022, 6, 1)),
        ("outside", None, D(2023, 2, 1)),
    ]:
        KeyDateFactory(cycle=district.cycle, code=code, starts_on=start_on, ends_on=end_on)
    line = timeline(district.cycle, D(2022, 5, 20))
    states = {mark.key_date.code: mark.state for mark in line.marks}
    assert states == {"past": PAST, "today": RUNNING, "running": RUNNING, "ahead": AHEAD, "outside": AHEAD}
    assert line.next.key_date.code == "today"
    days = (district.cycle.ends_on - district.cycle.starts_on).days
    assert line.today == round(100 * 130 / days, 2)
    assert line.marks[-1].end == 100
    assert timeline(district.cycle, D(2023, 1, 1)).today is None


def test_the_running_cycle_sets_how_many_schools_a_curator_has(district: District) -> None:
    Cycle.objects.update(curator_limit=3)
    later = start(district, year=2023, starts_on=D(2022, 12, 1))
    edit_cycle(later, version=None, curator_limit=4, by=district.users["regional"])
    assert curator_limit(district.school, D(2022, 5, 20)) == 3
    assert curator_limit(district.school, D(2022, 12, 10)) == 4
    assert curator_limit(district.school, D(2020, 5, 20)) is None
    assert curator_limit(district.other_region, D(2022, 5, 20)) is None
