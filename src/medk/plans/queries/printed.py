"""Executors of a plan gathered by their printed names, with whom they mean and who is proposed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from medk.plans.choices import BodyClass
from medk.plans.models import Executor, RoadMap
from medk.plans.queries.candidates import organisation_candidates, person_candidates
from medk.plans.rules.matching import Candidate, PrintedExecutor, Proposal, group_key, propose


@dataclass
class PrintedRow:
    """One body as the plan prints it: rows that name it, whom they mean, likely candidates."""

    printed: PrintedExecutor
    meant: list[str] = field(default_factory=list)
    unmatched: int = 0
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return not self.unmatched


def printed_rows(road_map: RoadMap) -> list[PrintedRow]:
    """Every printed body of a plan, unmatched first; three queries for the names and whom they mean."""
    rows = Executor.objects.filter(measure__road_map=road_map)
    found: dict[str, PrintedRow] = {}
    for row in rows.select_related("organisation", "person"):
        key = group_key(row.name, row.short_name)
        one = found.setdefault(key, PrintedRow(PrintedExecutor(key)))
        _add(one, row)
    return sorted(found.values(), key=lambda one: (one.is_settled, -one.printed.count, one.printed.title))


def _add(one: PrintedRow, row: Executor) -> None:
    one.printed.count += 1
    for name in (row.name, row.short_name):
        if name and name not in one.printed.names:
            one.printed.names.append(name)
    meant = whom(row)
    if not meant:
        one.unmatched += 1
    elif meant not in one.meant:
        one.meant.append(meant)


def whom(row: Executor) -> str:
    """Whom an executor means, in words; empty when nobody yet."""
    if row.organisation:
        return row.organisation.name
    if row.person:
        return str(row.person)
    return f"все: {BodyClass(row.body_class).label}" if row.body_class else ""


def with_proposals(rows: Iterable[PrintedRow], road_map: RoadMap) -> list[PrintedRow]:
    """Likely candidates for those not matched yet."""
    rows = list(rows)
    if all(row.is_settled for row in rows):
        return rows
    candidates: Sequence[Candidate] = [
        *organisation_candidates(road_map.organisation),
        *person_candidates(road_map.organisation),
    ]
    for row in rows:
        if not row.is_settled:
            row.proposals = propose(row.printed.names, candidates)
    return rows
