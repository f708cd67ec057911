"""`python -m benchmarks.federation`: fill the database of the current settings; see benchmarks/README.md.

MEDK_DATA=… [DATABASE_URL=…] python -m benchmarks.federation [--regions 85] [--check]
"""

import argparse
import os
import resource
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medk.config.settings.local")
django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.federation.build import build, counts  # noqa: E402
from benchmarks.federation.sizes import REGIONS, TODAY  # noqa: E402
from medk.cli.commands import check  # noqa: E402
from medk.kernel import clock  # noqa: E402


def main() -> None:
    """Migrate, build, print how long each step took and how many rows there are."""
    options = _options()
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    with clock.at(TODAY):
        build(
            options.regions,
            say=lambda words: print(f"{time.monotonic() - began:6.1f} s  {words}", flush=True),
        )
    for name, count in counts().items():
        print(f"  {name}: {count}")
    if options.check:
        began = time.monotonic()
        found = check.run(options)
        print(f"medk check: {time.monotonic() - began:.1f} s")
        raise SystemExit(found)
    print(f"memory of the generator: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=REGIONS)
    parser.add_argument("--check", action="store_true", help="run `medk check` afterwards")
    return parser.parse_args()


main()
