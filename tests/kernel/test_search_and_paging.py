"""Russian letters are found without regard to case; pages by key lose and repeat nothing."""

import pytest

from medk.accounts.models import Person
from medk.kernel.paging import page_of
from medk.kernel.sqlite import like
from tests.factories.accounts import PersonFactory


@pytest.mark.parametrize("typed", ["ёлкина", "ЁЛКИНА", "кина из"])
def test_names_are_found_in_any_case(db, typed):
    PersonFactory(name="Ёлкина из Школы № 5")
    assert Person.objects.filter(name__icontains=typed).exists()


@pytest.mark.parametrize("typed", ["50%", "а_б", "\\"])
def test_signs_of_a_pattern_are_letters_when_typed(db, typed):
    PersonFactory(name=f"до {typed} после")
    PersonFactory(name="500 ахб /")
    assert Person.objects.filter(name__icontains=typed).count() == 1


def test_nothing_is_like_nothing():
    assert like(None, "а") is None
    assert like("%", None) is None
    assert like("%а%", "б\nА") is True


def test_pages_follow_each_other_without_loss(db):
    for number in range(23):
        PersonFactory(name=f"Имя {number % 4}")
    seen, after = [], ""
    for turn in range(5):
        page = page_of(Person.objects.all(), ["-name", "pk"], after=after, size=5)
        assert page.is_first == (turn == 0)
        seen += page.rows
        after = page.following
    assert after == ""
    assert seen == list(Person.objects.order_by("-name", "pk"))


@pytest.mark.parametrize(
    "after", ["чушь", "WyJ4Il0", "e30", "%%%", "W251bGwsIDFd", "WyJ4IiwieSJd", "WyJcdTAwMDAiLDFd"]
)
def test_a_damaged_key_means_the_first_page(db, after):
    PersonFactory()
    assert page_of(Person.objects.all(), ["name", "pk"], after=after).is_first
