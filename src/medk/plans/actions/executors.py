"""Who executes: printed names matched to bodies, executors appointed in bulk, before approval or after.

Appointing executors stands outside the plan's version (decision 9); every appointment is in the audit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel.refusals import Refused
from medk.orgs.actions.tree import add_aliases, create_organisation
from medk.orgs.models import Organisation
from medk.plans import letters, letters_cascade
from medk.plans.access_drafts import require_appointer
from medk.plans.actions.progress import count_progress
from medk.plans.actions.versions import keep_versions
from medk.plans.choices import BodyClass, RoadMapStatus
from medk.plans.models import Executor, Measure, RoadMap
from medk.plans.queries.candidates import organisations_around, people_around
from medk.plans.rules.matching import group_key

UNKNOWN = "Выберите исполнителя из списка: этого рядом с владельцем плана нет."
ADD, REPLACE = "add", "replace"


@dataclass(frozen=True)
class Meant:
    """Whom an executor means: one organisation, one person, or one class of bodies."""

    organisation_id: int | None = None
    person_id: int | None = None
    body_class: str = ""
    title: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """Fields of `Executor` that say so."""
        return {
            "organisation_id": self.organisation_id,
            "person_id": self.person_id,
            "body_class": self.body_class,
        }


def meant_by(value: str, road_map: RoadMap) -> Meant:
    """The choice of a form (`organisation:12`, `person:5`, `body_class:schools`) around a plan's owner.

    Raises `Refused` for anything else, so that nobody from elsewhere is named by a forged form.
    """
    kind, _, key = value.partition(":")
    owner = road_map.organisation
    if kind == "organisation" and key.isdigit():
        organisation = organisations_around(owner).filter(pk=key).first()
        if organisation:
            return Meant(organisation_id=organisation.pk, title=organisation.name)
    if kind == "person" and key.isdigit():
        held = people_around(owner).filter(person_id=key).first()
        if held:
            return Meant(person_id=held.person_id, title=f"{held.person}, {held.organisation}")
    if kind == "body_class" and key in BodyClass.values:
        return Meant(body_class=key, title=BodyClass(key).label)
    raise Refused(UNKNOWN)


@transaction.atomic
def match_printed(road_map: RoadMap, key: str, *, meant: Meant, by: Any) -> int:
    """Say once whom a printed name means, for every row that prints it; returns how many rows.

    An organisation of the person's own territory remembers the name for the next order.
    """
    _hold(road_map)
    require_appointer(by, road_map)
    rows = _printed(road_map, key)
    if not rows:
        raise Refused("Такого исполнителя в плане нет: возможно, его уже исправили.")
    Executor.objects.filter(pk__in=[row.pk for row in rows]).update(**meant.columns)
    names = sorted({row.name for row in rows})
    if meant.organisation_id:
        _remember(meant.organisation_id, rows, by)
    record("plans.executors_matched", road_map, by=by, names=names, executor=meant.title, rows=len(rows))
    _after(road_map, {row.measure_id for row in rows}, by=by)
    return len(rows)


@transaction.atomic
def unmatch_printed(road_map: RoadMap, key: str, *, by: Any) -> int:
    """Take a match back: the printed name means nobody until it is matched again."""
    _hold(road_map)
    require_appointer(by, road_map)
    rows = _printed(road_map, key)
    Executor.objects.filter(pk__in=[row.pk for row in rows]).update(**Meant().columns)
    names = sorted({row.name for row in rows})
    record("plans.executors_matched", road_map, by=by, names=names, executor="", rows=len(rows))
    _after(road_map, {row.measure_id for row in rows}, by=by)
    return len(rows)


@transaction.atomic
def create_and_match(road_map: RoadMap, key: str, *, kind: str, name: str, by: Any) -> Organisation:
    """Add the body that a printed name means, at the plan's owner, and match it.

    Raises `NotAllowed` when the person may not add such bodies there.
    """
    _hold(road_map)
    require_appointer(by, road_map)
    if not name.strip():
        raise Refused("Впишите полное название организации.")
    parent = road_map.organisation
    made = create_organisation(kind, name, parent=parent, by=by)
    match_printed(road_map, key, meant=Meant(organisation_id=made.pk, title=made.name), by=by)
    return made


@transaction.atomic
def set_executors(
    road_map: RoadMap, measure_ids: Iterable[int], *, meant: Meant, mode: str = ADD, by: Any
) -> int:
    """Appoint one executor to many measures of a plan; `replace` takes the earlier ones off.

    Measures that have this executor already keep it once. Returns how many measures were changed.
    """
    _hold(road_map)
    require_appointer(by, road_map)
    measures = list(Measure.objects.filter(road_map=road_map, pk__in=set(measure_ids)))
    if not measures:
        raise Refused("Отметьте мероприятия, которым назначается исполнитель.")
    have = Executor.objects.filter(measure__in=measures, **_lookup(meant))
    if mode == REPLACE:
        Executor.objects.filter(measure__in=measures).exclude(pk__in=have.values("pk")).delete()
    held = set(have.values_list("measure_id", flat=True))
    counts = _counts(measures)
    Executor.objects.bulk_create(
        Executor(measure=row, position=counts.get(row.pk, 0), name=meant.title, **meant.columns)
        for row in measures
        if row.pk not in held
    )
    numbers = [measure.number or measure.title[:60] for measure in measures]
    record("plans.executors_set", road_map, by=by, executor=meant.title, measures=numbers, mode=mode)
    _after(road_map, {measure.pk for measure in measures}, by=by)
    return len(measures) if mode == REPLACE else len(measures) - len(held)


def _hold(road_map: RoadMap) -> None:
    """Lock the plan and read its status anew: it may have been approved while the page stood open."""
    held = RoadMap.objects.select_for_update().filter(pk=road_map.pk)
    road_map.status = held.values_list("status", flat=True).get()


def _lookup(meant: Meant) -> dict[str, Any]:
    return {name: value for name, value in meant.columns.items() if value}


def _counts(measures: Iterable[Measure]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for pk in Executor.objects.filter(measure__in=measures).values_list("measure_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return counts


def _printed(road_map: RoadMap, key: str) -> list[Executor]:
    rows = Executor.objects.filter(measure__road_map=road_map)
    return [row for row in rows if group_key(row.name, row.short_name) == key]


def _remember(organisation_id: int, rows: Iterable[Executor], by: Any) -> None:
    organisation = Organisation.objects.in_territory(by).filter(pk=organisation_id).first()
    if organisation:
        names = {name[:500] for row in rows for name in (row.name, row.short_name) if name}
        add_aliases(organisation, sorted(names))


def _after(road_map: RoadMap, measure_ids: set[int], *, by: Any) -> None:
    """In an approved plan the counts follow, and those appointed learn of it."""
    if road_map.status != RoadMapStatus.APPROVED:
        return
    keep_versions(measure_ids, by=by, what="Назначены исполнители")
    count_progress(measure_ids)
    letters.tell_executors(road_map, measure_ids, by=by)
    letters_cascade.tell_below(road_map, measure_ids, by=by)
