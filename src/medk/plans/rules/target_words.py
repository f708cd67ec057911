"""Targets in words (design guide §7)."""

from decimal import Decimal

from medk.kernel.russian import NBSP
from medk.plans.choices import Per, TargetKind

_BOUNDS = {TargetKind.COUNT_MIN: "не менее ", TargetKind.COUNT_MAX: "не более "}


def number_words(value: Decimal) -> str:
    """12 480; 3,1; 95: no idle zeros, a no-break space between thousands."""
    plain = f"{value:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(",", NBSP).replace(".", ",")


def target_words(kind: str, value: Decimal | None, unit: str, per: str) -> str:
    """«не менее 32 анкет в год», «100 % школ», «аналитическая справка»."""
    if value is None:
        return unit or TargetKind(kind).label
    sign = f"% {unit}".strip() if kind == TargetKind.SHARE and "%" not in unit else unit
    head = f"{_BOUNDS.get(TargetKind(kind), '')}{number_words(value)}"
    words = f"{head}{NBSP}{sign}" if sign else head
    return f"{words} {Per(per).label}" if per else words
