"""House numbers of size (decision 28): files stop at 400 lines, tests at 500, functions at 40."""

import ast
from pathlib import Path

from tests.architecture.tree import ROOT, SOURCE, own_assets, python_files, short

FILE_LIMIT = 400
TEST_LIMIT = 500
FUNCTION_LIMIT = 40
NAMES_THAT_SAY_NOTHING = {"utils.py", "helpers.py", "misc.py", "common.py", "manager.py", "managers.py"}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_source_files_stop_at_400_lines() -> None:
    files = [*python_files(SOURCE), *own_assets(".html", ".css", ".js")]
    assert not [f"{short(path)}: {_lines(path)}" for path in files if _lines(path) > FILE_LIMIT]


def test_test_files_stop_at_500_lines() -> None:
    files = [*python_files(ROOT / "tests"), *python_files(ROOT / "benchmarks")]
    assert not [f"{short(path)}: {_lines(path)}" for path in files if _lines(path) > TEST_LIMIT]


def test_functions_stop_at_40_lines() -> None:
    long = [
        f"{short(path)}:{node.lineno} {node.name}: {_body_lines(node)}"
        for path in python_files(SOURCE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and _body_lines(node) > FUNCTION_LIMIT
    ]
    assert not long


def _body_lines(node: ast.FunctionDef) -> int:
    """Lines from the signature to the end, the docstring not counted."""
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [short(path) for path in python_files(SOURCE) if path.name in NAMES_THAT_SAY_NOTHING]


def test_actions_take_at_most_two_plain_arguments() -> None:
    """Actions are keyword-only after the second argument (house style 2.10)."""
    files = [path for path in python_files(SOURCE) if path.name == "actions.py" or "actions" in path.parts]
    wide = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in files
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and len(node.args.args) > 2
    ]
    assert not wide
