"""Addresses of signing in and of my account: of allauth's pages only those that we offer."""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import include, path, re_path

from medk.accounts import views

own = [
    path("account/", views.profile, name="profile"),
    path("account/sign-out-elsewhere/", views.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("display/", views.display, name="display"),
]
urlpatterns = [
    path("", include((own, "accounts"))),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", views.signup_closed, name="account_signup"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/2fa/", views.second_step, name="mfa_index"),
    path("account/2fa/authenticate/", second.authenticate, name="mfa_authenticate"),
    path("account/2fa/reauthenticate/", second.reauthenticate, name="mfa_reauthenticate"),
    path("account/2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/2fa/codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
