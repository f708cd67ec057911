"""What of plans can be found: road maps, measures, proofs, files of orders."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from medk.kernel.searching import Changed, Document, Source, register
from medk.orgs.searching import below
from medk.plans.choices import AmendmentStatus, RoadMapStatus
from medk.plans.models import Evidence, Measure, OrderImport, PlanAmendment, RoadMap


def road_maps() -> QuerySet:
    """All but discarded drafts."""
    return RoadMap.objects.exclude(status=RoadMapStatus.DISCARDED)


def measures() -> QuerySet:
    """Measures of those."""
    return Measure.objects.exclude(road_map__status=RoadMapStatus.DISCARDED)


def proofs() -> QuerySet:
    """Evidence that stands: not withdrawn, its file not erased."""
    standing = Evidence.objects.filter(withdrawn_at__isnull=True)
    return standing.filter(Q(file__isnull=True) | Q(file__erased_at__isnull=True))


def orders() -> QuerySet:
    """Files that were read: the others are their uploader's alone (decision 18)."""
    return OrderImport.objects.filter(status=OrderImport.Status.READ, road_map__in=road_maps())


def _said(*parts: str) -> str:
    """Parts of a text as sentences, empty ones left out."""
    return ". ".join(part.strip().rstrip(".") for part in parts if part and part.strip())


def amendments() -> QuerySet:
    """Changes of plans but the withdrawn; a draft is seen within the owner's territory alone."""
    return PlanAmendment.objects.exclude(status=AmendmentStatus.WITHDRAWN)


def road_map_documents(ids: Collection[int]) -> Iterator[Document]:
    """A road map by its title and its order."""
    for row in road_maps().filter(pk__in=ids).select_related("organisation"):
        dated = f"{row.order_date:%d.%m.%Y}" if row.order_date else ""
        order = " ".join(
            part
            for part in (
                row.order_kind,
                row.order_authority,
                f"от {dated}" if dated else "",
                f"№ {row.order_number}" if row.order_number else "",
            )
            if part
        )
        yield Document(
            pk=row.pk,
            title=row.title,
            url=reverse("plans:road-map-detail", args=[row.pk]),
            text=_said(
                f"Дорожная карта {row.get_level_display()}, {row.plan_year} год",
                str(row.organisation),
                order,
                row.order_title,
            ),
            codes=tuple(code for code in (row.order_number, dated) if code),
            place_id=row.organisation_id,
            places=(row.organisation_id,),
            year=row.plan_year,
            on=row.order_date,
        )


def road_maps_touched(changed: Changed) -> Iterable[int]:
    """The changed, and those of changed owners."""
    yield from changed.get("plans.roadmap", ())
    owned = RoadMap.objects.filter(organisation_id__in=below(changed.get("orgs.organisation", ())))
    yield from owned.values_list("pk", flat=True)


def measure_documents(ids: Collection[int]) -> Iterator[Document]:
    """A measure by everything that its row of the order says."""
    rows = measures().filter(pk__in=ids).select_related("road_map__organisation", "section")
    for row in rows.prefetch_related("executors", "actions", "milestones"):
        yield Document(
            pk=row.pk,
            title=str(row),
            url=reverse("plans:measure-detail", args=[row.pk]),
            text=_measure_text(row),
            codes=(row.number,) if row.number else (),
            place_id=row.road_map.organisation_id,
            places=(row.road_map.organisation_id,),
            year=row.road_map.plan_year,
            on=row.due_on,
            parent=row.road_map_id,
        )


def _measure_text(row: Measure) -> str:
    return _said(
        *(action.title for action in row.actions.all()),
        row.goal,
        *map(str, row.tasks or ()),
        row.audience,
        row.place_format,
        row.indicator_text,
        row.deadline_text,
        "; ".join(executor.name for executor in row.executors.all()),
        *(milestone.title for milestone in row.milestones.all()),
        row.section.title if row.section else "",
    )


def measures_touched(changed: Changed) -> Iterable[int]:
    """The changed, those of changed plans (a draft is rearranged as a whole), those of changed owners."""
    yield from changed.get("plans.measure", ())
    plans = list(changed.get("plans.roadmap", ()))
    yield from Measure.objects.filter(road_map_id__in=plans).values_list("pk", flat=True)
    owned = Measure.objects.filter(road_map__organisation__in=below(changed.get("orgs.organisation", ())))
    yield from owned.values_list("pk", flat=True)


