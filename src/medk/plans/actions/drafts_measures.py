"""Correcting one measure of a draft, and settling what the reader asked."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from medk.audit.recording import changes, record
from medk.cycles.models import Cohort
from medk.kernel.refusals import Refused, Stale
from medk.orgs.models import Organisation
from medk.plans.access_drafts import require_editable
from medk.plans.actions.drafts_parts import rewrite_part
from medk.plans.models import Measure, OrderImport, RoadMap
from medk.plans.queries.candidates import organisations_around
from medk.plans.queries.draft_values import DATES, LINKS, PARTS, PLAIN, draft_values, with_parts
from medk.plans.rules.merging import merged
from medk.plans.rules.questions import answered_by, open_questions, settled
from medk.plans.rules.typed_deadline import SCHEDULE_FIELDS, read_deadline

ACCEPTED, CORRECTED = "верно", "исправлено"
Values = Mapping[str, Any]


def fresh(measure: Measure) -> Measure:
    """The measure with its parts as they are stored now."""
    return with_parts(Measure.objects.filter(pk=measure.pk)).get()


@transaction.atomic
def save_measure(
    measure: Measure, typed: Values, *, base: Values | None = None, version: int | None = None, by: Any
) -> Measure:
    """Store the draft values that differ from what the form showed (`base`), and answer their questions.

    `typed` and `base` are values in the form of `queries.draft_values`, all or some of them. When the
    deadline's words change and its dates do not, the words are read again. Raises `Stale` with the
    stored values of the fields that somebody else changed meanwhile; nothing is stored then.
    """
    require_editable(by, measure.road_map)
    Measure.objects.select_for_update().get(pk=measure.pk)
    measure = fresh(measure)
    stored = draft_values(measure)
    if version is None or version == measure.version:
        base = stored
    result = merged(base or stored, typed, stored)
    if result.conflicts:
        raise Stale(
            "Пока вы печатали, это изменил другой человек. Сравните и выберите.", theirs=result.conflicts
        )
    own = {name: value for name, value in result.values.items() if value != stored.get(name)}
    if own:
        _store(measure, _with_schedule(measure, own), before=stored, by=by)
    return fresh(measure)


def _with_schedule(measure: Measure, own: dict[str, Any]) -> dict[str, Any]:
    if "deadline_text" not in own or SCHEDULE_FIELDS & set(own):
        return own
    title = own.get("title", measure.title)
    return own | read_deadline(own["deadline_text"], title=title, year=measure.road_map.plan_year)


def _store(measure: Measure, values: dict[str, Any], *, before: Values, by: Any) -> None:
    _check_links(measure.road_map, values)
    columns = {name: value for name, value in values.items() if name in PLAIN}
    columns |= {name: _day(value) for name, value in values.items() if name in DATES}
    columns |= {f"{name}_id": value for name, value in values.items() if name in LINKS}
    answered = answered_by(measure.questions, values)
    columns["questions"] = settled(measure.questions, answered, answer=CORRECTED)
    measure.save_changed(measure.version, **columns)
    # Actions first: executors and targets refer to them.
    for part in sorted(set(values) & set(PARTS)):
        rewrite_part(measure, part, rows=values[part])
    record("plans.measure_corrected", measure, by=by, changes=changes(dict(before), values))


def _check_links(road_map: RoadMap, values: Values) -> None:
    section, cohort = values.get("section"), values.get("cohort")
    if section and not road_map.sections.filter(pk=section).exists():
        raise Refused("Такого раздела в этом плане нет.")
    if cohort and not Cohort.objects.filter(pk=cohort, cycle=road_map.cycle).exists():
        raise Refused("Такой когорты в цикле этого плана нет.")


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


@transaction.atomic
def choose_units(measure: Measure, organisation_ids: Iterable[int], *, by: Any) -> None:
    """Say which units a measure is for, when it is not for all of its population; none means all."""
    require_editable(by, measure.road_map)
    wanted = set(organisation_ids)
    found = organisations_around(measure.road_map.organisation).filter(pk__in=wanted)
    units = list(Organisation.objects.filter(pk__in=found.values("pk")).order_by("name"))
    if len(units) != len(wanted):
        raise Refused(
            "Среди выбранных есть организация не из этого плана. Обновите страницу и выберите снова."
        )
    before = [str(unit) for unit in measure.chosen_units.order_by("name")]
    measure.save_changed(None)
    measure.chosen_units.set(units)
    after = [str(unit) for unit in units]
    record("plans.measure_corrected", measure, by=by, changes=changes({"units": before}, {"units": after}))


@transaction.atomic
def settle_question(measure: Measure, index: int, *, by: Any) -> Measure:
    """Accept one doubtful field as it was read; settling twice changes nothing."""
    require_editable(by, measure.road_map)
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if not 0 <= index < len(measure.questions):
        raise Refused("Такого вопроса у этого мероприятия нет.")
    question = measure.questions[index]
    if question.get("is_settled"):
        return measure
    measure.save_changed(None, questions=settled(measure.questions, [index], answer=ACCEPTED))
    record(
        "plans.question_settled",
        measure,
        by=by,
        field=question.get("field", ""),
        question=question.get("message", ""),
    )
    return measure


@transaction.atomic
def settle_document_question(road_map: RoadMap, index: int, *, by: Any) -> None:
    """Accept one question about the document as a whole."""
    require_editable(by, road_map)
    order = OrderImport.objects.select_for_update().get(road_map=road_map)
    if not 0 <= index < len(order.questions):
        raise Refused("Такого вопроса о документе нет.")
    question = order.questions[index]
    if question.get("is_settled"):
        return
    order.save_changed(None, questions=settled(order.questions, [index], answer=ACCEPTED))
    details = {"field": question.get("field", ""), "question": question.get("message", "")}
    record("plans.question_settled", road_map, by=by, **details)


@transaction.atomic
def check_measure(measure: Measure, *, by: Any) -> Measure:
    """Say that a measure is read right: all its open questions are accepted with it."""
    require_editable(by, measure.road_map)
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    waiting = [question["index"] for question in open_questions(measure.questions)]
    if measure.is_checked and not waiting:
        return measure
    questions = settled(measure.questions, waiting, answer=ACCEPTED)
    measure.save_changed(None, is_checked=True, questions=questions)
    record("plans.measure_checked", measure, by=by, questions=len(waiting))
    return measure


@transaction.atomic
def accept_rest(road_map: RoadMap, *, by: Any) -> int:
    """Accept every open question of the plan as it was read; returns how many were settled.

    Unread fragments stay open: they are settled one by one or ignored in bulk, never by this.
    """
    require_editable(by, road_map)
    doubtful = []
    total = 0
    for measure in road_map.measures.select_for_update():
        waiting = [question["index"] for question in open_questions(measure.questions)]
        if waiting:
            measure.questions = settled(measure.questions, waiting, answer=ACCEPTED)
            measure.version += 1
            doubtful.append(measure)
            total += len(waiting)
    Measure.objects.bulk_update(doubtful, ["questions", "version"], batch_size=200)
    total += _accept_document(road_map)
    if total:
        record("plans.rest_accepted", road_map, by=by, measures=len(doubtful), questions=total)
    return total


def _accept_document(road_map: RoadMap) -> int:
    order = OrderImport.objects.filter(road_map=road_map).first()
    waiting = [question["index"] for question in open_questions(order.questions)] if order else []
    if order and waiting:
        order.save_changed(None, questions=settled(order.questions, waiting, answer=ACCEPTED))
    return len(waiting)
