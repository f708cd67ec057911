"""Addresses of search, of what is watched, of saved filters."""

from django.urls import path

from medk.search.views import filters, search, watching

app_name = "search"
urlpatterns = [
    path("search/", search.search_page, name="page"),
    path("search/recent/clear/", search.recent_clear, name="recent-clear"),
    path("watch/", watching.watch_list, name="watch-list"),
    path("watch/toggle/", watching.watch_toggle, name="watch-toggle"),
    path("watch/looked/", watching.watch_looked, name="watch-looked"),
    path("filters/", filters.filter_list, name="filter-list"),
    path("filters/save/", filters.filter_save, name="filter-save"),
    path("filters/<uuid:uid>/", filters.filter_open, name="filter-open"),
    path("filters/<uuid:uid>/remove/", filters.filter_remove, name="filter-remove"),
]
