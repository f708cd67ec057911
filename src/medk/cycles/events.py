"""Audit kinds of cycles, key dates, cohorts and memberships."""

from medk.audit.kinds import register

register("cycle.created", "заведён цикл", ["year", "template"])
register("cycle.changed", "изменены настройки цикла", ["changes"])
register("cycle.closed", "цикл закрыт", ["on"])
register("cycle.reopened", "цикл открыт снова", ["reason"])
register("key_date.added", "добавлена ключевая дата", ["cycle", "starts_on", "ends_on"])
register("key_date.changed", "изменена ключевая дата", ["cycle", "changes"])
register("key_date.removed", "убрана ключевая дата", ["cycle", "starts_on", "ends_on", "source", "reason"])
register("cohort.added", "добавлена когорта", ["cycle"])
register("cohort.renamed", "переименована когорта", ["cycle", "changes"])
register("membership.added", "школа вошла в когорту", ["cohort", "valid_from", "act", "years"])
register("membership.ended", "школа вышла из когорты", ["cohort", "valid_to", "act"])
register("membership.changed", "исправлено место в когорте", ["cohort", "changes"])
register(
    "membership.removed", "снята ошибочная запись о когорте", ["cohort", "valid_from", "valid_to", "reason"]
)
