"""Every address of the product, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("medk.desk.urls")),
    path("", include("medk.plans.urls")),
    path("", include("medk.orgs.urls")),
    path("", include("medk.accounts.urls")),
    path("files/", include("medk.files.urls")),
    path("", include("medk.notices.urls")),
    path("cycles/", include("medk.cycles.urls")),
    path("", include("medk.search.urls")),
    path("discussions/", include("medk.discussions.urls")),
]
