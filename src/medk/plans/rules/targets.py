"""Whether an indicator has come to its target: apart from execution (decision 5)."""

from decimal import Decimal

from medk.plans.choices import TargetKind

#: A value as large as the target reaches it; for a ceiling, one as small.
_FLOORS = frozenset({TargetKind.SHARE, TargetKind.COUNT, TargetKind.COUNT_MIN, TargetKind.RATE})


def reached(
    kind: str, target: Decimal | None, value: Decimal | None, *, said: bool | None = None
) -> bool | None:
    """True or False where it can be told, None where nothing is known or there is nothing to compare.

    What a person `said` holds for documents and described results, and wherever there is no number.
    """
    if value is None or target is None:
        return said
    if kind in _FLOORS:
        return value >= target
    return value <= target if kind == TargetKind.COUNT_MAX else said
