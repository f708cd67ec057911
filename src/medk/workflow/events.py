"""Kinds of audit entries that workflow writes."""

from medk.audit.kinds import register

MOVED = register(
    "workflow.moved",
    "Состояние изменено",
    {"move", "source", "target", "happened_on", "reason", "transition", "supersedes"},
)
