"""Millions of parts of execution with their moves and audit: what a year of work leaves behind."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from benchmarks.federation.maps import Drawn
from benchmarks.federation.places import Place
from benchmarks.federation.store import Table
from benchmarks.federation.stories import Step, kinds_of, told
from medk.accounts.models import User
from medk.audit.models import AuditEntry
from medk.orgs.models import Appointment, Organisation
from medk.orgs.roles import Role
from medk.plans.models import Execution, Measure
from medk.plans.queries.leaves import leaves_of, with_leaf_parts
from medk.plans.queries.units import Units
from medk.plans.rules.leaves import Leaf
from medk.workflow.models import Transition

_EXECUTION = (
    "id", "measure_id", "leaf_key", "action_id", "unit_organisation_id", "unit_person_id", "occurrence_id",
    "status", "due_on", "note", "done_on", "confirmed_on", "submitted_by_id", "changed_at", "version",
)  # fmt: skip
_TRANSITION = (
    "id", "subject_type", "subject_id", "organisation_id", "move", "source", "target", "happened_on",
    "entered_at", "by_id", "by_name", "reason",
)  # fmt: skip
_AUDIT = (
    "id", "at", "kind", "actor_id", "actor_name", "object_type", "object_id", "object_label", "organisation_id",
    "details",
)  # fmt: skip
_PART = "plans.execution"
_REASONS = {"return": "Приложите протокол с подписями."}
#: Executor and confirmer of a part.
Pair = tuple[User, User]
#: A move waiting for its turn in time: when, which part, whose, and what.
Event = tuple[str, int, int, Step, str, Pair]


@dataclass
class History:
    """The three tables and how many rows each got."""

    executions: Table = field(default_factory=lambda: Table(Execution, _EXECUTION))
    transitions: Table = field(default_factory=lambda: Table(Transition, _TRANSITION))
    audit: Table = field(default_factory=lambda: Table(AuditEntry, _AUDIT))

    def write(self, place: Place, plans: Iterable[Drawn], users: dict[str, User]) -> None:
        """Everything that happened in one region, in the order of entry."""
        events: list[Event] = []
        hands = _Hands(place, users)
        for plan in plans:
            chance = place.size.chance(f"history-{plan.road_map.level}")
            self.executions.last += self.executions.add(self._parts(plan, hands, chance, events))
        events.sort(key=lambda event: event[:2])
        first = self.transitions.last
        self.transitions.last += self.transitions.add(_moves(events, first))
        self.audit.last += self.audit.add(self._entries(events, first))

    def _parts(
        self, plan: Drawn, hands: "_Hands", chance: random.Random, events: list[Event]
    ) -> Iterator[tuple]:
        units, number = Units(plan.road_map), self.executions.last
        for measure in with_leaf_parts(Measure.objects.filter(road_map=plan.road_map)).order_by("position"):
            for leaf in leaves_of(measure, units):
                due = leaf.part.due_on
                steps = told(kinds_of(due), due, chance) if due else []
                if not steps:
                    continue
                number += 1
                pair = hands.of(leaf)
                place = leaf.unit.organisation_id or plan.road_map.organisation_id
                label = f"{measure}: {leaf.unit.name}" if leaf.unit.name else str(measure)
                events += [(step.entered_at, number, place, step, label, pair) for step in steps]
                yield _part(number, measure.pk, leaf, steps=steps, by=pair[0].pk)

    def _entries(self, events: list[Event], first: int) -> Iterator[tuple]:
        for n, (at, part, place, step, label, pair) in enumerate(events, 1):
            uid = self.transitions.uid(first + n)
            who = pair[step.who]
            yield (
                self.audit.last + n, at, "workflow.moved", who.pk, who.person.name, _PART, part, label, place,
                _DETAILS[step.code]
                % (step.source, step.target, step.happened_on,
                   f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"),
            )  # fmt: skip


def _details(code: str) -> str:
    held = {"move": code, "source": "%s", "target": "%s", "happened_on": "%s"}
    held |= {"reason": _REASONS.get(code, ""), "transition": "%s"}
    return json.dumps({**held, "supersedes": None}, ensure_ascii=True)


_DETAILS = {code: _details(code) for code in ("start", "submit", "return", "confirm")}


def _part(number: int, measure: int, leaf: Leaf, *, steps: list[Step], by: int) -> tuple:
    last = steps[-1]
    submitted = [step.happened_on for step in steps if step.code == "submit"]
    is_confirmed = last.code == "confirm"
    return (
        number, measure, leaf.key, leaf.part.action_id, leaf.unit.organisation_id, leaf.unit.person_id,
        leaf.part.occurrence_id, last.target, str(leaf.part.due_on),
        "Проведено, протокол у директора." if submitted else "",
        submitted[-1] if submitted and last.code != "return" else None,
        last.happened_on if is_confirmed else None,
        by if submitted else None, last.entered_at, len(steps) + 1,
    )  # fmt: skip


def _moves(events: list[Event], first: int) -> Iterator[tuple]:
    for n, (at, part, place, step, _, pair) in enumerate(events, 1):
        who = pair[step.who]
        yield (
            first + n, _PART, part, place, step.code, step.source, step.target, step.happened_on, at,
            who.pk, who.person.name, _REASONS.get(step.code, ""),
        )  # fmt: skip


class _Hands:
    """Who carries out and who confirms the parts of one region."""

    def __init__(self, place: Place, users: dict[str, User]) -> None:
        n = place.size.number
        posts = {user.person_id: user for user in users.values()}
        coordinators = _holders(place, Role.MUNICIPAL_COORDINATOR, posts)
        heads = _holders(place, Role.SCHOOL_HEAD, posts)
        regional = users[f"regional-{n}@medk.example"]
        self._whole: Pair = (users[f"operator-{n}@medk.example"], regional)
        self._pairs: dict[str, Pair] = {f"o{pk}": (who, regional) for pk, who in coordinators.items()}
        self._pairs |= {
            f"o{row.pk}": (heads[row.pk], coordinators[row.parent_id]) for row in place.participants
        }
        self._pairs |= {f"p{pk}": (who, regional) for pk, who in posts.items()}
        self._pairs[f"o{place.body.pk}"] = (users[f"body-{n}@medk.example"], regional)

    def of(self, leaf: Leaf) -> Pair:
        """Executor and confirmer."""
        return self._pairs.get(leaf.unit.key, self._whole)


def _holders(place: Place, role: Role, posts: dict[int, User]) -> dict[int, User]:
    """Organisation → who holds the role there."""
    below = Organisation.objects.below(place.region).values("pk")
    held = Appointment.objects.filter(role=role, organisation__in=below)
    return {pk: posts[person] for pk, person in held.values_list("organisation_id", "person_id")}
