"""Regions with their municipalities, schools, cycle and participants: through the product's own actions."""

from dataclasses import dataclass

from benchmarks.federation.sizes import START, Size, shared_out
from medk.audit.recording import SYSTEM
from medk.cycles.actions.cycles import create_cycle
from medk.cycles.actions.memberships import add_schools
from medk.cycles.models import Cycle
from medk.orgs.actions.bulk import Draft, create_organisations
from medk.orgs.actions.tree import create_organisation
from medk.orgs.models import Organisation

_NAMES = (
    "Берёз", "Сосн", "Озёр", "Луг", "Полян", "Горн", "Степн", "Речн", "Лесн", "Камен", "Зареч", "Восточн",
    "Западн", "Северн", "Южн", "Дубов", "Клён", "Ольхов", "Рябинов", "Черёмухов", "Ясен", "Калинов",
    "Ключев", "Песчан", "Солнечн", "Тих", "Светл", "Красн", "Бел", "Син", "Зелен", "Высок", "Нижн", "Верхн",
    "Средн", "Дальн", "Ближн", "Нов", "Стар", "Мал", "Больш", "Долг", "Широк",
)  # fmt: skip
_KINDS = (("Средняя общеобразовательная школа", "СОШ"), ("Основная школа", "ООШ"), ("Лицей", "Лицей"),
          ("Гимназия", "Гимназия"))  # fmt: skip


@dataclass
class Place:
    """A region as it was stored, with what its plans need."""

    size: Size
    region: Organisation
    body: Organisation
    towns: list[Organisation]
    schools: list[Organisation]
    cycle: Cycle
    participants: list[Organisation]

    def of_town(self, town: Organisation) -> list[Organisation]:
        """Participating schools of a municipality."""
        return [school for school in self.participants if school.parent_id == town.pk]


def region_name(number: int) -> str:
    """85 different invented names."""
    stem, second = _NAMES[number % len(_NAMES)], number // len(_NAMES)
    return f"{stem}{'ая область' if not second else 'ый край'}"


def root() -> Organisation:
    """The federation itself."""
    return create_organisation("federation", "Федерация", parent=None, by=SYSTEM, on=START)


def settle(size: Size, top: Organisation) -> Place:
    """One region with everything below it and its cycle of 2022."""
    region = create_organisation(
        "region", region_name(size.number), parent=top, by=SYSTEM, on=START, time_zone=size.zone
    )
    drafts = _drafts(size, region)
    made = create_organisations(drafts, by=SYSTEM, within=region, on=START)
    towns = made[1 : 1 + size.towns]
    schools = made[1 + size.towns :]
    cycle = create_cycle(region, year=2022, title="Цикл 2022 года", by=SYSTEM, template=2022)
    participants = _join(size, cycle, schools)
    return Place(size, region, made[0], towns, schools, cycle, participants)


def _drafts(size: Size, region: Organisation) -> list[Draft]:
    chance = size.chance("places")
    stems = [
        f"{_NAMES[n % len(_NAMES)]}ский район {n // len(_NAMES) or ''}".strip() for n in range(size.towns)
    ]
    towns = [Draft("municipality", name, region, key=f"m{n}") for n, name in enumerate(stems)]
    weights = [4.0, *(chance.uniform(0.5, 1.8) for _ in range(size.towns - 1))]
    body = Draft("institute", f"Институт развития образования, {region.name}", region)
    schools = [
        _school(size, number=serial, town=town, name=stems[town])
        for serial, town in enumerate(
            town for town, count in enumerate(shared_out(size.schools, weights)) for _ in range(count)
        )
    ]
    return [body, *towns, *schools]


def _school(size: Size, *, number: int, town: int, name: str) -> Draft:
    long, short = _KINDS[0 if number % 7 else number // 7 % len(_KINDS)]
    return Draft(
        "school",
        f"{long} № {number + 1} ({name})",
        f"m{town}",
        codes={"register": f"{size.number:02}{number:05}"},
        details={
            "short_name": f"{short} № {number + 1}",
            "address": f"{name}, Школьная улица, {number % 90 + 1}",
        },
    )


def _join(size: Size, cycle: Cycle, schools: list[Organisation]) -> list[Organisation]:
    """Participants stand thicker in the first municipality: it has a road map of its own."""
    first = [school for school in schools if school.parent_id == schools[0].parent_id][
        : size.participants // 6 + 2
    ]
    rest = [school for school in schools if school.parent_id != schools[0].parent_id]
    chosen = [*first, *size.chance("members").sample(rest, size.participants - len(first))]
    add_schools(
        cycle.cohorts.get(code="participants"), schools=chosen, valid_from=START, by=SYSTEM, act="Приказ"
    )
    return chosen
