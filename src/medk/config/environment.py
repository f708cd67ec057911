"""The only reader of environment variables: strict, so that a typo stops start-up instead of changing meaning."""

import datetime as dt
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class BadEnvironment(ValueError):
    """A variable holds a value that cannot be understood; the message says which and why."""


def text(name: str, default: str = "") -> str:
    """Value of `name`, or the content of the file named by `name`_FILE (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """True or false; anything but 1/true/yes/on and 0/false/no/off is refused."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name}={raw!r}: expected 1 or 0")


def number(name: str, *, default: int, least: int = 0) -> int:
    """A whole number not below `least`."""
    raw = text(name)
    if not raw:
        return default
    if not raw.isdigit() or int(raw) < least:
        raise BadEnvironment(f"{name}={raw!r}: expected a whole number, at least {least}")
    return int(raw)


def day(name: str) -> dt.date | None:
    """A date as YYYY-MM-DD, or None when the variable is empty."""
    raw = text(name)
    if not raw:
        return None
    try:
        return dt.date.fromisoformat(raw)
    except ValueError as error:
        raise BadEnvironment(f"{name}={raw!r}: expected a date as YYYY-MM-DD") from error


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str, *, data_dir: Path) -> dict:
    """Django's description of the database at `url`; an empty one means the embedded SQLite file.

    SQLite waits for its turn up to 20 s, keeps a write-ahead log, syncs every commit, and opens
    writing blocks as IMMEDIATE (decision 18): nothing acknowledged is lost, nobody deadlocks.
    """
    parts = urlsplit(url or f"sqlite:///{data_dir / 'medk.sqlite3'}")
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path) or ":memory:",
            # Opening the file and saying the pragmas anew costs a millisecond of every request.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY",
            },
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment(f"DATABASE_URL: unknown scheme {parts.scheme!r}")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def email(url: str) -> dict[str, object]:
    """Settings of outgoing mail from smtp://user:password@host:port or smtps://…; {} without a URL."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise BadEnvironment(f"MEDK_SMTP_URL: unknown scheme {parts.scheme!r}")
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
