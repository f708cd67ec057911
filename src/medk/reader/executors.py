"""A cell of executors into bodies: separators, agreement marks, defined short names."""

import re
from collections.abc import Iterator

from medk.reader.abbreviations import DEFINITION, Abbreviations, is_abbreviation
from medk.reader.morphology import is_part
from medk.reader.plan import Executor

_AGREED = re.compile(r"\s*\(?\s*по\s+согласованию\s*\)?", re.IGNORECASE)
#: «Центр … мастерства (ЦНППМ)»: the abbreviation stands beside the name.
_INSIDE = re.compile(r"\(([А-ЯЁ]{3,12})\)")
_OPEN, _CLOSE = "«(“„", "»)”"
_ROLE = re.compile(
    r"(?:\w+ый |\w+ые |\w+ие |\w+ий |\w+ая |\w+ое |\w+ой )*(?:руководител|директор|куратор|координатор|заместител|педагог"
    r"|учител|специалист|методист|администраци|орган|школ|отдел|управлени|департамент|министерств"
    r"|центр|институт|оператор|эксперт|организаци|учреждени|служб|комитет|совет|рабоч|групп|команд"
    r"|психолог|тьютор|классн|воспитател|начальник|главн|представител|ассоциаци|участник)",
    re.IGNORECASE,
)


def executors_of(text: str, abbreviations: Abbreviations) -> tuple[Executor, ...]:
    """Bodies named in a cell, in order, each once."""
    found: dict[str, Executor] = {}
    for part in split_names(text):
        executor = _executor(part, abbreviations)
        if executor is not None:
            found.setdefault(executor.name, executor)
    return tuple(found.values())


def split_names(text: str) -> list[str]:
    """Names of a list, whatever separates them: lines, commas, semicolons, slashes."""
    names: list[str] = []
    for line in _whole_lines(text.split("\n")):
        for part in _separated(line):
            names.extend(_spaced_abbreviations(part))
    return [name for name in (name.strip(" .;,/-–—•*") for name in names) if name]


def _whole_lines(lines: list[str]) -> Iterator[str]:
    """Lines that a narrow column broke are put together again."""
    current = ""
    for line in lines:
        if current and _goes_on(current, line):
            current = f"{current} {line.strip()}"
            continue
        if current:
            yield current
        current = line.strip()
    if current:
        yield current


def _goes_on(current: str, line: str) -> bool:
    line = line.strip()
    if not line or current.endswith((",", ";", "/")) or line.startswith(("-", "–", "•")):
        return False
    if _depth(current) > 0 or line.startswith("(") or current.endswith(("-", "–")):
        return True
    return line[0].islower() and not _ROLE.match(line)


def _depth(text: str) -> int:
    """Open brackets and quotes; a quote that the scan left open closes at «(далее»."""
    round_open = text.count("(") - text.count(")")
    quotes = text.count("«") - text.count("»")
    return max(round_open, 0) + max(quotes, 0) if "(далее" not in text else max(round_open, 0)


def _separated(line: str) -> Iterator[str]:
    start, depth, straight = 0, 0, False
    for at, char in enumerate(line):
        straight ^= char == '"'
        depth += (char in _OPEN) - (char in _CLOSE and depth > 0)
        if depth or straight:
            continue
        if char in ";/" or (char == "," and _new_name(line[start:at], line[at + 1 :])):
            yield line[start:at]
            start = at + 1
    yield line[start:]


def _new_name(before: str, after: str) -> bool:
    """A comma separates names unless it stands inside one («образования, науки и спорта»)."""
    following = after.strip()
    if not following:
        return True
    if _AGREED.search(before[-25:]) or following[0].isupper():
        return True
    first = re.match(r"[А-Яа-яЁё-]+", following)
    if not first or not _ROLE.match(following):
        return False
    return is_part(first[0], "nomn")


def _spaced_abbreviations(part: str) -> list[str]:
    """«ДО РИАЦОКО ВИРО»: short names with nothing but spaces between them."""
    words = part.split()
    if len(words) > 1 and all(is_abbreviation(word) and len(word) < 12 for word in words):
        return words if "ГАУ" not in words and "ДПО" not in words else [part]
    return [part]


def _executor(part: str, abbreviations: Abbreviations) -> Executor | None:
    by_agreement = bool(_AGREED.search(part))
    bare = _AGREED.sub(" ", part)
    defined = DEFINITION.search(bare)
    name = " ".join(DEFINITION.sub(" ", bare).split()).strip(" ,;.-–")
    if not name:
        return None
    if defined:
        return Executor(name, " ".join(defined["short"].split()), by_agreement)
    is_short = name in abbreviations or is_abbreviation(name)
    inside = _INSIDE.search(name)
    short = name if is_short else inside[1] if inside else None
    return Executor(name, short, by_agreement, abbreviations.full_name(name))
