"""The review page in the hands of a coordinator: with htmx and without."""

import json
import os
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from medk.orgs.models import Organisation
from medk.plans.actions.drafts_measures import fresh, save_measure
from medk.plans.actions.drafts_upload import Place, upload_order
from medk.plans.models import Executor, Measure, OrderImport, RoadMap, UnreadFragment
from medk.plans.queries.draft_values import draft_values
from tests.architecture.tree import ROOT
from tests.ceilings import assert_queries_at_most
from tests.plans.drafting import read_draft
from tests.world import District

#: The five published orders, where they are at hand; nothing of them is kept here.
SHARED = Path(os.environ.get("MEDK_SHARED") or ROOT.parent / "shared") / "plans"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def regional(client: Client, district: District) -> Client:
    client.force_login(district.users["regional"])
    return client


@pytest.fixture
def draft(district: District) -> RoadMap:
    return read_draft(
        district, name="zarechie-2022", organisation=district.region, by=district.users["regional"]
    )


def url(name: str, road_map: RoadMap, *args: object) -> str:
    return reverse(f"plans:{name}", args=[road_map.pk, *args])


def form_data(client: Client, road_map: RoadMap, measure: Measure) -> dict:
    """What a browser would send back from the form as it was opened."""
    context = client.get(url("review-measure", road_map, measure.pk)).context
    data = {"version": context["version"], "base": context["base"], "back": ""}
    for _, fields, _ in context["groups"]:
        data |= {field.html_name: _typed(field) for field in fields}
    for rows in context["parts"].values():
        data |= {field.html_name: _typed(field) for field in rows.management_form}
        data |= {field.html_name: _typed(field) for form in rows for field in form}
    return {name: value for name, value in data.items() if value is not None}


def _typed(field: object) -> object:
    value = field.value()
    if hasattr(value, "strftime"):
        return f"{value:%d.%m.%Y}"
    return None if value is None or value is False else value


