"""The history of places in cohorts, as far as the journal knows it."""

from typing import Any

from django.db import migrations

CHUNK = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """An entry of joining for every membership, and one of leaving for those that the journal ended."""
    entries = apps.get_model("audit", "AuditEntry").objects
    told = {
        kind: {pk: (at, who) for pk, at, who in _told(entries, kind)}
        for kind in ("membership.added", "membership.ended")
    }
    log = apps.get_model("cycles", "CohortMembershipEntry")
    rows = []
    for held in apps.get_model("cycles", "CohortMembership").objects.order_by("pk"):
        joined, left = told["membership.added"].get(held.pk), told["membership.ended"].get(held.pk)
        fields = {
            "membership_id": held.pk,
            "cohort_id": held.cohort_id,
            "organisation_id": held.organisation_id,
            "valid_from": held.valid_from,
        }
        at, who = joined or (None, "")
        end = None if left else held.valid_to
        rows.append(log(**fields, valid_to=end, dated_on=held.valid_from, entered_at=at, by_name=who))
        if left and held.valid_to:
            at, who = left
            rows.append(
                log(**fields, valid_to=held.valid_to, dated_on=held.valid_to, entered_at=at, by_name=who)
            )
    log.objects.bulk_create(rows, batch_size=CHUNK)


def _told(entries: Any, kind: str) -> Any:
    return entries.filter(kind=kind).order_by("pk").values_list("object_id", "at", "actor_name")


def clear(apps: Any, schema_editor: Any) -> None:
    """Entries go with their table."""
    apps.get_model("cycles", "CohortMembershipEntry").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cycles", "0002_as_of_past_dates"), ("audit", "0001_initial")]

    operations = [migrations.RunPython(fill, clear)]
