"""A reminder from the matrix: two working days before the end the plan's coordinator writes to the late."""

import datetime as dt
from collections.abc import Iterator

from medk.accounts.models import User
from medk.kernel import clock
from medk.kernel.identifiers import uuid7
from medk.plans.access import held_by
from medk.plans.access_matrix import reminded_by
from medk.plans.actions.reminders import Reminder, remind
from medk.plans.queries.matrix import Asked, Matrix
from medk.plans.queries.matrix_pick import Ticked, leaves_of, pick
from medk.plans.queries.reminders import Reach, reach_of
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.matrix import Wanted
from medk.plans.rules.moments import Moment
from medk.plans.rules.reminders import bad_time
from medk.rehearsal.extras import LATE
from medk.rehearsal.stage import Happening, Scene

#: After everything else of the day, the rarer things too.
_ORDER = LATE * 2


def happenings(scene: Scene, *, by: User) -> Iterator[Happening]:
    """One reminder of a plan that is still running: of its first late measure, to three schools."""
    day = scene.until - dt.timedelta(days=1)
    while bad_time(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)):
        day -= dt.timedelta(days=1)
    if not scene.is_closed and day > scene.opened_on:
        yield Happening(day, _ORDER, lambda: _remind(scene, by))


def _remind(scene: Scene, by: User) -> None:
    held = held_by(by)
    sight = sight_of(by, scene.road_map, held=held)
    wanted = Wanted(rows="school", state="overdue")
    matrix = Matrix(Asked(scene.road_map, sight, Moment(sight.on), wanted, held))
    late = pick(matrix, Ticked(all_overdue=True)).pairs
    few = {unit.key for unit in [unit for unit in matrix.rows if any(key == unit.key for key, _ in late)][:3]}
    cells = list(leaves_of(matrix, {pair for pair in late if pair[0] in few}))
    if not cells:
        return

    def read(since: dt.datetime) -> Reach:
        allowed = reminded_by(by, scene.road_map, matrix.rows)
        return reach_of(scene.road_map, cells, allowed=allowed, since=since, by=by)

    if read(clock.now()).told:
        remind(
            scene.road_map,
            Reminder(read, matrix.on, sight.zone, uuid7().hex, anyway=True, words=["Есть просроченное"]),
            by=by,
        )
