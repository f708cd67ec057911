"""What the desk says to one person: one frozen value made in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from medk.cycles.models import KeyDate
from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.orgs.querysets import territory_ids
from medk.orgs.roles import Role
from medk.plans.access import held_by, mine_of, owns
from medk.plans.access_drafts import preparable
from medk.plans.choices import ExecutionStatus, ProgressState, RoadMapStatus
from medk.plans.models import RoadMap
from medk.plans.queries.links import dangers_of_plans
from medk.plans.queries.share_maps import MapShare, shares_of, towns_without_plan, with_sight
from medk.plans.queries.tasks import TaskRow, Waiting, parts_of_person, waiting
from medk.plans.rules.progress import Share
from medk.plans.rules.slips import Danger
from medk.workflow.models import Transition

#: A principal sees at most five things to do (design guide, §5); others a screenful.
SHORT, LONG = 5, 12
#: Maps of the territory shown on the desk; the rest are on the list of road maps.
MOST_MAPS = 12
#: Drafts to finish and municipalities without a plan shown on the desk.
MOST_PLANS = 6
#: Slips that endanger other measures shown on the desk; the rest are on the page of the plan's links.
MOST_DANGERS = 5
#: A visit within this time is the same visit.
VISIT = dt.timedelta(minutes=30)

SCHOOL_ROLES = frozenset({Role.SCHOOL_HEAD, Role.SCHOOL_STAFF})
COORDINATORS = frozenset({Role.REGIONAL_COORDINATOR, Role.MUNICIPAL_COORDINATOR})


@dataclass(frozen=True)
class MapLine:
    """A road map that the person sees: its share and its states as they may know them."""

    road_map: RoadMap
    shares: MapShare | None

    @property
    def share(self) -> Share | None:
        """The share on the basis that the cycle reports, without measures kept from the person's sight."""
        return self.shares.on(self.road_map.cycle.share_basis) if self.shares else None


@dataclass(frozen=True)
class PlanDangers:
    """Slips in a plan that the person runs, and what they endanger."""

    road_map: RoadMap
    found: list[Danger]

    @property
    def first(self) -> list[Danger]:
        """Those shown at once."""
        return self.found[:MOST_DANGERS]

    @property
    def more(self) -> int:
        """How many are left for the page of the plan's links."""
        return max(len(self.found) - MOST_DANGERS, 0)


@dataclass(frozen=True)
class TaskGroup:
    """Parts of one measure that wait together: the most urgent stands for all of them."""

    first: TaskRow
    rows: list[TaskRow]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def late(self) -> int:
        """Those whose deadline has passed."""
        return sum(row.state == ProgressState.OVERDUE for row in self.rows)


def grouped(rows: list[TaskRow]) -> list[TaskGroup]:
    """Parts by measure, in the order of each measure's first part."""
    kept: dict[int, list[TaskRow]] = {}
    for row in rows:
        kept.setdefault(row.measure.pk, []).append(row)
    return [TaskGroup(group[0], group) for group in kept.values()]


@dataclass(frozen=True)
class Board:
    """Everything on the desk of one person on a date."""

    on: dt.date
    is_school: bool
    todo: list[TaskGroup]
    waiting: Waiting
    drafts: list[RoadMap]
    bare_towns: list[Organisation]
    maps: list[MapLine]
    dangers: list[PlanDangers]
    dates: list[KeyDate]
    changes: list[tuple[str, int]]
    since: dt.datetime | None

    @property
    def limit(self) -> int:
        return SHORT if self.is_school else LONG

    @property
    def first_tasks(self) -> list[TaskGroup]:
        """Those shown at once."""
        return self.todo[: self.limit]

    @property
    def more_tasks(self) -> int:
        """How many are left for the full list."""
        return max(len(self.todo) - self.limit, 0)

    @property
    def first_decisions(self) -> list[TaskGroup]:
        """The longest waiting of those to decide, by measure."""
        return grouped(self.waiting.for_me)[:6]

    @property
    def this_week(self) -> int:
        """Things to do that are late or due within seven days."""
        edge = self.on + dt.timedelta(days=7)
        return sum(
            one.first.is_urgent or bool(one.first.due_on and one.first.due_on <= edge) for one in self.todo
        )

    @property
    def overdue(self) -> int:
        """Things to do of which something is late."""
        return sum(one.late > 0 for one in self.todo)

    @property
    def own_map(self) -> MapLine | None:
        """The widest map, when its figures are shown one by one."""
        return self.maps[0] if len(self.maps) <= 2 and self.maps else None


