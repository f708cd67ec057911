"""Two texts compared word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
#: Texts that share less than this are shown whole, old then new: patches of words would not be read.
_ALIKE = 0.4
#: Longer texts are shown whole, as comparing them would take too long.
_LONGEST = 3000


@dataclass(frozen=True)
class Piece:
    """A run of words: `same`, `del` or `ins`."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """What stayed, what went and what came, in reading order; joined without `ins` it is the old text."""
    if old == new:
        return [Piece("same", old)] if old else []
    a, b = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(a=a, b=b, autojunk=False)
    if max(len(a), len(b)) > _LONGEST or matcher.ratio() < _ALIKE:
        return [piece for piece in (Piece("del", old), Piece("ins", new)) if piece.text]
    found: list[Piece] = []
    for kind, i, j, k, n in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(a[i:j])))
            continue
        found += [Piece("del", "".join(a[i:j]))] if j > i else []
        found += [Piece("ins", "".join(b[k:n]))] if n > k else []
    return found
