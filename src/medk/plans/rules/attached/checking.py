"""Checks every row of an attached schedule against itself, the other rows and the plan.

Pure: the plan's places come in as a `World`, the answer is a list of planned rows and findings.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from medk.kernel.russian import counted
from medk.orgs.rules.tree import label_key
from medk.plans.choices import Population
from medk.plans.rules.attached.columns import TITLES, read_span

ERROR, WARNING, ASK = "error", "warning", "ask"
LONGEST = 500
MOST_HEADS = 1_000_000
#: So many rows one schedule may have, and so many parts of execution may follow from it.
MOST_ROWS = 10_000
MOST_PARTS = 60_000
#: From this likeness on a known name is offered for an unknown one, so many of them.
_ALIKE, _OFFERED = 60, 5
_WHO = ("school", "municipality", "executor")


@dataclass(frozen=True)
class Line:
    """One row of the table: its number as a spreadsheet shows it, and its cells by field."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """An organisation that a row may name; `units` of the measure that it stands for, none when outside."""

    pk: int
    name: str
    kind: str
    units: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class World:
    """What the rows are compared with: the plan's year and span, who executes, names of the territory.

    `places` maps a name's key to those that bear it; `sizes` says how many units an organisation of
    `Place.units` stands for (a municipality for its schools); `units` how many there are in all.
    """

    year: int
    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    population: str = Population.ONCE
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    sizes: Mapping[int, int] = field(default_factory=dict)
    units: int = 1


@dataclass
class Checked:
    """Rows as they would be applied, what is wrong with them, names that nobody knows with candidates."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, tuple[str, list[tuple[int, str]]]] = field(default_factory=dict)

    def note(self, row: int, column: str, message: str, *, level: str = ERROR) -> None:
        """Keep a finding: row, column, message, level."""
        title = TITLES.get(column, column)
        self.findings.append({"row": row, "column": title, "message": message, "level": level})

    @property
    def has_errors(self) -> bool:
        return any(found["level"] != WARNING for found in self.findings)


def check(lines: Sequence[Line], world: World, *, chosen: Mapping[str, int] | None = None) -> Checked:
    """Look at every row, whatever is wrong with the others.

    `chosen` says what an unknown name means: the number of an organisation, or 0 for nobody in
    particular.
    """
    checked = Checked()
    first: dict[tuple[Any, ...], int] = {}
    parts = 0
    for line in lines:
        before = len(checked.findings)
        _check_shape(line, checked)
        span = _span(line, world, checked)
        place = _place(line, world, chosen or {}, checked)
        if any(found["level"] != WARNING for found in checked.findings[before:]) or span is None:
            continue
        row = _planned(line, span, place)
        _check_repeat(row, first, checked)
        _check_window(row, world, checked)
        checked.rows.append(row)
        parts += sum(world.sizes.get(pk, 1) for pk in row["unit_ids"]) if row["unit_ids"] else world.units
    if parts > MOST_PARTS:
        checked.note(
            0, "", f"Получится {parts} частей исполнения, а можно до {MOST_PARTS}. "
            "Назовите в строках школу или муниципалитет либо сократите график.",
        )  # fmt: skip
    return checked


def _check_shape(line: Line, checked: Checked) -> None:
    for name, cell in line.cells.items():
        if cell.startswith("="):
            checked.note(line.number, name, f"Формула «{cell[:40]}» не посчитана. Впишите само значение.")
        elif len(cell) > LONGEST:
            checked.note(line.number, name, f"Длиннее {LONGEST} знаков: сейчас {len(cell)}. Сократите.")
    heads = "".join(line.cells.get("headcount", "").split())
    if heads and not heads.startswith("=") and not (heads.isdecimal() and int(heads) <= MOST_HEADS):
        checked.note(line.number, "headcount", f"«{heads}» — не число участников. Впишите целое число.")


def _span(line: Line, world: World, checked: Checked) -> tuple[dt.date | None, dt.date] | None:
    """First and last day of a row, or a finding."""
    said = {name: line.cells.get(name, "") for name in ("date", "start", "end")}
    if not any(said.values()):
        checked.note(line.number, "date", "Нет даты. Укажите день или «с … по …».")
        return None
    days: dict[str, tuple[dt.date | None, dt.date]] = {}
    for name, text in said.items():
        if not text or text.startswith("="):
            continue
        found = _read(text, world.year)
        if found is None:
            checked.note(
                line.number, name, f"«{text[:60]}» — не дата. Напишите так: 10.05.2022 или 10–12.05.2022."
            )
            return None
        days[name] = found
    return _joined(line, days, checked) if days else None


def _read(text: str, year: int) -> tuple[dt.date | None, dt.date] | None:
    try:
        return read_span(text, year=year)
    except ValueError:
        return None


