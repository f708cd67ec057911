"""Text into words for search: dictionary forms, and numbers that are never taken for parts of others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medk.reader.morphology import lemmas

#: Changed whenever the same text gives other words: everything is indexed anew then.
VERSION = 1

#: An address of mail, letters, or digits with the signs that hold a number together («1.28», «01-12/345», «01.03.2022»).
_PIECE = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]*\w)|(?P<mark>№|\bN(?=\s*\d))"
    r"|(?P<number>\d+(?:[.,/\-–]\d+)*)|(?P<word>[^\W\d_]+)"
)
_JOINS = str.maketrans({".": "p", ",": "p", "/": "s", "-": "m", "–": "m"})
_YEARS = re.compile(r"(?:19|20)\d\d[-–/](?:19|20)\d\d")


@dataclass(frozen=True)
class Word:
    """A word or a number where it stands; an address of mail is as exact as a number.

    `is_named` is a number after the sign №.
    """

    text: str
    start: int
    end: int
    is_number: bool = False
    is_named: bool = False

    @property
    def token(self) -> str:
        """How the index calls it: numbers are written with letters, so that no engine splits them."""
        return number_token(self.text) if self.is_number else lemma(self.text)


def words_of(text: str) -> Iterator[Word]:
    """Words and numbers of a text in their order; ё is е, case does not matter."""
    named = False
    for found in _PIECE.finditer(text):
        if found["mark"]:
            named = True
            continue
        raw = found[0]
        if found["number"] and _YEARS.fullmatch(raw):
            for at in (0, len(raw) - 4):
                yield Word(raw[at : at + 4], found.start() + at, found.start() + at + 4, True)
        else:
            is_exact = bool(found["number"] or found["mail"])
            yield Word(fold(raw), found.start(), found.end(), is_exact, named)
        named = False


def fold(text: str) -> str:
    """Lower case, ё as е."""
    return text.lower().replace("ё", "е")


def number_token(text: str) -> str:
    """«1.28» → `n1p28`: one word for both engines; leading zeros of a whole number mean nothing."""
    if "@" in text:
        return "m" + "".join(sign if sign.isalnum() else f"z{ord(sign)}" for sign in text)
    plain = text.lstrip("0") or "0" if text.isdigit() else text
    return "n" + plain.translate(_JOINS)


def lemma(word: str) -> str:
    """The likeliest dictionary form."""
    return next(iter(lemmas(word)), word)


def tokens(text: str) -> str:
    """A text in its order: words as their likeliest dictionary forms and numbers, separated by spaces."""
    return " ".join(word.token for word in words_of(text))


def indexed(text: str) -> str:
    """A text as the index keeps it: its tokens, then the other readings of its words.

    «Диагностику» is «диагностика» or, likelier to the dictionary, «диагностик»: both must find it.
    """
    found = list(words_of(text))
    first = [word.token for word in found]
    others = (one for word in found if not word.is_number for one in lemmas(word.text)[1:])
    return " ".join([*first, *(one for one in dict.fromkeys(others) if one not in first)])


def forms(text: str) -> set[tuple[str, str]]:
    """Pairs (form, dictionary form) of the words of a text in every reading; dictionary forms are forms too."""
    read = {(word.text, one) for word in words_of(text) if not word.is_number for one in lemmas(word.text)}
    return read | {(one, one) for _, one in read}
