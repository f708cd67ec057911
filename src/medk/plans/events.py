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
#: What a person did to an amendment that is being prepared; its moves have rows of their own.
register("plans.amendment_begun", "Начато изменение плана", {"reason", "effective_on"})
register(
    "plans.amendment_corrected",
    "Исправлено изменение плана",
    {"reason", "effective_on", "order", "changes"},
)
register("plans.amendment_line_kept", "Строка изменения плана", {"what", "measure", "fields"})
register(
    "plans.amendment_line_dropped", "Строка убрана из изменения плана", {"what", "measure", "old", "new"}
)
#: The plan itself: the document came into force.
register(
    "plans.amended",
    "Изменение плана вступило в силу",
    {"amendment", "ordinal", "sha256", "effective_on", "order", "reason", "lines", "alone"},
)
register("plans.series_switched", "Изменён порядок учёта повторов", {"external"})
register("plans.executor_replaced", "Заменён исполнитель", {"executor", "was"})
register("plans.reminded", "Отправлены напоминания", {"people", "lines", "skipped", "who", "filter"})

# --- attached schedules and requests ---------------------------------------------------------
register("plans.schedule_attached", "Приложен график на проверку", {"title", "file", "rows", "errors"})
register(
    "plans.schedule_applied",
    "График применён",
    {"title", "file", "ordinal", "made", "same", "withdrawn", "kept"},
)
register("plans.schedule_discarded", "График не применён", {"title", "file"})
register("plans.request_made", "Внесён запрос", {"title", "unit", "due_on"})
register("plans.request_accepted", "Запрос принят", {"title", "unit", "due_on"})
register("plans.request_declined", "Запрос отклонён", {"title", "unit", "reason"})

# --- links -----------------------------------------------------------------------------------
register("plans.link_added", "Добавлена связь", {"title", "link", "source", "target", "note", "proposed"})
register("plans.link_withdrawn", "Снята связь", {"title", "link", "source", "target", "reason"})
register(
    "plans.link_declined", "Предложенная связь отклонена", {"title", "link", "source", "target", "reason"}
)

# --- drafts ----------------------------------------------------------------------------------
register("plans.order_uploaded", "Загружен приказ", {"filename", "sha256"})
register("plans.order_decided", "Решено, что делать с повторной загрузкой", {"decision", "road_map"})
register("plans.order_retried", "Приказ отправлен на чтение ещё раз")
register("plans.order_discarded", "Загрузка отменена")
register("plans.order_read", "Приказ прочитан, заведён черновик", {"filename", "measures", "unread"})
register("plans.draft_begun", "Заведён пустой черновик", {"year"})
register("plans.document_corrected", "Исправлены сведения о документе", {"changes"})
register("plans.section_added", "Добавлен раздел", {"section"})
register("plans.section_renamed", "Переименован раздел", {"old", "new"})
register("plans.section_removed", "Убран раздел", {"section", "measures"})
register("plans.measure_corrected", "Исправлено мероприятие черновика", {"changes"})
register("plans.measure_checked", "Мероприятие сверено с приказом", {"questions"})
register("plans.question_settled", "Решён вопрос чтения", {"field", "question"})
register("plans.rest_accepted", "Остальное принято как прочитано", {"measures", "questions"})
#: `before` holds the rows as they were (the tombstone of what was removed), `made` the rows' versions since.
register("plans.measures_restructured", "Изменён состав черновика", {"what", "before", "made", "order"})
register("plans.restructuring_undone", "Отменено изменение состава", {"what", "entry"})
register("plans.measure_moved", "Мероприятие переставлено", {"position", "was", "section"})
register("plans.unread_settled", "Разобран непрочитанный фрагмент", {"text", "settlement", "measure"})
register("plans.executors_matched", "Сопоставлен исполнитель", {"names", "executor", "rows"})
register("plans.executors_set", "Назначены исполнители", {"executor", "measures", "mode"})
register("plans.approved", "Дорожная карта утверждена", {"sha256", "ordinal", "approved_on", "acknowledged"})

# --- cascade ---------------------------------------------------------------------------------
register("plans.drafted_from_above", "Карта составлена из карты выше", {"parent", "title", "measures"})
register("plans.origin_linked", "Связано с мероприятием карты выше", {"parent", "how", "sha256"})
register("plans.origin_declined", "Предложенная связь отклонена", {"parent", "reason"})
register("plans.origin_ended", "Связь с мероприятием карты выше снята", {"parent", "reason"})
register(
    "plans.change_from_above_decided",
    "Решено по изменению карты выше",
    {"parent", "aspect", "verdict", "old", "new", "reason"},
)
