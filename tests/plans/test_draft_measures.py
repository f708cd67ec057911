"""Correcting a measure of a draft and answering what the reader asked."""

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.plans.actions.drafts_measures import (
    accept_rest,
    check_measure,
    choose_units,
    fresh,
    save_measure,
    settle_document_question,
    settle_question,
)
from medk.plans.actions.drafts_unread import ignore_fragment, make_measure_of, place_fragment, reopen_fragment
from medk.plans.models import Measure, OrderImport, RoadMap, UnreadFragment
from medk.plans.queries.draft_values import draft_values
from medk.plans.queries.review import counts_of, order_of
from tests.plans.drafting import read_draft
from tests.world import District


@pytest.fixture
def draft(district: District) -> RoadMap:
    return read_draft(
        district, name="severogorsk-2022", organisation=district.region, by=district.users["regional"]
    )


@pytest.fixture
def by(district: District) -> object:
    return district.users["regional"]


@pytest.fixture
def measure(draft: RoadMap) -> Measure:
    row = draft.measures.get(number="3")
    Measure.objects.filter(road_map=draft).update(questions=[])
    row.questions = [
        {"field": "deadline", "code": "vague", "message": "Дня нет.", "is_settled": False},
        {"field": "title", "code": "unsure", "message": "Сверьте.", "is_settled": False},
    ]
    row.save()
    return row


def is_open(measure: Measure) -> list[bool]:
    return [not question["is_settled"] for question in Measure.objects.get(pk=measure.pk).questions]


def test_a_correction_is_stored_audited_and_answers_its_question(measure: Measure, by: object) -> None:
    saved = save_measure(measure, {"title": "Другое название"}, by=by, version=measure.version)
    assert saved.title == "Другое название"
    assert saved.version == measure.version + 1
    assert is_open(measure) == [True, False]
    entry = AuditEntry.objects.about(measure).get(kind="plans.measure_corrected")
    assert entry.details["changes"] == {"title": [measure.title, "Другое название"]}


def test_saving_nothing_new_changes_nothing(measure: Measure, by: object) -> None:
    saved = save_measure(measure, draft_values(fresh(measure)), by=by, version=measure.version)
    assert saved.version == measure.version
    assert not AuditEntry.objects.about(measure).exists()


def test_new_words_of_a_deadline_are_read(measure: Measure, by: object) -> None:
    saved = save_measure(measure, {"deadline_text": "еженедельно, март 2022"}, by=by)
    assert (saved.schedule_kind, saved.frequency, str(saved.due_on)) == ("recurring", "weekly", "2022-03-31")


def test_dates_set_by_hand_win_over_the_words(measure: Measure, by: object) -> None:
    typed = {"deadline_text": "к весне", "schedule_kind": "date", "due_on": "2022-03-15"}
    saved = save_measure(measure, typed, by=by)
    assert (saved.schedule_kind, str(saved.due_on)) == ("date", "2022-03-15")


def test_executors_keep_their_match_when_a_neighbour_is_corrected(measure: Measure, by: object) -> None:
    values = draft_values(fresh(measure))["executors"]
    assert measure.executors.get(name="МОУО").body_class == "municipalities"
    values[0] = values[0] | {"name": "Другой комитет"}
    save_measure(measure, {"executors": values}, by=by)
    assert measure.executors.get(name="МОУО").body_class == "municipalities"
    assert measure.executors.get(name="Другой комитет").organisation is None


def test_parts_are_stored_in_their_order(measure: Measure, by: object) -> None:
    typed = {
        "targets": [{"kind": "share", "value": "45.5", "unit": "школа", "per": "month"}],
        "milestones": [{"title": "Первая", "due_on": "2022-03-01"}, {"title": "", "due_on": "2022-04-01"}],
        "actions": [{"title": "Одно", "due_on": None}],
    }
    saved = save_measure(measure, typed, by=by)
    assert {name: draft_values(saved)[name] for name in typed} == typed


