"""Telling people: who is told, once, and by which letter."""

import pytest
from django.db import transaction

from medk.accounts.models import User
from medk.audit.models import AuditEntry
from medk.kernel.refusals import Refused
from medk.notices.actions import mark_all_read, mark_read, resend_letter, tell
from medk.notices.models import Letter, Notice
from medk.notices.queries import links_of, notice_page, unread_count
from tests.world import District

WORDS = "Исполнение «Провести опрос» ждёт вашей проверки."


def say(people: object, **more: object) -> int:
    """One notice to each of `people`."""
    return tell(people, **{"kind": "test", "text": WORDS, "url": "/notices/"} | more)


def test_everybody_is_told_but_the_one_who_acts(district: District) -> None:
    head, staff = district.users["head"], district.users["staff"]
    assert say([head, staff, staff], by=head) == 1
    assert Notice.objects.get().recipient == staff


def test_accounts_that_do_not_work_are_passed_over(district: District) -> None:
    User.objects.filter(pk=district.users["head"].pk).update(is_active=False)
    assert say(User.objects.filter(pk__in=[district.users["head"].pk, district.users["staff"].pk])) == 1


def test_the_same_key_is_told_once_to_each(district: District) -> None:
    head, staff = district.users["head"], district.users["staff"]
    assert say([head], key="due:7", letter=True) == 1
    assert say([head, staff], key="due:7", letter=True) == 1
    assert Notice.objects.count() == 2
    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted([head.email, staff.email])
    assert say([head], key="due:8") == 1
    assert say([head]) == say([head]) == 1


def test_a_notice_goes_with_the_change_or_not_at_all(district: District) -> None:
    with transaction.atomic():
        say([district.users["head"]], letter=True)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Letter.objects.exists()


def test_a_letter_carries_text_and_full_address(district: District, settings: object) -> None:
    settings.PUBLIC_URL = "https://medk.example.test"
    say([district.users["head"]], letter=True)
    letter = Letter.objects.get()
    assert letter.subject == f"МЭДК: {WORDS}"
    assert WORDS in letter.body
    assert links_of(letter) == ["https://medk.example.test/notices/"]
    assert letter.status == Letter.Status.WAITING


def test_an_installation_may_switch_letters_off(district: District, settings: object) -> None:
    settings.NOTICE_LETTERS = False
    say([district.users["head"]], letter=True)
    assert Notice.objects.count() == 1
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "url", ["https://other.test/", "//other.test/", "javascript:alert(1)", "", "notices/"]
)
def test_a_notice_leads_nowhere_else(district: District, url: str) -> None:
    with pytest.raises(ValueError, match="path of this site"):
        say([district.users["head"]], url=url)


def test_many_are_told_in_few_queries(district: District, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(5):
        assert say(district.users.values(), key="k", letter=True) == len(district.users)


def test_reading_counts_down_and_keeps_the_first_moment(district: District, clock: object) -> None:
    head = district.users["head"]
    for _ in range(3):
        say([head])
    first = Notice.objects.first()
    mark_read(first, by=head)
    first.refresh_from_db()
    moment = first.read_at
    mark_read(first, by=district.users["staff"])
    mark_read(first, by=head)
    first.refresh_from_db()
    assert (unread_count(head), first.read_at) == (2, moment)


def test_marking_all_spares_what_came_after_the_page(district: District) -> None:
    head = district.users["head"]
    say([head])
    shown = Notice.objects.get().pk
    say([head])
    say([district.users["staff"]])
    assert mark_all_read(by=head, up_to=shown) == 1
    assert unread_count(head) == 1
    assert mark_all_read(by=head) == 1
    assert unread_count(district.users["staff"]) == 1


def test_pages_go_unread_first_and_miss_nobody(district: District) -> None:
    head = district.users["head"]
    for number in range(120):
        say([head], text=f"Новость {number}")
    for notice in Notice.objects.all()[:40]:
        mark_read(notice, by=head)
    shown: list[Notice] = []
    after = ""
    for _ in range(3):
        page = notice_page(head, after)
        shown += page.notices
        after = page.following
    assert not after
    assert len({notice.pk for notice in shown}) == len(shown) == 120
    assert [bool(notice.read_at) for notice in shown] == [False] * 80 + [True] * 40
    unread = [notice.pk for notice in shown if not notice.read_at]
    assert unread == sorted(unread, reverse=True)


def test_a_senseless_page_key_shows_the_first_page(district: District) -> None:
    say([district.users["head"]])
    assert len(notice_page(district.users["head"], "x'--").notices) == 1


def test_a_letter_is_sent_again_and_that_is_recorded(district: District) -> None:
    say([district.users["head"]], letter=True)
    letter = Letter.objects.get()
    with pytest.raises(Refused, match="и так ждёт"):
        resend_letter(letter, by=district.users["administrator"])
    Letter.objects.update(status=Letter.Status.FAILED, attempts=5, error="нет такого ящика")
    resend_letter(letter, by=district.users["administrator"])
    letter.refresh_from_db()
    assert (letter.status, letter.attempts, letter.error) == (Letter.Status.WAITING, 0, "")
    assert AuditEntry.objects.get(kind="letter.resent").details == {"to": district.users["head"].email}
