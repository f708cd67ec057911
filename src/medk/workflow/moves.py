"""What a workflow is: statuses and the arrows between them. No routes are editable at run time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices


@dataclass(frozen=True)
class Move:
    """One arrow: who (`roles`: capacities towards the subject) may carry it from `sources` to `target`."""

    code: str
    label: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    needs_reason: bool = False


@dataclass(frozen=True)
class Workflow:
    """The table of a subject's moves, checked when it is made.

    Raises ValueError for an unknown status, a repeated code, or a move without sources or roles.
    """

    statuses: type[TextChoices]
    table: tuple[Move, ...]
    moves: dict[str, Move] = field(init=False)

    def __init__(self, statuses: type[TextChoices], table: Iterable[Move]) -> None:
        object.__setattr__(self, "statuses", statuses)
        object.__setattr__(self, "table", tuple(table))
        object.__setattr__(self, "moves", {move.code: move for move in self.table})
        self._check()

    def _check(self) -> None:
        if len(self.moves) != len(self.table):
            raise ValueError("a move's code is repeated")
        known = set(self.statuses.values)
        for move in self.table:
            unknown = ({move.target} | move.sources) - known
            if unknown or not move.sources or not move.roles:
                raise ValueError(f"move {move.code!r} is incomplete: {sorted(unknown)}")

    def moves_from(self, status: str, roles: Collection[str]) -> list[Move]:
        """Moves that somebody in any of `roles` may make from `status`, in table order."""
        return [move for move in self.table if status in move.sources and move.roles.intersection(roles)]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the documents that customers approve."""
        lines = ["stateDiagram-v2"]
        for move in self.table:
            lines += [f"    {source} --> {move.target}: {move.label}" for source in sorted(move.sources)]
        return "\n".join(lines)
