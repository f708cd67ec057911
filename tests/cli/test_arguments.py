"""The command line as people meet it: help, mistakes, refusals."""

import subprocess
import sys

import pytest

from medk.cli.arguments import parser_of_everything
from tests.architecture.tree import ROOT

COMMANDS = ["read-plan", "serve", "worker", "scheduler", "init", "demo", "backup", "restore", "check"]


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        parser_of_everything().parse_args(["--help"])
    shown = capsys.readouterr().out
    assert [name for name in COMMANDS if f"    {name}" not in shown] == []


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["serve", "--port", "0"],
        ["serve", "--port", "http"],
        ["init", "--year", "22"],
        ["demo", "--until", "20.05.2022"],
        ["backup"],
        ["restore"],
    ],
)
def test_wrong_use_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser_of_everything().parse_args(words)


def test_a_wrong_date_is_explained_in_russian(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser_of_everything().parse_args(["demo", "--until", "20.05.2022"])
    assert "дата «20.05.2022» не понята: нужна в виде 2022-05-20" in capsys.readouterr().err


def test_reading_a_plan_needs_no_django() -> None:
    """`read-plan` starts at once: Django is never imported."""
    code = (
        "import sys; from medk.cli.main import main; "
        f"status = main(['read-plan', {str(ROOT / 'samples/orders/luga-okrug-2022.txt')!r}, '--json']); "
        "sys.exit(9 if 'django' in sys.modules else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"measures"' in done.stdout
