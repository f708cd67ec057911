"""Pages of organisations: lists, cards, forms."""

import csv
import io

import pytest
from django.urls import reverse

from medk.audit.recording import SYSTEM
from medk.orgs.actions.bulk import Draft, create_organisations
from medk.orgs.actions.tree import describe_organisation, set_code
from medk.orgs.models import Organisation
from medk.orgs.models import OrganisationKind as Kind
from tests.ceilings import assert_queries_at_most
from tests.factories.orgs import OrganisationFactory
from tests.orgs.reading import names_in, text_of

LIST = "/organisations/"


def sign_in(client, district, who):
    client.force_login(district.users[who])
    return client


def listed(client, **query):
    return names_in(client.get(LIST, query).context["page"].rows)


def test_a_list_opens_at_ones_own_territory_one_level_deep(client, district):
    assert listed(sign_in(client, district, "regional")) == [
        "Институт развития образования", "Луговой округ", "Степной район",
    ]  # fmt: skip
    assert listed(sign_in(client, district, "municipal")) == [
        "Школа № 1 Лугового округа", "Школа № 2 Лугового округа",
    ]  # fmt: skip
    assert listed(sign_in(client, district, "head")) == ["Школа № 1 Лугового округа"]


def test_a_territory_of_others_in_the_address_shows_nothing_of_it(client, district):
    sign_in(client, district, "stranger")
    assert "Луговой" not in text_of(client.get(LIST, {"in": district.region.pk}))
    assert client.get(LIST, {"in": "чушь", "q": "", "after": "чушь"}).status_code == 200


@pytest.mark.parametrize("typed", ["зелёная", "ЗЕЛЕНАЯ", "сош № 9", "zk-9", "1234"])
def test_a_school_is_found_by_name_other_name_and_code(client, district, typed):
    school = OrganisationFactory(name="Школа «Зелёная»", parent=district.municipality)
    describe_organisation(
        school, {}, by=SYSTEM, codes={"register": "ZK-9", "inn": "1234567894"}, aliases=["СОШ № 9"]
    )
    assert listed(sign_in(client, district, "regional"), q=typed) == ["Школа «Зелёная»"]
    assert listed(sign_in(client, district, "other_municipal"), q=typed) == []


def test_kinds_and_closed_are_filtered(client, district):
    OrganisationFactory(name="Закрытая школа", parent=district.municipality, closed_on="2022-01-01")
    sign_in(client, district, "regional")
    assert listed(client, kind="school") == [
        "Школа № 1 Лугового округа", "Школа № 2 Лугового округа", "Школа № 7 Степного района",
    ]  # fmt: skip
    assert "Закрытая школа" in listed(client, kind="school", closed="1")
    assert len(listed(client, kind="нет такого")) == 3


def test_pages_of_fifty_follow_each_other_within_twenty_queries(client, district):
    drafts = [Draft(Kind.SCHOOL, f"Школа {n:03}", district.other_municipality) for n in range(120)]
    create_organisations(drafts, by=SYSTEM, within=district.region)
    sign_in(client, district, "regional")
    address, seen = f"{LIST}?in={district.other_municipality.pk}", []
    while address:
        assert_queries_at_most(client, [address])
        context = client.get(address).context
        assert len(context["page"].rows) <= 50
        seen += names_in(context["page"].rows)
        address = context["next"] and LIST + context["next"]
    assert len(seen) == len(set(seen)) == 121
    assert_queries_at_most(client, [reverse("orgs:organisation-detail", args=[district.region.pk])])


