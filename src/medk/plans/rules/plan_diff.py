"""Two contents of a plan compared, and the steps that lead from one to the other (no database).

A content is the list of measures as `queries.content.measure_content` gives them, in plan order. What
the steps of `steps_between(a, b)` make of `a` is `b`: the same steps are the lines of an amendment.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from medk.plans.choices import LineKind

Content = Mapping[str, Any]
#: The field of a step that says behind which measure it stands; no field of the content.
AFTER = "after"
#: Value of `after`: the first place of the plan.
FIRST = ""
#: Fields of a step that are no part of a measure's content: its place, executors of an added one.
BESIDE = frozenset({AFTER, "executors"})


@dataclass(frozen=True)
class Step:
    """One measure changed, added, removed or returned; `old` and `new` hold the fields concerned."""

    kind: str
    uid: str
    old: Content = field(default_factory=dict)
    new: Content = field(default_factory=dict)


def applied(rows: Sequence[Content], steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The content after the steps, one after the other; a step about an absent measure does nothing."""
    found = {str(row["uid"]): dict(row) for row in rows}
    order = list(found)
    for step in steps:
        if step.kind == LineKind.REMOVE:
            found.pop(step.uid, None)
            order = [uid for uid in order if uid != step.uid]
            continue
        if step.kind in (LineKind.ADD, LineKind.RESTORE) and step.uid not in found:
            found[step.uid] = {"uid": step.uid}
            order.append(step.uid)
        if step.uid in found:
            found[step.uid] |= {name: value for name, value in step.new.items() if name not in BESIDE}
            order = placed(order, step.uid, step.new.get(AFTER))
    return [found[uid] for uid in order]


def placed(order: Sequence[str], uid: str, after: str | None) -> list[str]:
    """The order with one measure put behind another.

    `FIRST` is the first place; None, or a measure that is not there, leaves it where it stands.
    """
    if after is None or after == uid or (after != FIRST and after not in order):
        return list(order)
    rest = [one for one in order if one != uid]
    rest.insert(0 if after == FIRST else rest.index(after) + 1, uid)
    return rest


def steps_between(old: Sequence[Content], new: Sequence[Content]) -> list[Step]:
    """The steps from one content to another; empty only when they are equal, order included."""
    before = {str(row["uid"]): row for row in old}
    now = {str(row["uid"]): row for row in new}
    gone = [Step(LineKind.REMOVE, uid, old=before[uid]) for uid in before if uid not in now]
    staying = _standing([uid for uid in before if uid in now], list(now))
    places = _places(before), _places(now)
    made = [
        _step(uid, before.get(uid), now[uid], (places[0].get(uid, FIRST), places[1][uid]), uid in staying)
        for uid in now
    ]
    return gone + [step for step in made if step]


def _step(uid: str, old: Content | None, new: Content, places: tuple[str, str], stays: bool) -> Step | None:
    if old is None:
        return Step(LineKind.ADD, uid, new={**new, AFTER: places[1]})
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    was = {name: old.get(name) for name in names}
    becomes = {name: new.get(name) for name in names}
    if not stays:
        was[AFTER], becomes[AFTER] = places
    return Step(LineKind.CHANGE, uid, was, becomes) if becomes else None


def _places(rows: Mapping[str, Content]) -> dict[str, str]:
    """Measure → the one it stands behind."""
    uids = list(rows)
    return dict(zip(uids, [FIRST, *uids], strict=False))


def _standing(common: Sequence[str], order: Sequence[str]) -> set[str]:
    """The most measures that need not move: the longest run of them that keeps the new order."""
    place = {uid: index for index, uid in enumerate(order)}
    tails: list[int] = []
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for uid in common:
        at = bisect_left(tails, place[uid])
        before[uid] = ends[at - 1] if at else None
        tails[at : at + 1] = [place[uid]]
        ends[at : at + 1] = [uid]
    kept: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
