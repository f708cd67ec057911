"""How long a search takes: p50 and p95 of many questions by several people, on the database in use.

    python -m benchmarks.search [--times 5] [--limit 100] [EMAIL …]

Takes the data that is there (MEDK_DATA or DATABASE_URL), brings the index up to date first, and asks
in the process itself, marking and excerpts included, the page and the network left out. Without
addresses it asks as one person of each role. Ends with 1 when some p95 is above the limit, in
milliseconds.
"""

import argparse
import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medk.config.settings.local")
django.setup()

from medk.accounts.models import User  # noqa: E402
from medk.orgs.models import Appointment  # noqa: E402
from medk.search.actions.indexing import sweep  # noqa: E402
from medk.search.models import SearchEntry  # noqa: E402
from medk.search.queries.found import find  # noqa: E402

QUESTIONS = (
    "школа", "школы с низкими результатами", "сош № 7", "№ 17", "1.28", "3300000123", "диагностика",
    "диогностика", "мониторнг", "irjkf", "кураторы", "муниципальный координатор", "«рисковых профилей»",
    "район", "иванова", "иванва анна", "математик", "методич", "анализ рисков", "отчет школ за квартал",
    "дорожная карта 2022", "ничегонетакого", "семинар математика", "област",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Ask everything as everybody, print a line for each person, and the slowest questions."""
    options = _options(arguments)
    started = time.perf_counter()
    differed = sweep()
    print(
        f"index: {SearchEntry.objects.count()} entries, {differed} differed, {time.perf_counter() - started:.1f} s"
    )
    slow = [_of_person(user, options) for user in _people(options.emails)]
    return int(any(slow))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5, help="rounds of all questions (5)")
    parser.add_argument("--limit", type=float, default=100.0, help="most milliseconds of p95 (100)")
    parser.add_argument("emails", nargs="*", help="as whom to ask")
    return parser.parse_args(arguments)


def _people(emails: list[str]) -> list[User]:
    if emails:
        return list(User.objects.filter(email__in=emails))
    held = Appointment.objects.active().filter(person__user__is_active=True).order_by("role", "pk")
    first: dict[str, int] = {}
    for role, user in held.values_list("role", "person__user"):
        first.setdefault(role, user)
    return list(User.objects.filter(pk__in=set(first.values())))


def _of_person(user: User, options: argparse.Namespace) -> bool:
    """Print one person's figures; True when too slow."""
    times: list[tuple[float, str, int]] = []
    for number in range(options.times + 1):
        for question in QUESTIONS:
            fresh = User.objects.get(pk=user.pk)  # appointments are read once for each request
            started = time.perf_counter()
            found = find(fresh, question)
            if number:  # the first round warms up
                times.append(((time.perf_counter() - started) * 1000, question, len(found.hits)))
    spent = [row[0] for row in times]
    middle, high = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    print(f"{user.email}: p50 {middle:.0f} ms, p95 {high:.0f} ms, most {max(spent):.0f} ms")
    for took, question, hits in sorted(times, reverse=True)[:3]:
        print(f"    {took:.0f} ms  «{question}», {hits} on the page")
    return high > options.limit


if __name__ == "__main__":
    sys.exit(main())
