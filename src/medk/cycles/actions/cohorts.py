"""Groups of schools that a region names itself, beside the standard ones."""

from django.db import transaction

from medk.audit.recording import Actor, changes, record
from medk.cycles.access import require_edit, require_open
from medk.cycles.models import Cohort, Cycle
from medk.cycles.rules import free_code
from medk.kernel.refusals import Refused


@transaction.atomic
def create_cohort(cycle: Cycle, *, title: str, by: Actor) -> Cohort:
    """Add an own cohort; a title that the cycle has already is refused."""
    require_edit(by, cycle.organisation)
    require_open(cycle)
    name = _free_title(cycle, title)
    code = free_code(cycle.cohorts.values_list("code", flat=True))
    cohort = Cohort.objects.create(cycle=cycle, code=code, title=name)
    record("cohort.added", cohort, by=by, organisation=cycle.organisation_id, cycle=str(cycle))
    return cohort


@transaction.atomic
def rename_cohort(cohort: Cohort, *, title: str, by: Actor) -> Cohort:
    """Give a cohort another title; its code and members stay."""
    cycle = cohort.cycle
    require_edit(by, cycle.organisation)
    require_open(cycle)
    name = _free_title(cycle, title, besides=cohort.pk)
    differing = changes({"title": cohort.title}, {"title": name})
    if differing:
        cohort.title = name
        cohort.save(update_fields=["title"])
        details = {"cycle": str(cycle), "changes": differing}
        record("cohort.renamed", cohort, by=by, organisation=cycle.organisation_id, **details)
    return cohort


def _free_title(cycle: Cycle, title: str, *, besides: int = 0) -> str:
    name = " ".join(title.split())
    if not name:
        raise Refused("Назовите когорту: по названию её выбирают в мероприятиях.")
    others = cycle.cohorts.exclude(pk=besides).values_list("title", flat=True)
    if name.casefold() in {other.casefold() for other in others}:
        raise Refused(f"Когорта «{name}» в этом цикле уже есть.")
    return name
