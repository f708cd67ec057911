"""What adding schools to a cohort would do, before it is done."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from medk.cycles.models import Cohort
from medk.cycles.queries.schools import find_schools, held_in, schools_in, schools_of
from medk.orgs.models import Organisation


@dataclass(frozen=True)
class Source:
    """Where the schools come from; several at once are allowed."""

    lines: Sequence[str] = ()
    cohort: Cohort | None = None
    territory: Organisation | None = None


@dataclass(frozen=True)
class Offer:
    """One school offered: ticked when nothing is in doubt, fixed when it cannot be added."""

    school: Organisation
    note: str = ""
    ticked: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Preview:
    """Schools in the order found, and the lines that match none."""

    offers: list[Offer]
    unknown: list[str]

    @property
    def ready(self) -> int:
        """How many are ticked."""
        return sum(offer.ticked for offer in self.offers)


def preview(cohort: Cohort, user: Any, *, source: Source, on: dt.date) -> Preview:
    """Offers for joining on a day; a school found twice is offered once, the surer way."""
    held = held_in(cohort, on)
    unknown: list[str] = []
    offers: dict[int, Offer] = {}
    for offer in _offers(cohort, user, source=source, on=on, unknown=unknown):
        before = offers.get(offer.school.pk)
        if offer.school.pk in held:
            offers[offer.school.pk] = Offer(offer.school, "уже в этой когорте", fixed=True)
        elif before is None or (offer.ticked and not before.ticked):
            offers[offer.school.pk] = offer
    return Preview(list(offers.values()), unknown)


def _offers(cohort: Cohort, user: Any, *, source: Source, on: dt.date, unknown: list[str]) -> Iterator[Offer]:
    for found in find_schools(cohort, user, source.lines) if source.lines else []:
        if not found.schools:
            unknown.append(found.line)
        for school in found.schools:
            yield Offer(school, _doubt(found.line, alike=found.alike, sure=found.is_sure), found.is_sure)
    if source.cohort:
        day = min(on, source.cohort.cycle.ends_on)
        for school in schools_in(source.cohort, user, day):
            yield Offer(school, f"из когорты «{source.cohort.title}»", ticked=True)
    if source.territory:
        for school in schools_of(cohort, user).filter(ancestor_links__ancestor=source.territory):
            yield Offer(school)


def _doubt(line: str, *, alike: bool, sure: bool) -> str:
    if sure:
        return ""
    return f"похожа на строку «{line}»" if alike else f"строке «{line}» подходит несколько школ"
