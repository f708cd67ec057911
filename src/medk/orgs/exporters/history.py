"""The history as a table."""

from typing import Any

from medk.audit.models import AuditEntry
from medk.kernel.exports import Column, Sheet
from medk.orgs.models import Organisation
from medk.orgs.queries.history import ChosenEntries, Line, kind_label, lines_of, listed_entries


def history_sheet(user: Any, chosen: ChosenEntries) -> Sheet:
    """Every entry of the filter that the user sees, newest first."""
    return Sheet(
        title="Журнал действий",
        columns=_columns(),
        rows=listed_entries(user, chosen).iterator(chunk_size=1000),
        filters=_words(chosen),
        file_name="журнал",
    )


def _columns() -> list[Column]:
    names = dict[int, str]()
    return [
        Column("Внесено", lambda row: row.at, 17),
        Column("Событие", kind_label, 34),
        Column("Объект", lambda row: row.object_label, 50),
        Column("Организация", lambda row: _place(row, names), 40),
        Column("Кто", lambda row: row.actor_name, 30),
        Column("От чьего имени", lambda row: row.on_behalf_of, 24),
        Column("Было", lambda row: _told(line for line in lines_of(row) if line.before), 50),
        Column("Стало и подробности", _after, 60),
        Column("Номер записи", lambda row: str(row.uid), 38),
    ]


def _place(row: AuditEntry, names: dict[int, str]) -> str:
    """The organisation's name, asked once for each organisation of the table."""
    number = row.organisation_id
    if number is None:
        return ""
    if number not in names:
        names[number] = str(Organisation.objects.filter(pk=number).first() or f"№ {number}")
    return names[number]


def _told(lines: Any) -> str:
    return "; ".join(f"{line.label}: {line.before}" for line in lines)


def _after(row: AuditEntry) -> str:
    lines: list[Line] = lines_of(row)
    return "; ".join(f"{line.label}: {line.after}" for line in lines)


def _words(chosen: ChosenEntries) -> list[str]:
    said = {
        "территория": chosen.inside,
        "событие": chosen.kind,
        "кто": chosen.who,
        "объект": chosen.what,
        "с": chosen.since and f"{chosen.since:%d.%m.%Y}",
        "по": chosen.until and f"{chosen.until:%d.%m.%Y}",
    }
    return [f"{name}: {value}" for name, value in said.items() if value]
