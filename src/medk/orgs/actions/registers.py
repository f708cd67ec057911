"""Verbs of a school register: check, apply in chunks that nobody sees before the last, discard.

Chunks keep every write short (decision 18): organisations are stored without links of the tree, so no
sight reaches them; the last step links them all and makes the changes of those that were there before.
Each chunk moves the marker in its own transaction, so a run that was killed goes on where it stopped.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock, jobs
from medk.kernel.refusals import Refused
from medk.orgs.access import require_shape
from medk.orgs.actions.bulk import Draft, change_organisations, create_organisations
from medk.orgs.actions.links import link_staged
from medk.orgs.actions.tree import move_organisation
from medk.orgs.models import ExternalCode, Organisation, OrganisationKind, RegisterImport
from medk.orgs.queries.places import region_of
from medk.orgs.queries.register import world_of
from medk.orgs.rules.register.checking import CHANGE, CREATE, DETAILS, SAME, Line, check
from medk.orgs.rules.tree import label_key

Status = RegisterImport.Status
Kind = OrganisationKind
JOB = "orgs.apply_register"
CHUNK = 500
#: Up to so many rows the person waits for the result; above it the worker goes on.
AT_ONCE = 500


def check_register(
    organisation: Organisation, lines: Sequence[Line], *, filename: str, sha256: str, by: Any
) -> RegisterImport:
    """Compare a register with what is stored and keep the report; nothing of it is applied."""
    require_shape(by, organisation, Kind.SCHOOL)
    if organisation.kind not in {Kind.REGION, Kind.MUNICIPALITY}:
        raise Refused("Реестр загружают в регион или муниципалитет.")
    checked = check(lines, world_of(organisation))
    errors = sum(found["level"] == "error" for found in checked.findings)
    rows = sorted((row for row in checked.rows if row["action"] != SAME), key=_order)
    with transaction.atomic():
        made = RegisterImport.objects.create(
            organisation=organisation,
            filename=filename[-255:],
            sha256=sha256,
            status=Status.REFUSED if errors else Status.CHECKED,
            rows=rows,
            findings=checked.findings,
            created_count=checked.count(CREATE),
            changed_count=checked.count(CHANGE),
            same_count=checked.count(SAME),
            total_count=len(lines),
            by=by,
            created_at=clock.now(),
        )
        record("register.checked", made, by=by, filename=filename, rows=len(lines), errors=errors)
    return made


def unknown_municipalities(register: RegisterImport) -> dict[str, str]:
    """Key → name of municipalities that rows name and nobody has, neither stored nor in the file."""
    creates = [row["cells"] for row in register.rows if row["action"] == CREATE]
    declared = {label_key(cells["name"]) for cells in creates if cells["kind"] == Kind.MUNICIPALITY}
    named = {
        row["parent"]: row["cells"]["municipality"]
        for row in register.rows
        if isinstance(row["parent"], str) and row["parent"] not in declared
    }
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@transaction.atomic
def apply_register(register: RegisterImport, *, by: Any, make_municipalities: bool = False) -> None:
    """Begin to apply a checked register; small ones are finished at once.

    Raises Refused when it is not checked, when municipalities are unknown and may not be made, when
    another register of the region is being applied, or when a code was taken since the check.
    """
    require_shape(by, register.organisation, Kind.SCHOOL)
    unknown = unknown_municipalities(register)
    if unknown and not make_municipalities:
        names = ", ".join(f"«{name}»" for name in unknown.values())
        raise Refused(f"Нет муниципалитетов: {names}. Разрешите их завести или исправьте таблицу.")
    _refuse_second(register)
    _refuse_taken(register)
    rows = RegisterImport.objects.filter(pk=register.pk, status=Status.CHECKED)
    if not rows.update(status=Status.APPLYING, by=by):
        raise Refused("Эта загрузка уже применена, отменена или в ней есть замечания.")
    register.refresh_from_db()
    if unknown:
        drafts = [_municipality(key, name, register.organisation) for key, name in unknown.items()]
        made = create_organisations(
            drafts, by=by, within=register.organisation, source=register.filename, linked=False
        )
        RegisterImport.objects.filter(pk=register.pk).update(staged=[row.pk for row in made])
    if register.created_count + register.changed_count <= AT_ONCE:
        continue_register(register.pk)
    else:
        jobs.enqueue(JOB, number=register.pk)


@transaction.atomic
def resume_register(register: RegisterImport, *, by: Any) -> None:
    """Send an unfinished register to the worker again; what was done stays done."""
    require_shape(by, register.organisation, Kind.SCHOOL)
    if register.status != Status.APPLYING:
        raise Refused("Продолжать нечего: загрузка не применяется.")
    jobs.enqueue(JOB, number=register.pk)


def continue_register(number: int) -> None:
    """Go on from the marker to the end; safe to run again and beside another run."""
    register = RegisterImport.objects.get(pk=number)
    # Read once, outside of the short transactions: it may be megabytes.
    creates = [row for row in register.rows if row["action"] == CREATE]
    while _next_chunk(number, creates):
        pass


@transaction.atomic
def discard_register(register: RegisterImport, *, by: Any) -> None:
    """Leave a checked register unapplied."""
    require_shape(by, register.organisation, Kind.SCHOOL)
    rows = RegisterImport.objects.filter(pk=register.pk, status__in=[Status.CHECKED, Status.REFUSED])
    if not rows.update(status=Status.DISCARDED, rows=[]):
        raise Refused("Загрузка уже применяется, применена или отменена.")
    record("register.discarded", register, by=by, filename=register.filename)


@transaction.atomic
def _next_chunk(number: int, creates: Sequence[Mapping[str, Any]]) -> bool:
    """One short step; whether there is another one."""
    locked = RegisterImport.objects.select_for_update(of=("self",)).defer("rows", "findings")
    register = locked.select_related("organisation", "by").get(pk=number)
    if register.status != Status.APPLYING:
        return False
    chunk = creates[register.done_count : register.done_count + CHUNK]
    if not chunk:
        _finish(register)
        return False
    made = create_organisations(
        _drafts(chunk, register), by=register.by, within=register.organisation,
        source=register.filename, linked=False, register_of=_region(register),
    )  # fmt: skip
    register.staged = [*register.staged, *(row.pk for row in made)]
    register.done_count += len(chunk)
    register.save(update_fields=["staged", "done_count"])
    return True


def _finish(register: RegisterImport) -> None:
    link_staged(register.staged)
    changed = [row for row in register.rows if row["action"] == CHANGE]
    values = {row["id"]: _values(row["changes"]) for row in changed}
    change_organisations(values, by=register.by, source=register.filename, territory=_region(register))
    places = _places(register)
    for row in changed:
        if "parent" in row["changes"]:
            moved = Organisation.objects.select_related("parent").get(pk=row["id"])
            move_organisation(moved, places[row["parent"]], by=register.by, on=clock.today())
    register.status = Status.APPLIED
    register.done_count = register.created_count + register.changed_count
    register.save(update_fields=["status", "done_count"])
    record(
        "register.applied", register, by=register.by, filename=register.filename,
        created=register.created_count, changed=register.changed_count,
    )  # fmt: skip


def _drafts(chunk: Sequence[Mapping[str, Any]], register: RegisterImport) -> list[Draft]:
    places = _places(register)
    drafts = []
    for row in chunk:
        cells, parent = row["cells"], row["parent"]
        codes = {ExternalCode.Issuer.REGISTER: cells["code"], "inn": cells["inn"], "ogrn": cells["ogrn"]}
        drafts.append(
            Draft(
                cells["kind"],
                cells["name"],
                places.get(parent, parent),
                key=label_key(cells["name"]) if cells["kind"] == Kind.MUNICIPALITY else "",
                codes=codes,
                details={name: cells[name] for name in DETAILS},
            )
        )
    return drafts


def _places(register: RegisterImport) -> dict[int | str, Organisation]:
    """Where rows may stand: by number what is stored, by key the municipalities staged before."""
    below = Organisation.objects.below(_region(register))
    stored = below.filter(kind__in=[Kind.REGION, Kind.MUNICIPALITY])
    found: dict[int | str, Organisation] = {row.pk: row for row in stored}
    first = register.staged[:CHUNK]
    for row in Organisation.objects.filter(pk__in=first, kind=Kind.MUNICIPALITY):
        found[label_key(row.name)] = row
    return found


def _region(register: RegisterImport) -> Organisation:
    return region_of(register.organisation) or register.organisation


def _municipality(key: str, name: str, region: Organisation) -> Draft:
    return Draft(Kind.MUNICIPALITY, name, region, key=key)


def _values(changes: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    named = {"code": ExternalCode.Issuer.REGISTER.value}
    return {named.get(name, name): new for name, (_, new) in changes.items() if name != "parent"}


def _order(row: Mapping[str, Any]) -> tuple[bool, int]:
    """Municipalities first: schools of the same file stand in them."""
    return row["cells"]["kind"] != Kind.MUNICIPALITY, row["line"]


def _refuse_second(register: RegisterImport) -> None:
    region = _region(register)
    others = RegisterImport.objects.filter(
        status=Status.APPLYING, organisation__ancestor_links__ancestor=region
    )
    if others.exists():
        raise Refused("Сейчас применяется другой реестр этого региона. Дождитесь, пока он закончится.")


def _refuse_taken(register: RegisterImport) -> None:
    """Somebody may have entered one of the new organisations since the check."""
    wanted = {row["cells"]["code"]: row["line"] for row in register.rows if row["action"] == CREATE}
    held = ExternalCode.objects.filter(
        issuer=ExternalCode.Issuer.REGISTER, territory=_region(register), valid_to__isnull=True
    )
    taken = sorted(wanted.keys() & set(held.values_list("code", flat=True)))
    if taken:
        listed = ", ".join(taken[:5])
        raise Refused(f"После проверки эти коды уже заняли: {listed}. Загрузите таблицу ещё раз.")
