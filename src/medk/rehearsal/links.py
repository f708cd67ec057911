"""What comes from beside the plan in the demo: links that its words suggest, schedules, requests."""

import datetime as dt
from collections.abc import Iterator

from medk.accounts.models import User
from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.plans.actions.links import Ends, link_measures
from medk.plans.actions.requests import accept_request, make_request
from medk.plans.actions.schedules import Brought, apply_schedule, attach_schedule
from medk.plans.choices import Population, ScheduleKind, ScheduleOrigin
from medk.plans.importers.schedule import read_pasted
from medk.plans.models import Execution, Measure, MeasureRequest
from medk.plans.queries.links import proposals_for
from medk.plans.queries.units import Units
from medk.rehearsal.stage import Happening, Scene

#: Order of these things within their day: after everything else.
LAST = 2_000_000
TOPICS = (
    "Разбор типичных затруднений", "Работа с данными оценочных процедур", "Открытые уроки и их анализ",
    "Планирование на следующую четверть", "Обмен опытом школ-соседей", "Итоги и следующие шаги",
)  # fmt: skip
PLACES = ("дистанционно", "институт развития образования", "школа-площадка")


def prepare(scene: Scene, *, by: User) -> None:
    """On the day of approval: links that the plan's words suggest are accepted, schedules attached."""
    with clock.at(scene.opened_on):
        _accept_links(scene, by)
        rows = Measure.objects.filter(
            road_map=scene.road_map, schedule_kind=ScheduleKind.BY_SEPARATE_SCHEDULE
        )
        for measure in rows.select_related("road_map__organisation", "road_map__cycle"):
            _attach(measure, _days(scene), by=by, basis="график на год, утверждён вместе с планом")
        # Before anybody marks the measure as a whole: then dates could not be entered any more.
        _ask(scene, "Установочный семинар", by)


def _accept_links(scene: Scene, by: User) -> None:
    found = proposals_for(scene.road_map)
    rows = Measure.objects.select_related("road_map__organisation").in_bulk(
        [pk for one in found for pk in (one.source, one.target)]
    )
    for one in found:
        ends = Ends(one.kind, rows[one.source], rows[one.target])
        link_measures(ends, by=by, note=one.why, is_proposed=True)


def _days(scene: Scene) -> list[dt.date]:
    """Six days from the approval to the end of the year, working days all."""
    first = scene.opened_on + dt.timedelta(days=14)
    last = dt.date(scene.road_map.plan_year, 12, 10)
    step = max((last - first).days // (len(TOPICS) - 1), 1)
    days = [first + dt.timedelta(days=step * number) for number in range(len(TOPICS))]
    return [day - dt.timedelta(days=max(day.weekday() - 4, 0)) for day in days]


def _attach(measure: Measure, days: list[dt.date], *, by: User, basis: str) -> None:
    """A schedule as it is pasted from a spreadsheet: for a school at a time where schools execute."""
    is_by_school = measure.population == Population.SCHOOL
    names = [unit.name for unit in Units(measure.road_map).of(measure)] if is_by_school else []
    lines = ["Дата;Тема;Место;Школа;Участников"]
    for number, (day, topic) in enumerate(zip(days, TOPICS, strict=True)):
        # The last one is for everybody.
        school = names[(number + measure.pk) % len(names)] if names and number < len(TOPICS) - 1 else ""
        people = 12 + (measure.pk + number * 7) % 30
        lines.append(f"{day:%d.%m.%Y};{topic};{PLACES[number % len(PLACES)]};{school};{people}")
    read = read_pasted("\n".join(lines), year=measure.road_map.plan_year)
    schedule = attach_schedule(measure, Brought(read, ScheduleOrigin.PASTED, basis), by=by)
    apply_schedule(schedule, by=by)


def happenings(scene: Scene, *, by: User) -> Iterator[Happening]:
    """Requests through the year, the last of them still waiting; a schedule that was moved."""
    made = [
        (scene.until - dt.timedelta(days=45), lambda: _ask(scene, "Консультация по итогам диагностики", by)),
        (scene.until - dt.timedelta(days=25), lambda: _move(scene, by)),
        (scene.until - dt.timedelta(days=4), lambda: _ask(scene, "Вебинар о работе с родителями", None)),
    ]
    for number, (day, do) in enumerate(made):
        if day >= scene.opened_on:
            yield Happening(day, LAST + number, do)


def _ask(scene: Scene, text: str, by: User | None) -> None:
    """A place asks in its own name; `by` takes it into the plan at once, otherwise it waits."""
    begun = Execution.objects.filter(occurrence__isnull=True).exclude(status__in=["planned", "cancelled"])
    rows = Measure.objects.filter(
        road_map=scene.road_map, schedule_kind=ScheduleKind.ON_REQUEST, status="active"
    )
    measure = rows.exclude(pk__in=begun.values("measure_id")).order_by("pk").first()
    asker = _asker(scene, measure) if measure else None
    if measure is None or asker is None:
        return
    place, who = asker
    wanted = clock.today() + dt.timedelta(days=21)
    made: MeasureRequest = make_request(measure, place, text=text, wanted_on=wanted, by=who)
    if by:
        accept_request(made, by=by, answer="Проведём дистанционно.")


def _asker(scene: Scene, measure: Measure) -> tuple[Organisation, User] | None:
    """The first place below the plan whose coordinator or head has an account."""
    kind, role = ("municipality", "municipal_coordinator")
    if measure.population == Population.SCHOOL:
        kind, role = ("school", "school_head")
    places = Organisation.objects.below(scene.road_map.organisation_id).filter(kind=kind).order_by("pk")
    for place in places[:20]:
        held = place.appointments.active().filter(role=role)
        who = User.objects.filter(person__appointments__in=held).order_by("pk").first()
        if who:
            return place, who
    return None


def _move(scene: Scene, by: User) -> None:
    """The first schedule comes again: what lies ahead is a week later, what is done stays."""
    rows = Measure.objects.filter(road_map=scene.road_map, schedules__status="applied", status="active")
    measure = rows.select_related("road_map__organisation", "road_map__cycle").order_by("pk").first()
    if measure:
        today = clock.today()
        days = [day + dt.timedelta(days=7) if day > today else day for day in _days(scene)]
        _attach(measure, days, by=by, basis="изменения в график")
