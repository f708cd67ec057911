"""Which pages are measured for whom, and what must be on them before a clock is started."""

import json
from dataclasses import dataclass

import django

django.setup()

from django.urls import NoReverseMatch, reverse  # noqa: E402

from benchmarks.federation.accounts import MEASURED  # noqa: E402
from medk.accounts.models import User  # noqa: E402
from medk.orgs.models import Organisation  # noqa: E402
from medk.plans.access import held_by  # noqa: E402
from medk.plans.models import RoadMap  # noqa: E402
from medk.plans.queries.table import Table  # noqa: E402
from medk.plans.queries.table_sight import sight_of  # noqa: E402

PAST = "on=2022-06-01&as="


@dataclass(frozen=True)
class Page:
    """One address for one role; `holds` must stand in it, `rows` so many times `mark`."""

    name: str
    who: str
    path: str
    holds: str = ""
    mark: str = ""
    rows: int = 0


def listed() -> list[Page]:
    """Pages of the regional, municipal and school users and of the observer; those that have landed."""
    region = Organisation.objects.filter(kind="region").order_by("pk")[0]
    road_map = RoadMap.objects.get(organisation=region)
    school = Organisation.objects.filter(cohort_memberships__isnull=False).order_by("pk")[0]
    found = [*_regional(region, road_map, school), *_others(road_map, school)]
    return [page for page in found if page.path]


def _regional(region: Organisation, road_map: RoadMap, school: Organisation) -> list[Page]:
    plan, title = [road_map.pk], road_map.title
    single = road_map.measures.filter(population="school", frequency="").order_by("position")[0]
    weekly = road_map.measures.filter(population="school", frequency="weekly").order_by("position")[0]
    detail = _at("plans:road-map-detail", plan)
    row = '<tr role="row"><td'
    matrix, gantt = _at("plans:road-map-matrix", plan), _at("plans:road-map-gantt", plan)
    calendar = _at("plans:road-map-calendar", plan)
    pages = [
        Page("table, 60 measures", "regional", detail, title, row, 60),
        Page("table, 1.06.2022 as it happened", "regional", f"{detail}?{PAST}happened", title, row, 60),
        Page("table, 1.06.2022 as known", "regional", f"{detail}?{PAST}known", title, row, 60),
        Page("share", "regional", _at("plans:road-map-share", plan), title),
        Page("Gantt", "regional", gantt, title),
        Page("Gantt, 1.06.2022 as known", "regional", gantt and f"{gantt}?{PAST}known", title),
        Page("matrix", "regional", matrix, school.short_name),
        Page("matrix, 1.06.2022 as known", "regional", matrix and f"{matrix}?{PAST}known", school.short_name),
        Page("calendar", "regional", calendar, title),
        Page("calendar, 1.06.2022 as known", "regional", calendar and f"{calendar}?{PAST}known", title),
        Page("my calendar", "regional", _at("plans:my-calendar", [])),
        Page("changes", "regional", _at("plans:road-map-changes", plan), title),
        Page("cascade", "regional", _at("plans:road-map-cascade", plan), title),
        Page("journal", "regional", _at("plans:road-map-journal", plan), title),
        Page("measure of every school", "regional", _at("plans:measure-detail", [single.pk]), single.title),
        Page("weekly measure", "regional", _at("plans:measure-detail", [weekly.pk]), weekly.title),
        Page("desk", "regional", "/", "Ждут вашего решения"),
        Page("confirmations", "regional", "/confirmations/", "Ждут моего подтверждения"),
        Page("road maps", "regional", "/road-maps/", title),
        Page("school card", "regional", f"/organisations/{school.pk}/", school.name),
        Page("organisations, 50 rows", "regional", "/organisations/?kind=school", 'class="tb cards"'),
        Page("organisations by name", "regional", "/organisations/?q=лицей", "Лицей"),
        Page("people", "regional", "/people/", "Директор 1-"),
        Page("audit", "regional", "/audit/", "Состояние изменено"),
    ]
    search = _at("search:page", [])
    return [
        *pages,
        Page("search", "regional", search and f"{search}?q=%D0%B2%D0%B5%D0%B1%D0%B8%D0%BD%D0%B0%D1%80"),
    ]


def _others(road_map: RoadMap, school: Organisation) -> list[Page]:
    detail = _at("plans:road-map-detail", [road_map.pk])
    owner = school.parent
    assert owner is not None
    own = RoadMap.objects.get(organisation=owner)
    return [
        Page("desk", "municipal", "/", owner.name),
        Page("own table", "municipal", _at("plans:road-map-detail", [own.pk]), own.title),
        Page("table of the region", "municipal", detail, road_map.title),
        Page("road maps", "municipal", "/road-maps/", own.title),
        Page("confirmations", "municipal", "/confirmations/"),
        Page("organisations", "municipal", "/organisations/?kind=school", school.short_name),
        Page("organisations by name", "municipal", "/organisations/?q=лицей"),
        Page("school card", "municipal", f"/organisations/{school.pk}/", school.name),
        Page("people", "municipal", "/people/"),
        Page("audit", "municipal", "/audit/", "Состояние изменено"),
        Page("desk", "school", "/", school.short_name),
        Page("table of the region", "school", detail, road_map.title),
        Page("desk", "observer", "/"),
        Page("road maps", "observer", "/road-maps/"),
        Page("organisations by name", "observer", "/organisations/?q=лицей", "Лицей"),
        Page("audit", "observer", "/audit/"),
        Page("desk", "administrator", "/"),
    ]


def _at(name: str, args: list[int]) -> str:
    """The address of a page; empty while there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def writable() -> list[list[str]]:
    """E-mail and address of a part not begun, of four schools of the first region and one measure."""
    region = Organisation.objects.filter(kind="region").order_by("pk")[0]
    weekly = (
        RoadMap.objects.get(organisation=region).measures.filter(frequency="weekly").order_by("position")[0]
    )
    last = weekly.occurrences.order_by("-due_on")[0]
    heads = [f"school-1-{n}@medk.example" for n in range(1, 5)]
    schools = [User.objects.get(email=email).person.appointments.get().organisation_id for email in heads]
    return [
        [email, reverse("plans:part", args=[weekly.pk, f"-o{school}-r{last.pk}"])]
        for email, school in zip(heads, schools, strict=True)
    ]


def expected_rows() -> int:
    """How many measures the table must show, by the query that it is made of."""
    user = User.objects.get(email=MEASURED["regional"])
    region = Organisation.objects.filter(kind="region").order_by("pk")[0]
    road_map = RoadMap.objects.get(organisation=region)
    return len(Table(road_map, sight_of(user, road_map, held=held_by(user))).rows)


if __name__ == "__main__":
    assert expected_rows() == 60
    made = {"pages": [vars(page) for page in listed()], "parts": writable()}
    print(json.dumps(made, ensure_ascii=False))
