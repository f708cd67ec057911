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


def number_words(value: Decimal | None) -> str:
    """45 → «45», 45.50 → «45,5»; empty for nothing."""
    if value is None:
        return ""
    plain = f"{value:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


def target_words(kind: str, value: Decimal | None, unit: str) -> str:
    """«100 %», «не менее 5 мероприятий», «документ», «описание результата: протокол»."""
    if kind == TargetKind.SHARE and value is not None:
        return f"{number_words(value)}\u00a0% {unit.replace('%', '').strip()}".strip()
    amount = " ".join(filter(None, [number_words(value), unit.strip()]))
    if kind in (TargetKind.COUNT_MIN, TargetKind.COUNT_MAX):
        return f"{TargetKind(kind).label} {amount}".strip()
    if value is not None:
        return amount
    label = "доля" if kind == TargetKind.SHARE else TargetKind(kind).label
    return f"{label}: {unit.strip()}" if unit.strip() else label
