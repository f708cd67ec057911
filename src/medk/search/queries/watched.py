"""What a person watches, with what changed there since they last looked, as far as they may know."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from medk.audit.kinds import label_of
from medk.audit.models import AuditEntry
from medk.kernel.russian import counted as counted_words
from medk.orgs.querysets import territory_ids
from medk.plans.choices import ExecutionStatus, MeasureStatus, ProgressState
from medk.plans.models import Execution, Measure, RoadMap
from medk.search.models import Watch
from medk.search.queries.news import news_about
from medk.search.queries.subjects import Subject, subjects

#: The latest entries of a kind of things that are counted; more is said as «больше».
MOST = 2000


@dataclass(frozen=True)
class WatchLine:
    """One thing watched: what changed there by words and numbers, its state, its next deadline."""

    watch: Watch
    subject: Subject
    changes: tuple[tuple[str, int], ...]
    state: str
    next_due_on: dt.date | None

    @property
    def is_gone(self) -> bool:
        """Whether the person sees it no longer: nothing of it is said then."""
        return not self.subject.title


def watch_lines(user: Any, *, on: dt.date) -> list[WatchLine]:
    """All that the user watches, the changed first; some fifteen queries however many there are."""
    watches = list(Watch.objects.visible_to(user))
    named = subjects(user, [(row.subject_type, row.subject_id) for row in watches])
    seen = {(one.subject_type, one.subject_id): one for one in named}
    rows = [row for row in watches if seen[_key(row)].title]
    changes, figures = _changes(user, rows), _figures(user, rows, on)
    lines = [
        WatchLine(row, seen[_key(row)], changes.get(_key(row), ()), *figures.get(_key(row), ("", None)))
        for row in watches
    ]
    return sorted(lines, key=lambda line: (line.is_gone, not line.changes, line.subject.title.casefold()))


def _key(row: Watch) -> tuple[str, int]:
    return row.subject_type, row.subject_id


Key = tuple[str, int]


def _changes(user: Any, rows: Sequence[Watch]) -> dict[Key, tuple[tuple[str, int], ...]]:
    counted: dict[Key, Counter[str]] = defaultdict(Counter)
    for label in {row.subject_type for row in rows}:
        looked = {row.subject_id: row.looked_at for row in rows if row.subject_type == label}
        news = news_about(user, label, list(looked)).filter(at__gt=min(looked.values()))
        entries = list(news.order_by("-pk")[:MOST])
        homes = _homes(label, entries)
        for entry in entries:
            home = homes(entry)
            if home in looked and entry.at > looked[home]:
                counted[label, home][_words(entry)] += 1
    return {key: tuple(found.most_common()) for key, found in counted.items()}


def _homes(label: str, entries: Iterable[AuditEntry]) -> Any:
    """Which thing of this kind an entry belongs to."""
    if label == "orgs.organisation":
        return lambda entry: entry.organisation_id
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        ids[entry.object_type].add(entry.object_id)
    parts = Execution.objects.filter(pk__in=ids["plans.execution"])
    measures = Measure.objects.filter(pk__in=ids["plans.measure"])
    if label == "plans.measure":
        of_part = dict(parts.values_list("pk", "measure_id"))
        of_measure = {pk: pk for pk in ids["plans.measure"]}
    else:
        of_part = dict(parts.values_list("pk", "measure__road_map_id"))
        of_measure = dict(measures.values_list("pk", "road_map_id"))
    table = {"plans.execution": of_part, "plans.measure": of_measure}
    return lambda entry: table.get(entry.object_type, {}).get(entry.object_id, entry.object_id)


def _words(entry: AuditEntry) -> str:
    """A move of a part by the state that it came to; the rest by its kind."""
    target = str(entry.details.get("target", ""))
    if entry.kind == "workflow.moved" and target in ExecutionStatus.values:
        return ExecutionStatus(target).label.capitalize()
    return label_of(entry.kind).capitalize()


def _figures(user: Any, rows: Sequence[Watch], on: dt.date) -> dict[Key, tuple[str, dt.date | None]]:
    """States where the user has the whole in sight, and next deadlines of what is published."""
    ids: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        ids[row.subject_type].append(row.subject_id)
    found = _of_measures(user, ids["plans.measure"], on) if ids["plans.measure"] else {}
    return found | (_of_road_maps(user, ids["plans.roadmap"], on) if ids["plans.roadmap"] else {})


def _of_measures(user: Any, ids: list[int], on: dt.date) -> dict[Key, tuple[str, dt.date | None]]:
    rows = Measure.objects.visible_to(user).filter(pk__in=ids).select_related("progress")
    above = set(rows.filter(road_map__organisation__in=territory_ids(user)).values_list("pk", flat=True))
    found = {}
    for row in rows:
        progress = getattr(row, "progress", None) if row.pk in above else None
        state = f"подтверждено {progress.confirmed} из {progress.total}" if progress else ""
        due = row.due_on if row.due_on and row.due_on >= on else None
        found["plans.measure", row.pk] = (state, due)
    return found


def _of_road_maps(user: Any, ids: list[int], on: dt.date) -> dict[Key, tuple[str, dt.date | None]]:
    seen = RoadMap.objects.visible_to(user).filter(pk__in=ids)
    above = set(seen.in_territory(user).values_list("pk", flat=True))
    measures = Measure.objects.filter(road_map__in=seen, status=MeasureStatus.ACTIVE)
    counted = measures.order_by().values("road_map_id").annotate(
        due=Min("due_on", filter=Q(due_on__gte=on)),
        total=Count("pk"),
        late=Count("pk", filter=Q(progress__state=ProgressState.OVERDUE)),
    )  # fmt: skip
    found = {}
    for row in counted:
        late = f", просрочено {row['late']}" if row["road_map_id"] in above else ""
        words = counted_words(row["total"], "мероприятие", "мероприятия", "мероприятий")
        found["plans.roadmap", row["road_map_id"]] = (f"{words}{late}", row["due"])
    return found
