"""Playing a plan: who does what on which day, through the actions that people use."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from medk.accounts.models import User
from medk.kernel import clock
from medk.plans import letters
from medk.plans.actions import execution as act
from medk.plans.actions.evidence import add_link
from medk.plans.actions.execution import Fact
from medk.plans.actions.progress import counting_once
from medk.plans.models import Execution, Measure, Pause, RoadMap
from medk.plans.parts import blank
from medk.plans.queries.confirmers import Confirmers
from medk.plans.queries.leaves import leaves_of, with_leaf_parts
from medk.plans.queries.units import Units
from medk.plans.rules.leaves import Leaf
from medk.rehearsal.moods import Course, Mood, course_of, mood_of
from medk.rehearsal.settle import Settled

#: Parts of one measure that are played one by one; the rest of a long series stays untouched.
MOST_PARTS = 46
RETURN_REASON = "Не хватает подписи и даты. Приложите документ полностью."
NOTES = (
    "Сделано, документ размещён на сайте организации.",
    "Проведено в очном формате, протокол приложен.",
    "Приказ издан, участники ознакомлены под подпись.",
    "Материалы подготовлены и переданы координатору.",
    "Проведено дистанционно, запись доступна участникам.",
)


@dataclass(frozen=True)
class Happening:
    """One thing that somebody does on a day; `order` keeps the order of a day."""

    day: dt.date
    order: int
    do: Callable[[], None]


@dataclass(frozen=True)
class Scene:
    """A plan being played until a day, for a seed."""

    road_map: RoadMap
    code: str
    seed: int
    until: dt.date
    is_closed: bool
    settled: Settled

    @property
    def opened_on(self) -> dt.date:
        return self.road_map.approved_on or self.until


class Player:
    """Plays the parts of one plan."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._users: dict[int, User] = {user.person_id: user for user in scene.settled.users.values()}
        self._executors: dict[tuple[int, str], User | None] = {}
        self._rows: dict[tuple[int, str], Execution] = {}
        self._stopped: tuple[dt.date, frozenset[int]] = (dt.date.min, frozenset())
        self._order = 0

    def happenings(self) -> Iterator[Happening]:
        """Everything that happens to the plan's parts, in no particular order."""
        units = Units(self.scene.road_map)
        measures = with_leaf_parts(Measure.objects.filter(road_map=self.scene.road_map))
        for measure in measures:
            name = f"{self.scene.code}:{measure.number or measure.position}"
            mood = mood_of(self.scene.seed, name, is_closed=self.scene.is_closed)
            for leaf in self._played(leaves_of(measure, units)):
                yield from self._part(measure, leaf, mood, name)

    @staticmethod
    def _played(leaves: Iterable[Leaf]) -> list[Leaf]:
        """Parts in the order of deadlines, as many as the demo plays."""
        dated = sorted(leaves, key=lambda leaf: leaf.part.due_on or dt.date.max)
        return dated[:MOST_PARTS]

    def _part(self, measure: Measure, leaf: Leaf, mood: Mood, name: str) -> Iterator[Happening]:
        scene = self.scene
        course = course_of(
            scene.seed,
            f"{name}:{leaf.unit.name}:{leaf.part.due_on}:{leaf.part.occurrence_id or leaf.part.action_id}",
            mood,
            due_on=leaf.part.due_on,
            opened_on=scene.opened_on,
            until=scene.until,
        )
        row = blank(measure, leaf)
        if course.begun_on:
            yield self._at(course.begun_on, lambda: self._begin(row))
        if course.entered_on:
            yield self._at(course.entered_on, lambda: self._finish(row, course))
        if course.entered_on and course.confirmed_on:
            yield self._at(course.confirmed_on, lambda: self._check(row, course))

    def _at(self, day: dt.date, do: Callable[[], None]) -> Happening:
        self._order += 1
        return Happening(day, self._order, do)

    def _executor(self, row: Execution) -> User | None:
        """Who carries the part out: the unit's own people, else those named, else the plan's owner."""
        key = (row.measure_id, row.leaf_key)
        if key not in self._executors:
            found = letters.executors_of(row).order_by("pk").first() or self._owner()
            self._executors[key] = self._users.get(found.person_id) if found else None
        return self._executors[key]

    def _owner(self) -> User | None:
        held = self.scene.road_map.organisation.appointments.active()
        roles = ("regional_coordinator", "municipal_coordinator")
        return User.objects.filter(person__in=held.filter(role__in=roles).values("person")).first()

    def _stored(self, row: Execution) -> Execution:
        """The row as it was left by this player; read again only after somebody else's hand."""
        key = (row.measure_id, row.leaf_key)
        if key not in self._rows or self._rows[key].pk is None:
            self._rows[key] = self._read(row)
        return self._rows[key]

    @staticmethod
    def _read(row: Execution) -> Execution:
        rows = Execution.objects.select_related("measure__road_map__organisation", "unit_organisation")
        stored = rows.filter(measure_id=row.measure_id, leaf_key=row.leaf_key).first()
        return stored or row

    def _is_stopped(self, row: Execution) -> bool:
        """Whether the measure was cancelled or paused by that day: people leave it alone.

        The rarer things of a day come after what everybody does, so one look in the morning is enough.
        """
        today = clock.today()
        if self._stopped[0] != today:
            plan = self.scene.road_map
            cancelled = Measure.objects.filter(road_map=plan, status="cancelled").values_list("pk", flat=True)
            paused = Pause.objects.filter(measure__road_map=plan, ends_on__isnull=True)
            ids = {*cancelled, *paused.values_list("measure_id", flat=True)}
            self._stopped = (today, frozenset(ids))
        return row.measure_id in self._stopped[1]

    def _begin(self, row: Execution) -> None:
        who = self._executor(row)
        if who and not self._is_stopped(row):
            self._keep(act.start(self._stored(row), by=who))

    def _finish(self, row: Execution, course: Course) -> None:
        who = self._executor(row)
        if who is None or self._is_stopped(row):
            return
        stored = self._stored(row)
        number = len(row.leaf_key) + (row.unit_organisation_id or 0) + row.measure_id
        if number % 3 == 0:
            add_link(
                stored, by=who, link=f"https://medk.example/{row.measure_id}", title="Страница с материалами"
            )
        self._keep(
            act.submit(stored, by=who, note=NOTES[number % len(NOTES)], fact=Fact(happened_on=course.done_on))
        )

    def _keep(self, row: Execution) -> None:
        self._rows[(row.measure_id, row.leaf_key)] = row

    def _check(self, row: Execution, course: Course) -> None:
        stored = self._stored(row)
        if stored.status != "submitted" or self._is_stopped(row):
            return
        people = Confirmers([stored]).of(stored).people
        confirmer = next((self._users[pk] for pk in sorted(people) if pk in self._users), None)
        if confirmer is None:
            confirmer = stored.submitted_by
        elif course.is_returned:
            self._keep(act.return_for_rework(stored, by=confirmer, fact=Fact(reason=RETURN_REASON)))
            return
        self._keep(act.confirm(stored, by=confirmer))


def play_days(happenings: Iterable[Happening], *, say: Callable[[str], None]) -> int:
    """Play everything day by day with the clock of each day; returns how many things happened."""
    by_day: dict[dt.date, list[Happening]] = defaultdict(list)
    for happening in happenings:
        by_day[happening.day].append(happening)
    done = 0
    with clock.at(max(by_day, default=clock.today())), counting_once():
        for day in sorted(by_day):
            done += _play_day(day, by_day[day])
            if day.day == 1:
                say(f"… {day:%d.%m.%Y}")
    return done


def _play_day(day: dt.date, happenings: list[Happening]) -> int:
    with clock.at(day):
        for happening in sorted(happenings, key=lambda one: one.order):
            happening.do()
    return len(happenings)
