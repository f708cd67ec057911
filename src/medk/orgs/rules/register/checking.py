"""Checks every row of a register against itself, the other rows and what is stored already.

Pure: the stored organisations come in as a `World`, the answer is a list of planned rows and findings.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from medk.orgs.models import OrganisationKind as Kind
from medk.orgs.rules.codes import refuse_inn, refuse_ogrn
from medk.orgs.rules.register.columns import COLUMNS, TITLES, kind_of
from medk.orgs.rules.tree import label_key

ERROR, WARNING, ASK = "error", "warning", "ask"
CREATE, CHANGE, SAME = "create", "change", "same"
DETAILS = ("short_name", "address", "phone", "email", "website")
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;.<>()]{2,}")
#: From this likeness on a known municipality is offered for an unknown one.
_ALIKE = 80


@dataclass(frozen=True)
class Line:
    """One row of the file: its number as a spreadsheet shows it, and its cells by field."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """An organisation that is stored: what a row is compared with."""

    pk: int
    kind: str
    parent_id: int | None
    values: Mapping[str, str]
    is_closed: bool = False


@dataclass(frozen=True)
class World:
    """What is stored in the region: by register code, by place and name, municipalities, codes taken.

    `home` is the territory into which the register is loaded, `home_kind` its kind.
    """

    home: int
    home_kind: str
    by_code: Mapping[str, Known] = field(default_factory=dict)
    by_name: Mapping[tuple[int, str], Known] = field(default_factory=dict)
    municipalities: Mapping[str, int] = field(default_factory=dict)
    municipality_names: Sequence[str] = ()
    inside: frozenset[int] = frozenset()
    taken: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass
class Checked:
    """Rows as they would be applied, what is wrong with them, municipalities nobody knows."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    #: Municipalities that the file itself brings.
    declared: frozenset[str] = frozenset()

    def note(self, line: Line, column: str, message: str, *, level: str = ERROR) -> None:
        """Keep a finding: row, column, message, level."""
        title = TITLES.get(column, column)
        self.findings.append({"row": line.number, "column": title, "message": message, "level": level})

    def count(self, what: str) -> int:
        """Rows that would be created, changed or left."""
        return sum(row["action"] == what for row in self.rows)

    @property
    def has_errors(self) -> bool:
        return any(found["level"] == ERROR for found in self.findings)


def check(lines: Sequence[Line], world: World) -> Checked:
    """Look at every row, whatever is wrong with the others."""
    checked = Checked(declared=_declared(lines))
    first: dict[str, int] = {}
    used: dict[str, dict[str, int]] = {"inn": {}, "ogrn": {}}
    for line in lines:
        before = len(checked.findings)
        cells = dict(line.cells)
        _check_shape(line, cells, checked)
        _check_repeat(line, cells["code"], first, checked)
        known = _known(line, cells, world, checked)
        for issuer in ("inn", "ogrn"):
            _check_state_code(line, cells, issuer, known=known, world=world, used=used, checked=checked)
        parent = _parent(line, cells, world, checked)
        if any(found["level"] == ERROR for found in checked.findings[before:]):
            continue
        checked.rows.append(_planned(line, cells, known, parent))
    return checked


def _declared(lines: Sequence[Line]) -> frozenset[str]:
    rows = (line.cells for line in lines if kind_of(line.cells.get("kind", "")) == Kind.MUNICIPALITY)
    return frozenset(label_key(cells.get("name", "")) for cells in rows)


def normal_code(code: str) -> str:
    """A register code for comparison: neither case nor spaces tell codes apart."""
    return "".join(code.split()).upper()


def _check_shape(line: Line, cells: dict[str, str], checked: Checked) -> None:
    for name in ("code", "name"):
        if not cells.get(name):
            checked.note(line, name, "Пусто. Без этого строку нельзя загрузить.")
    for column in COLUMNS:
        value = cells.setdefault(column.field, "")
        if len(value) > column.longest:
            checked.note(line, column.field, f"Длиннее {column.longest} знаков: сейчас {len(value)}.")
    cells["kind"], word = kind_of(cells["kind"]), cells["kind"]
    if not cells["kind"]:
        checked.note(line, "kind", f"Вид «{word}» не известен. Напишите «школа» или оставьте пустым.")
    if cells["email"] and not _EMAIL.fullmatch(cells["email"]):
        checked.note(line, "email", f"«{cells['email']}» — не адрес почты. Исправьте или оставьте пустым.")


