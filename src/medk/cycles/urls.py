"""Addresses of cycles."""

from django.urls import path

from medk.cycles.views import cohorts, cycles, key_dates, memberships

app_name = "cycles"
urlpatterns = [
    path("", cycles.cycle_list, name="cycle-list"),
    path("add/", cycles.cycle_add, name="cycle-add"),
    path("<int:pk>/", cycles.cycle_detail, name="cycle-detail"),
    path("<int:pk>/edit/", cycles.cycle_edit, name="cycle-edit"),
    path("<int:pk>/close/", cycles.cycle_close, name="cycle-close"),
    path("<int:pk>/reopen/", cycles.cycle_reopen, name="cycle-reopen"),
    path("<int:pk>/dates/add/", key_dates.key_date_add, name="key-date-add"),
    path("dates/<int:pk>/", key_dates.key_date_edit, name="key-date-edit"),
    path("dates/<int:pk>/remove/", key_dates.key_date_remove, name="key-date-remove"),
    path("<int:pk>/cohorts/add/", cohorts.cohort_add, name="cohort-add"),
    path("cohorts/<int:pk>/", cohorts.cohort_detail, name="cohort-detail"),
    path("cohorts/<int:pk>/rename/", cohorts.cohort_rename, name="cohort-rename"),
    path("cohorts/<int:pk>/export/", cohorts.cohort_export, name="cohort-export"),
    path("cohorts/<int:pk>/add/", memberships.membership_add, name="membership-add"),
    path("cohorts/<int:pk>/end/", memberships.membership_end, name="membership-end"),
    path("memberships/<int:pk>/", memberships.membership_edit, name="membership-edit"),
    path("memberships/<int:pk>/remove/", memberships.membership_remove, name="membership-remove"),
]
