"""The rehearsal: the demo world lives its year through the actions that people use (decisions 14, 15)."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from django.db import transaction

from medk.accounts.models import User
from medk.cycles.actions.cycles import close_cycle
from medk.cycles.models import Cycle
from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.orgs.roles import Role
from medk.plans.actions.progress import count_progress, turn_day
from medk.plans.actions.road_maps import close_road_map
from medk.plans.models import Measure, RoadMap
from medk.rehearsal import cascade, extras, links, matrix, search
from medk.rehearsal.places import Territory
from medk.rehearsal.planting import plant
from medk.rehearsal.settle import PASSWORD, Settled, settle
from medk.rehearsal.stage import Player, Scene, play_days
from medk.rehearsal.worldbook import World, load_world
from medk.rehearsal.year import begin_cycle

#: The demo's date and its seed.
UNTIL = dt.date(2022, 5, 20)
SEED = 500


@dataclass(frozen=True)
class Played:
    """What the rehearsal left behind: the world as rows, its road maps by code, things that happened."""

    settled: Settled
    road_maps: dict[str, RoadMap]
    happened: int


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as."""

    title: str
    email: str
    password: str


def play(
    *, seed: int = SEED, until: dt.date = UNTIL, say: Callable[[str], None] = lambda line: None
) -> list[Account]:
    """Fill an empty database with the demo world; returns the accounts that the demo offers to try."""
    rehearse(seed=seed, until=until, say=say)
    return accounts(load_world())


def rehearse(
    *,
    seed: int = SEED,
    until: dt.date = UNTIL,
    say: Callable[[str], None] = lambda line: None,
    only: Collection[str] = (),
) -> Played:
    """Play the world, or `only` some territories of it, into an empty database.

    The same seed gives the same year.
    """
    known = load_world()
    chosen = tuple(row for row in known.territories if not only or row.code in only)
    world = replace(known, territories=chosen)
    say("Заселяем территории: организации, люди, назначения")
    with transaction.atomic():
        settled = settle(world)
    maps: dict[str, RoadMap] = {}
    happened = 0
    for territory in world.territories:
        say(f"{territory.name}: цикл {territory.cycle} года")
        happened += _play_territory(world, territory, settled, maps, seed=seed, until=until, say=say)
    with clock.at(until):
        turn_day()
        say("Строим поиск")
        search.keep(settled, maps)
    return Played(settled, maps, happened)


def _play_territory(
    world: World,
    territory: Territory,
    settled: Settled,
    maps: dict[str, RoadMap],
    *,
    seed: int,
    until: dt.date,
    say: Callable[[str], None],
) -> int:
    region = settled.places[territory.code]
    by = settled.by_role(Role.REGIONAL_COORDINATOR, region)[0]
    with transaction.atomic():
        template = world.cycles[territory.cycle]
        cycle = begin_cycle(territory, template, settled=settled, by=settled.administrator)
        for code, owner, runner in _plans(territory, settled, by):
            plan = world.plans.get(code) or cascade.regional_plan(code)
            maps[code] = plant(plan, owner=owner, cycle=cycle, by=runner, settled=settled)
        if cascade.TOWN in {place.plan for place in territory.municipalities}:
            cascade.link_maps(maps, by=_plans(territory, settled, by)[-1][2])
    end = min(until, cycle.ends_on)
    happened = 0
    for code, owner, runner in _plans(territory, settled, by):
        scene = Scene(maps[code], code, seed, end, cycle.ends_on < until, settled)
        links.prepare(scene, by=runner)
        rare = [
            *extras.happenings(scene, by=runner),
            *cascade.happenings(scene, by=runner),
            *matrix.happenings(scene, by=runner),
            *links.happenings(scene, by=runner),
        ]
        happened += play_days([*Player(scene).happenings(), *rare], say=say)
        say(f"{owner}: {happened} событий")
    _close(cycle, maps, territory, until=until, by=by)
    return happened


def _plans(territory: Territory, settled: Settled, by: User) -> list[tuple[str, Organisation, User]]:
    """Plans of the territory with their owners and those who run them."""
    own = territory.plan or cascade.INVENTED.get(territory.code)
    found = [(own, settled.places[territory.code], by)] if own else []
    for place in territory.municipalities:
        if place.plan:
            owner = settled.places[place.code]
            found.append((place.plan, owner, settled.by_role(Role.MUNICIPAL_COORDINATOR, owner)[0]))
    return found


def _close(cycle: Cycle, maps: dict[str, RoadMap], territory: Territory, *, until: dt.date, by: User) -> None:
    """A year that is over by the demo's date is closed, with its plans."""
    if cycle.ends_on >= until:
        return
    with clock.at(cycle.ends_on):
        # Not `turn_day`: territories played before stand on a later day than this one's last.
        count_progress(Measure.objects.filter(road_map__cycle=cycle).values_list("pk", flat=True))
        for road_map in maps.values():
            if road_map.cycle_id == cycle.pk:
                close_road_map(road_map, by=by, reason="Программный год завершён.")
        close_cycle(cycle, on=cycle.ends_on, by=by)


def accounts(world: World) -> list[Account]:
    """Accounts of the posts in `SHOWN`."""
    posts = {post.code: post for territory in world.territories for post in territory.posts}
    posts |= {post.code: post for post in world.federation.posts}
    posts |= {curator.post.code: curator.post for row in world.territories for curator in row.curators}
    return [Account(title, posts[code].email, PASSWORD) for title, code in SHOWN]


#: Whom the demo invites to try, by code of the post.
SHOWN = (
    ("Региональный координатор (Владимир)", "VLA-REGIONAL-COORDINATOR-1"),
    ("Региональный координатор (Свердловская область)", "SVE-REGIONAL-COORDINATOR-1"),
    ("Муниципальный координатор (Карпинск)", "SVE-KAR-COORDINATOR"),
    ("Муниципальный координатор (Краснолесье)", "SVE-KRA-COORDINATOR"),
    ("Директор школы (Владимирская область)", "VLA-001-HEAD"),
    ("Директор школы (Карпинск)", "SVE-001-HEAD"),
    ("Куратор", "VLA-CURATOR-1"),
    ("Федеральный наблюдатель", "RF-FEDERAL-OBSERVER-1"),
    ("Администратор", "RF-ADMINISTRATOR-1"),
)