def test_every_measure_stands_beside_its_source(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    page = regional.get(url("road-map-review", draft)).content.decode()
    assert f'id="m{measure.pk}"' in page
    assert 'class="frag' in page
    first = measure.source["from"]
    assert f"строки {first}–" in page or f"строка {first}" in page


def test_blocks_stay_light_and_pages_go_on_without_script(regional: Client, draft: RoadMap) -> None:
    address = url("road-map-review", draft)
    seen: set[int] = set()
    while address:
        block = regional.get(address, headers=HTMX | {"HX-Target": "block"})
        assert len(block.content) < 40_000
        seen |= {card.measure.pk for card in block.context["cards"]}
        address = block.context["next"]
    assert len(seen) == draft.measures.count()


@pytest.mark.parametrize("name", sorted(path.stem for path in SHARED.glob("*.txt")))
def test_blocks_of_the_real_orders_stay_light(regional: Client, district: District, name: str) -> None:
    text = SimpleUploadedFile(f"{name}.txt", (SHARED / f"{name}.txt").read_bytes())
    place = Place(district.region, district.cycle, 2022)
    order = upload_order(text, place, by=district.users["regional"])
    order.refresh_from_db()
    address = url("road-map-review", order.road_map)
    while address:
        block = regional.get(address, headers=HTMX | {"HX-Target": "block"})
        assert len(block.content) < 40_000, address
        address = block.context["next"]


def test_pages_keep_within_their_queries(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.first()
    names = ["road-map-review", "review-document", "executors", "executors-appoint", "road-map-approve"]
    addresses = [url(name, draft) for name in names]
    addresses += [
        url(name, draft, measure.pk) for name in ("review-measure", "review-arrange", "review-units")
    ]
    assert_queries_at_most(regional, addresses)


def test_an_untouched_form_changes_nothing(regional: Client, draft: RoadMap) -> None:
    for measure in draft.measures.all():
        sent = form_data(regional, draft, measure)
        assert regional.post(url("review-measure", draft, measure.pk), sent).status_code == 302
        after = Measure.objects.get(pk=measure.pk)
        assert after.version == measure.version, draft_values(fresh(measure))


def test_a_corrected_form_returns_to_the_card(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    data = form_data(regional, draft, measure) | {"title": "Новое имя", "due_on": "20.03.2022"}
    page = regional.post(url("review-measure", draft, measure.pk), data)
    assert page.url.endswith(f"#m{measure.pk}")
    measure.refresh_from_db()
    assert (measure.title, str(measure.due_on)) == ("Новое имя", "2022-03-20")


def test_the_same_form_answers_htmx_with_the_card(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    data = form_data(regional, draft, measure) | {"goal": "Другая цель"}
    page = regional.post(url("review-measure", draft, measure.pk), data, headers=HTMX).content.decode()
    assert "Другая цель" in page
    assert 'hx-swap-oob="true"' in page


def test_autosave_stores_and_hands_the_new_version_back(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    data = form_data(regional, draft, measure) | {"autosave": "1", "goal": "По ходу дела"}
    page = regional.post(url("review-measure", draft, measure.pk), data, headers=HTMX)
    measure.refresh_from_db()
    assert measure.goal == "По ходу дела"
    assert f'name="version" value="{measure.version}"' in page.content.decode()
    assert "Сохранено" in page.content.decode()


def test_autosave_of_a_slip_says_where_and_stores_nothing(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    data = form_data(regional, draft, measure) | {"autosave": "1", "due_on": "32.13.2022", "goal": "Ц"}
    page = regional.post(url("review-measure", draft, measure.pk), data, headers=HTMX).content.decode()
    assert "Пока не сохранено" in page
    assert "Срок:" in page
    measure.refresh_from_db()
    assert measure.goal != "Ц"


def test_of_two_typists_the_second_sees_both_values(
    regional: Client, draft: RoadMap, district: District
) -> None:
    measure = draft.measures.get(number="3")
    data = form_data(regional, draft, measure) | {"goal": "Моя цель"}
    save_measure(measure, {"goal": "Чужая цель"}, by=district.users["regional"])
    address = url("review-measure", draft, measure.pk)
    page = regional.post(address, data)
    words = page.content.decode()
    assert "изменил другой человек" in words
    assert "Чужая цель" in words
    assert "Моя цель" in words
    assert Measure.objects.get(pk=measure.pk).goal == "Чужая цель"
    again = data | {"base": page.context["base"], "version": page.context["version"]}
    regional.post(address, again)
    assert Measure.objects.get(pk=measure.pk).goal == "Моя цель"


def test_rows_of_targets_are_typed_with_a_comma(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    data = form_data(regional, draft, measure)
    place = int(data["targets-TOTAL_FORMS"]) - 1
    row = {"kind": "share", "value": "45,5", "unit": "школа", "per": ""}
    data |= {f"targets-{place}-{name}": value for name, value in row.items()}
    regional.post(url("review-measure", draft, measure.pk), data)
    assert draft_values(fresh(measure))["targets"][-1] == row | {"value": "45.5"}


def test_questions_are_settled_from_the_card(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.first()
    measure.questions = [{"field": "deadline", "code": "x", "message": "Дня нет.", "is_settled": False}]
    measure.save()
    page = regional.get(f"{url('road-map-review', draft)}?measure={measure.pk}").content.decode()
    assert "Дня нет." in page
    check = url("review-check", draft, measure.pk)
    card = regional.post(check, {"question": 0}, headers=HTMX).content.decode()
    assert "Дня нет." not in card
    regional.post(check)
    measure.refresh_from_db()
    assert measure.is_checked


def test_the_filter_of_questions_shows_only_them(regional: Client, draft: RoadMap) -> None:
    Measure.objects.update(questions=[])
    measure = draft.measures.get(number="3")
    measure.questions = [{"field": "title", "code": "x", "message": "?", "is_settled": False}]
    measure.save()
    cards = regional.get(f"{url('road-map-review', draft)}?only=questions").context["cards"]
    assert [card.measure.pk for card in cards] == [measure.pk]


def test_a_row_is_removed_and_the_removal_undone(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    regional.post(url("review-arrange", draft, measure.pk), {"what": "remove", "version": measure.version})
    page = regional.get(url("road-map-review", draft))
    assert "Отменить это" in page.content.decode()
    regional.post(url("review-undo", draft), {"entry": page.context["last"].pk})
    assert Measure.objects.filter(pk=measure.pk).exists()


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ({"what": "move", "step": "up"}, 0),
        ({"what": "move", "place": 1}, 0),
        ({"what": "split", "first": "Одно", "second": "Другое"}, 1),
    ],
)
def test_rows_are_arranged(regional: Client, draft: RoadMap, data: dict, count: int) -> None:
    measure = draft.measures.get(number="3")
    before = draft.measures.count()
    regional.post(url("review-arrange", draft, measure.pk), data)
    assert draft.measures.count() == before + count


def test_two_rows_are_merged(regional: Client, draft: RoadMap) -> None:
    first, second = draft.measures.get(number="1"), draft.measures.get(number="2")
    regional.post(url("review-arrange", draft, first.pk), {"what": "merge", "other": second.pk})
    assert second.title in Measure.objects.get(pk=first.pk).title


def test_a_fragment_is_placed_by_the_number_of_its_measure(regional: Client, draft: RoadMap) -> None:
    fragment = UnreadFragment.objects.create(road_map=draft, text="Сноска о связи")
    address = url("review-unread", draft)
    assert "Сноска о связи" in regional.get(url("road-map-review", draft)).content.decode()
    data = {"fragment": fragment.pk, "what": "place", "number": "3", "field": "audience"}
    regional.post(address, data)
    assert draft.measures.get(number="3").audience.endswith("Сноска о связи")


def test_sections_are_added_renamed_and_removed(regional: Client, draft: RoadMap) -> None:
    address = url("review-section", draft)
    regional.post(address, {"title": "Новый раздел"})
    section = draft.sections.get(title="Новый раздел")
    regional.post(address, {"section": section.pk, "what": "rename", "title": "Итоги", "number": "V"})
    section.refresh_from_db()
    assert str(section) == "V. Итоги"
    regional.post(address, {"section": section.pk, "what": "remove"})
    assert not draft.sections.filter(pk=section.pk).exists()


def test_the_document_is_corrected(regional: Client, draft: RoadMap) -> None:
    page = regional.get(url("review-document", draft))
    data = {name: value or "" for name, value in page.context["form"].initial.items()}
    data |= {"order_number": "77", "order_date": "01.03.2022", "version": page.context["version"]}
    regional.post(url("review-document", draft), data)
    draft.refresh_from_db()
    assert (draft.order_number, str(draft.order_date)) == ("77", "2022-03-01")


def test_names_are_matched_and_bodies_added(regional: Client, draft: RoadMap, district: District) -> None:
    page = regional.get(url("executors", draft))
    row = next(r for r in page.context["waiting"] if "Центр развития образования" in r.printed.title)
    choose = f"{url('executor-choose', draft)}"
    shown = regional.get(choose, {"key": row.printed.key})
    assert district.institute.name in shown.content.decode()
    data = {"key": row.printed.key, "kind": "institute", "name": "Центр развития образования области"}
    regional.post(choose, data)
    made = Organisation.objects.get(name="Центр развития образования области")
    assert Executor.objects.filter(organisation=made).count() == row.printed.count


def test_a_school_is_found_by_its_name(regional: Client, draft: RoadMap, district: District) -> None:
    key = regional.get(url("executors", draft)).context["waiting"][0].printed.key
    page = regional.get(url("executor-choose", draft), {"key": key, "q": "№ 7"})
    assert list(page.context["organisations"]) == [district.far_school]


def test_executors_are_appointed_in_bulk(regional: Client, draft: RoadMap) -> None:
    pks = list(draft.measures.values_list("pk", flat=True)[:5])
    data = {"measure": pks, "meant": "body_class:curators", "mode": "replace"}
    regional.post(url("executors-appoint", draft), data)
    found = Executor.objects.filter(measure__in=pks)
    assert set(found.values_list("body_class", flat=True)) == {"curators"}


def test_appointing_returns_to_the_same_rows(client: Client, district: District) -> None:
    """So that "mark all" after "without executor" never adds a second one to those just appointed."""
    road_map = read_draft(district)
    client.force_login(district.users["municipal"])
    address, first = url("executors-appoint", road_map), road_map.measures.first()
    page = client.get(address, {"only": "bare"}).content.decode()
    action = re.search(r'action="([^"]*only=bare[^"]*)"', page)[1].replace("&amp;", "&")
    data = {"measure": [first.pk], "meant": "body_class:schools", "mode": "add"}
    shown = client.post(address + action, data, follow=True)
    assert first not in shown.context["measures"]
    assert shown.context["kept"] == "bare"
    assert "Исполнитель «школы-участницы» назначен 1\u00a0мероприятию" in shown.content.decode()


def test_measures_of_one_section_are_listed_alone(client: Client, district: District) -> None:
    road_map = read_draft(district)
    client.force_login(district.users["municipal"])
    section = road_map.sections.first()
    page = client.get(url("executors-appoint", road_map), {"section": section.pk})
    assert {row.section for row in page.context["measures"]} == {section}


def test_schools_are_chosen_for_a_measure(regional: Client, draft: RoadMap, district: District) -> None:
    measure = draft.measures.filter(population="school").first()
    address = url("review-units", draft, measure.pk)
    offered = set(regional.get(address).context["units"])
    assert offered == {district.school, district.neighbour_school, district.far_school}
    regional.post(address, {"unit": [district.school.pk]})
    assert list(measure.chosen_units.all()) == [district.school]


def test_the_way_to_approval(regional: Client, draft: RoadMap) -> None:
    address = url("road-map-approve", draft)
    OrderImport.objects.update(
        questions=[{"field": "", "code": "x", "message": "Даты нет.", "is_settled": False}]
    )
    assert "План пока не утвердить" in regional.get(address).content.decode()
    regional.post(url("review-accept-rest", draft))
    regional.post(url("review-unread", draft), {"what": "ignore_all"})
    form = regional.get(address).context["form"]
    codes = [code for code, _ in form.fields["acknowledged"].choices]
    data = {"approved_on": "25.02.2022", "version": form["version"].value(), "acknowledged": codes}
    page = regional.post(address, data)
    assert page.url == reverse("plans:road-map-detail", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.status == "approved"
    assert regional.get(url("road-map-review", draft)).status_code == 302


def test_a_future_date_of_approval_is_explained(regional: Client, draft: RoadMap) -> None:
    regional.post(url("review-accept-rest", draft))
    regional.post(url("review-unread", draft), {"what": "ignore_all"})
    form = regional.get(url("road-map-approve", draft)).context["form"]
    codes = [code for code, _ in form.fields["acknowledged"].choices]
    data = {"approved_on": "21.05.2022", "version": form["version"].value(), "acknowledged": codes}
    page = regional.post(url("road-map-approve", draft), data).content.decode()
    assert "не наступила" in page


def test_a_draft_is_discarded_and_brought_back(regional: Client, draft: RoadMap) -> None:
    page = regional.post(url("road-map-discard", draft), {"reason": "Не тот файл"}, follow=True)
    assert "Вернуть черновик" in page.content.decode()
    regional.post(url("road-map-restore", draft))
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_plan_typed_by_hand_has_no_source_column(client: Client, district: District) -> None:
    client.force_login(district.users["head"])
    data = {"begin-organisation": district.school.pk, "begin-cycle": district.cycle.pk, "begin-year": 2022}
    client.post(reverse("plans:plan-begin"), data)
    road_map = RoadMap.objects.get()
    client.post(url("review-add", road_map), {"title": "Провести педсовет"})
    page = client.get(url("road-map-review", road_map)).content.decode()
    assert "Провести педсовет" in page
    assert 'class="src"' not in page


def test_the_base_of_a_form_may_be_missing_or_odd(regional: Client, draft: RoadMap) -> None:
    measure = draft.measures.get(number="3")
    data = form_data(regional, draft, measure)
    for base in ("", "[]", "{", json.dumps({"goal": 5})):
        answer = regional.post(url("review-measure", draft, measure.pk), data | {"base": base})
        assert answer.status_code in {200, 302}
