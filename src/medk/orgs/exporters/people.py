"""People as a table: who they are and what they hold, as far as the reader sees it."""

from collections.abc import Sequence
from typing import Any

from medk.accounts.models import Person
from medk.kernel.exports import Column, Sheet
from medk.orgs.queries.people import ChosenPeople, listed_people
from medk.orgs.roles import Role


def people_sheet(user: Any, chosen: ChosenPeople) -> Sheet:
    """Everybody of the filter, by name."""
    rows = listed_people(user, chosen).order_by("name", "pk")
    return Sheet(
        title="Люди", columns=_COLUMNS, rows=rows.iterator(chunk_size=500), filters=_words(chosen),
        file_name="люди",
    )  # fmt: skip


def _held(person: Any) -> Sequence[Any]:
    """Appointments that hold today and that the reader sees, read with the person."""
    return person.held


def _posts(person: Person) -> str:
    return "; ".join(f"{row.get_role_display()}, {row.organisation}" for row in _held(person))


def _account(person: Any) -> str:
    account = getattr(person, "user", None)
    if account is None:
        return "нет"
    return "есть" if account.is_active else "закрыт"


_COLUMNS = (
    Column("Имя", lambda row: row.name, 36),
    Column("Должность", lambda row: row.position, 36),
    Column("Роли", _posts, 60),
    Column("Откуда", lambda row: "; ".join(str(held.body) for held in _held(row) if held.body), 36),
    Column("Электронная почта", lambda row: row.email, 28),
    Column("Телефон", lambda row: row.phone, 20),
    Column("Вход", _account, 10),
)


def _words(chosen: ChosenPeople) -> list[str]:
    said = {
        "территория": chosen.inside,
        "роль": Role(chosen.role).label if chosen.role else "",
        "поиск": chosen.text,
        "с прежними": "да" if chosen.former else "",
    }
    return [f"{name}: {value}" for name, value in said.items() if value]
