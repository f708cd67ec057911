"""The cascade of the demo: Карпинск's own map beside a regional one that we made up for Свердловская.

The region's order of 2022 is not among the five, so its map is invented in our own words. The town's
map came from the town's own order, so the two are linked by accepted proposals. The region moves two
deadlines in April: the town accepts one and declines the other. What the region's amendments of May
(`rehearsal.amend`) change waits for whoever tries the demo. Neighbouring Краснолесье has no map.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from medk.accounts.models import User
from medk.kernel import clock
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.actions.cascade_decisions import Resolution, decide, pending_of
from medk.plans.actions.cascade_links import decline_proposal, link_measures
from medk.plans.choices_cascade import OriginKind, Verdict
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.cascade_proposals import beside
from medk.rehearsal.planbook import Plan, load_plan
from medk.rehearsal.stage import Happening, Scene

REGION, TOWN = "sverdlovsk-2022", "karpinsk-2022"
#: Territory → the invented regional map that its municipalities' maps stand under.
INVENTED = {"SVE": REGION}
#: Likelier pairs are accepted by the town's coordinator, the rest declined with a reason.
ACCEPTED_FROM = 70
#: After everything else of a day.
LATE = 2_000_000


#: Numbers of the regional measures that the cascade changes; nothing else of the demo touches them.
CHANGED = frozenset({"5", "7", "10", "13"})


def regional_plan(code: str) -> Plan:
    """An invented regional plan of the demo."""
    return load_plan(code)


def link_maps(maps: Mapping[str, RoadMap], *, by: User) -> None:
    """On the day of its approval the town's coordinator looks through what the system proposes."""
    region, town = maps[REGION], maps[TOWN]
    with clock.at(town.approved_on or clock.today()):
        found = beside(town, region).proposals
        fine = [(one.measure.pk, one.parent.pk) for one in found if one.pair.score >= ACCEPTED_FROM]
        link_measures(town, fine, kind=OriginKind.PROPOSED, by=by)
        for one in found:
            if one.pair.score < ACCEPTED_FROM:
                pair = (one.measure.pk, one.parent.pk)
                decline_proposal(town, pair, reason="У нас это другая работа.", by=by)


def happenings(scene: Scene, *, by: User) -> Iterator[Happening]:
    """What the cascade adds to the year of one plan."""
    steps: dict[str, list[tuple[dt.date, Callable[[], None]]]] = {
        REGION: [
            (dt.date(2022, 4, 4), lambda: _move(scene, "5", dt.date(2022, 5, 13), by)),
            (dt.date(2022, 4, 14), lambda: _move(scene, "7", dt.date(2022, 4, 22), by)),
        ],
        TOWN: [
            (dt.date(2022, 4, 6), lambda: _decide(scene, "5", Verdict.ACCEPTED, _FOLLOW, by)),
            (dt.date(2022, 4, 18), lambda: _decide(scene, "7", Verdict.DECLINED, _DONE, by)),
        ],
    }
    for number, (day, do) in enumerate(steps.get(scene.code, ())):
        if day <= scene.until:
            yield Happening(day, LATE + number, do)


_FOLLOW = "Переносим вслед за областью, школы предупреждены."
_DONE = "Карты школ уже одобрены в прежний срок."


def _row(scene: Scene, number: str) -> Measure:
    rows = Measure.objects.select_related("road_map__organisation")
    return rows.get(road_map=scene.road_map, number=number)


def _move(scene: Scene, number: str, day: dt.date, by: User) -> None:
    change = Change("due_on", day, "Школам нужно больше времени.", clock.today())
    amend_measure(_row(scene, number), change, by=by, version=None)


def _decide(scene: Scene, number: str, verdict: str, reason: str, by: User) -> None:
    """Decide about everything that changed in one regional measure by that day."""
    tokens = [one.token for one in pending_of(scene.road_map) if one.origin.parent.number == number]
    if tokens:
        decide(scene.road_map, tokens, resolution=Resolution(verdict, reason), by=by)
