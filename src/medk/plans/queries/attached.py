"""What an attached schedule is compared with, and what it stands for on the page of a measure."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from medk.orgs.models import Organisation, OrganisationAlias, OrganisationKind
from medk.orgs.rules.tree import label_key
from medk.plans.choices import ExecutionStatus, Population, ScheduleStatus
from medk.plans.models import AttachedSchedule, Measure, Occurrence
from medk.plans.queries.units import Units
from medk.plans.rules.attached.checking import Place, World
from medk.plans.rules.attached.replacing import Held

_NAMED = (Population.SCHOOL, Population.MUNICIPALITY, Population.BODY)
_KINDS = {
    Population.SCHOOL: (OrganisationKind.SCHOOL, OrganisationKind.MUNICIPALITY),
    Population.MUNICIPALITY: (OrganisationKind.SCHOOL, OrganisationKind.MUNICIPALITY),
}


def world_of(measure: Measure) -> World:
    """The measure's span, units and the names of its territory; a handful of queries whatever its size."""
    plan = measure.road_map
    units = Units(plan).of(measure)
    known = {unit.organisation_id for unit in units if unit.organisation_id}
    sizes = Counter(unit.place[0] for unit in units if unit.place)
    return World(
        year=plan.plan_year,
        starts_on=measure.starts_on,
        due_on=measure.due_on,
        population=measure.population,
        places=_places(measure, known) if measure.population in _NAMED else {},
        sizes={**dict.fromkeys(known, 1), **sizes},
        units=len(units),
    )


def _places(measure: Measure, known: set[int]) -> dict[str, tuple[Place, ...]]:
    """Every way to name an organisation of the territory: its names and its other names."""
    below = Organisation.objects.below(measure.road_map.organisation_id).filter(closed_on__isnull=True)
    if measure.population in _KINDS:
        below = below.filter(kind__in=_KINDS[Population(measure.population)])
    rows = list(below.values_list("pk", "name", "short_name", "kind", "parent_id"))
    parents = {pk: parent for pk, _, _, _, parent in rows}
    owing = {parents.get(pk) for pk in known}
    towns = {pk: name for pk, name, _, kind, _ in rows if kind == OrganisationKind.MUNICIPALITY}
    found: dict[str, dict[int, Place]] = defaultdict(dict)
    named: dict[int, Place] = {}
    for pk, name, short, kind, parent in rows:
        units, note = _stands_for(measure, pk, kind, parent=parent, known=known, owing=owing, towns=towns)
        named[pk] = Place(pk, short or name, kind, units, note)
        for words in filter(None, (name, short)):
            found[label_key(words)][pk] = named[pk]
    for pk, alias in OrganisationAlias.objects.filter(organisation__in=below).values_list(
        "organisation_id", "name"
    ):
        found[label_key(alias)][pk] = named[pk]
    return {key: tuple(places.values()) for key, places in found.items()}


def _stands_for(
    measure: Measure, pk: int, kind: str, *, parent: int | None, known: set[int], owing: set[int | None],
    towns: dict[int, str],
) -> tuple[tuple[int, ...], str]:  # fmt: skip
    """The units of the measure that an organisation means, and what to know about it."""
    if pk in known:
        return (pk,), ""
    if measure.population == Population.SCHOOL and kind == OrganisationKind.MUNICIPALITY and pk in owing:
        return (pk,), ""
    if measure.population == Population.MUNICIPALITY and parent in known:
        return (parent,), f"Мероприятие исполняют муниципалитеты: строка будет за «{towns.get(parent, '')}»."
    return (), ""


def held_of(measure: Measure) -> list[Held]:
    """Live occurrences of a measure as a new schedule meets them; two queries."""
    live = Occurrence.objects.filter(measure=measure, is_withdrawn=False, is_entered=True)
    rows = list(live.order_by("ordinal"))
    done = _work(rows)
    return [
        Held(row.pk, _label(row), values_of(row), done.get(row.pk, ""), row.schedule_id is not None)
        for row in rows
    ]


def _label(row: Occurrence) -> str:
    day = f"{row.due_on:%d.%m.%Y}" if row.due_on else "без срока"
    return ", ".join(filter(None, (day, row.title, row.who)))


def values_of(row: Occurrence) -> dict[str, Any]:
    """An occurrence in the shape of a checked row."""
    return {
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "title": row.title,
        "place": row.place,
        "who": row.who,
        "headcount": row.headcount,
        "unit_ids": list(row.unit_ids),
    }


def _work(rows: Iterable[Occurrence]) -> dict[int, str]:
    """Occurrence → what has been done of it, in words: «подтверждено 1, на проверке 2»."""
    ids = [row.pk for row in rows]
    counts = (
        Occurrence.objects.filter(pk__in=ids, executions__isnull=False)
        .order_by()
        .values_list("pk", "executions__status")
        .annotate(n=Count("executions__pk"))
    )
    said: dict[int, list[str]] = defaultdict(list)
    for pk, status, number in counts:
        said[pk].append(f"{ExecutionStatus(status).label} {number}")
    return {pk: ", ".join(sorted(words)) for pk, words in said.items()}


@dataclass(frozen=True)
class Slot:
    """One date of a schedule: how many owe it and how many of them are confirmed, of those in sight."""

    row: Occurrence
    confirmed: int
    total: int

    @property
    def is_done(self) -> bool:
        return bool(self.total) and self.confirmed == self.total


@dataclass(frozen=True)
class Dates:
    """Dates of a measure that goes by a schedule or by requests, for one reader."""

    slots: list[Slot]
    on: dt.date

    @property
    def coming(self) -> list[Slot]:
        """Those not over yet, the nearest first."""
        return [slot for slot in self.slots if slot.row.due_on is None or slot.row.due_on >= self.on]

    @property
    def passed(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.row.due_on and slot.row.due_on < self.on]

    @property
    def done(self) -> int:
        """Dates confirmed by everybody in sight."""
        return sum(slot.is_done for slot in self.slots)

    @property
    def missed(self) -> int:
        """Dates that are over and not confirmed."""
        return sum(not slot.is_done for slot in self.passed)

    @property
    def following(self) -> list[Slot]:
        """The next few dates, for the page of the measure."""
        return self.coming[:5]


def dates_of(measure: Measure, tallied: dict[int, tuple[int, int]], on: dt.date, *, is_whole: bool) -> Dates:
    """Dates with what is done of them by the units in sight (`CoverageOf.slots`); others' own dates left out."""
    slots = [
        Slot(row, *tallied.get(row.pk, (0, 0)))
        for row in measure.occurrences.all()
        if not row.is_withdrawn and (is_whole or row.pk in tallied or not row.unit_ids)
    ]
    return Dates(sorted(slots, key=lambda slot: (slot.row.due_on or dt.date.max, slot.row.ordinal)), on)


def schedules_of(user: Any, measure: Measure) -> list[AttachedSchedule]:
    """Versions of the schedule that the user sees, newest first, without their rows."""
    rows = AttachedSchedule.objects.visible_to(user).filter(measure=measure)
    light = rows.defer("lines", "rows", "findings", "chosen").select_related("by__person", "file")
    return list(light.exclude(status=ScheduleStatus.DISCARDED)[:20])
