"""System checks over settings: combinations that would mislead or endanger are said at start-up."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

SHORTEST_KEY = 50


@register()
def check_everywhere(**kwargs: Any) -> list[CheckMessage]:
    """What must hold under any settings."""
    found: list[CheckMessage] = []
    if settings.TIME_ZONE not in available_timezones():
        found.append(
            Error(
                f"MEDK_TIME_ZONE: пояса «{settings.TIME_ZONE}» нет.",
                hint="Укажите, например, Europe/Moscow.",
                id="medk.E001",
            )
        )
    if settings.SMTP and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        found.append(
            Warning(
                "Почта настроена, а обратный адрес писем — medk@localhost.",
                hint="Задайте MEDK_MAIL_FROM.",
                id="medk.W001",
            )
        )
    return found


@register()
def check_production(**kwargs: Any) -> list[CheckMessage]:
    """What must hold where real data live."""
    return list(_production()) if settings.IS_PRODUCTION else []


def _production() -> Iterator[CheckMessage]:
    if settings.SET_TODAY or settings.CLOCK_OFFSET:
        yield Error(
            "При рабочих настройках часы переводить нельзя.",
            hint="Уберите MEDK_TODAY и MEDK_CLOCK_OFFSET.",
            id="medk.E002",
        )
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield Error(
            f"MEDK_SECRET_KEY короче {SHORTEST_KEY} знаков.",
            hint="Уберите переменную: ключ будет создан сам и сохранён рядом с данными.",
            id="medk.E003",
        )
    if not settings.PUBLIC_URL.startswith("https://"):
        yield Error(
            "MEDK_PUBLIC_URL должен начинаться с https://.",
            hint="По этому адресу ведут ссылки в письмах.",
            id="medk.E004",
        )
    outside = set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]"}
    if not outside or "*" in outside:
        yield Error(
            "MEDK_HOSTS не называет имени сайта.",
            hint="Перечислите имена через запятую, без «*».",
            id="medk.E005",
        )
    if settings.DEBUG:
        yield Error("При рабочих настройках DEBUG включать нельзя.", id="medk.E006")
