"""A comparison of two contents as people read it: what came, what went, which words became others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medk.kernel.russian import counted
from medk.plans.choices import LineKind
from medk.plans.rules.amendments import LABELS, moved_days, readable
from medk.plans.rules.plan_diff import Step
from medk.plans.rules.word_diff import Piece, pieces

#: Fields whose values are replaced whole: comparing their words would only confuse.
_WHOLE = frozenset(LABELS) - {
    "title", "deadline_text", "goal", "tasks", "audience", "place_format", "publication", "indicator_text",
    "actions", "milestones", "targets", "executors", "chosen_units",
}  # fmt: skip
#: Fields that say nothing by themselves while they have their first value.
_IDLE: dict[str, Any] = {
    "interval": 1,
    "count_per_period": 1,
    "is_at_least": False,
    "is_series_external": False,
}


@dataclass(frozen=True)
class ShownField:
    """One field: its name, its words with what went and what came, by how many days a date moved."""

    field: str
    label: str
    pieces: tuple[Piece, ...]
    was: str
    became: str
    days: int | None = None

    @property
    def moved(self) -> str:
        """«на 29 дней позже»; empty for anything but a moved date."""
        if not self.days:
            return ""
        return f"на {counted(abs(self.days), 'день', 'дня', 'дней')} {'позже' if self.days > 0 else 'раньше'}"


@dataclass(frozen=True)
class ShownChange:
    """One measure of a comparison: `kind` is add, remove, restore or change."""

    kind: str
    uid: str
    title: str
    fields: tuple[ShownField, ...]

    @property
    def is_moved_only(self) -> bool:
        """Whether nothing but the place changed."""
        return self.kind == LineKind.CHANGE and all(one.field == "after" for one in self.fields)


def shown_fields(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[ShownField, ...]:
    """Fields of `new` in the order of the form, each beside its old value."""
    found = []
    for name, label in LABELS.items():
        if name in new and not (_IDLE.get(name, new) == new[name] and name not in old):
            was, became = readable(name, old.get(name), names), readable(name, new[name], names)
            if name == "after" and name not in old:
                was = ""
            if was != became:
                days = moved_days(name, old.get(name), new[name])
                found.append(
                    ShownField(name, label.capitalize(), pieces_of(name, was, became), was, became, days)
                )
    return tuple(found)


def pieces_of(name: str, was: str, became: str) -> tuple[Piece, ...]:
    """Words of a field compared: texts word by word, dates and choices whole."""
    if name not in _WHOLE:
        return tuple(pieces(was, became))
    both = (Piece("del", was), Piece("ins", became))
    return tuple(piece for piece in both if piece.text)


def shown_step(step: Step, title: str, names: Mapping[str, str]) -> ShownChange:
    """A step in words; a removed or returned measure is named, its fields stay folded away."""
    fields: tuple[ShownField, ...] = ()
    if step.kind in (LineKind.CHANGE, LineKind.ADD):
        fields = shown_fields(step.old, step.new, names)
    return ShownChange(step.kind, step.uid, title, fields)


@dataclass(frozen=True)
class Counts:
    """How many measures came, went, changed, only moved to another place, and stayed as they were."""

    added: int
    removed: int
    changed: int
    moved: int
    same: int


def counts_of(changes: Iterable[ShownChange], total: int) -> Counts:
    """Counts of a comparison; `total` is how many measures the newer side has."""
    rows: Sequence[ShownChange] = list(changes)
    added = sum(row.kind in (LineKind.ADD, LineKind.RESTORE) for row in rows)
    removed = sum(row.kind == LineKind.REMOVE for row in rows)
    moved = sum(row.is_moved_only for row in rows)
    changed = len(rows) - added - removed - moved
    return Counts(added, removed, changed, moved, total - added - changed - moved)
