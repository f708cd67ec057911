"""The demo's search is made, and some of its people watch things and keep a filter."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from medk.kernel import clock
from medk.orgs.roles import Role
from medk.plans.models import Measure, RoadMap
from medk.rehearsal.settle import Settled
from medk.search.actions.following import to_the_end
from medk.search.actions.indexing import sweep
from medk.search.actions.news import look_through
from medk.search.actions.saving import save_filter
from medk.search.actions.watching import watch

#: How long ago they began to watch, so that something has changed since.
AGO = dt.timedelta(days=14)


def keep(settled: Settled, road_maps: dict[str, RoadMap]) -> None:
    """Index the world; the coordinators of each plan watch it, its last measures, and keep its late rows."""
    to_the_end()
    sweep()
    with clock.at(clock.today() - AGO):
        _watch(settled, road_maps)
    look_through()


def _watch(settled: Settled, road_maps: dict[str, RoadMap]) -> None:
    for road_map in road_maps.values():
        owner = road_map.organisation
        role = Role.REGIONAL_COORDINATOR if owner.kind == "region" else Role.MUNICIPAL_COORDINATOR
        for user in settled.by_role(role, owner)[:1]:
            watch("plans.roadmap", road_map.pk, by=user)
            watch("orgs.organisation", owner.pk, by=user)
            dated = Measure.objects.filter(road_map=road_map, due_on__isnull=False).order_by("-due_on", "pk")
            for measure in dated[:2]:
                watch("plans.measure", measure.pk, by=user)
            page = reverse("plans:road-map-detail", args=[road_map.pk])
            save_filter("Просроченное", f"{page}?{urlencode({'state': 'overdue'})}", by=user)
