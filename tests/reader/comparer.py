"""F1 of a reading against a labelled plan, exactly as founding decision 32 defines it."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import Indel

Match = Callable[[Any, Any], bool]

TEXT, INDICATOR, EXECUTOR, SECTION, PAIR = 0.93, 0.9, 0.88, 0.9, 0.6


@dataclass
class Score:
    """Counts of one field."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        found = 2 * self.right + self.extra + self.missed
        return 2 * self.right / found if found else 1.0


@dataclass
class Comparison:
    """Scores by field and the differences behind them."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    differences: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def total(self) -> Score:
        """All fields together: micro F1."""
        return Score(
            sum(score.right for score in self.scores.values()),
            sum(score.extra for score in self.scores.values()),
            sum(score.missed for score in self.scores.values()),
        )

    def add(self, other: "Comparison") -> None:
        for name, score in other.scores.items():
            mine = self.scores[name]
            mine.right += score.right
            mine.extra += score.extra
            mine.missed += score.missed
        self.differences += other.differences


def essence(text: str | None) -> str:
    """NFKC, case folding, letters and digits only."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return re.sub(r"[\W_]+", "", folded)


def similarity(one: str | None, other: str | None) -> float:
    return Indel.normalized_similarity(essence(one), essence(other))


def similar(threshold: float) -> Match:
    return lambda one, other: similarity(one, other) >= threshold


def same(one: Any, other: Any) -> bool:
    return one == other


def compare(expected: dict[str, Any], found: dict[str, Any]) -> Comparison:
    """Score every field of a plan in the form of the reading contract."""
    result = Comparison()
    _document(expected["document"], found["document"], result)
    titles = [[section["title"] for section in plan["sections"]] for plan in (expected, found)]
    _many("section.title", "plan", titles[0], titles[1], similar(SECTION), result)
    for one, other in _pairs(expected, found):
        _measure(one, other, expected, found, result)
    return result


def _document(expected: dict[str, Any], found: dict[str, Any], result: Comparison) -> None:
    for name in ("kind", "authority", "number", "title", "territory"):
        _one(
            f"document.{name}",
            "document",
            expected.get(name),
            found.get(name),
            similar(TEXT),
            result,
        )
    for name in ("date", "level", "plan_year"):
        _one(
            f"document.{name}",
            "document",
            expected.get(name),
            found.get(name),
            same,
            result,
        )


def _pairs(expected: dict[str, Any], found: dict[str, Any]) -> list[tuple[Any, Any]]:
    """By number within the section, else by the nearest title; None where nothing pairs."""
    left, right = list(expected["measures"]), list(found["measures"])
    pairs = []
    for one in list(left):
        other = next((m for m in right if _same_place(one, m, expected, found)), None)
        if other is not None:
            pairs.append((one, other))
            left.remove(one)
            right.remove(other)
    for one in left:
        best = max(right, key=lambda m: similarity(one["title"], m["title"]), default=None)
        if best is not None and similarity(one["title"], best["title"]) >= PAIR:
            right.remove(best)
            pairs.append((one, best))
        else:
            pairs.append((one, None))
    return pairs + [(None, other) for other in right]


def _same_place(one: Any, other: Any, expected: Any, found: Any) -> bool:
    if not one["number"] or one["number"] != other["number"]:
        return False
    return _section(one, expected) == _section(other, found)


def _section(measure: Any, plan: Any) -> str | None:
    index = measure["section"]
    return essence(plan["sections"][index]["title"]) if index is not None else None


def _measure(one: Any, other: Any, expected: Any, found: Any, result: Comparison) -> None:
    label = (one or other)["number"] or (one or other)["title"][:30]
    _one("measure", label, one and True, other and True, same, result)
    blank: dict[str, Any] = {}
    one, other = one or blank, other or blank
    for name, threshold in (("title", TEXT), ("deadline_text", TEXT), ("indicator_text", INDICATOR), ("goal", TEXT),
                            ("audience", TEXT), ("place_format", TEXT)):  # fmt: skip
        _one(name, label, one.get(name), other.get(name), similar(threshold), result)
    _one("number", label, one.get("number"), other.get("number"), same, result)
    _one(
        "section",
        label,
        one and _section(one, expected),
        other and _section(other, found),
        similar(SECTION),
        result,
    )
    _schedule(label, one.get("schedule") or {}, other.get("schedule") or {}, result)
    _lists(label, one, other, result)


def _schedule(label: str, one: dict[str, Any], other: dict[str, Any], result: Comparison) -> None:
    for name in ("kind", "start", "end", "recurrence"):
        _one(f"schedule.{name}", label, one.get(name), other.get(name), same, result)
    ends = [[m["end"] for m in schedule.get("milestones", [])] for schedule in (one, other)]
    _many("schedule.milestones", label, ends[0], ends[1], same, result)


def _lists(label: str, one: dict[str, Any], other: dict[str, Any], result: Comparison) -> None:
    names = [[executor["name"] for executor in m.get("executors", [])] for m in (one, other)]
    _many("executors", label, names[0], names[1], similar(EXECUTOR), result)
    targets = [
        [(t["kind"], t["value"], t["per"]) for t in m.get("targets", []) if t["kind"] != "fact"]
        for m in (one, other)
    ]
    _many("targets", label, targets[0], targets[1], same, result)
    for name in ("tasks", "publication"):
        _many(name, label, one.get(name, []), other.get(name, []), similar(TEXT), result)


def _one(name: str, label: str, one: Any, other: Any, match: Match, result: Comparison) -> None:
    """A single value: a wrong one is both missed and extra."""
    _many(name, label, [one] if one else [], [other] if other else [], match, result)


def _many(
    name: str,
    label: str,
    ones: Sequence[Any],
    others: Sequence[Any],
    match: Match,
    result: Comparison,
) -> None:
    """Values as multisets: each expected one takes one found."""
    rest, missed = list(others), []
    score = result.scores[name]
    for one in ones:
        taken = next((other for other in rest if match(one, other)), None)
        if taken is None:
            missed.append(one)
        else:
            rest.remove(taken)
            score.right += 1
    score.missed += len(missed)
    score.extra += len(rest)
    if missed or rest:
        result.differences.append((name, label, missed, rest))


def table(comparison: Comparison) -> str:
    """F1 by field and the total, as printed by tests and the benchmark."""
    rows = [f"{name:22} {score.f1:7.4f}  {Counter(right=score.right, extra=score.extra, missed=score.missed)}"
            for name, score in sorted(comparison.scores.items()) if score.right + score.extra + score.missed]  # fmt: skip
    return "\n".join([*rows, f"{'total':22} {comparison.total().f1:7.4f}"])
