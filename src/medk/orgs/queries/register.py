"""What a register is compared with, read in a handful of queries whatever its size."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from medk.orgs.models import ExternalCode, Organisation, OrganisationAlias
from medk.orgs.models import OrganisationKind as Kind
from medk.orgs.queries.places import region_of
from medk.orgs.rules.register.checking import DETAILS, Known, World, normal_code
from medk.orgs.rules.tree import label_key

Issuer = ExternalCode.Issuer


def world_of(organisation: Organisation) -> World:
    """Everything stored in the organisation's region, ready for the rules of a register."""
    region = region_of(organisation) or organisation
    codes = _codes(region)
    known = list(_known(region, codes))
    places = {row.pk: row.values["name"] for row in known if row.kind == Kind.MUNICIPALITY}
    return World(
        home=organisation.pk,
        home_kind=organisation.kind,
        by_code={normal_code(row.values["code"]): row for row in known if row.values.get("code")},
        by_name={(row.parent_id or 0, label_key(row.values["name"])): row for row in known},
        municipalities=_municipality_keys(known, places),
        municipality_names=sorted(places.values()),
        inside=frozenset(Organisation.objects.below(organisation).values_list("pk", flat=True)),
        taken=_taken(),
    )


def _codes(region: Organisation) -> Mapping[int, dict[str, str]]:
    rows = ExternalCode.objects.filter(
        valid_to__isnull=True, organisation__ancestor_links__ancestor=region
    ).values_list("organisation_id", "issuer", "code")
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, issuer, code in rows.iterator(chunk_size=5000):
        found[pk]["code" if issuer == Issuer.REGISTER else issuer] = code
    return found


def _known(region: Organisation, codes: Mapping[int, dict[str, str]]) -> Any:
    rows = Organisation.objects.below(region).values_list(
        "pk", "kind", "parent_id", "closed_on", "name", *DETAILS
    )
    for pk, kind, parent, closed_on, name, *details in rows.iterator(chunk_size=5000):
        values = {"name": name, **dict(zip(DETAILS, details, strict=True)), **codes.get(pk, {})}
        yield Known(pk, kind, parent, values, is_closed=closed_on is not None)


def _municipality_keys(known: list[Known], places: Mapping[int, str]) -> dict[str, int]:
    """Every way to name a municipality: its name, its short name, its other names."""
    found: dict[str, int] = {}
    aliases = OrganisationAlias.objects.filter(organisation_id__in=list(places))
    for pk, name in aliases.values_list("organisation_id", "name"):
        found[label_key(name)] = pk
    for row in known:
        if row.kind == Kind.MUNICIPALITY and not row.is_closed:
            for name in (row.values["short_name"], row.values["name"]):
                if name:
                    found[label_key(name)] = row.pk
    return found


def _taken() -> dict[str, dict[str, int]]:
    """State codes of the whole installation: they are unique everywhere."""
    rows = ExternalCode.objects.filter(valid_to__isnull=True, issuer__in=[Issuer.INN, Issuer.OGRN])
    found: dict[str, dict[str, int]] = {"inn": {}, "ogrn": {}}
    for issuer, code, pk in rows.values_list("issuer", "code", "organisation_id").iterator(chunk_size=5000):
        found[issuer][code] = pk
    return found
