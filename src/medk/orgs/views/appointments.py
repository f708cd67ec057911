"""Pages that give a post, end it, pass it on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from medk.accounts.models import Person
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.access import ASK_ABOVE, abilities, require_grant
from medk.orgs.actions.appointments import Post, end_appointment, replace_appointee
from medk.orgs.actions.joining import Contact, Joined, bring_in
from medk.orgs.forms.people import EndForm, PostForm, ReplaceForm
from medk.orgs.models import Appointment, Organisation
from medk.orgs.queries.handover import open_tasks
from medk.orgs.queries.people import find_person, lookalikes, people_visible_to
from medk.orgs.queries.places import find_one
from medk.orgs.views.asking import card, posted
from medk.orgs.views.invitations import keep_link

NEW = "new"


def appoint_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint or invite; somebody who may be known already is asked about first."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    may = abilities(request.user, organisation)
    if not may.appoints:
        raise NotAllowed("Назначать людей сюда может не ваша роль.", who=ASK_ABOVE)
    person = _known(request)
    form = PostForm(
        posted(request), gives=may.gives, proposes=may.proposes, known=person is not None,
        initial={"started_on": clock.today()},
    )  # fmt: skip
    candidates: list[Person] = []
    if request.method == "POST" and form.is_valid():
        candidates = [] if person else _candidates(request, form.cleaned_data)
        joined = None if candidates else _join(request, form, organisation, person)
        if joined:
            return _answer(request, joined, organisation)
    context = {
        "form": form, "organisation": organisation, "person": person, "candidates": candidates, "new": NEW,
    }  # fmt: skip
    return render(request, "orgs/appoint.html", context)


def _known(request: HttpRequest) -> Person | None:
    """The person chosen among those already known, here or on her own page."""
    raw = request.POST.get("chosen") or request.GET.get("person", "")
    if not raw.isdigit() or len(raw) > 17:
        return None
    return people_visible_to(request.user).filter(pk=int(raw)).first()


def _candidates(request: HttpRequest, data: dict[str, Any]) -> list[Person]:
    if data["chosen"] == NEW:
        return []
    return lookalikes(request.user, name=data["name"], email=data["email"])


def _join(
    request: HttpRequest, form: PostForm, organisation: Organisation, person: Person | None
) -> Joined | None:
    data = form.cleaned_data
    contact = Contact(*(data.get(name, "") for name in ("name", "position", "email", "phone")))
    try:
        body = find_one(request.user, data["body"]) if data["body"] else None
        post = Post(organisation, data["role"], data["started_on"], data["ended_on"], data["act"], body)
        return bring_in(post, by=request.user, person=person, contact=contact)
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _answer(request: HttpRequest, joined: Joined, organisation: Organisation) -> HttpResponse:
    if joined.invitation:
        keep_link(request, joined.invitation, joined.token)
        return redirect("orgs:invitation-detail", joined.invitation.pk)
    made = joined.appointment
    if made:
        messages.success(request, f"Назначение записано: {made.person}, {made.get_role_display()}.")
    return redirect(card(organisation))


def _held(request: HttpRequest, pk: int) -> Appointment:
    rows = Appointment.objects.visible_to(request.user).select_related("person", "organisation", "body")
    return get_object_or_404(rows, pk=pk)


def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """What stays undone, and the two ways to go: a successor takes it over, or the post ends."""
    appointment = _held(request, pk)
    require_grant(request.user, appointment.organisation, appointment.role)
    form = EndForm(posted(request), initial={"ended_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_appointment(appointment, by=request.user, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Назначение завершено: {appointment}.")
            return redirect(_page_of(appointment))
    return _end_page(request, appointment, form, ReplaceForm(initial={"started_on": clock.today()}))


@require_POST
def appointment_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """The successor takes the post with all open tasks."""
    appointment = _held(request, pk)
    require_grant(request.user, appointment.organisation, appointment.role)
    form = ReplaceForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            successor = find_person(request.user, data["successor"])
            made = replace_appointee(
                appointment, successor, by=request.user, started_on=data["started_on"], act=data["act"]
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Теперь это {made.person}. Открытые задачи переданы.")
            return redirect(card(made.organisation))
    return _end_page(request, appointment, EndForm(initial={"ended_on": clock.today()}), form)


def _end_page(
    request: HttpRequest, appointment: Appointment, end: EndForm, replace: ReplaceForm
) -> HttpResponse:
    groups = open_tasks(appointment)
    context = {
        "appointment": appointment,
        "groups": groups,
        "count": sum(len(group.tasks) for group in groups),
        "end": end,
        "replace": replace,
    }
    return render(request, "orgs/appointment_end.html", context)


def _page_of(appointment: Appointment) -> str:
    return reverse("orgs:person-detail", args=[appointment.person_id])
