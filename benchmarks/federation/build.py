"""The order of the building: places, people, plans, their history, their counts."""

from collections.abc import Callable

from django.db import transaction

from benchmarks.federation import people
from benchmarks.federation.history import History
from benchmarks.federation.maps import Drawn, draw
from benchmarks.federation.places import Place, root, settle
from benchmarks.federation.sizes import START, TODAY, sizes
from benchmarks.federation.store import hurried, unindexed
from medk.accounts.models import User
from medk.audit.models import AuditEntry
from medk.cycles.models import CohortMembership
from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.plans.actions.progress import count_progress
from medk.plans.models import Execution, Measure, RoadMap
from medk.workflow.models import Transition

Say = Callable[[str], None]


def build(regions: int, *, say: Say) -> None:
    """Fill an empty database; deterministic."""
    with hurried(), unindexed(Execution, Transition, AuditEntry):
        with clock.at(START):
            worlds = _settled(regions)
        say("places, people, cycles, road maps")
        history = History()
        for place, users, plans in worlds:
            with transaction.atomic():
                history.write(place, plans, users)
        say("executions, transitions, audit")
    say("indexes")
    with hurried():
        pks = list(Measure.objects.order_by("pk").values_list("pk", flat=True))
        for at in range(0, len(pks), 120):
            count_progress(pks[at : at + 120], on=TODAY)
    say("counts")


def _settled(regions: int) -> list[tuple[Place, dict[str, User], list[Drawn]]]:
    top = root()
    people.hire(people.federal(top))
    found = []
    for size in sizes(regions):
        with transaction.atomic():
            place = settle(size, top)
            users = people.hire(people.regional(place))
            found.append((place, users, list(draw(place, users))))
    return found


def counts() -> dict[str, int]:
    """Rows of each kind."""
    kinds = Organisation.objects.order_by()
    return {
        "regions": kinds.filter(kind="region").count(),
        "municipalities": kinds.filter(kind="municipality").count(),
        "schools": kinds.filter(kind="school").count(),
        "participating": CohortMembership.objects.count(),
        "road maps": RoadMap.objects.count(),
        "measures": Measure.objects.count(),
        "executions": Execution.objects.count(),
        "transitions": Transition.objects.count(),
        "audit entries": AuditEntry.objects.count(),
        "users": User.objects.count(),
    }
