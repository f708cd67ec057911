"""What the map above sees of those below: gaps, progress, figures that stay hidden."""

import datetime as dt

import pytest

from medk.plans.actions.measures import cancel_measure
from medk.plans.queries.cascade_below import below_of
from tests.plans.cascading import amend, regional_map, row_of, town_draft, town_map

pytestmark = pytest.mark.django_db
LATER = dt.date(2022, 6, 24)


@pytest.fixture
def region(district):
    return regional_map(district)


@pytest.fixture
def town(district, region):
    return town_map(district, region)


def move(district, region, title="Назначить", day=LATER):
    amend(row_of(region, title), "due_on", day, by=district.users["regional"])


def below(region):
    return below_of(region, is_above=True, seen=frozenset())


def rolled(region, title):
    return next(row for row in below(region).measures if row.measure.title.startswith(title))


def place(region, organisation):
    return next(row for row in below(region).places if row.organisation == organisation)


def test_gaps_and_progress_above(district, region):
    town_map(district, region, titles=("Назначить", "Провести выездной"))
    found = rolled(region, "Назначить")
    assert (found.called, found.covered, found.total, found.confirmed) == (2, 1, 1, 0)
    assert [one.organisation for one in found.missing] == []
    assert found.unmapped == 1
    row = place(region, district.municipality)
    assert (row.called, row.covered, [one.title for one in row.missing]) == (
        4,
        2,
        ["Провести самодиагностику школ", "Подготовить отчёты за первый этап"],
    )
    other = place(region, district.other_municipality)
    assert (other.state, other.called, other.missing) == ("no_map", 3, ())
    assert [one.organisation for one in below(region).without_map] == [district.other_municipality]
    assert not rolled(region, "Провести самодиагностику").covered
    assert "Выпустить сборник материалов" not in [row.measure.title for row in below(region).measures]


def test_a_draft_covers_nothing_yet(district, region):
    town_draft(district, region)
    found = rolled(region, "Назначить")
    assert (found.covered, found.drafted, found.total) == (0, 1, 0)


def test_a_cancelled_measure_below_is_a_gap_above(district, region, town):
    assert place(region, district.municipality).missing == ()
    cancel_measure(row_of(town, "Назначить"), by=district.users["municipal"], reason="Не будем")
    assert [row.title for row in place(region, district.municipality).missing] == [
        row_of(region, "Назначить").title
    ]
    assert rolled(region, "Назначить").covered == 0


def test_progress_is_counted_from_the_parts_below(district, region, town):
    row = row_of(town, "Назначить")
    row.progress.__class__.objects.filter(pk=row.pk).update(state="confirmed")
    overdue = row_of(town, "Подготовить")
    row.progress.__class__.objects.filter(pk=overdue.pk).update(state="overdue")
    assert (rolled(region, "Назначить").confirmed, rolled(region, "Назначить").overdue) == (1, 0)
    assert (rolled(region, "Подготовить").confirmed, rolled(region, "Подготовить").overdue) == (0, 1)


def test_figures_about_few_others_are_hidden_from_those_below(district, region, town):
    """Two municipalities, the smallest group is three: the reader's neighbour would be told apart."""
    found = below_of(region, is_above=False, seen=frozenset({district.municipality.pk}))
    assert {row.is_hidden for row in found.measures} == {True}
    assert [one.organisation for one in found.places] == [district.municipality]
