"""The list of people and the page of one."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from medk.accounts.models import Person, User
from medk.kernel.answers import act
from medk.kernel.exports import asked_for, download
from medk.kernel.paging import page_of
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.orgs.access import grantable, may_change_person, may_switch_account, require_person_right
from medk.orgs.actions.people import change_person, deactivate_user, reactivate_user
from medk.orgs.exporters.people import people_sheet
from medk.orgs.forms.people import PeopleListForm, PersonForm
from medk.orgs.models import Appointment, Invitation
from medk.orgs.queries.history import history_of
from medk.orgs.queries.people import (
    WAITING,
    ChosenPeople,
    appointments_of,
    listed_people,
    people_visible_to,
)
from medk.orgs.views.asking import chosen_place, first_page, next_page, posted, words


@require_safe
def people_list(request: HttpRequest) -> HttpResponseBase:
    form = PeopleListForm(request.GET)
    chosen = ChosenPeople(
        inside=chosen_place(request),
        role=words(form, "role"),
        text=words(form, "q"),
        former=bool(form.is_valid() and form.cleaned_data["former"]),
    )
    if kind := asked_for(request):
        return download(people_sheet(request.user, chosen), kind)
    rows = listed_people(request.user, chosen)
    page = page_of(rows, ["name", "pk"], after=request.GET.get("after", ""))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "total": rows.count(),
        "next": next_page(request, page.following),
        "first": first_page(request),
    }
    return render(request, "orgs/people_list.html", context)


def _seen(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(people_visible_to(request.user).select_related("user"), pk=pk)


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = _seen(request, pk)
    active = Appointment.objects.active().filter(pk=OuterRef("pk"))
    held = list(appointments_of(request.user, person).annotate(now=Exists(active)))
    invitations = Invitation.objects.visible_to(request.user).filter(person=person, status__in=WAITING)
    history = history_of(request.user, "accounts.person", pk)
    context = {
        "person": person,
        "account": User.objects.filter(person=person).first(),
        "held": held,
        "endable": grantable(request.user, [row for row in held if row.now]),
        "invitations": invitations.select_related("organisation"),
        "history": [] if history is None else history[:10],
        "may_change": may_change_person(request.user, person),
        "may_switch": may_switch_account(request.user, person),
    }
    return render(request, "orgs/person_detail.html", context)


def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _seen(request, pk)
    require_person_right(request.user, person)
    initial = {name: getattr(person, name) for name in ("name", "position", "email", "phone", "version")}
    form = PersonForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(person, form.values(), by=request.user, version=form.cleaned_data["version"])
        except NotAllowed:
            raise
        except Stale as stale:
            form.show_theirs(stale.theirs, person.version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Сведения сохранены.")
            return redirect("orgs:person-detail", person.pk)
    return render(request, "orgs/person_form.html", {"form": form, "person": person})


@require_POST
def person_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or open the way in, with a reason."""
    person = _seen(request, pk)
    account = get_object_or_404(User, person=person)
    opened = request.POST.get("do") == "open"
    return act(
        request,
        reactivate_user if opened else deactivate_user,
        account,
        back=reverse("orgs:person-detail", args=[person.pk]),
        said="Вход открыт." if opened else "Вход закрыт. Открытые сеансы завершатся сразу.",
        reason=request.POST.get("reason", ""),
    )
