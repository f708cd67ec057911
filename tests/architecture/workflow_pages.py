"""The page of workflows, printed from the tables that the code runs.

`python -m tests.architecture.workflow_pages` writes docs/workflows.md anew.
"""

from medk.plans.moves import (
    AMENDMENT,
    APPROVER,
    CALENDAR,
    CONFIRMER,
    EXECUTION,
    EXECUTOR,
    MEASURE,
    OWNER,
    PREPARER,
    ROAD_MAP,
    SOLE,
)
from medk.workflow.moves import Move, Workflow
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs" / "workflows.md"
HEAD = """# Workflows

Printed from `src/medk/plans/moves.py` by `python -m tests.architecture.workflow_pages`; a test holds the page equal to the code. Overdue and paused are no statuses: they are computed from dates.

Who moves is a capacity towards the very part, found anew each time (`plans/access.py`):

| Capacity | Who |
|---|---|
| `owner` | runs the plan: a coordinator of the organisation that owns it |
| `executor` | carries the part out: its unit, the person it is entrusted to, an executor named in the measure |
| `confirmer` | confirms it: the role that the measure names, else the nearest coordinator above; never the one who submitted |
| `sole` | executor where no other person could confirm: the record is marked «подтверждено исполнителем» and counted apart; of an amendment, its author where the owner has no other coordinator: «утверждено без второго человека» |
| `preparer` | prepares amendments of the plan: a coordinator of the owner or of the level above |
| `approver` | such a person who had no hand in this amendment |
| `calendar` | the day from which an approved amendment holds has come |
"""
TABLES = (
    ("Дорожная карта: `ROAD_MAP`", ROAD_MAP),
    ("Мероприятие: `MEASURE`", MEASURE),
    ("Исполнение: `EXECUTION`", EXECUTION),
    ("Изменение плана: `AMENDMENT`", AMENDMENT),
)
_ORDER = (OWNER, EXECUTOR, CONFIRMER, PREPARER, APPROVER, SOLE, CALENDAR)


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_table(title, workflow) for title, workflow in TABLES)])


def _table(title: str, workflow: Workflow) -> str:
    statuses = "\n".join(f"| `{status.value}` | {status.label} |" for status in workflow.statuses)
    moves = "\n".join(_row(workflow, move) for move in workflow.table)
    return (
        f"## {title}\n\n```mermaid\n{workflow.mermaid()}\n```\n\n"
        f"| Status | Состояние |\n|---|---|\n{statuses}\n\n"
        f"| Move | Ход | From | To | Who | Reason |\n|---|---|---|---|---|---|\n{moves}\n"
    )


def _row(workflow: Workflow, move: Move) -> str:
    sources = ", ".join(f"`{status}`" for status in workflow.statuses.values if status in move.sources)
    who = ", ".join(f"`{role}`" for role in _ORDER if role in move.roles)
    reason = "needed" if move.needs_reason else ""
    return f"| `{move.code}` | {move.label} | {sources} | `{move.target}` | {who} | {reason} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
