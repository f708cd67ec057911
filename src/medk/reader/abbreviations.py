"""Abbreviations that the document defines: «Департамент образования (далее – ДО)»."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from medk.reader.morphology import nominative_phrase

_DEFINED = re.compile(
    r"(?P<full>[^()\n;]{3,300}?)\s*\(\s*(?:в\s+)?дал[ье]+е\s*(?:по\s+тексту\s*)?[-‐‑–—:]?\s*(?P<short>[^()]{1,120}?)\s*\)",
    re.IGNORECASE,
)
#: The same mark alone, to be cut out of a name.
DEFINITION = re.compile(
    r"\s*\(\s*дал[ье]+е\s*(?:по\s+тексту\s*)?[-‐‑–—:]?\s*(?P<short>[^()]{1,120}?)\s*\)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"[А-ЯЁ][А-ЯЁа-яё]?[А-ЯЁ]{1,10}(?:\s?[А-ЯЁ]{2,10})?")


@dataclass(slots=True)
class Abbreviations:
    """Short names to full ones, as the document defines them."""

    full_names: dict[str, str] = field(default_factory=dict)

    def full_name(self, short: str) -> str | None:
        return self.full_names.get(short)

    def __contains__(self, short: str) -> bool:
        return short in self.full_names


def abbreviations_of(texts: Iterable[str]) -> Abbreviations:
    """All definitions in these texts; the first one of a short name holds."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _DEFINED.finditer(text):
            for short in _shorts(match["short"]):
                found.setdefault(short, " ".join(match["full"].split()))
    return Abbreviations({short: _last_body(full, short) for short, full in found.items()})


def _shorts(text: str) -> list[str]:
    """«ДО, РИАЦОКО» defines two short names; a quoted name stays whole."""
    flat = " ".join(text.split())
    parts = [part.strip() for part in flat.split(",")]
    return parts if all(map(is_abbreviation, parts)) else [flat]


def is_abbreviation(text: str) -> bool:
    """«МОУО», «ОО», «ДОиМП»: a name in capitals."""
    return bool(_ABBREVIATION.fullmatch(text.strip()))


def _last_body(full: str, short: str) -> str:
    """The words the definition is about, in the nominative where the dictionary can."""
    tail = re.split(r"(?<=[.;:])\s+|,\s+(?=[А-ЯЁ])", full)[-1].strip(" -–—")
    words = tail.split(" ")
    start = next((n for n, word in enumerate(words) if _begins(word, short)), 0)
    return " ".join(nominative_phrase(words[start:]))


def _begins(word: str, short: str) -> bool:
    """Whether the full name may begin here: the same letter, or the same word."""
    first = short.split(" ")[0]
    length = 1 if is_abbreviation(first) or first.isupper() else 5
    return word[:length].lower() == first[:length].lower() and len(word) > 3
