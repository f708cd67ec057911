"""Cells into lines of running text: wraps undone, actions told apart."""

import re

from medk.reader.morphology import is_mainly, is_part
from medk.reader.repair import Vocabulary, mend

_BULLET = re.compile(r"^\s*(?:[-–—•*·]\s*(?=\S))")
_POINT = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2}){0,2}[.)](?=\D)\s*")
_POINTS_INLINE = re.compile(r"(?:^|(?<=[\s.;,)]))(\d{1,2})[.)]\s?(?=[А-ЯЁ«])")
_GLUED_POINT = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,2}[.)])(?=[А-ЯЁа-яё])")
_SENTENCE = re.compile(r"(?<=[а-яё)»\"+])\.\s+(?=[А-ЯЁ][а-яё]{2,})")
_ABBREVIATED = re.compile(r"(?:\b(?:г|гг|п|ст|т|д|е|др|пр|им|ул|обл|стр)|\b[А-ЯЁ])$")
_VERB = re.compile(r"(?<=[а-яёА-ЯЁ)»\"0-9;])\s+(?=(?P<verb>[А-ЯЁ][а-яё]+(?:ть|ти|чь)(?:ся)?)\b)")
#: Names of actions that no body and no document bears («Положение», «Управление» are not here).
_ACTION = (
    r"(?:Анализ|Внедрение|Выявление|Заполнение|Изучение|Мониторинг|Назначение|Обобщение|Определение|Осуществление"
    r"|Отбор|Подготовка|Проведение|Размещение|Разработка|Сбор|Согласование|Составление|Утверждение|Участие|Формирование)"
)
_NOUN = re.compile(rf"(?<=[а-яёА-ЯЁ)»\"0-9;])\s+(?={_ACTION}\s+(?P<object>[а-яё-]+))")
_OPENED = re.compile(rf"\s*(?:{_ACTION}\b|(?P<verb>[А-ЯЁ][а-яё]+))")


def flat(text: str, vocabulary: Vocabulary) -> str:
    """One line of text, mended."""
    return mend(" ".join(text.split()), vocabulary).strip()


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a cell: lines that a narrow column broke are joined."""
    found: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if found and _is_wrap(found[-1], line):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _is_wrap(previous: str, line: str) -> bool:
    if _BULLET.match(line) or _POINT.match(line):
        return False
    if previous.endswith((",", "-")) or _is_open(previous):
        return True
    return line[0].islower() or line[0] in '(»"' or not line[0].isalpha()


def _is_open(text: str) -> bool:
    return text.count("(") > text.count(")") or text.count("«") > text.count("»") + 1


def actions_of(text: str, vocabulary: Vocabulary) -> tuple[str, list[str], bool]:
    """A title's lead («Разработка документов:»), its actions, and whether they are a list."""
    parts = paragraphs(text)
    lead, is_listed = (
        "",
        any(_BULLET.match(part) for part in parts) or any(map(_POINT.match, parts)),
    )
    if len(parts) > 1 and parts[0].endswith(":"):
        lead, parts = parts[0], parts[1:]
    pieces = [piece for part in parts for piece in _pieces(part, is_listed=is_listed)]
    cleaned = [mend(_bare(piece), vocabulary) for piece in pieces]
    return flat(lead, vocabulary), [piece for piece in cleaned if piece], is_listed


def title_of(lead: str, actions: list[str]) -> str:
    """One line of a title: actions joined by "; ", ends inside trimmed of their marks."""
    if not actions:
        return lead
    inner = [action.rstrip(" .;") for action in actions[:-1]]
    last = actions[-1].rstrip(" ;")
    return " ".join(filter(None, [lead, "; ".join([*inner, last])]))


def _bare(piece: str) -> str:
    text = " ".join(_BULLET.sub("", piece).split())
    return _GLUED_POINT.sub(r"\1 ", text)


def _pieces(part: str, *, is_listed: bool) -> list[str]:
    """Actions run together in one paragraph: by sentence, by a capital infinitive or action noun."""
    if is_listed:
        return [part]
    found, start = [], 0
    for match in sorted(_openings(part), key=lambda m: m.start()):
        before = part[start : match.start()]
        if _is_inside(part[: match.start()]) or _ABBREVIATED.search(before) or match.start() < start:
            continue
        if not _opens_action(match, before):
            continue
        found.append(before)
        start = match.end()
    return [*found, part[start:]]


def _openings(part: str) -> list[re.Match[str]]:
    return [*_SENTENCE.finditer(part), *_VERB.finditer(part), *_NOUN.finditer(part)]


def _opens_action(match: re.Match[str], before: str) -> bool:
    """A noun opens an action only with its object and after a piece that is an action too."""
    if match.re is _VERB:
        return is_part(match["verb"], "INFN")
    if match.re is not _NOUN:
        return True
    if not is_part(match["object"], "gent") or is_mainly(match["object"], "PREP"):
        return False
    opened = _OPENED.match(before)
    return opened is not None and (opened["verb"] is None or is_part(opened["verb"], "INFN"))


def _is_inside(text: str) -> bool:
    """Whether a bracket or a quote is still open."""
    return text.count("(") > text.count(")") or text.count("«") > text.count("»") or text.count('"') % 2 == 1


def points_of(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Numbered or separate points of a cell of tasks, without their numbers."""
    joined = " ".join(text.split())
    marks = list(_POINTS_INLINE.finditer(joined))
    if marks and marks[0].start() == 0:
        edges = [mark.end() for mark in marks]
        stops = [mark.start() for mark in marks[1:]] + [len(joined)]
        pieces = [joined[a:b] for a, b in zip(edges, stops, strict=True)]
    else:
        pieces = [_POINT.sub("", _BULLET.sub("", part)) for part in paragraphs(text)]
    return tuple(filter(None, (flat(piece, vocabulary).rstrip(" ;") for piece in pieces)))
