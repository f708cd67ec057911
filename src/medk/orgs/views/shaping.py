"""Pages that change the tree: create, edit, rename, move, close, merge."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.orgs.access import ASK_COORDINATOR, abilities, require_describe, require_shape
from medk.orgs.actions.tree import (
    close_organisation,
    create_organisation,
    describe_organisation,
    merge_organisations,
    move_organisation,
    open_codes,
    rename_organisation,
)
from medk.orgs.forms.organisations import (
    ActForm,
    CreationForm,
    DescriptionForm,
    RenameForm,
    TargetForm,
    described,
)
from medk.orgs.models import Organisation
from medk.orgs.queries.places import find_one
from medk.orgs.views.asking import card, posted


def _seen(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def organisation_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new organisation under the one whose page led here."""
    parent = _seen(request, pk)
    kinds = abilities(request.user, parent).adds
    if not kinds:
        raise NotAllowed("Заводить здесь организации может не ваша роль.", who=ASK_COORDINATOR)
    form = CreationForm(posted(request), kinds=kinds)
    if request.method == "POST" and form.is_valid():
        made = _tried(form, lambda: _create(form, parent, request.user))
        if made:
            messages.success(request, f"Организация «{made}» заведена.")
            return redirect(card(made))
    return _form_page(request, form, parent, title="Новая организация", button="Завести")


def _create(form: CreationForm, parent: Organisation, user: Any) -> Organisation:
    data = form.cleaned_data
    codes = {issuer: code for issuer, code in form.codes().items() if code}
    return create_organisation(
        data["kind"], data["name"], parent=parent, by=user, on=data["on"],
        codes=codes, aliases=data["aliases"], **form.details(),
    )  # fmt: skip


def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)
    require_describe(request.user, organisation)
    aliases = organisation.aliases.order_by("name").values_list("name", flat=True)
    initial = described(organisation, open_codes(organisation), aliases)
    form = DescriptionForm(posted(request), initial=initial, kind=organisation.kind)
    if request.method == "POST" and form.is_valid():

        def save() -> Organisation:
            return describe_organisation(
                organisation, form.details(), by=request.user, version=form.cleaned_data["version"],
                codes=form.codes(), aliases=form.cleaned_data["aliases"],
            )  # fmt: skip

        if _tried(form, save, row=organisation):
            messages.success(request, "Сведения сохранены.")
            return redirect(card(organisation))
    return _form_page(request, form, organisation, title="Сведения", button="Сохранить")


def organisation_rename(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)
    require_shape(request.user, organisation, organisation.kind)
    initial = {"name": organisation.name, "on": clock.today(), "version": organisation.version}
    form = RenameForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():

        def save() -> Organisation:
            return rename_organisation(organisation, by=request.user, **form.cleaned_data)

        if _tried(form, save, row=organisation):
            messages.success(request, "Новое наименование записано, старое осталось среди других названий.")
            return redirect(card(organisation))
    return _form_page(request, form, organisation, title="Новое наименование", button="Переименовать")


def organisation_move(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)

    def save(data: dict[str, Any]) -> Organisation:
        target = find_one(request.user, data["target"])
        return move_organisation(organisation, target, by=request.user, on=data["on"], act=data["act"])

    return _shape(
        request, organisation, form_class=TargetForm, save=save,
        title="Перевести в другую организацию", button="Перевести", said="Организация переведена.",
    )  # fmt: skip


def organisation_close(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)

    def save(data: dict[str, Any]) -> Organisation:
        return close_organisation(organisation, by=request.user, on=data["on"], act=data["act"])

    return _shape(
        request, organisation, form_class=ActForm, save=save,
        title="Закрыть организацию", button="Закрыть организацию", said="Организация закрыта.",
    )  # fmt: skip


def organisation_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Close this organisation in favour of another one."""
    organisation = _seen(request, pk)

    def save(data: dict[str, Any]) -> Organisation:
        successor = find_one(request.user, data["target"])
        merge_organisations([organisation], successor, by=request.user, on=data["on"], act=data["act"])
        return successor

    return _shape(
        request, organisation, form_class=TargetForm, save=save,
        title="Присоединить к другой организации", button="Присоединить",
        said="Организация присоединена и закрыта; преемник отвечает и на её названия.",
    )  # fmt: skip


def _shape(
    request: HttpRequest,
    organisation: Organisation,
    *,
    form_class: type[ActForm],
    save: Callable[[dict[str, Any]], Organisation],
    title: str,
    button: str,
    said: str,
) -> HttpResponse:
    require_shape(request.user, organisation, organisation.kind)
    form = form_class(posted(request), initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: save(form.cleaned_data)):
        messages.success(request, said)
        return redirect(card(organisation))
    return _form_page(request, form, organisation, title=title, button=button, grave=True)


def _tried(form: Any, save: Callable[[], Any], *, row: Organisation | None = None) -> Any:
    """What `save` made; None when it was refused, and then the form says why and keeps what was typed."""
    try:
        return save()
    except NotAllowed:
        raise
    except Stale as stale:
        if row is None:
            raise
        row.refresh_from_db()
        form.show_theirs(stale.theirs, row.version)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _form_page(
    request: HttpRequest,
    form: forms.Form,
    organisation: Organisation,
    *,
    title: str,
    button: str,
    grave: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "organisation": organisation,
        "title": title,
        "button": button,
        "grave": grave,
    }
    return render(request, "orgs/organisation_form.html", context)
