"""Of the picked cells: what the reader can confirm, what others do, what has not been submitted at all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from medk.kernel.russian import counted
from medk.plans.choices import ProgressState
from medk.plans.models import Evidence, Execution, RoadMap
from medk.plans.queries.confirmers import Confirmers, chain_of
from medk.plans.queries.matrix_pick import PickedLeaf, submitted_in


@dataclass(frozen=True)
class Ready:
    """One part that the reader can confirm, with the number of its files and links."""

    row: Execution
    proofs: int

    @property
    def token(self) -> str:
        """The part as the person has seen it: its number and version."""
        return f"{self.row.pk}-{self.row.version}"


@dataclass(frozen=True)
class Verdict:
    """What can be confirmed, what others confirm (with the reason), and the rest in words."""

    ready: list[Ready]
    others: list[tuple[Execution, str]]
    rest: list[str]


_REST = {
    ProgressState.OVERDUE: "просрочено, на проверку не отправлено",
    ProgressState.IN_PROGRESS: "в работе, на проверку не отправлено",
    ProgressState.NOT_DUE: "срок впереди, на проверку не отправлено",
    ProgressState.UNDATED: "без срока, на проверку не отправлено",
    ProgressState.CONFIRMED: "уже подтверждено",
    ProgressState.PAUSED: "приостановлено",
    ProgressState.CANCELLED: "отменено",
}


def verdict_of(
    user: Any, submitted: Iterable[Execution], *, cells: Iterable[list[PickedLeaf]] = ()
) -> Verdict:
    """Part submitted parts by who confirms them; `cells` tell what else was picked."""
    rows = list(submitted)
    hands = Confirmers(rows)
    mine = [row for row in rows if user.person_id in hands.of(row).people]
    others = [(row, _reason(user, row, hands)) for row in rows if user.person_id not in hands.of(row).people]
    live = Evidence.objects.filter(execution__in=[row.pk for row in mine], withdrawn_at__isnull=True)
    proofs = dict(live.order_by().values_list("execution_id").annotate(n=Count("pk")))
    states = Counter(leaf.state for cell in cells for leaf in cell)
    rest = [
        f"{counted(states[state], 'часть', 'части', 'частей')}: {words}"
        for state, words in _REST.items()
        if states[state]
    ]
    return Verdict([Ready(row, proofs.get(row.pk, 0)) for row in mine], others, rest)


def _reason(user: Any, row: Execution, hands: Confirmers) -> str:
    label = hands.of(row).label or f"{chain_of(row.measure)[0].label}: сейчас никто не назначен"
    own = "Вы сами отправили это на проверку. " if row.submitted_by_id == user.pk else ""
    return f"{own}Подтверждает {label}."


def still_waiting(user: Any, road_map: RoadMap, tokens: Iterable[str]) -> tuple[list[Execution], int]:
    """Submitted parts of the plan named by tokens, and how many are no more as they were seen."""
    wanted = dict(token.partition("-")[::2] for token in tokens)
    numbers = [int(pk) for pk in wanted if pk.isascii() and pk.isdigit() and len(pk) < 19]
    rows = submitted_in(user, road_map).filter(pk__in=numbers)
    found = [row for row in rows if wanted[str(row.pk)] == str(row.version)]
    return found, len(wanted) - len(found)
