"""Whom a measure is counted by: a proposal from its indicator and executors.

«100 % ОО …» is counted school by school; a row whose executors are only municipal
bodies, municipality by municipality (rows 1.3, 1.6 … of the Irkutsk plan); curators'
reports, curator by curator. A person settles it on the review page.
"""

import re

from medk.reader.plan import Measure, Target

_SCHOOL = re.compile(
    r"^(?:оо|оонор|шнор|оу|ооо|школа|общеобразовательная организация|учреждение|организация)$",
    re.IGNORECASE,
)
_MUNICIPALITY = re.compile(
    r"^(?:муниципалитет|моуо|мо|образование|муниципальное образование)$", re.IGNORECASE
)
_CURATOR = re.compile(r"^куратор$", re.IGNORECASE)
_ROLE = re.compile(
    r"^(?:координатор|руководитель|директор|учитель|педагог|респондент|работник|специалист)$",
    re.IGNORECASE,
)
_BY_UNIT = (
    ("school", _SCHOOL),
    ("municipality", _MUNICIPALITY),
    ("curator", _CURATOR),
    ("role", _ROLE),
)

_BY_EXECUTOR = (
    ("municipality", re.compile(r"^(?:моуо|муниципальн\w+ (?:орган|методическ|служб|координатор)|орган\w* местного самоуправлени|управлени\w+ образовани\w+ муниципал)", re.IGNORECASE)),
    ("curator", re.compile(r"^(?:школьн\w+ |муниципальн\w+ )?куратор", re.IGNORECASE)),
    ("school", re.compile(r"^(?:оо|оонор|оу|шнор|школ\w+|образовательн\w+ организаци\w+|общеобразовательн\w+ организаци\w+|руководител\w+ (?:оо\w*|школ|образовательн|общеобразовательн))", re.IGNORECASE)),
)  # fmt: skip
_CURATORS_REPORTS = re.compile(r"\bотч[её]т\w*\s+кураторов", re.IGNORECASE)


def population_of(measure: Measure) -> str | None:
    """The class of units that a measure is counted by, or None for once."""
    by_unit = next(filter(None, map(_of_share, measure.targets)), None)
    by_executor = _of_executors(measure)
    if by_executor == "municipality":
        return by_executor
    if by_unit:
        return by_unit
    if by_executor:
        return by_executor
    reports = f"{measure.title} {measure.indicator_text or ''}"
    if _CURATORS_REPORTS.search(reports):
        return "curator"
    return "body" if _is_many_bodies(measure) else None


def _of_share(target: Target) -> str | None:
    if target.kind != "share" or not target.unit:
        return None
    return next((name for name, pattern in _BY_UNIT if pattern.match(target.unit)), None)


def _of_executors(measure: Measure) -> str | None:
    """The class that all executors of the row belong to."""
    classes = {_class(executor.name) for executor in measure.executors}
    return classes.pop() if len(classes) == 1 else None


def _class(name: str) -> str | None:
    return next((code for code, pattern in _BY_EXECUTOR if pattern.match(name)), None)


def _is_many_bodies(measure: Measure) -> bool:
    """Published by each of several bodies, as the tab on every site (Владимир, row 5)."""
    return (
        len(measure.publication) > 2
        and len(measure.executors) == len(measure.publication)
        and not any(target.kind in ("document", "share") for target in measure.targets)
    )
