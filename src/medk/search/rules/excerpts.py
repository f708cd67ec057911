"""The part of a text that answers, with the words found marked."""

from collections.abc import Collection
from dataclasses import dataclass

from medk.search.rules.words import Word, number_token, words_of

#: Signs of an excerpt.
LENGTH = 220


@dataclass(frozen=True)
class Piece:
    """A run of text, marked or not."""

    text: str
    is_found: bool = False


@dataclass(frozen=True)
class Sought:
    """What to mark: forms of words as they may stand in a text, beginnings of words, numbers."""

    forms: Collection[str]
    prefix: str = ""
    numbers: Collection[str] = ()

    def meets(self, word: Word) -> bool:
        if word.is_number:
            return number_token(word.text) in self.numbers
        return word.text in self.forms or bool(self.prefix and word.text.startswith(self.prefix))


def marked(text: str, sought: Sought) -> list[Piece]:
    """The whole text in pieces."""
    pieces, at = [], 0
    for word in words_of(text):
        if sought.meets(word):
            pieces += [Piece(text[at : word.start]), Piece(text[word.start : word.end], True)]
            at = word.end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def excerpt(text: str, sought: Sought) -> list[Piece]:
    """About `LENGTH` signs around the first word found; empty when none is."""
    first = next((word for word in words_of(text) if sought.meets(word)), None)
    if first is None:
        return []
    start = _back_to_space(text, max(first.start - LENGTH // 3, 0))
    end = start + LENGTH
    cut = text[start:end] if end >= len(text) else text[start:end].rsplit(" ", 1)[0]
    before, after = "… " if start else "", " …" if start + len(cut) < len(text) else ""
    return [piece for piece in (Piece(before), *marked(cut, sought), Piece(after)) if piece.text]


def _back_to_space(text: str, at: int) -> int:
    return text.rfind(" ", 0, at) + 1 if at else 0
