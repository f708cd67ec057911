"""Many organisations at once, set-wise (decision 20): registers and the demo world."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from medk.audit.recording import Actor, entry, record_many
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.orgs.access import require_shape
from medk.orgs.actions.links import link_new
from medk.orgs.actions.tree import DETAILS, check_details
from medk.orgs.models import ExternalCode, Organisation, OrganisationAlias, TreeMembership
from medk.orgs.rules.tree import refuse_place

BATCH = 500


@dataclass(frozen=True)
class Draft:
    """An organisation to be: `parent` is a stored one or the `key` of another draft."""

    kind: str
    name: str
    parent: Organisation | str
    key: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    aliases: Sequence[str] = ()
    details: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def create_organisations(
    drafts: Sequence[Draft],
    *,
    by: Actor,
    within: Organisation,
    on: dt.date | None = None,
    source: str = "",
    linked: bool = True,
    register_of: Organisation | None = None,
) -> list[Organisation]:
    """Create all drafts below `within`, parents before children; returned in the order given.

    Register codes belong to `register_of`, the region; `within` by default. With `linked=False` the rows stay unseen by everybody until
    `link_new` is called: a long import becomes visible at once. Raises Refused for a place that
    cannot be or a parent that is not among the drafts; NotAllowed as `create_organisation` does.
    """
    for kind in {draft.kind for draft in drafts}:
        require_shape(by, within, kind)
    made: dict[int, Organisation] = {}
    keys: dict[str, Organisation] = {}
    waiting = list(enumerate(drafts))
    while waiting:
        ready = [(at, d) for at, d in waiting if not isinstance(d.parent, str) or d.parent in keys]
        if not ready:
            raise Refused(f"Не найдена организация «{waiting[0][1].parent}», куда входят другие.")
        rows = _store(
            [draft for _, draft in ready],
            keys,
            on=on or clock.today(),
            within=register_of or within,
            linked=linked,
        )
        for (at, draft), row in zip(ready, rows, strict=True):
            made[at] = row
            if draft.key:
                keys[draft.key] = row
        waiting = [pair for pair in waiting if pair[0] not in made]
    _record(made.values(), by=by, source=source)
    return [made[at] for at in range(len(drafts))]


def _store(
    drafts: Sequence[Draft],
    keys: Mapping[str, Organisation],
    *,
    on: dt.date,
    within: Organisation,
    linked: bool,
) -> list[Organisation]:
    rows = Organisation.objects.bulk_create([_row(draft, keys) for draft in drafts], batch_size=BATCH)
    entered_at = clock.now()
    TreeMembership.objects.bulk_create(
        [
            TreeMembership(organisation=row, parent=row.parent, valid_from=on, entered_at=entered_at)
            for row in rows
        ],
        batch_size=BATCH,
    )
    pairs = list(zip(rows, drafts, strict=True))
    ExternalCode.objects.bulk_create(
        [
            ExternalCode(
                organisation=row, issuer=issuer, code=code, valid_from=on,
                territory=within if issuer == ExternalCode.Issuer.REGISTER else None,
            )
            for row, draft in pairs for issuer, code in draft.codes.items() if code
        ],
        batch_size=BATCH,
    )  # fmt: skip
    OrganisationAlias.objects.bulk_create(
        [OrganisationAlias(organisation=row, name=name) for row, draft in pairs for name in draft.aliases],
        batch_size=BATCH,
    )
    if linked:
        link_new(rows)
    return rows


def _row(draft: Draft, keys: Mapping[str, Organisation]) -> Organisation:
    parent = keys[draft.parent] if isinstance(draft.parent, str) else draft.parent
    reason = refuse_place(draft.kind, parent.kind)
    if reason:
        raise Refused(f"«{draft.name}»: {reason}")
    check_details(draft.details)
    return Organisation(kind=draft.kind, name=draft.name.strip(), parent=parent, **draft.details)


def _record(rows: Iterable[Organisation], *, by: Actor, source: str) -> None:
    record_many(
        entry(
            "organisation.created",
            row,
            by=by,
            organisation_kind=row.kind,
            parent=str(row.parent),
            source=source,
        )
        for row in rows
    )


@transaction.atomic
def change_organisations(
    changes: Mapping[int, Mapping[str, str]], *, by: Actor, source: str, territory: Organisation
) -> int:
    """Store new values of many organisations set-wise: name, `DETAILS`, codes by issuer.

    The former names stay as other names. Values are compared with what is stored now, so an entry of
    the history says what was really replaced. Returns how many rows differed.
    """
    rows = {row.pk: row for row in _locked(list(changes))}
    codes = _open_codes(list(changes))
    entries, aliases, ended, issued = [], [], [], []
    for pk, row in rows.items():
        differing = _differing(row, codes.get(pk, {}), changes[pk])
        if not differing:
            continue
        if "name" in differing:
            aliases.append(OrganisationAlias(organisation=row, name=row.name))
        _take_on(row, differing)
        for name in (name for name in differing if name.startswith("code_")):
            issuer = name.removeprefix("code_")
            ended.append((pk, issuer))
            issued.append(_code(row, issuer, differing[name][1], territory))
        entries.append(entry("organisation.changed", row, by=by, changes=differing, source=source))
    _rewrite([rows[pk] for pk in rows], ended, issued, aliases)
    record_many(entries)
    return len(entries)


def _locked(numbers: Sequence[int]) -> list[Organisation]:
    found: list[Organisation] = []
    for chunk in (numbers[at : at + BATCH] for at in range(0, len(numbers), BATCH)):
        found += Organisation.objects.select_for_update().filter(pk__in=chunk)
    return found


def _open_codes(numbers: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for chunk in (numbers[at : at + BATCH] for at in range(0, len(numbers), BATCH)):
        rows = ExternalCode.objects.filter(organisation_id__in=chunk, valid_to__isnull=True)
        for pk, issuer, code in rows.values_list("organisation_id", "issuer", "code"):
            found.setdefault(pk, {})[issuer] = code
    return found


def _differing(
    row: Organisation, codes: Mapping[str, str], wanted: Mapping[str, str]
) -> dict[str, list[str]]:
    issuers = set(ExternalCode.Issuer.values)
    stored = {name: codes.get(name, "") if name in issuers else getattr(row, name) for name in wanted}
    return {
        f"code_{name}" if name in issuers else name: [stored[name], value]
        for name, value in wanted.items()
        if stored[name] != value
    }


def _take_on(row: Organisation, differing: Mapping[str, list[str]]) -> None:
    row.version += 1
    for name, (_, new) in differing.items():
        if not name.startswith("code_"):
            setattr(row, name, new)


def _code(row: Organisation, issuer: str, code: str, territory: Organisation) -> ExternalCode:
    within = territory if issuer == ExternalCode.Issuer.REGISTER else None
    return ExternalCode(
        organisation=row, issuer=issuer, code=code, territory=within, valid_from=clock.today()
    )


def _rewrite(
    rows: Sequence[Organisation],
    ended: Sequence[tuple[int, str]],
    issued: Sequence[ExternalCode],
    aliases: Sequence[OrganisationAlias],
) -> None:
    # An upsert of whole rows, locked above: one statement for hundreds of rows on either database.
    Organisation.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"],
        update_fields=["name", *DETAILS, "version"],
    )  # fmt: skip
    for issuer in {issuer for _, issuer in ended}:
        owners = [pk for pk, other in ended if other == issuer]
        for chunk in (owners[at : at + BATCH] for at in range(0, len(owners), BATCH)):
            held = ExternalCode.objects.filter(organisation_id__in=chunk, issuer=issuer)
            held.filter(valid_to__isnull=True).update(valid_to=clock.today())
    ExternalCode.objects.bulk_create(issued, batch_size=BATCH)
    OrganisationAlias.objects.bulk_create(aliases, batch_size=BATCH, ignore_conflicts=True)
