"""`medk reindex`: the index of search compared with everything that should be found, and repaired."""

import argparse

from medk.cli import installation
from medk.cli.refusal import CommandRefused
from medk.kernel.russian import counted
from medk.search.actions.following import to_the_end
from medk.search.actions.indexing import start_anew, sweep
from medk.search.models import SearchEntry


def run(options: argparse.Namespace) -> int:
    """Sweep; with `--whole` from nothing. People may go on working meanwhile."""
    if installation.needs_migration():
        raise CommandRefused("База ещё не приведена к этой версии: запустите medk serve или medk init.")
    if options.whole:
        print("Строим поиск заново. Пока это идёт, находится не всё.")
        start_anew()
    # What happens from here on is followed by the worker, what was before is swept now.
    to_the_end()
    differed = sweep()
    total = counted(SearchEntry.objects.count(), "запись", "записи", "записей")
    print(f"В поиске {total}, поправлено {differed}.")
    return 0
