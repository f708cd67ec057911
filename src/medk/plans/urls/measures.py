"""Addresses of measures and their parts."""

from django.urls import path

from medk.plans.views import bulk, measures, parts
from medk.plans.views import measures_upkeep as upkeep

urlpatterns = [
    path("measures/<int:pk>/", measures.measure_detail, name="measure-detail"),
    path("measures/<int:pk>/history/", upkeep.measure_history, name="measure-history"),
    path("measures/<int:pk>/cancel/", upkeep.measure_cancel, name="measure-cancel"),
    path("measures/<int:pk>/restore/", upkeep.measure_restore, name="measure-restore"),
    path("measures/<int:pk>/pause/", upkeep.measure_pause, name="measure-pause"),
    path("measures/<int:pk>/pauses/<int:pause_pk>/resume/", upkeep.measure_resume, name="measure-resume"),
    path("measures/<int:pk>/amend/", upkeep.measure_amend, name="measure-amend"),
    path("measures/<int:pk>/occurrences/", upkeep.measure_occurrences, name="measure-occurrences"),
    path(
        "measures/<int:pk>/occurrences/<int:occurrence_pk>/withdraw/",
        upkeep.occurrence_withdraw,
        name="occurrence-withdraw",
    ),
    path("measures/<int:pk>/series/", upkeep.measure_series, name="measure-series"),
    path(
        "measures/<int:pk>/targets/<int:target_pk>/", upkeep.measure_target_read, name="measure-target-read"
    ),
    path("measures/<int:pk>/parts/<str:key>/", parts.part_detail, name="part"),
    path("measures/<int:pk>/parts/<str:key>/note/", parts.part_note, name="part-note"),
    path(
        "measures/<int:pk>/parts/<str:key>/evidence/<uuid:uid>/withdraw/",
        parts.evidence_withdraw,
        name="evidence-withdraw",
    ),
    path("confirmations/", bulk.confirmation_list, name="confirmations"),
    path("my-parts/", bulk.my_part_list, name="my-parts"),
]
