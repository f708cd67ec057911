"""Links between measures as a graph: loops, chains in order."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

#: From what comes first to what comes after it.
Edge = tuple[int, int]


def after_each(edges: Iterable[Edge]) -> dict[int, list[int]]:
    """What comes right after each measure, each named once, in the order given."""
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for first, then in edges:
        found[first][then] = None
    return {pk: list(others) for pk, others in found.items()}


def loop(edges: Iterable[Edge], added: Edge) -> list[int]:
    """The ring that one more edge would close, from its beginning back to it; empty when there is none.

    Worked example: 28 → 30 → 31 and the new 31 → 28 give [31, 28, 30, 31].
    """
    first, then = added
    if first == then:
        return [first, then]
    following = after_each(edges)
    came_from: dict[int, int] = {then: first}
    waiting = deque([then])
    while waiting:
        here = waiting.popleft()
        for other in following.get(here, ()):
            if other == first:
                return [*_way(came_from, first, here), first]
            if other not in came_from:
                came_from[other] = here
                waiting.append(other)
    return []


def _way(came_from: Mapping[int, int], start: int, end: int) -> list[int]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def reached(following: Mapping[int, Sequence[int]], start: int) -> list[int]:
    """Everything that comes after a measure, the nearest first; a ring in the data ends where it began."""
    seen = {start: None}
    waiting = deque([start])
    while waiting:
        for other in following.get(waiting.popleft(), ()):
            if other not in seen:
                seen[other] = None
                waiting.append(other)
    return list(seen)[1:]


def chains(edges: Sequence[Edge], order: Mapping[int, int]) -> list[list[int]]:
    """Measures that hang together, each group from its first to its last, groups in the plan's order.

    `order` is the place in the plan; it decides between measures that do not wait for one another.
    """
    groups = _groups(edges)
    listed = [_in_turn(group, edges, order) for group in groups]
    return sorted(listed, key=lambda group: min(order.get(pk, 0) for pk in group))


def _groups(edges: Sequence[Edge]) -> list[set[int]]:
    both = after_each([*edges, *((then, first) for first, then in edges)])
    left = dict.fromkeys(pk for edge in edges for pk in edge)
    groups = []
    while left:
        start = next(iter(left))
        group = {start, *reached(both, start)}
        groups.append(group)
        left = {pk: None for pk in left if pk not in group}
    return groups


def _in_turn(group: set[int], edges: Sequence[Edge], order: Mapping[int, int]) -> list[int]:
    """Each after all it waits for; what a ring holds back comes at the end."""
    before: dict[int, set[int]] = {pk: set() for pk in group}
    for first, then in edges:
        if then in before:
            before[then].add(first)
    done: list[int] = []
    while before:
        free = [pk for pk, needs in before.items() if not needs - set(done)] or list(before)
        pk = min(free, key=lambda one: (order.get(one, 0), one))
        done.append(pk)
        del before[pk]
    return done
