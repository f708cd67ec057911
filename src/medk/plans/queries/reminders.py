"""Whom a reminder reaches: people of the picked cells with their lists, and those it does not reach."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from medk.accounts.models import User
from medk.notices.models import Notice
from medk.orgs.models import Appointment
from medk.orgs.roles import EXECUTING_ROLES
from medk.plans.models import RoadMap
from medk.plans.queries.matrix_pick import PickedLeaf
from medk.plans.rules.leaves import Unit
from medk.plans.rules.reminders import Line, to_remind

KIND = "plans.reminded"


def key_of(road_map: RoadMap, tail: str) -> str:
    """The key under which a reminder of a plan is told once."""
    return f"{KIND}:{road_map.pk}:{tail}"


@dataclass
class Reminded:
    """One person with what they are reminded of; `last_at` is when they were reminded of this plan before."""

    user: User
    lines: list[Line] = field(default_factory=list)
    last_at: dt.datetime | None = None

    @property
    def late(self) -> int:
        """How many of the lines are overdue."""
        return sum(line.is_late for line in self.lines)


@dataclass
class Reach:
    """Who will be told, who was told lately, which rows have nobody with an account, how many lines that is."""

    told: list[Reminded] = field(default_factory=list)
    recent: list[Reminded] = field(default_factory=list)
    nobody: dict[str, int] = field(default_factory=dict)
    foreign: int = 0
    idle: int = 0

    @property
    def lines(self) -> int:
        """Lines in all lists that will be sent."""
        return sum(len(one.lines) for one in self.told)


def reach_of(
    road_map: RoadMap,
    cells: Iterable[list[PickedLeaf]],
    *,
    allowed: Collection[str],
    since: dt.datetime,
    by: User,
) -> Reach:
    """Who is reminded of what; `allowed` names the units whom the sender may remind."""
    found = Reach()
    lines: dict[Unit, list[tuple[Line, int | None]]] = defaultdict(list)
    for cell in cells:
        unit = cell[0].unit
        if unit.key not in allowed:
            found.foreign += 1
            continue
        worth = to_remind(cell)
        found.idle += not worth
        lines[unit].extend((_line(leaf), leaf.row.assignee_id if leaf.row else None) for leaf in worth)
    people = _people_of(lines)
    by_user = _spread(found, lines, people, by=by)
    _sort_out(found, road_map, by_user, since=since)
    return found


def _line(leaf: PickedLeaf) -> Line:
    title = str(leaf.column.measure)
    is_late = leaf.state == "overdue"
    return Line(title, leaf.unit.name, leaf.due_on, is_late)


def _people_of(lines: dict[Unit, Any]) -> dict[str, list[User]]:
    """Unit's key → users who carry its parts out; two queries."""
    bodies = [unit.organisation_id for unit in lines if unit.organisation_id]
    people = {unit.person_id for unit in lines if unit.person_id}
    people |= {who for held in lines.values() for _, who in held if who}
    held = Appointment.objects.active().filter(
        Q(organisation_id__in=bodies) | Q(body_id__in=bodies), person__user__is_active=True
    )
    found: dict[str, set[int]] = defaultdict(set)
    for place, kind, role, body, person in held.values_list(
        "organisation_id", "organisation__kind", "role", "body_id", "person_id"
    ):
        roles = EXECUTING_ROLES.get(kind)
        if roles is None or role in roles:
            found[f"o{place}"].add(person)
        if body:
            found[f"o{body}"].add(person)
    for person in people:
        found[f"p{person}"].add(person)
    wanted = {person for held_by in found.values() for person in held_by}
    users = {user.person_id: user for user in User.objects.filter(person_id__in=wanted, is_active=True)
             .select_related("person")}  # fmt: skip
    return {key: [users[p] for p in sorted(held_by) if p in users] for key, held_by in found.items()}


def _spread(
    found: Reach, lines: dict[Unit, list[tuple[Line, int | None]]], people: dict[str, list[User]], *, by: User
) -> dict[int, Reminded]:
    """Lists person by person; whoever sends is not reminded of their own."""
    by_user: dict[int, Reminded] = {}
    for unit, held in lines.items():
        for line, assignee in held:
            told = {user.pk: user for user in (*people.get(unit.key, ()), *people.get(f"p{assignee}", ()))}
            told.pop(by.pk, None)
            for user in told.values():
                by_user.setdefault(user.pk, Reminded(user)).lines.append(line)
            if not told:
                found.nobody[unit.name] = found.nobody.get(unit.name, 0) + 1
    return by_user


def _sort_out(found: Reach, road_map: RoadMap, by_user: dict[int, Reminded], *, since: dt.datetime) -> None:
    """Part those who were reminded of this plan since a moment from the others; one query."""
    told = Notice.objects.filter(
        recipient_id__in=list(by_user), kind=KIND, key__startswith=key_of(road_map, ""), created_at__gte=since
    )
    last: dict[int, dt.datetime] = {}
    for user, at in told.order_by("created_at").values_list("recipient_id", "created_at"):
        last[user] = at
    for pk, one in sorted(by_user.items(), key=lambda pair: str(pair[1].user.person)):
        one.last_at = last.get(pk)
        (found.recent if one.last_at else found.told).append(one)