def board_of(user: Any, *, on: dt.date) -> Board:
    """Make the desk of a user."""
    mine = mine_of(user)
    roles = {held.role for held in held_by(user)}
    own = preparable(user)
    plans = _plans(user, own)
    return Board(
        on=on,
        is_school=bool(roles) and roles <= SCHOOL_ROLES,
        todo=grouped(parts_of_person(mine, on)),
        waiting=waiting(user, mine),
        drafts=_drafts(plans),
        bare_towns=_bare_towns(user, on.year, own=own) if roles & COORDINATORS else [],
        maps=_maps(user, plans),
        dangers=_dangers(user, plans, on),
        dates=_dates(user, on),
        changes=_changes(user),
        since=user.seen_before_at,
    )


def _bare_towns(user: Any, year: int, *, own: QuerySet[Organisation]) -> list[Organisation]:
    """Municipalities whose plan of the year a coordinator has yet to upload."""
    return list(towns_without_plan(user, year).filter(pk__in=own).order_by("name")[:MOST_PLANS])


def _plans(user: Any, own: QuerySet[Organisation]) -> list[RoadMap]:
    """Approved maps in cycles that run, and drafts that the person may go on with: one query for both."""
    live = Q(status=RoadMapStatus.APPROVED, cycle__closed_on__isnull=True)
    draft = Q(status=RoadMapStatus.DRAFT, organisation__in=own)
    rows = RoadMap.objects.visible_to(user).filter(live | draft)
    return list(with_sight(rows.select_related("organisation", "cycle"), user))


def _drafts(plans: list[RoadMap]) -> list[RoadMap]:
    """Those not yet approved, the latest first: a region may have left one to a municipality."""
    return sorted((row for row in plans if row.status == RoadMapStatus.DRAFT), key=lambda row: -row.pk)[
        :MOST_PLANS
    ]


def _maps(user: Any, plans: list[RoadMap]) -> list[MapLine]:
    """Those in force with their shares, the widest first."""
    rows = [row for row in plans if row.status != RoadMapStatus.DRAFT]
    shares = shares_of(user, rows, held=held_by(user))
    wide = {"federal": 0, "regional": 1, "municipal": 2, "school": 3}
    listed = sorted(rows, key=lambda row: (wide[row.level], str(row.organisation)))
    return [MapLine(row, shares.get(row.pk)) for row in listed[:MOST_MAPS]]


def _dangers(user: Any, plans: list[RoadMap], on: dt.date) -> list[PlanDangers]:
    """Slips in the approved plans that the person runs."""
    own = [row for row in plans if row.status == RoadMapStatus.APPROVED and owns(user, row.organisation)]
    found = dangers_of_plans(own, on)
    return [PlanDangers(row, found[row.pk]) for row in own if row.pk in found]


def _dates(user: Any, on: dt.date) -> list[KeyDate]:
    """The cycle's key dates around today: those that run, and the next ones."""
    rows = KeyDate.objects.visible_to(user).filter(cycle__closed_on__isnull=True, ends_on__gte=on)
    return list(rows.order_by("ends_on", "pk")[:6])


def _changes(user: Any) -> list[tuple[str, int]]:
    """How many parts came to each state since the person was last here, within the territory."""
    if not user.seen_before_at:
        return []
    rows = Transition.objects.filter(
        organisation_id__in=territory_ids(user),
        subject_type="plans.execution",
        entered_at__gt=user.seen_before_at,
    ).exclude(by_id=user.pk)
    counted = rows.order_by().values_list("target").annotate(total=Count("pk"))
    return [(ExecutionStatus(target).label, total) for target, total in counted]


def mark_visit(user: Any) -> None:
    """Remember that the person looked; the visit before stays for "since you were last here"."""
    now = clock.now()
    if user.looked_at and now - user.looked_at < VISIT:
        return
    user.seen_before_at, user.looked_at = user.looked_at, now
    user.save(update_fields=["seen_before_at", "looked_at"])
