"""The noun that a number counts, in its dictionary form."""

import re

from medk.reader.morphology import is_mainly, is_part, noun_lemma

_TOKEN = re.compile(r"[А-ЯЁA-Z]{2,}(?:-[А-ЯЁа-яёA-Z]+)*|[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_COUNT_WORDS = frozenset({"число", "количество", "охват", "участие", "доля", "процент", "вовлеченность"})


def unit_after(text: str) -> str | None:
    """Unit of «… % ОО-участников», «… от общего числа проведенных ВКС», «… школам»."""
    for token in _TOKEN.findall(text)[:8]:
        head = token.split("-")[0]
        if head.isupper() and len(head) > 1:
            return head
        lemma = noun_lemma(head)
        if lemma in _COUNT_WORDS or lemma is None or not is_part(head, "NOUN"):
            continue
        if is_mainly(head, "ADJF") or is_mainly(head, "PRTF") or is_mainly(head, "PREP"):
            continue
        if is_mainly(head, "CONJ") or is_mainly(head, "VERB"):
            continue
        return _whole(token, lemma)
    return None


def _whole(token: str, lemma: str) -> str:
    """«план-графиков» keeps both halves, «школ-участников» only the first."""
    parts = token.lower().split("-")
    if len(parts) == 1 or parts[0] != lemma:
        return lemma
    return "-".join([lemma, *(noun_lemma(part) or part for part in parts[1:])])
