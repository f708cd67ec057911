"""Which of a row's actions a target belongs to, where the words leave no doubt."""

import re
from collections.abc import Sequence
from dataclasses import replace

from medk.reader.morphology import noun_lemmas
from medk.reader.plan import Target

_WORD = re.compile(r"[А-Яа-яЁё]+")
#: «…, в том числе …» only widens an action: its nouns tell nothing of the result.
_TAIL = re.compile(r",?\s+(?:в том числе|включая)\b.*", re.IGNORECASE | re.DOTALL)
#: Results that one action brings; a share is of units, not of an action's product.
_BROUGHT = ("count", "count_min", "count_max", "document")


def linked(targets: Sequence[Target], actions: Sequence[str]) -> tuple[Target, ...]:
    """Targets with the index of the one action that names their unit (Иркутск, row 1.13).

    Named by none or by several, a target stays of the whole row.
    """
    if len(actions) < 2:
        return tuple(targets)
    nouns = [_nouns(action) for action in actions]
    return tuple(replace(target, action=_only(target, nouns)) for target in targets)


def _only(target: Target, nouns: Sequence[set[str]]) -> int | None:
    if target.kind not in _BROUGHT or not target.unit:
        return None
    unit = target.unit.split()[-1]
    named = [index for index, found in enumerate(nouns) if unit in found]
    return named[0] if len(named) == 1 else None


def _nouns(action: str) -> set[str]:
    words = _WORD.findall(_TAIL.sub("", action))
    return {lemma for word in words for lemma in noun_lemmas(word)[:1]}
