"""A deadline as printed into a schedule; conventions of the reading contract.

What is not understood stays `none`; nothing is guessed.
"""

import re
from collections.abc import Sequence
from datetime import date

from medk.reader.numerals import MONTH
from medk.reader.plan import Milestone, Recurrence, Schedule
from medk.reader.recurrences import recurrence_in, recurrence_in_title
from medk.reader.spans import Calendar, Span, spans_in

_DASHES = re.compile(r"\s*[‐‑‒–—―−]\s*")
_UNTIL = re.compile(
    r"(?:(?:\bне\s+)?(?:позднее|позже)|\bдо|\bв\s+срок\s+до|\bсрок\s+до|\bк)\s*(?:чем\s+)?$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:г\.?|года?)?\s*(?:-|\bпо\b|\bдо\b)\s*", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:г\.?|года?)?\s*(?:-|\bпо\b)\s*", re.IGNORECASE)
_BARE_DAY = re.compile(
    rf"(?<![\d.])(\d{{1,2}})(\s*(?:-|по|и|,)\s*)(?=\d{{1,2}}(?P<rest>\s+{MONTH}|\.\d{{2}}(?!\d)))",
    re.IGNORECASE,
)
_YEAR_END = re.compile(
    r"(?:до|к)\s+(?:конц[ау]|окончани[яю])\s+(?:(?P<study>учебн\w+)\s+)?года",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:\bс|\bсо|\bначиная\s+с)\s*$", re.IGNORECASE)
_ON_REQUEST = re.compile(
    r"\bпо\s+(?:\w+\s+)?(?:запрос|заявк|заявлени|обращени|необходимост|требовани)"
    r"|(?:в\s+соответствии\s+с|на\s+основании|согласно)\s+(?:\w+\s+)?(?:запрос|заявк|обращени)"
    r"|по\s+мере\s+(?:необходимост|поступлени|возникновени|обращени|готовност)"
    r"|(?:при|в\s+случае)\s+(?:\w+\s+)?(?:необходимост|обращени|поступлени|наличи)",
    re.IGNORECASE,
)
_BY_SCHEDULE = re.compile(
    r"\bпо\s+(?:(?:отдельн|утвержд[её]нн|индивидуальн|согласованн|специальн|собственн|особ)\w+\s+)*"
    r"(?:план|график|расписани)\w*"
    r"|(?:в\s+соответствии\s+с|согласно)\s+(?:[а-яё-]+\s+){0,2}?(?:план|график|расписани)\w*",
    re.IGNORECASE,
)
_CONSTANT = re.compile(
    r"^\W*(?:постоянно|систематически|регулярно|весь период|на постоянной основе|в течение (?:всего )?"
    r"(?:период|срок)[а-я]*(?: реализации(?: проекта| программы)?)?)\W*$",
    re.IGNORECASE,
)


def schedule_of(text: str, *, title: str = "", calendar: Calendar) -> Schedule:
    """The schedule that a deadline cell states; the title may add a frequency."""
    flat = _with_months(_DASHES.sub("-", " ".join(text.split())))
    if not flat:
        return Schedule()
    spans = spans_in(flat, calendar)
    start, end, milestones = _bounds(flat, spans)
    if start is None and end is None and calendar.year:
        start, end = _unnamed(flat, calendar)
    recurrence = recurrence_in(_without_spans(flat, spans))
    kind = _kind(flat, recurrence)
    if kind is None and not milestones:
        recurrence = recurrence_in_title(title)
        kind = "recurring" if recurrence and (start or end) else None
    if kind is None:
        kind = _plain_kind(start, end, spans, milestones)
    return Schedule(
        kind=kind,
        start=start.isoformat() if start else None,
        end=end.isoformat() if end else None,
        recurrence=recurrence if kind == "recurring" else None,
        milestones=tuple(Milestone(None, day.isoformat()) for day in milestones),
    )


def _kind(text: str, recurrence: Recurrence | None) -> str | None:
    if recurrence is not None:
        return "recurring"
    if _ON_REQUEST.search(text):
        return "on_request"
    return "by_separate_schedule" if _BY_SCHEDULE.search(text) else None


def _plain_kind(
    start: date | None,
    end: date | None,
    spans: Sequence[Span],
    milestones: Sequence[date],
) -> str:
    if end is None and start is None:
        return "none"
    if milestones:
        return "period"
    if start is None or (start == end and len(spans) == 1 and spans[0].is_day):
        return "date"
    return "period"


def _bounds(text: str, spans: Sequence[Span]) -> tuple[date | None, date | None, list[date]]:
    """Start, end and separate deadlines of the stretches as their connectives say."""
    groups = _groups(text, spans)
    if not groups:
        return None, None, []
    if len(groups) == 1:
        return *groups[0], []
    ends = [end for _, end in groups if end]
    if len(ends) < len(groups):
        return groups[0][0], max(ends, default=None), []
    first = groups[0][0] or ends[0]
    return min(first, *ends), max(ends), ends


def _groups(text: str, spans: Sequence[Span]) -> list[tuple[date | None, date | None]]:
    """Stretches joined by a dash or «по» are one; the others stand alone."""
    groups: list[tuple[date | None, date | None]] = []
    index = 0
    spans = _without_context(text, spans)
    while index < len(spans):
        span = spans[index]
        before = text[: span.begins]
        following = spans[index + 1] if index + 1 < len(spans) else None
        joint = _DASH if _UNTIL.search(before) else _RANGE
        if following and joint.fullmatch(text[span.ends : following.begins]):
            groups.append((span.first, _not_before(span, following)))
            index += 2
            continue
        groups.append(_alone(span, before))
        index += 1
    return groups


def _not_before(span: Span, following: Span) -> date:
    """«декабрь – январь» without years ends in the next year; printed dates stand."""
    last = following.last
    runs_back = last < span.first and not following.has_year and not following.is_day
    return last.replace(year=last.year + 1) if runs_back else last


def _alone(span: Span, before: str) -> tuple[date | None, date | None]:
    if _UNTIL.search(before):
        return None, span.last
    if _FROM.search(before):
        return span.first, None
    return span.first, span.last


def _without_context(text: str, spans: Sequence[Span]) -> list[Span]:
    """A whole year beside narrower stretches only says which year they belong to."""
    narrow = [span for span in spans if not span.is_whole_year]
    return list(narrow or spans[:1])


def _without_spans(text: str, spans: Sequence[Span]) -> str:
    """The text without dates, so that «4 квартал» is no frequency."""
    kept, position = [], 0
    for span in spans:
        kept.append(text[position : span.begins])
        position = span.ends
    return " ".join([*kept, text[position:]])


def _with_months(text: str) -> str:
    """«с 1 по 15 марта» → «с 1 марта по 15 марта», «17-18.03» → «17.03-18.03»."""
    for _ in range(12):
        text, changed = _BARE_DAY.subn(lambda found: found[1] + found["rest"] + found[2], text, count=1)
        if not changed:
            break
    return text


def _unnamed(text: str, calendar: Calendar) -> tuple[date | None, date | None]:
    """«постоянно» is the plan's year, «до конца года» its last day."""
    if _CONSTANT.match(text):
        return _plan_year(calendar)
    found = _YEAR_END.search(text)
    if not found:
        return None, None
    if found["study"]:
        year = calendar.year_of(5) or 1
        return None, date(year, 5, 31)
    return None, _plan_year(calendar)[1]


def _plan_year(calendar: Calendar) -> tuple[date, date]:
    year = calendar.year or 1
    if calendar.is_academic:
        return date(year, 9, 1), date(year + 1, 5, 31)
    return date(year, 1, 1), date(year, 12, 31)
