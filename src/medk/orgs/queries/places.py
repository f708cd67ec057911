"""Reading the tree: lists, the way up, the region, the time zone."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat, Left, Replace

from medk.kernel.refusals import Refused
from medk.orgs.models import ExternalCode, Organisation, OrganisationAlias, OrganisationKind, TreeLink
from medk.orgs.querysets import active_appointments
from medk.orgs.roles import TERRITORY_ROLES
from medk.orgs.rules.tree import label_key

TERRITORIES = (OrganisationKind.FEDERATION, OrganisationKind.REGION, OrganisationKind.MUNICIPALITY)


@dataclass(frozen=True)
class Chosen:
    """What a list of organisations is narrowed to; `inside` is a territory."""

    inside: Organisation | None = None
    kind: str = ""
    text: str = ""
    closed: bool = False

    @property
    def is_flat(self) -> bool:
        """A search or a kind lists everything below; otherwise one level is shown."""
        return bool(self.kind or self.text)


def listed(user: Any, chosen: Chosen) -> QuerySet:
    """Organisations that the user sees, narrowed; with `schools`, the open schools below each."""
    rows = Organisation.objects.visible_to(user).select_related("parent")
    if not chosen.closed:
        rows = rows.open()
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.text:
        rows = named_like(rows, chosen.text)
    if chosen.inside and chosen.is_flat:
        links = TreeLink.objects.filter(ancestor=chosen.inside, depth__gt=0)
        rows = rows.filter(pk__in=links.values("descendant_id"))
    elif chosen.inside:
        rows = rows.filter(parent=chosen.inside)
    elif not chosen.is_flat:
        rows = rows.exclude(parent__in=Organisation.objects.visible_to(user))
    return with_school_counts(rows)


def with_school_counts(rows: QuerySet) -> QuerySet:
    """Annotate `schools`: how many open schools stand below each row."""
    below = TreeLink.objects.filter(
        ancestor_id=OuterRef("pk"),
        depth__gt=0,
        descendant__kind=OrganisationKind.SCHOOL,
        descendant__closed_on__isnull=True,
    )
    counted = below.order_by().values("ancestor_id").annotate(total=Count("pk")).values("total")
    return rows.annotate(schools=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def named_like(rows: Any, text: str) -> Any:
    """Rows with a part of the name, the short name, another name or a code, whatever the case; ё is е.

    The rows themselves are asked, so that names outside of them are never compared.
    """
    typed = fold(text)
    # A line between the two names, so that nothing is found across them; one comparison for a row.
    both = Concat("name", Value("\n"), "short_name", output_field=TextField())
    aliases = OrganisationAlias.objects.filter(organisation=OuterRef("pk"))
    aliases = aliases.alias(folded=_folded("name")).filter(folded__icontains=typed)
    codes = ExternalCode.objects.alias(head=Left("code", max(len(text), 1)))
    codes = codes.filter(valid_to__isnull=True, head__in={text, text.upper(), text.lower()})
    return rows.alias(folded=_folded(both)).filter(
        Q(folded__icontains=typed) | Q(Exists(aliases)) | Q(pk__in=codes.values("organisation_id"))
    )


def fold(text: str) -> str:
    """What is typed, ready for a search that takes ё for е."""
    return text.replace("ё", "е").replace("Ё", "Е")


def _folded(field: Any) -> Replace:
    plain = Replace(field, Value("ё"), Value("е"), output_field=TextField())
    return Replace(plain, Value("Ё"), Value("Е"), output_field=TextField())


def start_of(user: Any) -> Organisation | None:
    """Where a list opens for a user: her widest territory; a school's people see its municipality."""
    held = active_appointments(user).filter(role__in=TERRITORY_ROLES)
    depth = TreeLink.objects.filter(descendant_id=OuterRef("organisation_id")).order_by("-depth")
    widest = (
        held.annotate(depth=Subquery(depth.values("depth")[:1]))
        .select_related("organisation__parent")
        .order_by("depth", "pk")
        .first()
    )
    if widest is None:
        return None
    place = widest.organisation
    return place if place.kind in TERRITORIES else place.parent


def way_up(user: Any, organisation: Organisation) -> list[Organisation]:
    """What stands above an organisation, highest first, as far as the user sees it."""
    rows = Organisation.objects.visible_to(user).above(organisation).exclude(pk=organisation.pk)
    return list(rows)[::-1]


def region_of(organisation: Organisation) -> Organisation | None:
    """The region an organisation stands in, itself included; None above all regions.

    Walks parents, not links: works for organisations of an import that is not linked yet.
    """
    step: Organisation | None = organisation
    while step is not None and step.kind != OrganisationKind.REGION:
        step = step.parent
    return step


def time_zone_of(organisation: Organisation) -> str:
    """The nearest time zone upwards, the installation's without any (decision 13)."""
    rows = Organisation.objects.above(organisation).exclude(time_zone="")
    return rows.values_list("time_zone", flat=True).first() or settings.TIME_ZONE


def find_one(user: Any, text: str) -> Organisation:
    """The open organisation that a typed name or code means; Refused with what was found instead."""
    seen = Organisation.objects.visible_to(user).open()
    found = list(named_like(seen, text.strip()).select_related("parent").order_by("name", "pk")[:200])
    key = label_key(text)
    exact = [row for row in found if key in {label_key(row.name), label_key(row.short_name)}]
    chosen = exact if len(exact) == 1 else found
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        raise Refused(f"Организация «{text}» не нашлась. Проверьте название или сначала заведите её.")
    names = "; ".join(f"{row}, {row.parent}" if row.parent else str(row) for row in chosen[:5])
    raise Refused(f"Под «{text}» подходит {len(chosen)}: {names}. Введите код или полное название.")
