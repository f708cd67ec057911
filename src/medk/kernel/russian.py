"""Numbers, dates and plurals in Russian words, as the design guide sets them (§7)."""

import datetime as dt

MONTHS_OF = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
NBSP = "\u00a0"


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form of a word for a number: 1 мера, 2 меры, 5 мер, 11 мер."""
    tail = abs(number) % 100
    if 11 <= tail <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(tail % 10, many)


def counted(number: int, one: str, few: str, many: str) -> str:
    """The number with its word, joined by a no-break space."""
    return f"{number}{NBSP}{plural(number, one, few, many)}"


def day_month(day: dt.date) -> str:
    """20 мая."""
    return f"{day.day}{NBSP}{MONTHS_OF[day.month - 1]}"


def distance(due: dt.date, on: dt.date) -> str:
    """How far a deadline is: «осталось 11 дней», «сегодня», «просрочено на 5 дней» (calendar days)."""
    days = (due - on).days
    if days == 0:
        return "сегодня"
    words = counted(abs(days), "день", "дня", "дней")
    return f"осталось {words}" if days > 0 else f"просрочено на {words}"


def span(start: dt.date | None, end: dt.date | None) -> str:
    """27.04–31.05.2026; «до 31.05.2026» without a start; empty without both."""
    if start and end and start != end:
        head = f"{start:%d.%m}" if start.year == end.year else f"{start:%d.%m.%Y}"
        return f"{head}–{end:%d.%m.%Y}"
    if end:
        return f"{end:%d.%m.%Y}" if start else f"до{NBSP}{end:%d.%m.%Y}"
    return f"с{NBSP}{start:%d.%m.%Y}" if start else ""
