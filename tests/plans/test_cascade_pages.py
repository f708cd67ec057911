"""Pages of the cascade: what each side sees, ticks, previews, refusals, budgets."""

import datetime as dt

import pytest
from django.urls import reverse

from medk.orgs.roles import Role
from medk.plans.actions.cascade_decisions import Resolution, decide, pending_of
from medk.plans.actions.cascade_drafting import draft_from
from medk.plans.actions.measures import cancel_measure
from medk.plans.models import MeasureOrigin, RoadMap
from tests.ceilings import assert_queries_at_most
from tests.factories.orgs import OrganisationFactory, appoint
from tests.factories.plans import RoadMapFactory
from tests.plans.cascading import amend, measure, regional_map, row_of, school_map, town_draft, town_map

pytestmark = pytest.mark.django_db
LATER = dt.date(2022, 6, 24)


@pytest.fixture
def region(district):
    return regional_map(district)


@pytest.fixture
def town(district, region):
    return town_map(district, region)


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"plans:{name}", args=args), query)


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"plans:{name}", args=args), data)


def said(response):
    return [str(message) for message in response.context["messages"]] if response.context else []


def move(district, region):
    amend(row_of(region, "Назначить"), "due_on", LATER, by=district.users["regional"])


def test_the_list_offers_to_draft_from_the_region(client, district, region):
    response = page(client, district.users["municipal"], "road-map-list")
    address = reverse("plans:cascade-begin", args=[region.pk])
    assert f"{address}?organisation={district.municipality.pk}" in response.content.decode()
    RoadMap.objects.filter(pk=region.pk).update(status="closed")
    again = page(client, district.users["municipal"], "road-map-list")
    assert address not in again.content.decode()


def test_what_concerns_the_town_is_ticked_and_the_rest_is_not(client, district, region):
    response = page(client, district.users["municipal"], "cascade-begin", region.pk)
    ticked = {line["measure"].title for line in response.context["wanted"]}
    rest = [line["measure"].title for line in response.context["others"]]
    assert len(ticked) == 4
    assert rest == ["Выпустить сборник материалов"]
    assert all(line["is_on"] for line in response.context["wanted"])
    assert not any(line["is_on"] for line in response.context["others"])


def test_drafting_leads_to_the_review_page(client, district, region):
    ids = [row_of(region, "Назначить").pk, row_of(region, "Провести самодиагностику").pk]
    response = post(
        client,
        district.users["municipal"],
        "cascade-begin",
        region.pk,
        organisation=district.municipality.pk,
        measure=ids,
    )
    own = RoadMap.objects.get(organisation=district.municipality)
    assert response["Location"] == reverse("plans:road-map-review", args=[own.pk])
    assert own.measures.count() == 2
    review = client.get(response["Location"])
    assert "взято 2" in review.content.decode().replace("\u00a0", " ")


def test_nothing_ticked_keeps_the_page_and_the_title(client, district, region):
    response = post(
        client,
        district.users["municipal"],
        "cascade-begin",
        region.pk,
        organisation=district.municipality.pk,
        title="Наша карта",
        measure=["x", "99999999999999"],
    )
    assert response.status_code == 200
    assert "Отметьте хотя бы одно" in response.content.decode()
    assert "Наша карта" in response.content.decode()


def test_a_town_with_a_map_is_led_to_linking(client, district, region, town):
    response = page(client, district.users["municipal"], "cascade-begin", region.pk)
    assert reverse("plans:cascade-links", args=[town.pk]) in response.content.decode()


def test_a_withdrawn_map_above_is_refused_clearly(client, district, region):
    RoadMap.objects.filter(pk=region.pk).update(status="closed")
    response = page(client, district.users["municipal"], "cascade-begin", region.pk)
    assert response.status_code == 200
    assert "закрыта" in response.content.decode()


def test_somebody_elses_town_is_refused(client, district, region):
    response = page(
        client,
        district.users["municipal"],
        "cascade-begin",
        region.pk,
        organisation=district.other_municipality.pk,
    )
    assert response.status_code == 403


def test_accepting_goes_through_a_preview(client, district, region, town):
    move(district, region)
    user = district.users["municipal"]
    shown = page(client, user, "road-map-cascade", town.pk).content.decode()
    assert "<del>10</del>" in shown or "<del>10.06.2022</del>" in shown
    [change] = pending_of(town)
    preview = post(client, user, "cascade-decide", town.pk, change=change.token, verdict="accepted")
    assert preview.status_code == 200
    assert change.token in preview.content.decode()
    assert row_of(town, "Назначить").due_on != LATER
    done = post(
        client,
        user,
        "cascade-decide",
        town.pk,
        change=change.token,
        verdict="accepted",
        sure="yes",
        reason="Вслед за областью",
        order="№ 5-од",
    )
    assert done["Location"] == reverse("plans:road-map-cascade", args=[town.pk])
    row = row_of(town, "Назначить")
    assert row.due_on == LATER
    assert row.amendments.get().order == "№ 5-од"


