"""Plans as long as the limits say, for pages that must stay light."""

import datetime as dt
import random
from typing import Any

from medk.plans.actions.progress import count_progress
from medk.plans.models import Measure, Milestone, Occurrence, RoadMap
from tests.factories.plans import RoadMapFactory, SectionFactory
from tests.world import District

_WORDS = (
    "провести", "организовать", "методическое", "сопровождение", "школ", "участниц", "проекта", "семинар",
    "кураторов", "мониторинг", "анализ", "результатов", "диагностики", "педагогов", "программы", "перехода",
    "муниципальных", "координаторов", "подготовить", "отчёт", "о", "ходе", "реализации", "дорожной", "карты",
)  # fmt: skip


def long_plan(district: District, length: int, *, seed: int = 500) -> RoadMap:
    """An approved plan of `length` dated measures in sections of 30, with long titles, counted."""
    chance = random.Random(seed)
    road_map = RoadMapFactory(approved=True, cycle=district.cycle)
    made: list[Measure] = []
    for number in range(length):
        if number % 30 == 0:
            section = SectionFactory(road_map=road_map, position=number, title=f"Раздел {number // 30 + 1}")
        made.append(_measure(road_map, section, number, chance))
    rows = Measure.objects.bulk_create(made)
    Milestone.objects.bulk_create(
        Milestone(measure=row, position=0, title="Промежуточный итог", due_on=row.starts_on)
        for row in rows[::5]
    )
    Occurrence.objects.bulk_create(
        Occurrence(measure=row, ordinal=n, due_on=dt.date(2022, n, 15))
        for row in rows[::3]
        for n in range(1, 13)
    )
    count_progress([row.pk for row in rows])
    return road_map


def _measure(road_map: RoadMap, section: Any, number: int, chance: random.Random) -> Measure:
    start = dt.date(2022, 1, 10) + dt.timedelta(days=chance.randrange(250))
    title = " ".join(chance.choice(_WORDS) for _ in range(13)).capitalize()
    return Measure(
        road_map=road_map,
        section=section,
        position=number,
        number=f"{number // 30 + 1}.{number % 30 + 1}",
        title=title,
        schedule_kind="period",
        starts_on=start,
        due_on=start + dt.timedelta(days=chance.randrange(5, 100)),
    )
