"""`medk check`: the settings, then everything that must be true of the data."""

import argparse

from django.conf import settings
from django.core import checks
from django.utils.module_loading import autodiscover_modules

from medk.cli import installation
from medk.cli.refusal import CommandRefused
from medk.kernel import integrity


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 when something is wrong."""
    wrong = _settings()
    if installation.needs_migration():
        raise CommandRefused("База ещё не приведена к этой версии: запустите medk serve или medk init.")
    autodiscover_modules("integrity")
    for finding in integrity.run_all():
        wrong += len(finding.problems)
        print(finding.name if finding.problems else f"{finding.name}: в порядке")
        for problem in finding.problems:
            print(f"  {problem}")
    print("Всё в порядке." if not wrong else f"Найдено замечаний: {wrong}.")
    return 1 if wrong else 0


def _settings() -> int:
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=settings.IS_PRODUCTION)
        if message.level >= checks.WARNING and not message.is_silenced()
    ]
    print("Настройки: в порядке" if not found else "Настройки")
    for message in found:
        print(f"  {message.id}: {message.msg} {message.hint or ''}".rstrip())
    return len(found)
