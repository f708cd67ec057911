"""How PostgreSQL is found for the tests."""

from pathlib import Path

import pytest
from django.db import connection

from tests.services import postgres


def test_places_are_asked_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old, new = tmp_path / "14" / "bin", tmp_path / "16" / "bin"
    for folder in (old, new):
        folder.mkdir(parents=True)
        program = folder / "postgres"
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {folder.parent.name}.2'\n")
        program.chmod(0o755)
    monkeypatch.setattr(postgres, "PLACES", [lambda: None, lambda: old, lambda: new])
    assert postgres.find_programs() == new


def test_nothing_found_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PLACES", [lambda: None])
    with pytest.raises(postgres.NoPostgres, match="apt-get install postgresql"):
        postgres.find_programs()


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_suite_runs_on_a_new_enough_postgres() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000
