"""Rows of a draft are added, removed, split, merged and moved; the last change can be undone."""

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused
from medk.plans.actions.drafts import add_section, remove_section
from medk.plans.actions.drafts_measures import save_measure
from medk.plans.actions.drafts_structure import (
    add_measure,
    last_restructuring,
    merge_measures,
    move_measure,
    remove_measure,
    split_measure,
    undo_restructuring,
)
from medk.plans.choices import RoadMapStatus
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.content import plan_content
from tests.plans.drafting import read_draft
from tests.world import District


@pytest.fixture
def draft(district: District) -> RoadMap:
    """The region's draft of 18 measures with actions, executors and targets."""
    return read_draft(
        district, name="severogorsk-2022", organisation=district.region, by=district.users["regional"]
    )


@pytest.fixture
def by(district: District) -> object:
    return district.users["regional"]


def titles(road_map: RoadMap) -> list[str]:
    return list(road_map.measures.order_by("position", "pk").values_list("title", flat=True))


def test_a_row_is_added_after_another_in_its_section(draft: RoadMap, by: object) -> None:
    second = draft.measures.all()[1]
    made = add_measure(draft, "Новое дело", after=second, by=by)
    assert titles(draft).index("Новое дело") == 2
    assert made.section == second.section


def test_a_row_without_a_title_is_not_added(draft: RoadMap, by: object) -> None:
    with pytest.raises(Refused, match="Впишите"):
        add_measure(draft, "  ", by=by)


def test_a_removed_row_comes_back_whole_and_in_its_place(draft: RoadMap, by: object) -> None:
    before = plan_content(draft)
    target = draft.measures.all()[0]
    executors = list(target.executors.values_list("name", "organisation_id", "body_class"))
    entry = remove_measure(target, by=by)
    assert len(titles(draft)) == len(before["measures"]) - 1
    undo_restructuring(draft, entry, by=by)
    assert plan_content(draft) == before
    back = Measure.objects.get(pk=target.pk)
    assert list(back.executors.values_list("name", "organisation_id", "body_class")) == executors
    assert back.version > target.version


def test_a_split_row_gives_its_second_part_a_row_of_its_own(draft: RoadMap, by: object) -> None:
    row = draft.measures.get(number="3")
    schools, curators = (action.title for action in row.actions.all())
    first, second = split_measure(row, (schools, curators), by=by)
    assert [action.title for action in first.actions.all()] == [schools]
    assert [action.title for action in second.actions.all()] == [curators]
    assert second.position == first.position + 1
    assert [e.name for e in second.executors.all()] == [e.name for e in first.executors.all()]
    assert second.due_on == first.due_on
    assert second.uid != first.uid


def test_undoing_a_split_leaves_one_row_as_it_was(draft: RoadMap, by: object) -> None:
    before = plan_content(draft)
    split_measure(draft.measures.get(number="3"), ("Одно", "Другое"), by=by)
    undo_restructuring(draft, last_restructuring(draft), by=by)
    assert plan_content(draft) == before


def test_merged_rows_keep_every_text_and_executor(draft: RoadMap, by: object) -> None:
    first, second = draft.measures.get(number="4"), draft.measures.get(number="5")
    names = {e.name for e in first.executors.all()} | {e.name for e in second.executors.all()}
    targets = first.targets.count() + second.targets.count()
    one = merge_measures(first, second, by=by)
    assert one.title == f"{first.title}; {second.title}" or second.title in one.title
    assert {e.name for e in one.executors.all()} == names
    assert one.executors.count() == len(names)
    assert one.targets.count() == targets
    assert one.source["to"] >= second.source["to"]
    assert not Measure.objects.filter(pk=second.pk).exists()


def test_undoing_a_merge_gives_both_rows_back(draft: RoadMap, by: object) -> None:
    before = plan_content(draft)
    merge_measures(draft.measures.get(number="4"), draft.measures.get(number="5"), by=by)
    undo_restructuring(draft, last_restructuring(draft), by=by)
    assert plan_content(draft) == before


def test_undo_is_refused_once_somebody_worked_on_the_rows(draft: RoadMap, by: object) -> None:
    first, _ = split_measure(draft.measures.get(number="3"), ("Одно", "Другое"), by=by)
    save_measure(first, {"goal": "Новая цель"}, by=by)
    with pytest.raises(Refused, match="потеряла бы правки"):
        undo_restructuring(draft, last_restructuring(draft), by=by)


def test_changes_are_undone_one_after_another(draft: RoadMap, by: object) -> None:
    before = titles(draft)
    older = remove_measure(draft.measures.all()[0], by=by)
    newer = remove_measure(draft.measures.all()[0], by=by)
    with pytest.raises(Refused, match="уже отменено"):
        undo_restructuring(draft, older, by=by)
    undo_restructuring(draft, newer, by=by)
    undo_restructuring(draft, last_restructuring(draft), by=by)
    assert titles(draft) == before
    assert last_restructuring(draft) is None


def test_a_row_moves_to_a_place_and_a_section(draft: RoadMap, by: object) -> None:
    last = draft.measures.order_by("-position").first()
    section = draft.sections.first()
    moved = move_measure(last, 2, section=section, by=by)
    assert titles(draft)[1] == last.title
    assert moved.section == section
    assert list(draft.measures.values_list("position", flat=True)) == list(range(draft.measures.count()))


def test_a_place_beyond_the_end_is_the_end(draft: RoadMap, by: object) -> None:
    first = draft.measures.first()
    move_measure(first, 999, by=by)
    assert titles(draft)[-1] == first.title


def test_a_removed_section_leaves_its_rows(draft: RoadMap, by: object) -> None:
    section = add_section(draft, "Временный", by=by)
    row = add_measure(draft, "Дело", section=section, by=by)
    remove_section(section, by=by)
    row.refresh_from_db()
    assert row.section is None


def test_a_row_restored_after_its_section_went_has_none(draft: RoadMap, by: object) -> None:
    section = add_section(draft, "Временный", by=by)
    row = add_measure(draft, "Дело", section=section, by=by)
    entry = remove_measure(row, by=by)
    remove_section(section, by=by)
    undo_restructuring(draft, entry, by=by)
    assert Measure.objects.get(pk=row.pk).section is None


def test_a_stale_page_removes_nothing(draft: RoadMap, by: object) -> None:
    row = draft.measures.first()
    save_measure(row, {"goal": "Цель"}, by=by)
    with pytest.raises(Refused, match="изменил другой"):
        remove_measure(row, version=row.version, by=by)


def test_the_audit_keeps_what_was_removed(draft: RoadMap, by: object) -> None:
    row = draft.measures.first()
    entry = remove_measure(row, by=by)
    kept = AuditEntry.objects.get(pk=entry.pk).details["before"]
    assert row.title in str(kept)


def test_an_approved_plan_is_not_restructured(draft: RoadMap, by: object) -> None:
    RoadMap.objects.update(status=RoadMapStatus.APPROVED)
    row = draft.measures.first()
    for verb in (remove_measure, lambda m, by: add_measure(m.road_map, "Дело", by=by)):
        with pytest.raises(Refused, match="утверждён"):
            verb(row, by=by)


def test_strangers_restructure_nothing(draft: RoadMap, district: District) -> None:
    for name in ("municipal", "operator", "stranger", "head"):
        with pytest.raises(NotAllowed):
            remove_measure(draft.measures.first(), by=district.users[name])