def test_a_refused_decision_keeps_the_reason_typed(client, district, region, town):
    move(district, region)
    [change] = pending_of(town)
    response = post(
        client,
        district.users["municipal"],
        "cascade-decide",
        town.pk,
        change=change.token,
        verdict="declined",
        sure="yes",
        reason="  ",
    )
    assert response.status_code == 200
    assert "Напишите причину" in response.content.decode()
    assert pending_of(town)


@pytest.mark.parametrize(
    "data", [{}, {"verdict": "accepted"}, {"verdict": "declined", "change": "1:dates:x"}, {"verdict": "?"}]
)
def test_nothing_marked_goes_back_with_words(client, district, town, data):
    response = post(client, district.users["municipal"], "cascade-decide", town.pk, **data)
    assert response.status_code == 302
    followed = client.get(response["Location"])
    assert said(followed)


def test_the_region_sees_decisions_with_reasons(client, district, region, town):
    move(district, region)
    tokens = [change.token for change in pending_of(town)]
    decide(
        town, tokens, resolution=Resolution("declined", "Приказ уже издан"), by=district.users["municipal"]
    )
    response = page(client, district.users["regional"], "road-map-cascade", region.pk)
    assert "Приказ уже издан" in response.content.decode()


def test_a_school_reads_the_links_but_not_the_reasons(client, district, region, town):
    move(district, region)
    tokens = [change.token for change in pending_of(town)]
    decide(
        town, tokens, resolution=Resolution("declined", "Приказ уже издан"), by=district.users["municipal"]
    )
    for address in (town.pk, region.pk):
        response = page(client, district.users["head"], "road-map-cascade", address)
        assert response.status_code == 200
        assert "Приказ уже издан" not in response.content.decode()


def test_a_school_never_sees_anothers_map(client, district, region, town):
    other = school_map(town, district.neighbour_school)
    row = measure(other, "Тайный план соседей")
    MeasureOrigin.objects.create(
        measure=row,
        parent=row_of(town, "Провести самодиагностику"),
        kind="by_hand",
        taken_sha256="x",
        settled_sha256="x",
        taken_by=district.users["neighbour_head"],
        taken_at=dt.datetime(2022, 5, 20, tzinfo=dt.UTC),
    )
    number = row_of(town, "Провести самодиагностику").pk
    for by in ("measures", "places"):
        response = page(
            client, district.users["head"], "road-map-cascade", town.pk, side="below", by=by, measure=number
        ).content.decode()
        assert "Тайный план соседей" not in response
        assert "Школа № 2" not in response
    assert page(client, district.users["head"], "road-map-cascade", other.pk).status_code == 404


def test_figures_open_to_their_list(client, district, region, town):
    row = row_of(region, "Назначить")
    response = page(client, district.users["regional"], "road-map-cascade", region.pk, measure=row.pk)
    body = response.content.decode()
    assert reverse("plans:measure-detail", args=[row_of(town, "Назначить").pk]) in body
    place = page(
        client,
        district.users["regional"],
        "road-map-cascade",
        region.pk,
        by="places",
        place=district.other_municipality.pk,
    )
    assert "карты нет" in place.content.decode()


@pytest.mark.parametrize(
    "query", [{"measure": "x"}, {"place": "0"}, {"page": "-1"}, {"links": "99"}, {"parent": "x"}, {"by": "?"}]
)
def test_strange_addresses_show_the_page(client, district, region, town, query):
    for number in (region.pk, town.pk):
        assert (
            page(client, district.users["regional"], "road-map-cascade", number, **query).status_code == 200
        )


def test_a_cancelled_measure_above_is_dated_on_the_page(client, district, region, town):
    cancel_measure(
        row_of(region, "Назначить"),
        by=district.users["regional"],
        reason="Не нужно",
        happened_on=dt.date(2022, 4, 12),
    )
    body = page(client, district.users["municipal"], "road-map-cascade", town.pk).content.decode()
    assert "в карте выше отменено 12.04.2022" in body


def test_linking_by_proposal_and_by_hand(client, district, region):
    own = RoadMapFactory(
        approved=True, cycle=district.cycle, organisation=district.municipality, level="municipal"
    )
    alike = measure(own, "Самодиагностика школ: провести")
    unlike = measure(own, "Учёба завучей")
    user = district.users["municipal"]
    shown = page(client, user, "cascade-links", own.pk)
    [found] = shown.context["proposals"]
    assert found.measure == alike
    post(client, user, "cascade-link", own.pk, pair=found.token)
    post(
        client,
        user,
        "cascade-link",
        own.pk,
        measure=unlike.pk,
        parent_measure=row_of(region, "Провести выездной").pk,
    )
    kinds = MeasureOrigin.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["proposed", "by_hand"]