def proof_documents(ids: Collection[int]) -> Iterator[Document]:
    """A proof by its name and file; it is found by those who see the part that it proves."""
    rows = proofs().filter(pk__in=ids).select_related(
        "file", "execution__measure__road_map", "execution__unit_organisation"
    )  # fmt: skip
    for row in rows:
        part = row.execution
        plan = part.measure.road_map
        unit = part.unit_organisation_id
        yield Document(
            pk=row.pk,
            title=str(row),
            url=part.get_absolute_url(),
            text=_said(row.file.name if row.file else row.link, str(part.measure)),
            place_id=unit or plan.organisation_id,
            places=(plan.organisation_id, unit) if unit else (plan.organisation_id,),
            people=tuple(pk for pk in (part.assignee_id, part.unit_person_id) if pk),
            year=plan.plan_year,
            on=row.added_at.date(),
        )


def proofs_touched(changed: Changed) -> Iterable[int]:
    """Proofs of changed parts and with changed files."""
    parts, files = list(changed.get("plans.execution", ())), list(changed.get("files.storedfile", ()))
    touched = Evidence.objects.filter(Q(execution_id__in=parts) | Q(file_id__in=files))
    return touched.values_list("pk", flat=True)


def order_documents(ids: Collection[int]) -> Iterator[Document]:
    """The file of an order; its contents are found as the measures that it became."""
    for row in orders().filter(pk__in=ids).select_related("road_map"):
        yield Document(
            pk=row.pk,
            title=row.filename,
            url=reverse("plans:road-map-detail", args=[row.road_map_id]),
            text=_said("Файл приказа", row.road_map.title),
            place_id=row.organisation_id,
            places=(row.organisation_id,),
            year=row.road_map.plan_year,
            on=row.created_at.date(),
            parent=row.road_map_id,
        )


def orders_touched(changed: Changed) -> Iterable[int]:
    """Uploads named in the audit, and those of changed plans."""
    yield from changed.get("plans.orderimport", ())
    plans = list(changed.get("plans.roadmap", ()))
    yield from OrderImport.objects.filter(road_map_id__in=plans).values_list("pk", flat=True)


def amendment_documents(ids: Collection[int]) -> Iterator[Document]:
    """A change of a plan by its order and its reason."""
    for row in amendments().filter(pk__in=ids).select_related("road_map"):
        dated = f"{row.order_date:%d.%m.%Y}" if row.order_date else ""
        yield Document(
            pk=row.pk,
            title=f"Изменение № {row.ordinal}: {row.road_map.title}",
            url=row.get_absolute_url(),
            text=_said(row.reason, row.order_words),
            codes=tuple(code for code in (row.order_number, dated) if code),
            place_id=row.road_map.organisation_id,
            places=(row.road_map.organisation_id,),
            year=row.road_map.plan_year,
            on=row.effective_on,
            parent=row.road_map_id,
        )


def amendments_touched(changed: Changed) -> Iterable[int]:
    """Those named in the audit, and those of changed plans."""
    yield from changed.get("plans.planamendment", ())
    plans = list(changed.get("plans.roadmap", ()))
    yield from PlanAmendment.objects.filter(road_map_id__in=plans).values_list("pk", flat=True)


register(
    Source(
        label="plans.roadmap",
        kind="road_maps",
        name="Дорожные карты",
        icon="map",
        sight=RoadMap.objects.visible_to,
        keys=road_maps,
        documents=road_map_documents,
        touched=road_maps_touched,
        whole=True,
        weight=1.3,
    )
)
register(
    Source(
        label="plans.measure",
        kind="measures",
        name="Мероприятия",
        icon="flag",
        sight=Measure.objects.visible_to,
        keys=measures,
        documents=measure_documents,
        touched=measures_touched,
        whole=True,
        parent="plans.roadmap",
    )
)
register(
    Source(
        label="plans.evidence",
        kind="documents",
        name="Документы",
        icon="file",
        sight=Evidence.objects.visible_to,
        keys=proofs,
        documents=proof_documents,
        touched=proofs_touched,
        whole=True,
        weight=0.9,
    )
)
register(
    Source(
        label="plans.orderimport",
        kind="documents",
        name="Документы",
        icon="file",
        sight=OrderImport.objects.visible_to,
        keys=orders,
        documents=order_documents,
        touched=orders_touched,
        whole=True,
        weight=0.9,
        parent="plans.roadmap",
    )
)
register(
    Source(
        label="plans.planamendment",
        kind="documents",
        name="Документы",
        icon="diff",
        sight=PlanAmendment.objects.visible_to,
        keys=amendments,
        documents=amendment_documents,
        touched=amendments_touched,
        whole=True,
        weight=0.9,
        parent="plans.roadmap",
    )
)
