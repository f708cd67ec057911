"""Where a deadline ends: the time zone of an organisation (decision 13)."""

from django.conf import settings

from medk.orgs.models import Organisation


def zone_of(organisation_id: int) -> str:
    """IANA zone of the organisation or of the nearest one above it that has one."""
    above = Organisation.objects.above(organisation_id).exclude(time_zone="")
    return above.values_list("time_zone", flat=True).first() or settings.TIME_ZONE
