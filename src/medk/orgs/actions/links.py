"""The only writer of `TreeLink`: the closure of today's tree, kept set-wise and verified."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection, transaction

from medk.audit.recording import SYSTEM, Actor, record
from medk.orgs.models import Organisation, RegisterImport, TreeLink, TreeMembership

BATCH = 2000
_LINK_SELVES = """
    INSERT INTO orgs_treelink (ancestor_id, descendant_id, depth)
    SELECT id, id, 0 FROM orgs_organisation WHERE id IN ({marks})
"""
_LINK_UPWARDS = """
    INSERT INTO orgs_treelink (ancestor_id, descendant_id, depth)
    SELECT above.ancestor_id, row.id, above.depth + 1
    FROM orgs_organisation row JOIN orgs_treelink above ON above.descendant_id = row.parent_id
    WHERE row.id IN ({marks})
"""


def link_new(organisations: Iterable[Organisation]) -> None:
    """Link organisations just created under parents that are linked already."""
    rows = list(organisations)
    above = _ancestors_of({row.parent_id for row in rows if row.parent_id})
    _insert(
        TreeLink(ancestor_id=ancestor, descendant_id=row.pk, depth=depth)
        for row in rows
        for ancestor, depth in [(row.pk, 0), *above.get(row.parent_id or 0, [])]
    )


def link_staged(numbers: Iterable[int]) -> None:
    """Link organisations stored without links, parents before children, inside the database."""
    waiting = set(numbers)
    while waiting:
        ready = _standing_on_links(waiting)
        for chunk in (ready[at : at + BATCH] for at in range(0, len(ready), BATCH)):
            marks = ", ".join(["%s"] * len(chunk))
            with connection.cursor() as cursor:
                cursor.execute(_LINK_SELVES.format(marks=marks), chunk)
                cursor.execute(_LINK_UPWARDS.format(marks=marks), chunk)
        waiting.difference_update(ready)


def _standing_on_links(waiting: set[int]) -> list[int]:
    """Those of the waiting whose parent does not wait itself."""
    numbers, found = sorted(waiting), []
    for chunk in (numbers[at : at + BATCH] for at in range(0, len(numbers), BATCH)):
        rows = Organisation.objects.filter(pk__in=chunk).values_list("pk", "parent_id")
        found += [pk for pk, parent in rows if parent not in waiting]
    return found


def relink(organisation: Organisation) -> None:
    """Hang the subtree of an organisation under its new parent."""
    below = list(TreeLink.objects.filter(ancestor=organisation).values_list("descendant_id", "depth"))
    subtree = TreeLink.objects.filter(ancestor=organisation).values("descendant_id")
    TreeLink.objects.filter(descendant_id__in=subtree).exclude(ancestor_id__in=subtree).delete()
    above = _ancestors_of({organisation.parent_id}).get(organisation.parent_id or 0, [])
    _insert(
        TreeLink(ancestor_id=ancestor, descendant_id=descendant, depth=up + down)
        for ancestor, up in above
        for descendant, down in below
    )


@transaction.atomic
def rebuild_tree_links(*, by: Actor = SYSTEM) -> int:
    """Write the whole closure anew from `parent`; returns the number of links."""
    TreeLink.objects.all().delete()
    count = _insert(
        TreeLink(ancestor_id=ancestor, descendant_id=descendant, depth=depth)
        for (ancestor, descendant), depth in _closure(_parents()).items()
    )
    root = Organisation.objects.filter(parent__isnull=True).order_by("pk").first()
    if root:
        record("organisation.links_rebuilt", root, by=by, rows=count)
    return count


def tree_problems() -> list[str]:
    """Where the links or the open memberships differ from `parent`; empty when the tree is right."""
    parents = _parents()
    wanted = _closure(parents)
    stored = {
        (a, d): depth for a, d, depth in TreeLink.objects.values_list("ancestor_id", "descendant_id", "depth")
    }
    found = [f"нет связи {a} → {d}" for a, d in sorted(wanted.keys() - stored.keys())]
    found += [f"лишняя связь {a} → {d}" for a, d in sorted(stored.keys() - wanted.keys())]
    found += [
        f"связь {a} → {d}: расстояние {stored[a, d]}, должно быть {depth}"
        for (a, d), depth in wanted.items()
        if stored.get((a, d), depth) != depth
    ]
    return found + _membership_problems(parents)


def _membership_problems(parents: Mapping[int, int | None]) -> list[str]:
    closed = set(Organisation.objects.filter(closed_on__isnull=False).values_list("pk", flat=True))
    rows = TreeMembership.objects.filter(valid_to__isnull=True)
    current = dict(rows.values_list("organisation_id", "parent_id"))
    return [
        f"организация {pk}: вхождение расходится с деревом"
        for pk, parent in parents.items()
        if pk not in closed and current.get(pk, -1) != parent
    ]


def _parents() -> dict[int, int | None]:
    """Organisation → parent; rows of an unfinished import stand outside the tree on purpose."""
    applying = RegisterImport.objects.filter(status=RegisterImport.Status.APPLYING)
    staged = {pk for numbers in applying.values_list("staged", flat=True) for pk in numbers}
    rows = Organisation.objects.values_list("pk", "parent_id")
    return {pk: parent for pk, parent in rows if pk not in staged}


def _closure(parents: Mapping[int, int | None]) -> dict[tuple[int, int], int]:
    found = {}
    for pk in parents:
        for depth, ancestor in enumerate(_upwards(pk, parents)):
            found[ancestor, pk] = depth
    return found


def _upwards(pk: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    seen: set[int] = set()
    step: int | None = pk
    while step is not None and step not in seen:
        seen.add(step)
        yield step
        step = parents[step]


def _ancestors_of(parents: set[int | None]) -> dict[int, list[tuple[int, int]]]:
    """Parent → its ancestors with the distance from a child of that parent."""
    found: dict[int, list[tuple[int, int]]] = {}
    links = TreeLink.objects.filter(descendant_id__in=[pk for pk in parents if pk])
    for ancestor, parent, depth in links.values_list("ancestor_id", "descendant_id", "depth"):
        found.setdefault(parent, []).append((ancestor, depth + 1))
    return found


def _insert(links: Iterable[TreeLink]) -> int:
    rows: Sequence[TreeLink] = list(links)
    TreeLink.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)
