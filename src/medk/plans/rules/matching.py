"""Who is meant by an executor's printed name: proposals with reasons, settled by a person."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from medk.plans.choices import BodyClass

#: From here a single best proposal is applied by itself; below it a person decides.
CERTAIN = 95
#: From here a likeness is worth showing.
LIKELY = 78

_FORMS = re.compile(
    r"\b(?:(?:государственн|муниципальн|федеральн|областн|краев|бюджетн|автономн|казенн|общеобразовательн)"
    r"(?:ое|ого|ый|ого|ая|ой)\s+)+(?=учрежден|образоват|организац)"
    r"|\b(?:учреждени[ея]|образовательно\w+|дополнительного|профессионального образования)\b"
    r"|\b(?:фгбу|фгбоу|фгаоу|гау|гбу|гку|гаоу|гбоу|гоу|бу|ау|маоу|мбоу|мкоу|моу|мау|мбу|мку|дпо|спо)\b"
)
_AGREED = re.compile(r"\(?\s*по согласованию\s*\)?")
_EDUCATION_BODY = r"(?:муниципальн\w+\s+)?орган\w*\s+(?:местного самоуправления|управлени\w+)"
#: Names by which orders mean a whole class (decision 16); matched against the folded name.
_CLASSES: tuple[tuple[str, BodyClass], ...] = (
    (
        rf"моуо|омсу|муо|{_EDUCATION_BODY}.*|муниципалитет\w*|территори\w*|муниципальн\w+ образовани\w*",
        BodyClass.MUNICIPALITIES,
    ),
    (
        r"о[оу]|шнр|шнор|школ\w+(?: участни\w+)?(?: проекта)?(?: 500)?|директора? (?:школ\w*|шнр|шнор|оо)"
        r"|руководител\w+ (?:школ\w*|шнр|шнор|оо)|(?:обще)?образовательн\w+ (?:организаци|учреждени)\w+"
        r"(?: участни\w+.*)?|школ\w+ с низкими.*",
        BodyClass.SCHOOLS,
    ),
    (r"(?:муниципальн\w+ )?куратор\w*(?: школ\w*| шнр| оо| проекта)*", BodyClass.CURATORS),
    (r"муниципальн\w+ методическ\w+ служб\w+|ммс", BodyClass.METHODICAL_SERVICES),
    (r"муниципальн\w+ координатор\w*(?: проекта)?", BodyClass.MUNICIPAL_COORDINATORS),
    (r"региональн\w+ координатор\w*(?: проекта)?", BodyClass.REGIONAL_COORDINATORS),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant: `kind` is organisation, person or body_class; `pk` a number or a class."""

    kind: str
    pk: int | str
    title: str
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One candidate with its likeness (0–100) and the reason shown to the person."""

    candidate: Candidate
    score: int
    reason: str

    @property
    def is_certain(self) -> bool:
        return self.score >= CERTAIN


@dataclass(slots=True)
class PrintedExecutor:
    """One body as a plan names it: all its printed forms, and how many rows name it."""

    key: str
    names: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def title(self) -> str:
        return max(self.names, key=len)


def folded(name: str) -> str:
    """A name without case, quotes, punctuation and «по согласованию», with ё as е."""
    text = unicodedata.normalize("NFKC", name.replace("№", " ")).casefold().replace("ё", "е")
    text = _AGREED.sub(" ", text)
    return " ".join(re.findall(r"[\w]+", text))


def core(name: str) -> str:
    """The folded name without the words of its legal form; the whole name if nothing else is left."""
    text = folded(name)
    return " ".join(_FORMS.sub(" ", text).split()) or text


def group_key(name: str, short_name: str = "") -> str:
    """One key for all printed forms of a body: its abbreviation where the order defines one."""
    return folded(short_name or name)


def class_of(name: str) -> BodyClass | None:
    """The class of bodies that a printed name means («МОУО», «ОО», «кураторы»), or None."""
    text = folded(name)
    return next((value for pattern, value in _CLASSES if re.fullmatch(pattern, text)), None)


def propose(names: Iterable[str], candidates: Sequence[Candidate], *, limit: int = 3) -> list[Proposal]:
    """The likeliest candidates for a body printed under `names`, best first.

    Numbers are compared apart: № 7 is never № 17 however like the words are.
    """
    printed = [name for name in names if name.strip()]
    best: list[Proposal] = []
    for candidate in candidates:
        found = max(
            (_likeness(name, candidate) for name in printed), default=(0, ""), key=lambda pair: pair[0]
        )
        if found[0] >= LIKELY:
            best.append(Proposal(candidate, *found))
    best += _class_proposals(printed)
    return sorted(best, key=lambda one: (-one.score, one.candidate.title))[:limit]


def certain(proposals: Sequence[Proposal]) -> Proposal | None:
    """The proposal that may be applied by itself: certain, and no other is as good."""
    if not proposals or not proposals[0].is_certain:
        return None
    rivals = [one for one in proposals[1:] if one.score == proposals[0].score]
    return None if rivals else proposals[0]


def _class_proposals(printed: Iterable[str]) -> list[Proposal]:
    found = {value for value in map(class_of, printed) if value}
    return [
        Proposal(Candidate("body_class", value.value, value.label), 99, "так приказ называет их всех")
        for value in found
    ]


def _likeness(printed: str, candidate: Candidate) -> tuple[int, str]:
    options = [_compared(printed, name, exact=(100, "название совпадает")) for name in candidate.names]
    options += [
        _compared(printed, alias, exact=(98, "под этим названием уже встречалась"))
        for alias in candidate.aliases
    ]
    return max(options, default=(0, ""), key=lambda pair: pair[0])


def _compared(printed: str, name: str, *, exact: tuple[int, str]) -> tuple[int, str]:
    left, right = folded(printed), folded(name)
    if not left or not right:
        return 0, ""
    if left == right:
        return exact
    if _numbers(left) != _numbers(right):
        return 0, ""
    left_core, right_core = core(printed), core(name)
    if left_core == right_core:
        return 96, "совпадает без вида учреждения"
    if left_core in (_initials(right), _initials(right_core)) and len(left_core) > 2:
        return 90, "похоже на сокращение"
    score = max(
        fuzz.token_sort_ratio(left_core, right_core), 0.93 * fuzz.token_set_ratio(left_core, right_core)
    )
    return min(int(score), CERTAIN - 1), f"название похоже на {int(score)}\u00a0%"


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", text))


def _initials(text: str) -> str:
    return "".join(word[0] for word in text.split())
