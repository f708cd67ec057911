"""Words by a dictionary (pymorphy3), loaded at the first question that needs it."""

from functools import cache, lru_cache
from typing import Any


@cache
def _analyzer() -> Any:
    import pymorphy3  # noqa: PLC0415 - start-up cost: most commands never need it

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=20000)
def _parses(word: str) -> tuple[Any, ...]:
    return tuple(_analyzer().parse(word)) if len(word) <= 60 else ()


@lru_cache(maxsize=20000)
def is_known(word: str) -> bool:
    """Whether the dictionary has this form of a word."""
    return len(word) <= 60 and bool(_analyzer().word_is_known(word.lower()))


def is_part(word: str, *grammemes: str) -> bool:
    """Whether some reading of the word carries all these grammemes."""
    wanted = set(grammemes)
    return any(wanted in parse.tag for parse in _parses(word.lower()))


def is_mainly(word: str, *grammemes: str) -> bool:
    """Whether the likeliest reading of the word carries all these grammemes."""
    found = _parses(word.lower())
    return bool(found) and set(grammemes) in found[0].tag


@lru_cache(maxsize=20000)
def lemmas(word: str) -> tuple[str, ...]:
    """Dictionary forms of a word in any reading, the likeliest first, each once; ё is е."""
    found = (str(parse.normal_form).replace("ё", "е") for parse in _parses(word.lower()))
    return tuple(dict.fromkeys(found))


def noun_lemmas(word: str) -> list[str]:
    """Dictionary forms of a word read as a noun, the likeliest first."""
    found = (parse for parse in _parses(word.lower()) if "NOUN" in parse.tag)
    return [str(parse.normal_form).replace("ё", "е") for parse in found]


def noun_lemma(word: str) -> str | None:
    """Dictionary form of a noun; None when the word cannot be a noun."""
    return next(iter(noun_lemmas(word)), None)


def nominative(word: str, *grammemes: str) -> str | None:
    """The word in the nominative, for a reading that carries these grammemes."""
    wanted = set(grammemes)
    for parse in _parses(word.lower()):
        if wanted in parse.tag:
            form = parse.inflect({"nomn", "sing"}) if "sing" in parse.tag else None
            form = form or parse.inflect({"nomn"})
            return str(form.word) if form else None
    return None


def nominative_phrase(words: list[str]) -> list[str]:
    """A name put into the nominative: its adjectives and its first noun; the rest stays.

    Left as it is when the dictionary cannot tell the first noun, or it is nominative.
    """
    at = next((n for n, word in enumerate(words[:6]) if is_mainly(word, "NOUN")), None)
    if at is None or not all(is_part(word, "ADJF") for word in words[:at]):
        return words
    parse = next(parse for parse in _parses(words[at].lower()) if "NOUN" in parse.tag)
    if "nomn" in parse.tag:
        return words
    noun = parse.inflect({"nomn"})
    wanted = {"nomn", parse.tag.number} | ({parse.tag.gender} if parse.tag.number == "sing" else set())
    heads = [_inflected(word, wanted) for word in words[:at]]
    if noun is None or None in heads:
        return words
    found = [str(head) for head in heads] + [str(noun.word)]
    return [_as_printed(new, old) for new, old in zip(found, words, strict=False)] + words[at + 1 :]


def _inflected(word: str, wanted: set[str]) -> str | None:
    adjectives = (parse for parse in _parses(word.lower()) if "ADJF" in parse.tag)
    forms = (parse.inflect(wanted) for parse in adjectives)
    return next((str(form.word) for form in forms if form), None)


def _as_printed(new: str, old: str) -> str:
    return new.capitalize() if old[:1].isupper() else new