def _check_repeat(line: Line, code: str, first: dict[str, int], checked: Checked) -> None:
    key = normal_code(code)
    if not key:
        return
    if key in first:
        message = f"Код {code} уже есть в строке {first[key]}. У каждой организации свой код."
        checked.note(line, "code", message)
    else:
        first[key] = line.number


def _known(line: Line, cells: Mapping[str, str], world: World, checked: Checked) -> Known | None:
    found = world.by_code.get(normal_code(cells["code"]))
    if found is None:
        return _known_by_name(line, cells, world, checked)
    if found.is_closed:
        checked.note(line, "code", f"Код {cells['code']} у закрытой организации «{found.values['name']}».")
    elif found.pk not in world.inside:
        checked.note(line, "code", f"Код {cells['code']} у организации другой территории.")
    return found


def _known_by_name(line: Line, cells: Mapping[str, str], world: World, checked: Checked) -> Known | None:
    """The same name in the same place: the one meant, unless it has another code."""
    place = world.municipalities.get(label_key(cells["municipality"]), world.home)
    found = world.by_name.get((place, label_key(cells["name"])))
    if found is None or found.is_closed:
        return None
    other = found.values.get("code")
    if other:
        message = f"«{cells['name']}» уже есть с кодом {other}. Исправьте код или наименование."
        checked.note(line, "code", message)
    return found


def _check_state_code(
    line: Line,
    cells: dict[str, str],
    issuer: str,
    *,
    known: Known | None,
    world: World,
    used: dict[str, dict[str, int]],
    checked: Checked,
) -> None:
    """A code that cannot be right is left out with a warning: it does not stop a register."""
    code = cells[issuer] = cells[issuer].replace(" ", "")
    if not code:
        return
    reason = refuse_inn(code) if issuer == "inn" else refuse_ogrn(code)
    owner = world.taken.get(issuer, {}).get(code)
    if not reason and code in used[issuer]:
        reason = f"{TITLES[issuer]} {code} уже стоит в строке {used[issuer][code]}."
    if not reason and owner is not None and owner != (known.pk if known else None):
        reason = f"{TITLES[issuer]} {code} уже у другой организации."
    if reason:
        cells[issuer] = ""
        checked.note(line, issuer, f"{reason} Код не будет записан.", level=WARNING)
    else:
        used[issuer][code] = line.number


def _parent(line: Line, cells: Mapping[str, str], world: World, checked: Checked) -> int | str:
    """Number of the place of a row, or the key of a municipality that would be created."""
    name = cells["municipality"]
    if not name or cells["kind"] == Kind.MUNICIPALITY:
        return world.home
    key = label_key(name)
    if key in world.municipalities:
        place = world.municipalities[key]
        if world.home_kind == Kind.MUNICIPALITY and place != world.home:
            checked.note(line, "municipality", f"«{name}» — не тот муниципалитет, в который идёт загрузка.")
        return place
    if world.home_kind == Kind.MUNICIPALITY:
        checked.note(line, "municipality", f"Муниципалитета «{name}» здесь нет.")
    elif key not in checked.unknown and key not in checked.declared:
        message = f"Муниципалитета «{name}» нет. Исправьте название или разрешите его завести."
        checked.note(line, "municipality", message + _alike(name, world), level=ASK)
        checked.unknown[key] = name
    return key


def _alike(name: str, world: World) -> str:
    found = process.extractOne(
        name, world.municipality_names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
    )
    return f" Похоже на «{found[0]}»." if found else ""


def _planned(line: Line, cells: Mapping[str, str], known: Known | None, parent: int | str) -> dict[str, Any]:
    row: dict[str, Any] = {"line": line.number, "cells": dict(cells), "parent": parent}
    if known is None:
        return row | {"action": CREATE}
    changes = _changes(cells, known)
    if cells["municipality"] and parent != known.parent_id and cells["kind"] != Kind.MUNICIPALITY:
        changes["parent"] = [known.parent_id, parent]
    return row | {"action": CHANGE if changes else SAME, "id": known.pk, "changes": changes}


def _changes(cells: Mapping[str, str], known: Known) -> dict[str, list[Any]]:
    """Fields that differ; an empty cell erases nothing."""
    found: dict[str, list[Any]] = {}
    for name in ("name", "code", "inn", "ogrn", *DETAILS):
        old, new = known.values.get(name, ""), cells[name]
        same = normal_code(old) == normal_code(new) if name == "code" else old == new
        if new and not same:
            found[name] = [old, new]
    return found
