"""The Gantt chart taken away: PDF with its words, one PNG, refusals."""

import datetime as dt
import struct

import pytest
from django.urls import reverse

from medk.plans.models import Measure
from medk.plans.views.gantt_export import MOST_ON_PICTURE
from tests.factories.plans import SectionFactory
from tests.plans.long_plans import long_plan
from tests.plans.pdf_words import words
from tests.plans.scenes import approved_measure

pytestmark = pytest.mark.django_db

#: A title that would draw, load or stop something if it were read as markup.
EVIL = '#import "@preview/evil:1.0.0" *жирно* $x$ <метка> #panic() \\ "кавычки"'


@pytest.fixture
def road_map(district):
    first = approved_measure(
        district,
        number="1.1",
        title=EVIL,
        schedule_kind="period",
        starts_on=dt.date(2022, 4, 1),
        due_on=dt.date(2022, 5, 10),
    )
    section = SectionFactory(road_map=first.road_map, title="Мониторинг")
    Measure.objects.filter(pk=first.pk).update(section=section)
    approved_measure(district, road_map=first.road_map, title="Провести семинар", section=section)
    return first.road_map


def taken(client, user, road_map, **query) -> tuple[str, bytes]:
    client.force_login(user)
    response = client.get(reverse("plans:road-map-gantt-export", args=[road_map.pk]), query)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    return response["Content-Type"], b"".join(response.streaming_content)


@pytest.mark.parametrize("paper", ["a4", "a3", "letter"])
def test_a_pdf_says_what_the_page_says(client, district, road_map, paper):
    kind, body = taken(client, district.users["regional"], road_map, format="pdf", paper=paper)
    assert kind == "application/pdf"
    assert body.startswith(b"%PDF-")
    assert body.rstrip().endswith(b"%%EOF")
    said = words(body)
    for expected in (
        "Мониторинг",
        "Провести семинар",
        "просрочено",
        "Состояние и срок",
        "20.05.2022",
        "янв",
        "1 из 1",
    ):
        assert expected in said, expected


def test_titles_are_words_and_never_markup(client, district, road_map):
    said = words(taken(client, district.users["regional"], road_map)[1]).replace("\n", "")
    for part in ("#import", "*жирно*", "$x$", "<метка>", "#panic()"):
        assert part in said, part


def test_the_filter_is_stated_and_obeyed(client, district, road_map):
    said = words(taken(client, district.users["regional"], road_map, q="семинар")[1])
    assert "семинар." in said
    assert "Отбор" in said
    assert "жирно" not in said


def test_the_head_is_repeated_on_every_page(client, district):
    road_map = long_plan(district, 90)
    said = words(taken(client, district.users["regional"], road_map)[1])
    pages = said.count("Состояние и срок")
    assert pages >= 4
    assert f"{pages} из {pages}" in said
    larger = words(taken(client, district.users["regional"], road_map, paper="a3")[1])
    assert 1 < larger.count("Состояние и срок") < pages


def test_hidden_figures_stay_hidden_on_paper(client, district):
    measure = approved_measure(district, population="school", title="Семинар", due_on=dt.date(2022, 5, 10))
    said = words(taken(client, district.users["head"], measure.road_map)[1])
    assert "сводка скрыта" in said
    # the legend alone says the word, no row does
    assert said.count("просрочено") == 1


def test_one_picture_for_a_slide(client, district, road_map):
    kind, body = taken(client, district.users["regional"], road_map, format="png")
    assert kind == "image/png"
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", body[16:24])
    assert width == 1920
    assert 200 < height < 1080


def test_a_picture_of_too_many_rows_is_refused_with_a_way_out(client, district):
    road_map = long_plan(district, MOST_ON_PICTURE + 1)
    client.force_login(district.users["regional"])
    url = reverse("plans:road-map-gantt-export", args=[road_map.pk])
    response = client.get(url, {"format": "png"})
    assert response.status_code == 409
    assert "сверните разделы" in response.content.decode()
    folds = ".".join(str(pk) for pk in road_map.sections.values_list("pk", flat=True))
    assert client.get(url, {"format": "png", "fold": folds}).status_code == 200
