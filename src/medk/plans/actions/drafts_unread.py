"""Fragments that found no place at reading: a person says what each of them is."""

from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel.refusals import Refused
from medk.plans.access_drafts import require_editable
from medk.plans.actions.drafts_measures import save_measure
from medk.plans.actions.drafts_structure import add_measure
from medk.plans.models import Measure, RoadMap, UnreadFragment
from medk.plans.rules.splitting import joined

Settlement = UnreadFragment.Settlement
#: Fields of a measure to which a lost fragment may be added.
JOINABLE = {
    "title": "мероприятие",
    "deadline_text": "срок",
    "indicator_text": "показатель",
    "goal": "цель",
    "audience": "аудитория",
    "place_format": "место и формат",
}


@transaction.atomic
def ignore_fragment(fragment: UnreadFragment, *, by: Any) -> None:
    """Say that a fragment is no part of the plan."""
    require_editable(by, fragment.road_map)
    _settle(fragment, Settlement.IGNORED, measure="", by=by)


@transaction.atomic
def ignore_fragments(road_map: RoadMap, *, by: Any) -> int:
    """Say of every fragment still open that it is no part of the plan; returns how many."""
    require_editable(by, road_map)
    rows = list(road_map.unread.select_for_update().filter(settlement=Settlement.OPEN))
    for fragment in rows:
        _settle(fragment, Settlement.IGNORED, measure="", by=by)
    return len(rows)


@transaction.atomic
def place_fragment(fragment: UnreadFragment, measure: Measure, *, field: str, by: Any) -> Measure:
    """Add a fragment's text to one field of a measure."""
    require_editable(by, fragment.road_map)
    if measure.road_map_id != fragment.road_map_id:
        raise Refused("Такого мероприятия в этом плане нет.")
    if field not in JOINABLE:
        raise Refused("Выберите, к чему добавить фрагмент.")
    _settle(fragment, Settlement.PLACED, measure=str(measure), by=by)
    value = joined(getattr(measure, field), _line(fragment.text), " ")
    return save_measure(measure, {field: value}, by=by)


@transaction.atomic
def make_measure_of(fragment: UnreadFragment, *, by: Any) -> Measure:
    """Make a measure out of a fragment: it stands after the row that precedes it in the file."""
    require_editable(by, fragment.road_map)
    measure = add_measure(fragment.road_map, _line(fragment.text), after=_before(fragment), by=by)
    Measure.objects.filter(pk=measure.pk).update(source=fragment.source, is_checked=False)
    _settle(fragment, Settlement.PLACED, measure=str(measure), by=by)
    return measure


@transaction.atomic
def reopen_fragment(fragment: UnreadFragment, *, by: Any) -> None:
    """Take a settlement back; what was placed by it stays where it is."""
    require_editable(by, fragment.road_map)
    UnreadFragment.objects.filter(pk=fragment.pk).update(settlement=Settlement.OPEN)
    details = {"text": fragment.text[:500], "settlement": Settlement.OPEN.label, "measure": ""}
    record("plans.unread_settled", fragment.road_map, by=by, **details)


def _settle(fragment: UnreadFragment, settlement: Settlement, *, measure: str, by: Any) -> None:
    open_rows = UnreadFragment.objects.filter(pk=fragment.pk, settlement=Settlement.OPEN)
    if not open_rows.update(settlement=settlement):
        raise Refused("Этот фрагмент уже разобран.")
    details = {"text": fragment.text[:500], "settlement": settlement.label, "measure": measure}
    record("plans.unread_settled", fragment.road_map, by=by, **details)


def _before(fragment: UnreadFragment) -> Measure | None:
    line = fragment.source.get("from")
    if not line:
        return None
    rows = fragment.road_map.measures.order_by("position", "pk")
    return next((row for row in reversed(rows) if (row.source.get("from") or line + 1) <= line), None)


def _line(text: str) -> str:
    return " ".join(text.split())
