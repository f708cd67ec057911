"""The registry of integrity checks, and each check on a world with one thing wrong."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils.module_loading import autodiscover_modules

from medk.audit.models import AuditEntry
from medk.files import storage
from medk.files.actions import store_file
from medk.files.models import StoredFile
from medk.kernel import clock, integrity
from medk.orgs.models import TreeLink
from medk.search.actions.indexing import sweep
from medk.workflow.models import Transition
from tests.factories.plans import RoadMapFactory
from tests.world import District

autodiscover_modules("integrity")


def _problems(name: str) -> list[str]:
    return {finding.name: finding.problems for finding in integrity.run_all()}[name]


def _move(subject: models.Model, target: str) -> Transition:
    return Transition.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        move="approve",
        source="draft",
        target=target,
        happened_on=dt.date(2022, 5, 20),
        entered_at=clock.now(),
    )


def test_a_check_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        integrity.register("Файлы")(list)


#: Factories write rows without actions, so their world has no history; the rehearsal's world has
#: (tests/rehearsal/test_play.py runs every check over it).
HISTORY = "Люди и организации в журнале событий"


def test_a_sound_world_has_no_problems_but_its_missing_history(district: District) -> None:
    sweep()
    assert [finding.name for finding in integrity.run_all() if finding.problems] == [HISTORY]


def test_a_lost_link_of_the_tree_is_found(district: District) -> None:
    TreeLink.objects.filter(ancestor=district.region, descendant=district.school).delete()
    assert _problems("Дерево организаций") == [f"нет связи {district.region.pk} → {district.school.pk}"]


def test_a_status_set_behind_the_moves_is_found(district: District) -> None:
    road_map = RoadMapFactory(cycle=district.cycle, status="draft")
    _move(road_map, "approved")
    assert _problems("Состояния документов") == [
        f"plans.roadmap {road_map.pk}: состояние «draft», по последнему переходу «approved»"
    ]


def test_a_move_without_audit_is_found(district: District) -> None:
    road_map = RoadMapFactory(cycle=district.cycle, status="approved")
    moved = _move(road_map, "approved")
    assert len(_problems("Переходы в журнале событий")) == 1
    AuditEntry.objects.create(
        at=clock.now(), kind="workflow.moved", actor_name="система", object_type="plans.roadmap",
        object_id=road_map.pk, object_label="", details={"transition": str(moved.uid)},
    )  # fmt: skip
    assert _problems("Переходы в журнале событий") == []


@pytest.fixture
def stored(district: District) -> StoredFile:
    upload = SimpleUploadedFile("справка.txt", "Список выступавших".encode())
    head = district.users["head"]
    return store_file(upload, subject=district.school, organisation_id=district.school.pk, by=head)


def test_a_missing_file_is_found(stored: StoredFile) -> None:
    storage.path_of(stored.sha256).unlink()
    assert _problems("Файлы") == [f"файл {stored.pk} «справка.txt»: нет на диске"]


def test_changed_bytes_are_found(stored: StoredFile) -> None:
    path = storage.path_of(stored.sha256)
    path.write_bytes(b"x" * stored.size)
    assert _problems("Файлы") == [f"файл {stored.pk} «справка.txt»: содержимое изменено"]


def test_a_tombstone_is_accepted(stored: StoredFile, district: District) -> None:
    storage.path_of(stored.sha256).unlink()
    StoredFile.objects.update(
        erased_at=clock.now(), erased_by=district.users["regional"], erased_reason="список детей"
    )
    assert _problems("Файлы") == []
    assert _problems("Стёртые файлы") == []


def test_an_erasure_without_a_reason_is_found(stored: StoredFile) -> None:
    StoredFile.objects.update(erased_at=clock.now())
    assert len(_problems("Стёртые файлы")) == 1
