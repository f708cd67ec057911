"""Pages of the upload: the form, the progress, the word about a repeat."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from medk.plans.actions import drafts_upload
from medk.plans.models import OrderImport, RoadMap
from tests.ceilings import assert_queries_at_most
from tests.plans.drafting import order_file, read_draft, upload
from tests.world import District

URL = "/road-maps/upload/"


@pytest.fixture
def municipal(client: Client, district: District) -> Client:
    client.force_login(district.users["municipal"])
    return client


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs wait, as they do before the worker comes; tests otherwise run them at once."""
    monkeypatch.setattr(drafts_upload, "enqueue", lambda name, **arguments: None)


def sent(district: District, **changed: object) -> dict:
    return {
        "organisation": district.municipality.pk,
        "cycle": district.cycle.pk,
        "year": 2022,
        "file": order_file(),
        "text": "",
    } | changed


def test_a_file_leads_to_the_review(municipal: Client, district: District) -> None:
    page = municipal.post(URL, sent(district), follow=True)
    assert "Проверка прочитанного приказа" in page.content.decode()
    assert RoadMap.objects.get().measures.count() == 15


def test_a_pasted_text_does_too(municipal: Client, district: District) -> None:
    text = order_file().read().decode()
    municipal.post(URL, sent(district, file="", text=text))
    order = OrderImport.objects.get()
    assert (order.filename, order.road_map.measures.count()) == ("Вставленный текст.txt", 15)


def test_the_form_offers_only_what_one_prepares(municipal: Client, district: District) -> None:
    form = municipal.get(URL).context["form"]
    offered = {organisation.pk for organisation in form.fields["organisation"].queryset}
    assert offered == {district.municipality.pk, district.school.pk, district.neighbour_school.pk}


def test_another_territory_is_not_accepted(municipal: Client, district: District) -> None:
    page = municipal.post(URL, sent(district, organisation=district.other_municipality.pk))
    assert page.context["form"].errors["organisation"]
    assert not OrderImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("Приказ.txt", b"", "пуст"),
        ("Приказ.txt", b"MZ\x90\x00" + b"\x00" * 99, "исполняемый файл"),
        ("Приказ.pdf", b"%PDF-1.7 ...", "вставьте в поле «Текст приказа»"),
    ],
)
def test_a_bad_file_is_explained_beside_the_field(
    municipal: Client, district: District, name: str, content: bytes, words: str
) -> None:
    page = municipal.post(URL, sent(district, file=SimpleUploadedFile(name, content)))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not OrderImport.objects.exists()


def test_nothing_or_both_is_asked_about(municipal: Client, district: District) -> None:
    nothing = municipal.post(URL, sent(district, file=""))
    assert "вставьте его текст" in nothing.content.decode()
    both = municipal.post(URL, sent(district, text="План"))
    assert "Оставьте что-нибудь одно" in both.content.decode()


@pytest.mark.usefixtures("later")
def test_progress_refreshes_itself_with_and_without_script(municipal: Client, district: District) -> None:
    order = upload(district)
    address = reverse("plans:order-import", args=[order.pk])
    page = municipal.get(address).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert 'http-equiv="refresh"' in page
    drafts_upload.read_order(order.pk)
    review = reverse("plans:road-map-review", args=[RoadMap.objects.get().pk])
    assert municipal.get(address).url == review
    assert municipal.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == review


def test_a_repeat_offers_three_ways(municipal: Client, district: District) -> None:
    first = read_draft(district)
    page = municipal.post(URL, sent(district), follow=True)
    for words in ("Похожий план уже есть", "Заменить черновик новым", "Оставить оба", "тот же файл"):
        assert words in page.content.decode()
    order = OrderImport.objects.latest("pk")
    decide = reverse("plans:order-decide", args=[order.pk])
    municipal.post(decide, {"decision": "replace", "road_map": first.pk})
    assert RoadMap.objects.get(pk=first.pk).status == "discarded"
    assert RoadMap.objects.get(status="draft").measures.count() == 15


def test_a_failed_reading_is_explained_and_discarded(municipal: Client, district: District) -> None:
    letter = SimpleUploadedFile("Письмо.txt", "Приглашаем вас на совещание в понедельник.".encode())
    page = municipal.post(URL, sent(district, file=letter), follow=True).content.decode()
    assert "Приказ не прочитан" in page
    order = OrderImport.objects.get()
    municipal.post(reverse("plans:order-decide", args=[order.pk]), {"decision": "discard"})
    order.refresh_from_db()
    assert order.status == "discarded"


def test_what_waits_for_a_word_is_found_again(municipal: Client, district: District) -> None:
    read_draft(district)
    order = upload(district)
    page = municipal.get(URL)
    assert list(page.context["waiting"]) == [order]
    assert reverse("plans:order-import", args=[order.pk]) in page.content.decode()


def test_a_plan_is_begun_by_hand(municipal: Client, district: District) -> None:
    data = {
        "begin-organisation": district.municipality.pk,
        "begin-cycle": district.cycle.pk,
        "begin-title": "План округа",
    }
    page = municipal.post(reverse("plans:plan-begin"), data, follow=True).content.decode()
    road_map = RoadMap.objects.get()
    assert (road_map.title, road_map.plan_year) == ("План округа", 2022)
    assert "Мероприятий пока нет" in page


def test_pages_keep_within_their_queries(municipal: Client, district: District) -> None:
    read_draft(district)
    order = upload(district)
    assert_queries_at_most(municipal, [URL, reverse("plans:order-import", args=[order.pk])])
