"""Links that the words and dates of a plan suggest; a person accepts or declines each.

Plans repeat one pattern: an institute drafts, the ministry approves, municipalities inform, their
services help (Иркутск 1.28–1.46 and 2.7–2.15), and something reports on it (Владимир 26, 33–35).
A proposal is never a fact: nothing is stored before somebody accepted it.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from medk.plans.choices import LinkKind


class Step(IntEnum):
    """The place of a measure in the pattern, by the verb that it begins with."""

    DRAFT = 1
    APPROVE = 2
    INFORM = 3
    HELP = 4
    REPORT = 9


#: First letters of the leading verb → its step.
_VERBS = {
    Step.DRAFT: ("разраб", "состав", "создать"),
    Step.APPROVE: ("утверд", "соглас"),
    Step.INFORM: ("проинф", "расска", "познак", "сообщи", "направ", "переда", "разосл", "довест"),
    Step.HELP: ("помочь", "оказат", "обеспе", "вовлеч", "внедря", "внедри", "провес", "выдвин", "рекоме"),
    Step.REPORT: ("обобщи", "проана", "обсуди", "подвес", "отчита"),
}  # fmt: skip
_STEPS = {start: step for step, starts in _VERBS.items() for start in starts}
_STEP_WORDS = {
    Step.DRAFT: "разработка", Step.APPROVE: "утверждение", Step.INFORM: "сообщение",
    Step.HELP: "помощь или проведение", Step.REPORT: "итоги",
}  # fmt: skip
#: Words of every second title say nothing about its subject.
_COMMON_WORDS = (
    "школ школа школь школы шнор проек регио муниц орган образ облас участ работ метод услов резул "
    "помощ помоч подго прове оказа обесп предо этап итоги итога сведе меропр меры"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_WORD = re.compile(r"[а-яё]{4,}")
#: How far apart in the plan one chain may stand, and how much of their words two titles share.
MOST_APART = 6
LEAST_SHARED = 0.5
_LEAST_WORDS = 2
_STEM = 5


@dataclass(frozen=True, slots=True)
class Titled:
    """One line of a plan: what a proposal is made from."""

    pk: int
    title: str
    section_id: int | None = None
    starts_on: dt.date | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link that the plan's words suggest, and why."""

    kind: str
    source: int
    target: int
    why: str

    @property
    def key(self) -> str:
        """Names the proposal in a form: `follows-12-15`."""
        return f"{self.kind}-{self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class _Read:
    one: Titled
    place: int
    step: Step | None
    words: Mapping[str, str]


def propose(measures: Sequence[Titled]) -> list[Proposal]:
    """Links suggested by the titles and dates of one plan, given in its order.

    A measure follows the nearest earlier step of the same subject: titles share half of the words of
    the shorter one, in one section, not far apart; dates must allow it (what comes first does not begin
    after the other's deadline: Иркутск 1.1 approves in January what 1.3 proposes in February).
    """
    read = _read_all(measures)
    found = []
    for later in read:
        if later.step == Step.REPORT:
            found += _reported(later, read)
        elif later.step is not None:
            found += _before(later, read)
    return found


def _read_all(measures: Sequence[Titled]) -> list[_Read]:
    stems = [_stems(one.title) for one in measures]
    seen = Counter(stem for words in stems for stem in words)
    most = max(6, len(measures) // 8)
    return [
        _Read(one, place, step_of(one.title), {s: w for s, w in words.items() if seen[s] <= most})
        for place, (one, words) in enumerate(zip(measures, stems, strict=True))
    ]


def step_of(title: str) -> Step | None:
    """The step that a title begins with; None for anything else."""
    first = _WORD.search(title.casefold().replace("ё", "е"))
    return _STEPS.get(first.group()[:6]) if first and first.start() < 3 else None


def _stems(title: str) -> dict[str, str]:
    """Beginnings of the words that name a subject → the words; the leading verb is none of them."""
    words = _WORD.findall(title.casefold().replace("ё", "е"))
    return {word[:_STEM]: word for word in words[1:][::-1] if word[:_STEM] not in _COMMON}


def _before(later: _Read, read: Iterable[_Read]) -> list[Proposal]:
    """The nearest earlier step of the same subject: the most alike of it, and its equals."""
    held = [
        (one.step, _likeness(one, later), -abs(one.place - later.place), one)
        for one in read
        if one.step is not None
        and later.step is not None
        and one.step < later.step
        and _may_precede(one, later)
    ]
    alike = [row for row in held if row[1] >= LEAST_SHARED]
    if not alike:
        return []
    step, _, _, best = max(alike, key=lambda row: row[:3])
    why = _why(
        f"сначала {_STEP_WORDS[Step(step)]}, затем {_STEP_WORDS[later.step or Step.HELP]}", best, later
    )
    return [Proposal(LinkKind.FOLLOWS, best.one.pk, later.one.pk, why)]


def _may_precede(one: _Read, later: _Read) -> bool:
    # Orders print the ministry's approval above the institute's draft; nothing else goes backwards.
    if one.place > later.place and later.step != Step.APPROVE:
        return False
    if one.one.section_id != later.one.section_id or abs(one.place - later.place) > MOST_APART:
        return False
    begins = one.one.starts_on or one.one.due_on
    return begins is None or later.one.due_on is None or begins <= later.one.due_on


def _likeness(one: _Read, other: _Read) -> float:
    """How much of the shorter title's subject stands in the other; one shared word only when they adjoin."""
    shared = one.words.keys() & other.words.keys()
    near = abs(one.place - other.place) <= 2
    if len(shared) < (1 if near else _LEAST_WORDS):
        return 0.0
    return len(shared) / min(len(one.words), len(other.words))


def _reported(report: _Read, read: Iterable[_Read]) -> list[Proposal]:
    """What a report is about: the line most alike that ends no later."""
    held = [
        (_likeness(report, one), -abs(one.place - report.place), one)
        for one in read
        if one.step != Step.REPORT
        and abs(one.place - report.place) <= 2 * MOST_APART
        and _ends_before(one.one, report.one)
    ]
    likeness, _, best = max(held, key=lambda row: row[:2], default=(0.0, 0, report))
    if likeness < LEAST_SHARED:
        return []
    return [Proposal(LinkKind.REPORTS_ON, report.one.pk, best.one.pk, _why("подводит итоги", report, best))]


def _ends_before(one: Titled, report: Titled) -> bool:
    return one.due_on is None or report.due_on is None or one.due_on <= report.due_on


def _why(what: str, one: _Read, other: _Read) -> str:
    shared = sorted(one.words.keys() & other.words.keys(), key=list(one.words).index, reverse=True)
    return f"{what}; общие слова: {', '.join(one.words[stem] for stem in shared)}"
