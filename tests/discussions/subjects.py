"""A subject that may be discussed: tests open cycles, which the product leaves closed."""

from django.apps import apps

from tests.world import District

CYCLE = "cycles.cycle"


def discussed_cycle(district: District) -> list[object]:
    """Address of the discussion of the district's cycle; everybody in the region sees it."""
    apps.get_app_config("discussions").register_audience(CYCLE, lambda cycle: [])
    return [CYCLE, district.cycle.pk]
