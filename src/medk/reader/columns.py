"""Columns of a plan by the meaning of their headings, or by content where none is printed.

The words come from the headings of the five published orders (ХМАО, Владимирская,
Иркутская, Омская области, Карпинск) and their usual synonyms.
"""

import re
from collections.abc import Callable, Sequence

from medk.reader.cells import Row

#: Meaning of a column by the words of its heading; the first match wins, so that
#: «Сроки проведения мероприятия» is a deadline and not a title.
_MEANINGS = (
    ("number", r"^(?:№|n\b|п\s*/\s*п|номер)"),
    ("start", r"^(?:дата |срок )?начал[ао]\b"),
    ("finish", r"^(?:дата |срок )?(?:окончани[ея]|завершени[ея])\b"),
    ("deadline", r"^(?:\w+ )?(?:срок|дат[аы]\b|период\b|время\b)"),
    ("frequency", r"^(?:периодичность|частота|регулярность)"),
    ("goal", r"^цел[ьи]\b"),
    ("tasks", r"^задач[аи]\b"),
    ("audience", r"аудитори|^участник|категори[яи] участник|^охват"),
    ("publication", r"информационн\w+ сопровожд|сайт|публикац|освещени"),
    ("executors", r"исполнител|ответственн|^кто |соисполнител"),
    (
        "indicator",
        r"показател|результат|индикатор|^итог|эффект|подтвержда|вид документ|форма отч",
    ),
    ("place_format", r"\bмест[оа]\b|формат|форма проведени|форма реализ"),
    (
        "title",
        r"мероприят|действи|содержани|наименовани|вид\w* (?:работ|деятельн)|^работ|направлени",
    ),
    ("note", r"примечани|комментари|отметка"),
)
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _MEANINGS)
_NUMBER = re.compile(r"(?:\d{1,3}\s?\.?\s?){1,4}\)?|[IVX]{1,5}\.?")
_SITE = re.compile(r"сайт|https?://|портал|страниц", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,2}\.\d{1,2}|\b(?:январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр"
    r"|декабр)|квартал|в течение|ежемесячн|постоянно",
    re.IGNORECASE,
)
_VITAL = frozenset({"deadline", "start", "finish", "executors", "indicator"})


def meaning(heading: str) -> str | None:
    """What a column with this heading holds; None when the words are unknown."""
    words = re.sub(r"[«»\"*:]", "", " ".join(heading.lower().split())).strip(" .")
    return next((role for role, pattern in _COMPILED if pattern.search(words)), None)


def header_columns(row: Row) -> list[str | None] | None:
    """Roles of the columns if the row heads a plan, else None.

    A plan names what is done and at least one of: when, by whom, with what result.
    A list of schools or curators has neither deadlines nor results.
    """
    roles: list[str | None] = []
    for cell in row.cells:
        role = meaning(cell.text) if len(cell.text) < 150 else None
        roles.append(None if role in roles else role)
    if "title" not in roles and "tasks" in roles:
        roles[roles.index("tasks")] = "title"
    vital = _VITAL.intersection(filter(None, roles))
    is_plan = "title" in roles and (len(vital) >= 2 or vital & {"deadline", "start"})
    return roles if is_plan and not _looks_like_data(row) else None


def _looks_like_data(row: Row) -> bool:
    """A measure's own words may resemble headings: it has a number or very long cells."""
    first = row.cells[0].text if row.cells else ""
    return bool(_NUMBER.fullmatch(first)) or any(len(cell.text) > 150 for cell in row.cells)


def columns_by_content(rows: Sequence[Row]) -> list[str | None] | None:
    """Roles for a table without a header; None when it does not look like a plan."""
    width = max((len(row.cells) for row in rows), default=0)
    full = [row for row in rows if len(row.cells) == width and len(row.filled) >= 3]
    if width < 3 or len(full) < 3:
        return None
    texts = [[row.cells[col].text for row in full] for col in range(width)]
    roles: list[str | None] = [None] * width
    if _share(texts[0], _NUMBER.fullmatch) > 0.8:
        roles[0] = "number"
    dates = [_share(column, _is_deadline) for column in texts]
    best = max(range(width), key=dates.__getitem__)
    if dates[best] < 0.6:
        return None
    roles[best] = "deadline"
    _name_texts(roles, texts)
    return roles


def _name_texts(roles: list[str | None], texts: list[list[str]]) -> None:
    """The first wordy column is what is done; of the rest the repetitive one is by whom."""
    free = [col for col, role in enumerate(roles) if role is None]
    if not free:
        return
    roles[free[0]] = "title"
    rest = sorted(free[1:], key=lambda col: len(set(texts[col])) / len(texts[col]))
    for col, role in zip(rest, ("executors", "indicator"), strict=False):
        roles[col] = "publication" if _share(texts[col], _SITE.search) > 0.6 else role


def _is_deadline(text: str) -> bool:
    return len(text) < 80 and bool(_DATE.search(text))


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for text in texts if test(text)) / max(len(texts), 1)


def is_publication(texts: Sequence[str]) -> bool:
    """Whether a column without a heading names the sites where rows are published."""
    filled = [text for text in texts if text]
    return bool(filled) and _share(filled, _SITE.search) > 0.6
