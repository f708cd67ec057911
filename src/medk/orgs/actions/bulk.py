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
from medk.orgs.actions.tree import check_details
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
) -> list[Organisation]:
    """Create all drafts below `within`, parents before children; returned in the order given.

    Register codes belong to `within`. With `linked=False` the rows stay unseen by everybody until
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
            [draft for _, draft in ready], keys, on=on or clock.today(), within=within, linked=linked
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
    TreeMembership.objects.bulk_create(
        [TreeMembership(organisation=row, parent=row.parent, valid_from=on) for row in rows],
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
