"""`medk demo`: the demo world, played through the same actions that people use (decision 15)."""

import argparse
import datetime as dt

from django.conf import settings
from django.core.management import call_command

from medk.cli import clock_anchor, demo_accounts, installation
from medk.cli.refusal import CommandRefused

SEED = 500
#: The day on which the demo stands unless MEDK_TODAY says otherwise.
DAY = dt.date(2022, 5, 20)
MARK = "demo-unfinished"


def chosen_day(asked: dt.date | None) -> dt.date:
    """The day asked for, else MEDK_TODAY, else the demo's own."""
    return asked or settings.SET_TODAY or DAY


def run(options: argparse.Namespace) -> int:
    """Fill an empty database; refused when anything is in it."""
    installation.migrate()
    clear_unfinished()
    if not installation.is_empty():
        raise CommandRefused(
            "База не пуста, учебный пример в неё не записывается. "
            "Задайте другую папку данных: MEDK_DATA=/путь medk demo."
        )
    fill(seed=options.seed, until=chosen_day(options.until))
    for line in demo_accounts.lines(settings.DATA_DIR):
        print(line)
    return 0


def fill(*, seed: int, until: dt.date) -> None:
    """Play the year up to a day, keep the accounts, set the clock to that day.

    Until the last word is written a mark lies beside the data; the next start then begins anew.
    """
    # Loads the whole demo world, which no other command needs.
    from medk.rehearsal.play import play

    if settings.IS_PRODUCTION:
        raise CommandRefused("При рабочих настройках учебный пример не создаётся.")
    mark = settings.DATA_DIR / MARK
    mark.touch()
    accounts = play(seed=seed, until=until, say=print)
    demo_accounts.keep(settings.DATA_DIR, accounts)
    clock_anchor.anchor(settings.DATA_DIR, today=until, zone=settings.TIME_ZONE)
    mark.unlink()


def clear_unfinished() -> None:
    """Empty a database that a demo was cut short in."""
    if (settings.DATA_DIR / MARK).exists():
        print("Учебный пример в прошлый раз не был записан до конца, начинаем заново.")
        call_command("flush", interactive=False, verbosity=0)
        (settings.DATA_DIR / MARK).unlink()
