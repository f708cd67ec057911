"""How large the federation is and how its parts are shared out; the same seed gives the same world."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

SEED = 500
REGIONS, TOWNS, SCHOOLS, PARTICIPANTS = 85, 2_400, 40_000, 6_500
MEASURES = 60
START, TODAY = dt.date(2022, 1, 10), dt.date(2022, 11, 15)
#: Region 1 is the one that is measured: larger than most, the same in a federation of any size.
FIRST_WEIGHT = 1.6
ZONES = ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Irkutsk", "Asia/Vladivostok")


@dataclass(frozen=True)
class Size:
    """One region: how many municipalities, schools and participating schools it has."""

    number: int
    towns: int
    schools: int
    participants: int

    @property
    def zone(self) -> str:
        """The first regions lie in Moscow's zone, as most do."""
        return ZONES[self.number * len(ZONES) // (REGIONS + 1)]

    def chance(self, what: str) -> random.Random:
        """Chance of its own, so that a region does not depend on how many others there are."""
        return random.Random(f"{SEED}-{self.number}-{what}")  # noqa: S311 - a benchmark


def sizes(regions: int = REGIONS) -> list[Size]:
    """The first so many regions of the federation; all of them add up to its numbers exactly."""
    chance = random.Random(SEED)  # noqa: S311 - a benchmark
    weights = [FIRST_WEIGHT, *(chance.uniform(0.35, 1.7) for _ in range(REGIONS - 1))]
    shared = [shared_out(total, weights) for total in (TOWNS, SCHOOLS, PARTICIPANTS)]
    return [Size(n + 1, *(share[n] for share in shared)) for n in range(regions)]


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total: the largest remainders win."""
    exact = [total * weight / sum(weights) for weight in weights]
    given = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: given[n] - exact[n])
    for n in by_remainder[: total - sum(given)]:
        given[n] += 1
    return given
