"""Addresses of organisations, people and history."""

from django.urls import path

from medk.orgs.views import appointments, history, invitations, organisations, people, registers, shaping

app_name = "orgs"
urlpatterns = [
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/export/<slug:kind>/", organisations.organisation_export, name="organisation-export"),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/<int:pk>/new/", shaping.organisation_create, name="organisation-create"),
    path("organisations/<int:pk>/edit/", shaping.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/rename/", shaping.organisation_rename, name="organisation-rename"),
    path("organisations/<int:pk>/move/", shaping.organisation_move, name="organisation-move"),
    path("organisations/<int:pk>/close/", shaping.organisation_close, name="organisation-close"),
    path("organisations/<int:pk>/merge/", shaping.organisation_merge, name="organisation-merge"),
    path("organisations/<int:pk>/appoint/", appointments.appoint_page, name="appoint"),
    path("organisations/<int:pk>/registers/", registers.register_list, name="register-list"),
    path("organisations/registers/<int:pk>/", registers.register_detail, name="register-detail"),
    path("organisations/registers/<int:pk>/findings/", registers.register_findings, name="register-findings"),
    path("organisations/registers/<int:pk>/apply/", registers.register_apply, name="register-apply"),
    path("organisations/registers/<int:pk>/resume/", registers.register_resume, name="register-resume"),
    path("organisations/registers/<int:pk>/discard/", registers.register_discard, name="register-discard"),
    path("people/", people.people_list, name="people-list"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/account/", people.person_account, name="person-account"),
    path("people/appointments/<int:pk>/end/", appointments.appointment_end, name="appointment-end"),
    path(
        "people/appointments/<int:pk>/replace/", appointments.appointment_replace, name="appointment-replace"
    ),
    path("people/invitations/<int:pk>/", invitations.invitation_detail, name="invitation-detail"),
    path("people/invitations/<int:pk>/confirm/", invitations.invitation_confirm, name="invitation-confirm"),
    path("people/invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation-resend"),
    path(
        "people/invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"
    ),
    path("join/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
    path("audit/", history.audit_list, name="audit-list"),
    path("audit/export/<slug:kind>/", history.audit_export, name="audit-export"),
    path("audit/history/<str:label>/<int:pk>/", history.object_history, name="history"),
]
