"""A new region from nothing."""

import shutil
from pathlib import Path

import pytest

from tests.services.installation import Installation

pytestmark = pytest.mark.service

FLAGS = [
    "init", "--region", "Озёрный край", "--time-zone", "Asia/Irkutsk", "--year", "2027",
    "--admin-email", "Admin@Region.test", "--admin-name", "Администратор 1",
]  # fmt: skip
PASSWORD = "тёмный-омут-у-мельницы"
LOOK = """
from medk.accounts.models import User
from medk.cycles.models import Cycle
from medk.orgs.models import Appointment, Organisation
region = Organisation.objects.get(kind="region")
cycle = Cycle.objects.get()
user = User.objects.get()
print(region, "|", region.time_zone, "|", region.parent.kind, "|", cycle.year, cycle.key_dates.count() > 5, end=" | ")
print(user.email, user.check_password("%s"), Appointment.objects.get(person=user.person).role)
"""


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty data folder with a schema, since making one takes seconds."""
    made = Installation(tmp_path_factory.mktemp("migrated") / "var")
    made.python("from medk.cli.installation import migrate; migrate()")
    return made.data


@pytest.fixture
def empty(migrated: Path, tmp_path: Path) -> Installation:
    shutil.copytree(migrated, tmp_path / "var")
    return Installation(tmp_path / "var")


def test_nothing_at_all_is_needed(tmp_path: Path) -> None:
    """Even the schema is made by the command."""
    done = Installation(tmp_path / "var").medk(*FLAGS)
    assert done.returncode == 0, done.stderr


def test_a_region_an_administrator_and_a_cycle(empty: Installation) -> None:
    done = empty.medk(*FLAGS, "--password-stdin", stdin=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in done.stdout
    seen = empty.python(LOOK % PASSWORD)
    assert (
        seen
        == "Озёрный край | Asia/Irkutsk | federation | 2027 True | admin@region.test True administrator\n"
    )
    assert empty.medk("check").returncode == 0


def test_a_second_time_is_refused(empty: Installation) -> None:
    empty.medk(*FLAGS, "--password-stdin", stdin=PASSWORD + "\n")
    done = empty.medk(*FLAGS, "--password-stdin", stdin=PASSWORD + "\n")
    assert done.returncode == 1
    assert "уже заведён регион" in done.stderr


def test_without_a_password_one_is_made_and_shown_once(empty: Installation) -> None:
    done = empty.medk(*FLAGS)
    assert done.returncode == 0, done.stderr
    password = done.stdout.split("паролем ")[1].split(" ")[0]
    assert "admin@region.test True" in empty.python(LOOK % password)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("--time-zone", "Asia/Nowhere"), "Пояса «Asia/Nowhere» нет"),
        (("--admin-email", "admin"), "не похоже на адрес почты"),
        (("--region", " "), "не могут быть пустыми"),
    ],
)
def test_wrong_answers_leave_nothing(empty: Installation, change: tuple[str, str], reason: str) -> None:
    done = empty.medk(*FLAGS, *change)
    assert done.returncode == 1
    assert reason in done.stderr
    counted = "from medk.orgs.models import Organisation; print(Organisation.objects.count())"
    assert empty.python(counted) == "0\n"


def test_a_weak_password_is_refused(empty: Installation) -> None:
    done = empty.medk(*FLAGS, "--password-stdin", stdin="12345\n")
    assert done.returncode == 1
    assert "Пароль не подходит" in done.stderr


def test_what_is_not_given_is_named(empty: Installation) -> None:
    done = empty.medk("init", "--region", "Озёрный край", "--year", "2027")
    assert done.returncode == 1
    assert "Добавьте параметр --time-zone" in done.stderr
