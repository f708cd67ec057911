"""The register of organisations as a table that the import reads back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from medk.kernel.exports import Column, Sheet
from medk.orgs.models import ExternalCode, Organisation, OrganisationKind
from medk.orgs.queries.places import Chosen, listed
from medk.orgs.querysets import territory_ids

Issuer = ExternalCode.Issuer


@dataclass(frozen=True)
class Row:
    """An organisation with its codes."""

    organisation: Organisation
    codes: dict[str, str]

    def municipality(self) -> str:
        parent = self.organisation.parent
        return parent.name if parent and parent.kind == OrganisationKind.MUNICIPALITY else ""


def organisation_sheet(user: Any, chosen: Chosen) -> Sheet:
    """Everything below the chosen territory that the user sees; codes only within her own."""
    flat = Chosen(chosen.inside, chosen.kind, chosen.text or "", chosen.closed)
    rows = listed(user, flat) if flat.is_flat else _all_below(user, flat)
    return Sheet(
        title="Организации",
        columns=_columns(),
        rows=_rows(user, rows),
        filters=_words(chosen),
        file_name="организации",
    )


def _all_below(user: Any, chosen: Chosen) -> Any:
    rows = Organisation.objects.visible_to(user).select_related("parent")
    if not chosen.closed:
        rows = rows.open()
    if chosen.inside:
        rows = rows.filter(pk__in=Organisation.objects.below(chosen.inside).values("pk"))
    return rows


def _rows(user: Any, rows: Any) -> Iterator[Row]:
    own = ExternalCode.objects.filter(valid_to__isnull=True, organisation_id__in=territory_ids(user))
    fetched = rows.order_by("name", "pk").prefetch_related(
        Prefetch("codes", queryset=own, to_attr="own_codes")
    )
    for organisation in fetched.iterator(chunk_size=500):
        yield Row(organisation, {code.issuer: code.code for code in organisation.own_codes})


def _words(chosen: Chosen) -> list[str]:
    found = [f"территория: {chosen.inside}"] if chosen.inside else []
    if chosen.kind:
        found.append(f"вид: {OrganisationKind(chosen.kind).label}")
    if chosen.text:
        found.append(f"поиск: {chosen.text}")
    return found


def _columns() -> list[Column]:
    return [
        Column("Код", lambda row: row.codes.get(Issuer.REGISTER, ""), 14),
        Column("Наименование", lambda row: row.organisation.name, 60),
        Column("Краткое наименование", lambda row: row.organisation.short_name, 30),
        Column("Муниципалитет", lambda row: row.municipality(), 30),
        Column("Вид", lambda row: row.organisation.get_kind_display(), 18),
        Column("ИНН", lambda row: row.codes.get(Issuer.INN, ""), 14),
        Column("ОГРН", lambda row: row.codes.get(Issuer.OGRN, ""), 16),
        Column("Адрес", lambda row: row.organisation.address, 40),
        Column("Телефон", lambda row: row.organisation.phone, 20),
        Column("Электронная почта", lambda row: row.organisation.email, 26),
        Column("Сайт", lambda row: row.organisation.website, 26),
    ]
