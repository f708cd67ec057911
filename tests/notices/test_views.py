"""The list of notices and the administrator's outbox."""

from django.test import Client
from django.urls import reverse

from medk.notices.actions import tell
from medk.notices.models import Letter, Notice
from tests.ceilings import assert_queries_at_most
from tests.world import District


def _told(district: District, url: str = "/cycles/") -> Notice:
    tell([district.users["head"]], kind="test", text="Вам поручено мероприятие.", url=url, letter=True)
    return Notice.objects.get()


def test_opening_marks_read_and_leads_on(client: Client, district: District) -> None:
    notice = _told(district)
    client.force_login(district.users["head"])
    assert "Не прочитано: 1" in client.get(reverse("notices:notice-list")).content.decode()
    assert client.get(reverse("notices:notice-open", args=[notice.uid]))["Location"] == "/cycles/"
    assert "Всё прочитано" in client.get(reverse("notices:notice-list")).content.decode()


def test_a_spoilt_address_leads_back_to_the_list(client: Client, district: District) -> None:
    notice = _told(district)
    Notice.objects.update(url="//other.test/")
    client.force_login(district.users["head"])
    answer = client.get(reverse("notices:notice-open", args=[notice.uid]))
    assert answer["Location"] == reverse("notices:notice-list")


def test_all_are_marked_up_to_what_the_page_showed(client: Client, district: District) -> None:
    notice = _told(district)
    client.force_login(district.users["head"])
    client.post(reverse("notices:notice-read-all"), {"newest": notice.pk - 1})
    assert Notice.objects.unread().count() == 1
    client.post(reverse("notices:notice-read-all"), {"newest": notice.pk})
    assert not Notice.objects.unread().exists()


def test_the_outbox_shows_links_to_hand_over(client: Client, district: District) -> None:
    _told(district)
    letter = Letter.objects.get()
    Letter.objects.update(status=Letter.Status.KEPT)
    client.force_login(district.users["administrator"])
    page = client.get(reverse("notices:letter-detail", args=[letter.uid])).content.decode()
    assert 'value="http://127.0.0.1:8000/cycles/"' in page
    client.post(reverse("notices:letter-resend", args=[letter.uid]))
    letter.refresh_from_db()
    assert letter.status == Letter.Status.WAITING


def test_the_outbox_is_filtered_and_survives_a_spoilt_address(client: Client, district: District) -> None:
    _told(district)
    client.force_login(district.users["administrator"])
    address = reverse("notices:letter-list")
    for query, shown in [("?status=waiting", True), ("?status=sent", False), ("?search=поручено", True)]:
        assert ("Вам поручено" in client.get(address + query).content.decode()) is shown
    assert "Вам поручено" in client.get(address + "?status=x&before=y").content.decode()


def test_pages_stay_within_the_ceiling(client: Client, district: District) -> None:
    for number in range(60):
        tell([district.users["administrator"]], kind="test", text=f"{number}", url="/", letter=True)
    client.force_login(district.users["administrator"])
    assert_queries_at_most(client, [reverse("notices:notice-list"), reverse("notices:letter-list")])
