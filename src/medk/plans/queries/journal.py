"""Everything that happened to a road map, its measures and their parts, for one reader."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from medk.audit.models import AuditEntry
from medk.plans.models import Execution, Measure, OrderImport, PlanAmendment, RoadMap
from medk.plans.queries.table_sight import Sight
from medk.plans.rules.journal import GROUPS, PUBLIC, said
from medk.plans.rules.moments import Cut

PAGE = 50
_MAP, _MEASURE = RoadMap._meta.label_lower, Measure._meta.label_lower
_PART, _IMPORT = Execution._meta.label_lower, OrderImport._meta.label_lower
_AMENDMENT = PlanAmendment._meta.label_lower


@dataclass(frozen=True)
class Line:
    """One entry in words: what happened, to what, on which day, when it was entered, by whom."""

    pk: int
    what: str
    about: str
    detail: str
    who: str
    happened_on: str
    entered_at: str
    measure_id: int | None = None
    leaf_key: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Asked:
    """What of the journal is asked for: a group of kinds, since when, below which entry."""

    kind: str = ""
    since: dt.datetime | None = None
    before: int | None = None


def entries_of(user: Any, road_map: RoadMap, sight: Sight) -> QuerySet[AuditEntry]:
    """Entries in the reader's sight (decision 1).

    Those above the plan read everything. Others read what happened to the plan as it is published
    and to the parts that they see.
    """
    measures = Measure.objects.filter(road_map=road_map).values("pk")
    parts = Execution.objects.filter(measure__road_map=road_map)
    plan = Q(object_type=_MAP, object_id=road_map.pk) | Q(object_type=_MEASURE, object_id__in=measures)
    if sight.is_above:
        imports = OrderImport.objects.filter(road_map=road_map).values("pk")
        amendments = PlanAmendment.objects.filter(road_map=road_map).values("pk")
        seen = plan | Q(object_type=_IMPORT, object_id__in=imports)
        seen |= Q(object_type=_AMENDMENT, object_id__in=amendments)
    else:
        seen = plan & Q(kind__in=PUBLIC)
        parts = Execution.objects.visible_to(user).filter(measure__road_map=road_map)
    return AuditEntry.objects.filter(seen | Q(object_type=_PART, object_id__in=parts.values("pk")))


def entries_at(entries: QuerySet[AuditEntry], at: Cut) -> QuerySet[AuditEntry]:
    """Entries made by a past moment; as it happened, also later ones about facts of that day or earlier."""
    made = Q(at__lt=at.until)
    return entries.filter(made if at.is_known else made | Q(details__happened_on__lte=at.on.isoformat()))


def narrowed(entries: QuerySet[AuditEntry], asked: Asked) -> QuerySet[AuditEntry]:
    """Entries of the group and the time asked for, on all pages."""
    if asked.kind in GROUPS:
        entries = entries.filter(kind__in=GROUPS[asked.kind].kinds)
    return entries.filter(at__gte=asked.since) if asked.since else entries


def page_of(entries: QuerySet[AuditEntry], asked: Asked) -> tuple[list[AuditEntry], int | None]:
    """One page, newest first, and the entry below which the next one begins."""
    entries = narrowed(entries, asked)
    if asked.before:
        entries = entries.filter(pk__lt=asked.before)
    rows = list(entries.order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def lines_of(entries: Sequence[AuditEntry], zone: str) -> list[Line]:
    """Entries in words with the addresses of their subjects; one query."""
    parts = _parts(row.object_id for row in entries if row.object_type == _PART)
    return [_line(row, parts, ZoneInfo(zone)) for row in entries]


def _parts(ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    rows = Execution.objects.filter(pk__in=set(ids)).values_list("pk", "measure_id", "leaf_key")
    return {pk: (measure, key) for pk, measure, key in rows}


def _line(row: AuditEntry, parts: dict[int, tuple[int, str]], zone: ZoneInfo) -> Line:
    measure, key = parts.get(row.object_id, (None, "")) if row.object_type == _PART else (None, "")
    words = said(row.kind, row.object_type, row.details)
    entered = row.at.astimezone(zone)
    return Line(
        pk=row.pk,
        what=words.what,
        about="" if row.object_type == _MAP else row.object_label,
        detail=words.detail,
        who=f"{row.actor_name}, от имени: {row.on_behalf_of}" if row.on_behalf_of else row.actor_name,
        happened_on=words.happened_on or f"{entered:%d.%m.%Y}",
        entered_at=f"{entered:%d.%m.%Y, %H:%M}",
        measure_id=row.object_id if row.object_type == _MEASURE else measure,
        leaf_key=key,
        tone=words.tone,
    )
