"""What of organisations and people can be found; the sight is that of their pages."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from medk.kernel.searching import Changed, Document, Source, register
from medk.orgs.models import Appointment, ExternalCode, Organisation, OrganisationAlias, TreeLink


def linked() -> QuerySet:
    """Organisations that stand in the tree: those of an unfinished import do not yet."""
    return Organisation.objects.filter(ancestor_links__depth=0)


def below(organisations: Iterable[int]) -> QuerySet:
    """Ids of organisations at or below any of those given: their place, and so their sight, follows."""
    links = TreeLink.objects.filter(ancestor_id__in=list(organisations))
    return links.values_list("descendant_id", flat=True)


def organisation_documents(ids: Collection[int]) -> Iterator[Document]:
    """Names, other names, codes, and where it is; the address is left out: its numbers are not the school's."""
    codes = Prefetch("codes", ExternalCode.objects.filter(valid_to__isnull=True))
    rows = linked().filter(pk__in=ids).select_related("parent__parent")
    for row in rows.prefetch_related(codes, Prefetch("aliases", OrganisationAlias.objects.order_by("pk"))):
        names = [row.name, *(alias.name for alias in row.aliases.all())]
        others = [name for name in names if name != str(row)]
        yield Document(
            pk=row.pk,
            title=str(row),
            url=reverse("orgs:organisation-detail", args=[row.pk]),
            text=". ".join([row.get_kind_display().capitalize(), *others, *_ways_up(row)]),
            codes=(*others, *(code.code for code in row.codes.all())),
            place_id=row.pk,
            places=(row.pk,),
            # A body is read by those who work below the one that it serves.
            near=(row.parent_id,) if row.parent_id else (),
            until=row.closed_on,
        )


def _ways_up(row: Organisation) -> list[str]:
    above = [row.parent, row.parent.parent if row.parent else None]
    return [str(place) for place in above if place is not None and place.kind != "federation"]


def organisations_touched(changed: Changed) -> Iterable[int]:
    """The changed and everything below them: names and places of those above stand in their texts."""
    return below(changed.get("orgs.organisation", ()))


def appointment_documents(ids: Collection[int]) -> Iterator[Document]:
    """A person as holder of one post: who sees the post sees the person, and of other posts nothing."""
    rows = Appointment.objects.filter(pk__in=ids).select_related("person", "organisation__parent", "body")
    for row in rows:
        where = [row.organisation, row.organisation.parent, row.body]
        role, position = row.get_role_display().capitalize(), row.person.position
        yield Document(
            pk=row.pk,
            title=row.person.name,
            url=reverse("orgs:person-detail", args=[row.person_id]),
            text=". ".join(
                [
                    role,
                    *(
                        [position]
                        if position and position.lower() not in (role.lower(), row.person.name.lower())
                        else []
                    ),
                    *(str(place) for place in where if place is not None and place.kind != "federation"),
                ]
            ),
            codes=(row.person.email,) if row.person.email else (),
            place_id=row.organisation_id,
            places=(row.organisation_id,),
            people=(row.person_id,),
            until=row.ended_on,
        )


def appointments_touched(changed: Changed) -> Iterable[int]:
    """Posts named in the audit, posts of changed people, posts at changed places."""
    people = list(changed.get("accounts.person", ()))
    posts = list(changed.get("orgs.appointment", ()))
    rows = Appointment.objects
    yield from posts
    yield from rows.filter(person_id__in=people).values_list("pk", flat=True)
    places = below(changed.get("orgs.organisation", ()))
    yield from rows.filter(organisation_id__in=places).values_list("pk", flat=True)


register(
    Source(
        label="orgs.organisation",
        kind="organisations",
        name="Организации",
        icon="school",
        sight=Organisation.objects.visible_to,
        keys=linked,
        documents=organisation_documents,
        touched=organisations_touched,
        whole=True,
        weight=1.2,
    )
)
register(
    Source(
        label="orgs.appointment",
        kind="people",
        name="Люди",
        icon="user",
        sight=Appointment.objects.visible_to,
        keys=Appointment.objects.all,
        documents=appointment_documents,
        touched=appointments_touched,
        whole=True,
    )
)
