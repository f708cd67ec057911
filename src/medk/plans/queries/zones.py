"""Where a deadline ends: the time zone of an organisation (decision 13)."""

from collections.abc import Iterable

from django.conf import settings

from medk.orgs.models import Organisation


def nearest_zone(above: Iterable[Organisation]) -> str:
    """The zone that holds at the first of the places that has one; they go from the nearest upwards."""
    return next((place.time_zone for place in above if place.time_zone), settings.TIME_ZONE)


def zone_of(organisation_id: int) -> str:
    """IANA zone of the organisation or of the nearest one above it that has one."""
    above = Organisation.objects.above(organisation_id).exclude(time_zone="")
    return above.values_list("time_zone", flat=True).first() or settings.TIME_ZONE
