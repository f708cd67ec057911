"""The documents say what the code does: workflows, glossary, settings, commands, links."""

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from django.apps import apps

from medk.cli.arguments import parser_of_everything
from medk.orgs.models import OrganisationKind
from medk.orgs.roles import Role
from medk.plans import choices
from tests.architecture import workflow_pages
from tests.architecture.tree import ROOT, SOURCE, python_files, short

GLOSSARY = ROOT / "docs" / "glossary.md"
README = ROOT / "README.md"
CLOSED_LISTS: tuple[type[Enum], ...] = (
    Role,
    OrganisationKind,
    choices.RoadMapStatus,
    choices.MeasureStatus,
    choices.ExecutionStatus,
    choices.ProgressState,
    choices.ScheduleKind,
)
_LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_READ = re.compile(r'env\.(?:text|flag|number|day|names)\("([A-Z_]+)"')


def _pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "samples" / "README.md"]


def _rows(page: Path) -> Iterator[list[str]]:
    """Cells of every table row of a page, headings and rules left out."""
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and "`" in line:
            yield cells


def _named() -> set[tuple[str, str]]:
    """Pairs (термин, name) of the glossary."""
    return {(cells[0], name) for cells in _rows(GLOSSARY) for name in re.findall(r"`([^`]+)`", cells[1])}


def test_workflows_are_what_the_code_prints() -> None:
    printed = workflow_pages.page()
    assert workflow_pages.PAGE.read_text(encoding="utf-8") == printed, (
        "run: python -m tests.architecture.workflow_pages"
    )


@pytest.mark.parametrize("closed", CLOSED_LISTS, ids=lambda kind: kind.__name__)
def test_every_role_kind_and_status_is_in_the_glossary(closed: type[Enum]) -> None:
    missing = {(str(one.label), one.value) for one in closed} - _named()  # type: ignore[attr-defined]
    assert not missing


def test_every_model_is_in_the_glossary() -> None:
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("medk.")}
    assert not models - {name for _, name in _named()}


def test_the_glossary_names_nothing_that_the_code_lacks() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in python_files(SOURCE))
    words = set(re.findall(r"\w+", source))
    assert not {name for _, name in _named() if name not in words}


def test_every_setting_is_in_the_readme() -> None:
    settings = "\n".join(
        path.read_text(encoding="utf-8") for path in python_files(SOURCE / "config" / "settings")
    )
    read = set(_READ.findall(settings)) - {"MEDK_CLOCK_OFFSET"}  # the supervisor's own
    shown = {name for cells in _rows(README) for name in re.findall(r"`((?:MEDK|DATABASE)_\w+)`", cells[0])}
    assert read == shown


def test_every_command_is_in_the_readme() -> None:
    commands = next(action for action in parser_of_everything()._actions if action.choices)
    told = README.read_text(encoding="utf-8")
    assert not [name for name in commands.choices or () if f"`medk {name}" not in told]


def test_links_lead_somewhere() -> None:
    lost = []
    for page in _pages():
        for found in _LINK.findall(page.read_text(encoding="utf-8")):
            target, _, anchor = (found[0] or found[1]).partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            place = (page.parent / target).resolve() if target else page
            if not place.exists():
                lost.append(f"{short(page)}: {target}")
            elif anchor and place.suffix == ".md" and anchor not in _anchors(place):
                lost.append(f"{short(page)}: {target}#{anchor}")
    assert not lost


def _anchors(page: Path) -> set[str]:
    """Anchors of headings, as the usual viewers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


def test_buttons_that_the_guide_names_are_in_the_product() -> None:
    shown = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*")
        if path.suffix in {".html", ".py"} and "migrations" not in path.parts
    )
    lost = [
        f"{short(page)}: {name}"
        for page in sorted((ROOT / "docs" / "guide").glob("*.md"))
        for name in re.findall(r"\*\*«([^«»]+)»\*\*", page.read_text(encoding="utf-8"))
        if name not in shown
    ]
    assert not lost


def test_pictures_of_the_guide_are_few_and_light() -> None:
    pictures = list((ROOT / "docs" / "guide" / "images").glob("*.png"))
    assert len(pictures) <= 8
    assert not [path.name for path in pictures if path.stat().st_size > 150_000]
