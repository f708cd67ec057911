"""Accounts of the demo world, kept so that every start can print them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

NAME = "demo-accounts.json"


class Account(Protocol):
    """Somebody to sign in as."""

    @property
    def title(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def password(self) -> str: ...


def keep(data_dir: Path, accounts: Iterable[Account]) -> None:
    """Write the accounts beside the data; the demo's passwords are no secret."""
    rows = [[account.title, account.email, account.password] for account in accounts]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (data_dir / NAME).write_text(text, encoding="utf-8")


def lines(data_dir: Path) -> list[str]:
    """The accounts as a table; nothing when this is no demo."""
    path = data_dir / NAME
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    if not rows:
        return []
    wide = max(len(title) for title, _, _ in rows)
    far = max(len(email) for _, email, _ in rows)
    return ["Войти можно так:"] + [f"  {title:{wide}}  {email:{far}}  {word}" for title, email, word in rows]