def test_two_people_at_different_fields_both_win(measure: Measure, by: object) -> None:
    base = draft_values(fresh(measure))
    save_measure(measure, {"goal": "Её цель"}, by=by, version=measure.version)
    saved = save_measure(measure, base | {"audience": "Его люди"}, base=base, version=measure.version, by=by)
    assert (saved.goal, saved.audience) == ("Её цель", "Его люди")


def test_two_people_at_one_field_are_shown_both_values(measure: Measure, by: object) -> None:
    base = draft_values(fresh(measure))
    save_measure(measure, {"goal": "Её цель"}, by=by, version=measure.version)
    with pytest.raises(Stale) as stale:
        save_measure(
            measure, base | {"goal": "Его", "title": "Новое"}, base=base, version=measure.version, by=by
        )
    assert stale.value.theirs == {"goal": "Её цель"}
    assert Measure.objects.get(pk=measure.pk).title == measure.title


def test_a_section_of_another_plan_is_refused(measure: Measure, by: object, district: District) -> None:
    other = read_draft(district).sections.first()
    with pytest.raises(Refused, match="раздела"):
        save_measure(measure, {"section": other.pk}, by=by)


def test_a_question_is_accepted_once(measure: Measure, by: object) -> None:
    settle_question(measure, 0, by=by)
    settle_question(measure, 0, by=by)
    assert is_open(measure) == [False, True]
    assert AuditEntry.objects.about(measure).filter(kind="plans.question_settled").count() == 1
    with pytest.raises(Refused):
        settle_question(measure, 5, by=by)


def test_all_right_settles_the_row(measure: Measure, by: object) -> None:
    checked = check_measure(measure, by=by)
    assert checked.is_checked
    assert is_open(measure) == [False, False]


def test_the_rest_is_accepted_in_bulk_but_fragments_stay(measure: Measure, by: object) -> None:
    road_map = measure.road_map
    UnreadFragment.objects.create(road_map=road_map, text="Сноска")
    OrderImport.objects.update(
        questions=[{"field": "", "code": "date", "message": "Даты нет.", "is_settled": False}]
    )
    before = counts_of(road_map, order_of(road_map))
    assert (before.questions, before.doubtful) == (3, 1)
    unread = before.unread
    assert accept_rest(road_map, by=by) == 3
    after = counts_of(road_map, order_of(road_map))
    assert (after.questions, after.unread) == (0, unread)
    assert accept_rest(road_map, by=by) == 0


def test_a_question_about_the_document_is_accepted(draft: RoadMap, by: object) -> None:
    OrderImport.objects.update(
        questions=[{"field": "", "code": "date", "message": "Даты нет.", "is_settled": False}]
    )
    settle_document_question(draft, 0, by=by)
    assert order_of(draft).questions[0]["is_settled"]


def test_fragments_find_a_place(draft: RoadMap, by: object) -> None:
    note = UnreadFragment.objects.create(road_map=draft, text="при наличии связи", source={"from": 40})
    row = UnreadFragment.objects.create(road_map=draft, text="Провести\n встречу", source={"from": 9999})
    measure = draft.measures.get(number="4")
    assert place_fragment(note, measure, field="title", by=by).title == f"{measure.title} при наличии связи"
    made = make_measure_of(row, by=by)
    assert (made.title, made.position) == ("Провести встречу", draft.measures.count() - 1)
    with pytest.raises(Refused, match="уже разобран"):
        ignore_fragment(note, by=by)
    reopen_fragment(note, by=by)
    ignore_fragment(note, by=by)
    note.refresh_from_db()
    assert note.settlement == "ignored"


def test_chosen_schools_narrow_a_measure(measure: Measure, by: object, district: District) -> None:
    choose_units(measure, [district.school.pk, district.far_school.pk], by=by)
    assert set(measure.chosen_units.all()) == {district.school, district.far_school}
    with pytest.raises(Refused):
        choose_units(measure, [district.other_region.pk], by=by)
    choose_units(measure, [], by=by)
    assert not measure.chosen_units.exists()


def test_others_correct_nothing(measure: Measure, district: District) -> None:
    for name in ("municipal", "operator", "head", "stranger", "observer"):
        with pytest.raises(NotAllowed):
            save_measure(measure, {"title": "Чужое"}, by=district.users[name])
