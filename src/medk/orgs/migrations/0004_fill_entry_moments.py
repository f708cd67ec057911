"""Moments of entry of appointments and places in the tree, as far as the journal knows them."""

from typing import Any

from django.db import migrations

CHUNK = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """Moments of appointments and of organisations created one by one; the rest stays unknown."""
    entries = apps.get_model("audit", "AuditEntry").objects
    appointments = apps.get_model("orgs", "Appointment").objects
    made = dict(entries.filter(kind="appointment.made").order_by("pk").values_list("object_id", "at"))
    ended = dict(entries.filter(kind="appointment.ended").order_by("pk").values_list("object_id", "at"))
    rows = list(appointments.filter(pk__in=made.keys() | ended.keys())) if made or ended else []
    for row in rows:
        row.entered_at, row.ended_at = made.get(row.pk), ended.get(row.pk)
    appointments.bulk_update(rows, ["entered_at", "ended_at"], batch_size=CHUNK)
    moved = entries.filter(kind="organisation.moved").order_by("pk").values_list("object_id", "at")
    memberships = apps.get_model("orgs", "TreeMembership").objects
    current = {r.organisation_id: r for r in memberships.filter(valid_to__isnull=True, valid_from__isnull=False)}
    told = {pk: at for pk, at in moved if pk in current}
    for pk, at in told.items():
        current[pk].entered_at = at
    memberships.bulk_update([current[pk] for pk in told], ["entered_at"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_as_of_past_dates"), ("audit", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
