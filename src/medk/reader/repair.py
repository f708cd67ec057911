"""Mending of scan damage where it is certain: spacing and broken words, never spelling.

Certainty comes from the document itself (the whole word or pair stands elsewhere in it)
or from the dictionary. Printed slips are left alone: decision 33.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from medk.reader.morphology import is_known, is_mainly, is_part

_WORD = re.compile(r"[А-Яа-яЁё]+")
_PAIR = re.compile(r"(?<![А-Яа-яЁё-])([А-Яа-яЁё]+)[ \n]([а-яё]{2,})(?![А-Яа-яЁё-])")
_TORN_ENDING = re.compile(r"(?<![А-Яа-яЁё-])([а-яё]{4,})[ \n](и|х|е|й|м|ю|ми)[ \n]([а-яё]{3,})")
_MONTHS = "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
_DAY_MONTH = re.compile(rf"(?<=\d)(?=(?:{_MONTHS})[а-я]*)", re.IGNORECASE)
_WORD_NUMBER = re.compile(r"(?<=[а-яё]{3})(?=\d)")
_GLUED_CAPITAL = re.compile(r"(?<![А-Яа-яЁё])([А-Яа-яЁё][а-яё]{3,40})([А-ЯЁ][а-яё]{3,40})")
_LONG = re.compile(r"(?<![А-Яа-яЁё-])[а-яё]{9,}(?![А-Яа-яЁё-])")
_HALF_SPACED = re.compile(r"(?<=[а-яё]{2}) -(?=[а-яё]{3})|(?<=[а-яё]{4})- (?=[а-яё]{5})")
#: Longer runs of letters are no two words glued together.
_LONGEST_WORD = 50
_DOTTED_DATE = re.compile(r"\b(\d{1,2})\. ?(\d{2})\. ?((?:19|20)\d{2})\b")


@dataclass(slots=True)
class Vocabulary:
    """Words and neighbouring pairs of one document, counted."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        vocabulary = cls()
        for text in texts:
            words = [word.lower() for word in _WORD.findall(text)]
            vocabulary.words.update(words)
            vocabulary.pairs.update(itertools.pairwise(words))
        return vocabulary


def mend(text: str, vocabulary: Vocabulary) -> str:
    """The text with spacing and broken words put right where that is certain."""
    text = _DOTTED_DATE.sub(r"\1.\2.\3", text)
    text = _WORD_NUMBER.sub(" ", _DAY_MONTH.sub(" ", text))
    text = _HALF_SPACED.sub("-", text)
    text = _GLUED_CAPITAL.sub(lambda found: _parted(found, vocabulary), text)
    text = _LONG.sub(lambda found: _unglued(found[0], vocabulary), text)
    text = _TORN_ENDING.sub(lambda found: _with_ending(found, vocabulary), text)
    return _joined_words(text, vocabulary)


def _parted(found: re.Match[str], vocabulary: Vocabulary) -> str:
    """«реализацииПроекта»: both halves stand apart elsewhere in the document."""
    first, second = found[1], found[2]
    is_certain = vocabulary.words[first.lower()] and vocabulary.words[second.lower()]
    return f"{first} {second}" if is_certain else found[0]


def _unglued(word: str, vocabulary: Vocabulary) -> str:
    """«итоговреализации»: no such word, and exactly one cut gives two words of the document."""
    if len(word) > _LONGEST_WORD or vocabulary.words[word] > 2 or is_known(word):
        return word
    cuts = [n for n in range(4, len(word) - 3) if vocabulary.words[word[:n]] and vocabulary.words[word[n:]]]
    return f"{word[: cuts[0]]} {word[cuts[0] :]}" if len(cuts) == 1 else word


def _with_ending(found: re.Match[str], vocabulary: Vocabulary) -> str:
    """«низкими образовательным и результатами»: the whole pair stands elsewhere."""
    word, ending, following = found.groups()
    whole = word + ending
    attested = vocabulary.pairs[whole, following] and not is_part(following, "CONJ")
    disagrees = is_part(word, "ADJF") and is_part(whole, "ADJF")
    return f"{whole} {following}" if attested and disagrees else found[0]


def _joined_words(text: str, vocabulary: Vocabulary) -> str:
    """«общеобразовате льных»: the second piece is no word, the whole is one."""
    position, result = 0, []
    while found := _PAIR.search(text, position):
        first, second = found[1], found[2]
        if _is_torn(first, second, vocabulary):
            result.append(text[position : found.start(1)] + first + second)
            position = found.end()
        else:
            result.append(text[position : found.end(1)])
            position = found.end(1)
    return "".join(result) + text[position:]


def _is_torn(first: str, second: str, vocabulary: Vocabulary) -> bool:
    if is_known(second) and (is_known(first) or len(first) < 4):
        return False
    if is_known(second) and is_mainly(second, "NOUN"):
        return False
    whole = (first + second).lower()
    return is_known(whole) and (vocabulary.words[whole] > 0 or not is_known(second))
