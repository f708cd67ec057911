"""Pages of invitations: for those who invite, and for the one invited."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from medk.accounts.models import User
from medk.kernel.answers import act
from medk.kernel.refusals import Refused
from medk.orgs.access import may_grant
from medk.orgs.actions.invitations import (
    GONE,
    accept_as_new,
    accept_as_user,
    confirm_invitation,
    find_invitation,
    resend_invitation,
    withdraw_invitation,
)
from medk.orgs.forms.people import AcceptForm
from medk.orgs.letters import link_of
from medk.orgs.models import Invitation
from medk.orgs.queries.people import WAITING
from medk.orgs.views.asking import posted

_KEPT = "orgs_invitation_link"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def keep_link(request: HttpRequest, invitation: Invitation, token: str) -> None:
    """The link is shown once, on the next page: only its digest is stored."""
    if token:
        request.session[_KEPT] = [invitation.pk, token]


def _seen(request: HttpRequest, pk: int) -> Invitation:
    rows = Invitation.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("organisation", "body", "invited_by__person"), pk=pk)


@require_safe
@never_cache
def invitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _seen(request, pk)
    kept = request.session.get(_KEPT) or [None, ""]
    if kept[0] == pk:
        del request.session[_KEPT]
    context = {
        "invitation": invitation,
        "link": link_of(kept[1]) if kept[0] == pk else "",
        "mail_is_set": bool(settings.SMTP),
        "waiting": invitation.status in WAITING,
        "may": may_grant(request.user, invitation.organisation, invitation.role),
        "is_mine": invitation.invited_by_id == request.user.pk,
    }
    return render(request, "orgs/invitation_detail.html", context)


@require_POST
def invitation_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _seen(request, pk)
    keep_link(request, invitation, confirm_invitation(invitation, by=request.user))
    messages.success(request, "Предложение подтверждено, приглашение отправлено.")
    return redirect("orgs:invitation-detail", pk)


@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _seen(request, pk)
    keep_link(request, invitation, resend_invitation(invitation, by=request.user))
    messages.success(request, "Отправлена новая ссылка. Прежняя больше не действует.")
    return redirect("orgs:invitation-detail", pk)


@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _seen(request, pk)
    return act(
        request, withdraw_invitation, invitation, back=reverse("orgs:invitation-detail", args=[pk]),
        said="Приглашение отозвано. Ссылка из него не действует.", reason=request.POST.get("reason", ""),
    )  # fmt: skip


@login_not_required
@never_cache
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: a new account, or one's own account takes the post."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "orgs/invitation_gone.html", {"reason": GONE}, status=404)
    if request.user.is_authenticated or User.objects.filter(email=invitation.email).exists():
        return _accept_known(request, invitation, token)
    form = AcceptForm(posted(request), initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = accept_as_new(token, name=data["name"], password=data["password"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, f"Вы вошли. Ваша роль: {invitation.get_role_display()}.")
            return redirect("desk:home")
    return render(request, "orgs/invitation_accept.html", {"invitation": invitation, "form": form})


def _accept_known(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    is_same = request.user.is_authenticated and request.user.email == invitation.email
    context: dict[str, object] = {"invitation": invitation, "is_same": is_same}
    if request.method == "POST" and request.user.is_authenticated:
        if request.POST.get("do") == "leave":
            logout(request)
            return redirect("orgs:invitation-accept", token)
        try:
            accept_as_user(token, user=request.user)
        except Refused as refusal:
            context["refusal"] = refusal
        else:
            messages.success(request, f"Назначение принято: {invitation.get_role_display()}.")
            return redirect("desk:home")
    return render(request, "orgs/invitation_known.html", context)
