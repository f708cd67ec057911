"""The line that every region reports, with its two bases and its target (decision 6)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from medk.kernel.russian import NBSP
from medk.plans.rules.aggregates import whole_percent
from medk.plans.rules.progress import Share
from medk.plans.rules.target_words import number_words


@dataclass(frozen=True)
class Basis:
    """The share on one basis in words."""

    code: str
    confirmed: int
    planned: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, never rounded up; None when nothing was planned."""
        return whole_percent(self.confirmed, self.planned)

    @property
    def percent_words(self) -> str:
        """«56 %», «нет данных»."""
        return "нет данных" if self.percent is None else f"{self.percent}{NBSP}%"

    @property
    def of_words(self) -> str:
        """«22 из 39»."""
        return f"{self.confirmed}{NBSP}из{NBSP}{self.planned}"


@dataclass(frozen=True)
class ShareLine:
    """The reported basis first, the other one beside it, and the cycle's target."""

    reported: Basis
    other: Basis
    target: Decimal | None = None
    target_on: dt.date | None = None
    is_reached: bool | None = None

    @property
    def target_words(self) -> str:
        """«45 %»; empty without a target."""
        return "" if self.target is None else f"{number_words(self.target)}{NBSP}%"


def share_line(
    shares: Mapping[str, Share], reported: str, *, target: Decimal | None, target_on: dt.date | None
) -> ShareLine:
    """Both shares with the one that the region reports first.

    The target is compared with the exact share: 44.9 % does not reach 45 % (Владимир's row 46 sets
    45 % on 17.06.2022).
    """
    other = "whole" if reported == "due" else "due"
    exact = shares[reported].percent
    return ShareLine(
        reported=basis_of(shares[reported]),
        other=basis_of(shares[other]),
        target=target,
        target_on=target_on,
        is_reached=None if target is None or exact is None else exact >= target,
    )


def basis_of(held: Share) -> Basis:
    """A share as the pages write it."""
    return Basis(held.basis, held.confirmed, held.planned)