def _joined(
    line: Line, days: Mapping[str, tuple[dt.date | None, dt.date]], checked: Checked
) -> tuple[dt.date | None, dt.date] | None:
    start, end = days.get("date", (None, None))
    if "start" in days:
        start = days["start"][0] or days["start"][1]
    if "end" in days:
        end = days["end"][1]
    end = end or start
    if end and start and start > end:
        checked.note(line.number, "end", f"Кончается {end:%d.%m.%Y}, раньше начала {start:%d.%m.%Y}.")
        return None
    return (None if start == end else start, end) if end else None


def _place(line: Line, world: World, chosen: Mapping[str, int], checked: Checked) -> Place | None:
    """Whom a row is for: the most exact name of school, municipality, executor; None is everybody."""
    if world.population in (Population.ONCE, Population.CURATOR, Population.ROLE):
        if world.population and _who(line):
            message = "Мероприятие исполняют люди, а не организации: строка будет за всеми."
            checked.note(line.number, "school", message, level=WARNING)
        return None
    for column in _WHO:
        name = line.cells.get(column, "")
        if name and not name.startswith("="):
            return _named(line, column, world, chosen, checked)
    return None


def _who(line: Line) -> str:
    return next((line.cells[name] for name in _WHO if line.cells.get(name)), "")


def _named(
    line: Line, column: str, world: World, chosen: Mapping[str, int], checked: Checked
) -> Place | None:
    name = line.cells[column]
    key = label_key(name)
    if key in chosen:
        return _by_number(world, chosen[key])
    found = world.places.get(key, ())
    inside = [place for place in found if place.units]
    if len(inside) == 1:
        if inside[0].note:
            checked.note(line.number, column, inside[0].note, level=WARNING)
        return inside[0]
    if inside:
        _ask(line, column, checked, [(place.pk, place.name) for place in inside], "Таких несколько")
    elif found:
        _ask(line, column, checked, [], "Не исполняет это мероприятие")
    else:
        _ask(line, column, checked, _candidates(name, world), "Такой организации нет")
    return None


def _ask(line: Line, column: str, checked: Checked, candidates: list[tuple[int, str]], what: str) -> None:
    name = line.cells[column]
    near = ", ".join(f"«{label}»" for _, label in candidates)
    offered = f" Похожие: {near}." if near else ""
    checked.note(
        line.number, column, f"«{name}»: {what[0].lower()}{what[1:]}.{offered} Выберите ниже или исправьте строку.",
        level=ASK,
    )  # fmt: skip
    checked.unknown.setdefault(label_key(name), (name, candidates))


def _candidates(name: str, world: World) -> list[tuple[int, str]]:
    """Names of the territory that look like an unknown one."""
    known = {place.pk: place.name for places in world.places.values() for place in places if place.units}
    found = process.extract(name, known, scorer=fuzz.WRatio, limit=_OFFERED, score_cutoff=_ALIKE)
    return [(pk, label) for label, _, pk in found]


def _by_number(world: World, pk: int) -> Place | None:
    return next((one for places in world.places.values() for one in places if one.pk == pk), None)


def _planned(line: Line, span: tuple[dt.date | None, dt.date], place: Place | None) -> dict[str, Any]:
    heads = "".join(line.cells.get("headcount", "").split())
    return {
        "line": line.number,
        "starts_on": span[0].isoformat() if span[0] else None,
        "due_on": span[1].isoformat(),
        "title": line.cells.get("title", ""),
        "place": line.cells.get("place", ""),
        "who": place.name if place else _who(line),
        "headcount": int(heads) if heads else None,
        "unit_ids": list(place.units) if place else [],
    }


def _check_repeat(row: Mapping[str, Any], first: dict[tuple[Any, ...], int], checked: Checked) -> None:
    key = (row["starts_on"], row["due_on"], label_key(row["title"]), label_key(row["who"]))
    if key in first:
        checked.note(
            row["line"],
            "date",
            f"Повторяет строку {first[key]}: те же день, название и исполнитель. Уберите одну.",
        )
    else:
        first[key] = row["line"]


def _check_window(row: Mapping[str, Any], world: World, checked: Checked) -> None:
    """A date outside the measure's span is odd, not wrong: schedules slip."""
    due = dt.date.fromisoformat(row["due_on"])
    start = dt.date.fromisoformat(row["starts_on"] or row["due_on"])
    if world.due_on and due > world.due_on:
        checked.note(
            row["line"],
            "date",
            f"{due:%d.%m.%Y} позже срока мероприятия, {world.due_on:%d.%m.%Y}.",
            level=WARNING,
        )
    elif world.starts_on and start < world.starts_on:
        message = f"{start:%d.%m.%Y} раньше начала мероприятия, {world.starts_on:%d.%m.%Y}."
        checked.note(row["line"], "date", message, level=WARNING)
    elif abs(due.year - world.year) > 1:
        checked.note(
            row["line"], "date", f"{due:%d.%m.%Y}: план на {world.year} год. Проверьте год.", level=WARNING
        )


def words_of_size(lines: int) -> str:
    """«12 строк»."""
    return counted(lines, "строка", "строки", "строк")