def test_the_table_taken_away_is_whole_and_says_how_many_rows_it_has(client, district):
    set_code(district.school, "register", code="=1+1", on=district.cycle.starts_on)
    drafts = [Draft(Kind.SCHOOL, f"Школа {n:03}", district.other_municipality) for n in range(60)]
    create_organisations(drafts, by=SYSTEM, within=district.region)
    response = sign_in(client, district, "regional").get("/organisations/export/csv/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:4] == ["Код", "Наименование", "Краткое наименование", "Муниципалитет"]
    names = [row[1] for row in rows[1:] if len(row) > 1]
    assert len(names) == 67
    assert "Строк: 67" in text
    assert ["'=1+1", "Школа № 1 Лугового округа"] in [row[:2] for row in rows]
    assert "Заречный" not in text


def test_the_card_shows_an_outsider_the_region_but_not_its_past(client, district):
    describe_organisation(district.region, {"phone": "21-21"}, by=SYSTEM, codes={"inn": "0001000010"})
    address = reverse("orgs:organisation-detail", args=[district.region.pk])
    seen = text_of(sign_in(client, district, "head").get(address))
    assert "21-21" in seen
    assert "0001000010" not in seen
    assert "0001000010" in text_of(sign_in(client, district, "regional").get(address))


def test_a_school_is_created_from_the_page_of_its_municipality(client, district):
    sign_in(client, district, "regional")
    address = reverse("orgs:organisation-create", args=[district.municipality.pk])
    offered = dict(client.get(address).context["form"].fields["kind"].choices)
    assert Kind.SCHOOL in offered
    assert Kind.REGION not in offered
    response = client.post(
        address, {"kind": "school", "name": "Школа № 5", "inn": "0001000010", "aliases": "а\nб"}
    )
    made = Organisation.objects.get(name="Школа № 5")
    assert response["Location"] == reverse("orgs:organisation-detail", args=[made.pk])
    assert sorted(made.aliases.values_list("name", flat=True)) == ["а", "б"]
    again = client.post(address, {"kind": "school", "name": "школа №5"})
    assert "уже есть" in text_of(again)
    assert 'value="school" selected' in again.content.decode()
    assert "контрольная цифра" in text_of(
        client.post(address, {"kind": "school", "name": "Ш", "inn": "0001000011"})
    )


def test_a_municipal_coordinator_is_not_offered_schools(client, district):
    sign_in(client, district, "municipal")
    address = reverse("orgs:organisation-create", args=[district.municipality.pk])
    assert "school" not in dict(client.get(address).context["form"].fields["kind"].choices)
    client.post(address, {"kind": "school", "name": "Школа № 5"})
    assert not Organisation.objects.filter(name="Школа № 5").exists()


def test_of_two_editors_the_second_sees_both_values_and_chooses(client, district):
    school = district.school
    address = reverse("orgs:organisation-edit", args=[school.pk])
    sign_in(client, district, "head")
    opened = client.get(address).context["form"]["version"].value()
    describe_organisation(school, {"phone": "11-11"}, by=SYSTEM)
    lost = client.post(address, {"phone": "22-22", "version": opened})
    seen = lost.content.decode()
    assert "Сейчас записано: 11-11" in seen
    assert 'value="22-22"' in seen
    school.refresh_from_db()
    assert school.phone == "11-11"
    client.post(address, {"phone": "22-22", "version": lost.context["form"]["version"].value()})
    school.refresh_from_db()
    assert school.phone == "22-22"


def test_a_code_of_another_school_is_refused_and_nothing_is_half_saved(client, district):
    set_code(district.far_school, "inn", code="0001000010", on=district.cycle.starts_on)
    sign_in(client, district, "regional")
    address = reverse("orgs:organisation-edit", args=[district.school.pk])
    seen = text_of(client.post(address, {"phone": "33", "inn": "0001000010", "version": 1}))
    assert "Школа № 7 Степного района" in seen
    district.school.refresh_from_db()
    assert (district.school.phone, district.school.version) == ("", 1)


def post(client, verb, organisation, **data):
    address = reverse(f"orgs:organisation-{verb}", args=[organisation.pk])
    return client.post(address, {"on": "2022-05-20", "act": "№ 1", **data})


def test_a_school_is_moved_by_the_name_of_the_new_place(client, district):
    sign_in(client, district, "regional")
    assert "не нашлась" in text_of(post(client, "move", district.school, target="Нездешний"))
    assert "подходит" in text_of(post(client, "move", district.school, target="о"))
    post(client, "move", district.school, target="степной район")
    district.school.refresh_from_db()
    assert district.school.parent == district.other_municipality


def test_renaming_closing_and_merging_answer_with_reasons(client, district):
    sign_in(client, district, "regional")
    assert "действуют назначения" in text_of(post(client, "close", district.school))
    assert "ещё не наступила" in text_of(post(client, "close", district.far_school, on="2023-01-01"))
    post(client, "rename", district.far_school, name="Лицей", version=1)
    post(client, "merge", district.far_school, target="Школа № 1 Лугового округа")
    district.far_school.refresh_from_db()
    assert str(district.far_school.closed_on) == "2022-05-20"
    assert set(district.school.aliases.values_list("name", flat=True)) == {
        "Лицей", "Школа № 7 Степного района",
    }  # fmt: skip
    assert "преемник" in text_of(
        client.get(reverse("orgs:organisation-detail", args=[district.far_school.pk]))
    )
