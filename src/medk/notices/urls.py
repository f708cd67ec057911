"""Addresses of notices and of the outbox."""

from django.urls import path

from medk.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/read/", views.notice_read_all, name="notice-read-all"),
    path("letters/", views.letter_list, name="letter-list"),
    path("letters/<uuid:uid>/", views.letter_detail, name="letter-detail"),
    path("letters/<uuid:uid>/resend/", views.letter_resend, name="letter-resend"),
    path("notices/<uuid:uid>/", views.notice_open, name="notice-open"),
]