def test_a_measure_out_of_sight_is_not_linked(client, district, region, town):
    alien = measure(RoadMapFactory(approved=True, organisation=district.other_region), "Чужое")
    own = row_of(town, "Назначить")
    response = post(
        client, district.users["municipal"], "cascade-link", town.pk, measure=own.pk, parent_measure=alien.pk
    )
    assert response.status_code == 409
    assert not MeasureOrigin.objects.filter(parent=alien).exists()


def test_a_link_is_taken_off_on_its_page_only(client, district, region, town):
    own = MeasureOrigin.objects.filter(measure__road_map=town).first()
    user = district.users["municipal"]
    assert post(client, user, "cascade-unlink", region.pk, own.pk, reason="Не то").status_code == 404
    post(client, user, "cascade-unlink", town.pk, own.pk, reason="Не то")
    own.refresh_from_db()
    assert (own.state, own.reason) == ("ended", "Не то")


def test_a_past_date_shows_today_without_controls(client, district, region, town):
    move(district, region)
    response = page(
        client,
        district.users["municipal"],
        "road-map-cascade",
        town.pk,
        on="2022-05-01",
        **{"as": "happened"},
    )
    assert not response.context["may_decide"]
    assert "Каскад показан на сегодня" in response.content.decode()


def test_no_map_above_says_so(client, district):
    own = RoadMapFactory(
        approved=True, cycle=district.cycle, organisation=district.municipality, level="municipal"
    )
    response = page(client, district.users["municipal"], "road-map-cascade", own.pk)
    assert "ничего не утверждено" in response.content.decode()
    links = page(client, district.users["municipal"], "cascade-links", own.pk)
    assert "Действующей карты выше нет" in links.content.decode()


@pytest.fixture
def wide(district, region):
    """100 more municipalities, each with its map drafted from the region's sixty measures."""
    for _ in range(55):
        measure(region, "Провести совещание с координаторами", population="municipality")
    ids = list(region.measures.values_list("pk", flat=True))
    for number in range(100):
        town = OrganisationFactory(kind="municipality", name=f"Округ {number}", parent=district.region)
        own = draft_from(region, town, measure_ids=ids, by=appoint(Role.MUNICIPAL_COORDINATOR, town))
        RoadMap.objects.filter(pk=own.pk).update(status="approved")
    return region


def test_a_hundred_municipalities_take_no_more_queries(client, district, wide):
    move(district, wide)
    client.force_login(district.users["regional"])
    address = reverse("plans:road-map-cascade", args=[wide.pk])
    child = RoadMap.objects.filter(organisation__name="Округ 7").get()
    addresses = [
        address,
        f"{address}?by=places",
        f"{address}?measure={row_of(wide, 'Назначить').pk}",
        reverse("plans:road-map-cascade", args=[child.pk]),
        reverse("plans:road-map-cascade", args=[child.pk]) + "?side=below",
    ]
    assert_queries_at_most(client, addresses)
    for one in addresses:
        assert len(client.get(one).content) < 120_000, one


def test_a_draft_has_its_cascade(client, district, region):
    own = town_draft(district, region)
    move(district, region)
    review = page(client, district.users["municipal"], "road-map-review", own.pk).content.decode()
    assert reverse("plans:road-map-cascade", args=[own.pk]) in review
    response = page(client, district.users["municipal"], "road-map-cascade", own.pk)
    assert response.status_code == 200
    assert len(response.context["waiting"]) == 1


def test_gaps_are_taken_away_as_a_sheet(client, district, region):
    town_map(district, region, titles=("Назначить",))
    client.force_login(district.users["regional"])
    address = reverse("plans:cascade-export", args=[region.pk])
    body = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    lines = [line for line in body.splitlines() if "округ" in line.lower() or "район" in line]
    town = [line for line in lines if line.startswith(str(district.municipality))]
    assert len(town) == 4
    assert sum("нет в карте" in line for line in town) == 3
    assert sum(";есть;" in line or ",есть," in line for line in town) == 1
    other = [line for line in lines if line.startswith(str(district.other_municipality))]
    assert len(other) == 3
    assert all("карты нет" in line for line in other)


def test_a_town_takes_its_own_lines_alone(client, district, region, town):
    client.force_login(district.users["municipal"])
    address = reverse("plans:cascade-export", args=[region.pk])
    body = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert str(district.municipality) in body
    assert str(district.other_municipality) not in body
