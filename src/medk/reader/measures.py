"""Gathered cells into measures: every field by its own grammar, with place and certainty."""

from dataclasses import dataclass, replace
from typing import Any

from medk.reader.abbreviations import Abbreviations
from medk.reader.cells import Cell, Place, cover
from medk.reader.deadlines import schedule_of
from medk.reader.executors import executors_of
from medk.reader.links import linked
from medk.reader.plan import Action, Fragment, Measure, Schedule
from medk.reader.populations import population_of
from medk.reader.publications import publication_of
from medk.reader.repair import Vocabulary
from medk.reader.rows import Draft
from medk.reader.shifts import straighten
from medk.reader.spans import Calendar
from medk.reader.targets import targets_of
from medk.reader.texts import actions_of, flat, paragraphs, points_of, title_of


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole document tells its measures."""

    vocabulary: Vocabulary
    abbreviations: Abbreviations
    calendar: Calendar


@dataclass(slots=True)
class Reading:
    """A measure read, and what of its cells found no place."""

    measure: Measure
    unread: list[Fragment]
    #: Text that stood in another column; a person checks the move.
    moved: list[Fragment]


#: Field of the contract for a column's meaning, for `sources` and `printed`.
_FIELDS = {
    "start": "deadline", "finish": "deadline", "frequency": "deadline", "note": "note",
}  # fmt: skip


def read_measure(draft: Draft, context: Context) -> Reading:
    """One measure from its cells."""
    printed = _printed(draft)
    straightened = straighten(draft)
    unread = straightened.unread + _notes(draft)
    texts = {role: _joined(cells) for role, cells in draft.cells.items() if cells}
    lead, actions, is_listed = actions_of(texts.get("title", ""), context.vocabulary)
    title = title_of(lead, actions)
    deadline = flat(_deadline_text(texts), context.vocabulary) or None
    schedule = schedule_of(deadline or "", title=title, calendar=context.calendar)
    schedule = _name_milestones(schedule, actions if is_listed else [])
    sayings = _sayings(texts, context)
    sayings["targets"] = linked(sayings["targets"], actions)
    measure = Measure(
        number=draft.number,
        section=draft.section,
        title=title,
        deadline_text=deadline,
        schedule=schedule,
        executors=executors_of(texts.get("executors", ""), context.abbreviations),
        actions=_actions(actions, schedule),
        **sayings,
        source=_source(draft),
        sources=_sources(draft),
        printed=printed,
    )
    return Reading(replace(measure, population=population_of(measure)), unread, straightened.moved)


def _sayings(texts: dict[str, str], context: Context) -> dict[str, Any]:
    """Fields that are text, lists of text, and what the indicator demands."""
    vocabulary = context.vocabulary
    plain = {
        name: flat(texts.get(name, ""), vocabulary) or None for name in ("goal", "audience", "place_format")
    }
    lines = paragraphs(texts.get("indicator", ""))
    indicator = "\n".join(flat(line, vocabulary) for line in lines)
    return plain | {
        "indicator_text": flat(indicator, vocabulary) or None,
        "targets": targets_of(indicator),
        "tasks": points_of(texts.get("tasks", ""), vocabulary),
        "publication": publication_of(texts.get("publication", "")),
    }


def _joined(cells: list[Cell]) -> str:
    """Pieces of one cell that a page break cut; the cut is no end of a paragraph."""
    text = cells[0].text
    for cell in cells[1:]:
        joint = "\n" if _is_new_paragraph(text, cell.text) else " "
        text = f"{text}{joint}{cell.text}"
    return text


def _is_new_paragraph(before: str, after: str) -> bool:
    if not before or not after or before.rstrip()[-1] in ",(-–:":
        return False
    return after[0].isupper() and before.count("«") <= before.count("»")


def _deadline_text(texts: dict[str, str]) -> str:
    """One deadline out of its column, or out of columns for begin, end and frequency."""
    parts = [texts.get("deadline", "")]
    start, finish = texts.get("start", ""), texts.get("finish", "")
    if start and finish:
        parts.append(f"{start} – {finish}")
    else:
        parts.append(start or (f"до {finish}" if finish else ""))
    parts.append(texts.get("frequency", ""))
    return " ".join(filter(None, parts))


def _notes(draft: Draft) -> list[Fragment]:
    return [
        Fragment(" ".join(cell.text.split()), cell.place, "примечание")
        for cell in draft.cells.get("note", [])
    ]


def _name_milestones(schedule: Schedule, actions: list[str]) -> Schedule:
    """As many deadlines as points of the list: each belongs to its point."""
    if not schedule.milestones or len(schedule.milestones) != len(actions):
        return schedule
    named = (
        replace(milestone, title=action.rstrip(" ;."))
        for milestone, action in zip(schedule.milestones, actions, strict=True)
    )
    return replace(schedule, milestones=tuple(named))


def _actions(actions: list[str], schedule: Schedule) -> tuple[Action, ...]:
    if len(actions) < 2:
        return ()
    ends = {milestone.title: milestone.end for milestone in schedule.milestones if milestone.title}
    names = [action.rstrip(" ;.") for action in actions]
    return tuple(Action(name, ends.get(name)) for name in names)


def _source(draft: Draft) -> Place | None:
    cells = [cell for group in draft.cells.values() for cell in group]
    if draft.number_cell:
        cells.append(draft.number_cell)
    return cover(cell.place for cell in cells)


def _printed(draft: Draft) -> dict[str, str]:
    """Every cell of the row as it stands in the file, by field."""
    found: dict[str, str] = {}
    for role, cells in draft.cells.items():
        field = _FIELDS.get(role, role)
        pieces = [found[field]] if field in found else []
        found[field] = "\n".join([*pieces, *(cell.text for cell in cells)])
    if draft.number_cell:
        found["number"] = draft.number_cell.text
    return found


def _sources(draft: Draft) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for role, cells in draft.cells.items():
        field = _FIELDS.get(role, role)
        place = cover([cell.place for cell in cells] + ([found[field]] if field in found else []))
        if place is not None:
            found[field] = place
    if draft.number_cell:
        found["number"] = draft.number_cell.place
    return found
