"""The noun that a number counts, in its dictionary form."""

import re

from medk.reader.morphology import is_mainly, is_part, noun_lemma

_TOKEN = re.compile(r"[А-ЯЁA-Z]{2,}(?:-[А-ЯЁа-яёA-Z]+)*|[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_COUNT_WORDS = frozenset({"число", "количество", "охват", "участие", "доля", "процент", "вовлеченность"})


#: Nouns that count only together with the adjective before them.
_PAIRS = {
    "образование": ("муниципальн", "муниципальное образование"),
    "карта": ("дорожн", "дорожная карта"),
}


def unit_after(text: str) -> str | None:
    """Unit of «… % ОО-участников», «… от общего числа проведенных ВКС», «… школам»."""
    tokens = _TOKEN.findall(text)[:8]
    for before, token in zip(["", *tokens], tokens, strict=False):
        head = token.split("-")[0]
        if head.isupper() and len(head) > 1:
            return str(head)
        lemma = noun_lemma(head)
        if lemma is not None and lemma not in _COUNT_WORDS and _is_noun(head):
            return _whole(token, lemma, before)
    return None


def _is_noun(word: str) -> bool:
    others = ("ADJF", "PRTF", "PREP", "CONJ", "VERB")
    return is_part(word, "NOUN") and not any(is_mainly(word, other) for other in others)


def _whole(token: str, lemma: str, before: str) -> str:
    """«план-графиков» keeps both halves, «школ-участников» only the first."""
    stem, pair = _PAIRS.get(lemma, ("", ""))
    if stem and before.lower().startswith(stem):
        return pair
    parts = token.lower().split("-")
    if len(parts) == 1 or parts[0] != lemma:
        return lemma
    return "-".join([lemma, *(noun_lemma(part) or part for part in parts[1:])])
