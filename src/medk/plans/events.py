"""Kinds of audit entries that plans write."""

from medk.audit.kinds import register

# --- execution -------------------------------------------------------------------------------
register("plans.evidence_added", "Добавлено подтверждение", {"title", "file", "link"})
register("plans.evidence_withdrawn", "Снято подтверждение", {"title", "reason"})
register("plans.execution_delegated", "Поручено сотруднику", {"assignee", "was"})
register("plans.execution_noted", "Изменено описание исполнения", {"changes"})
register("plans.occurrence_entered", "Внесён повтор", {"title", "due_on"})
register("plans.occurrence_withdrawn", "Снят повтор", {"title", "reason"})
register("plans.paused", "Приостановлено", {"starts_on", "ends_on", "reason", "unit", "extends"})
register("plans.resumed", "Возобновлено", {"ends_on", "reason"})
register("plans.target_read", "Внесено значение показателя", {"target", "value", "on", "reached"})
register(
    "plans.measure_amended",
    "Изменено мероприятие",
    {"field", "old", "new", "reason", "effective_on", "order"},
)
