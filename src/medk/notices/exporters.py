"""The outbox as a table, without the texts: they carry links by which people sign in."""

from collections.abc import Iterable

from medk.kernel.exports import Column, Sheet
from medk.notices.models import Letter

_COLUMNS = (
    Column("Создано", lambda row: row.created_at, 17),
    Column("Кому", lambda row: row.to, 34),
    Column("Тема", lambda row: row.subject, 60),
    Column("Состояние", lambda row: row.get_status_display(), 26),
    Column("Попыток", lambda row: row.attempts, 10),
    Column("Отправлено", lambda row: row.sent_at, 17),
    Column("Причина", lambda row: row.error, 50),
)


def letters_sheet(rows: Iterable[Letter], *, status: str, search: str) -> Sheet:
    """Letters of the filter, newest first."""
    said = {"состояние": Letter.Status(status).label if status else "", "поиск": search}
    words = tuple(f"{name}: {value}" for name, value in said.items() if value)
    return Sheet("Письма", _COLUMNS, rows, filters=words, file_name="письма")
