"""Pages of a school register: bring it, look at what it changes, apply it, watch it go."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from medk.kernel.answers import act, is_fragment
from medk.kernel.exports import download
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.access import require_shape
from medk.orgs.actions.registers import (
    apply_register,
    check_register,
    discard_register,
    resume_register,
    unknown_municipalities,
)
from medk.orgs.exporters.registers import findings_sheet
from medk.orgs.forms.registers import RegisterForm
from medk.orgs.importers.register import read_register
from medk.orgs.models import Organisation, OrganisationKind, RegisterImport
from medk.orgs.queries.places import way_up
from medk.orgs.rules.register.checking import CHANGE, CREATE
from medk.orgs.rules.register.columns import COLUMNS, TITLES
from medk.orgs.views.asking import posted

#: Lines of each list on the report; the rest is in the table taken away or behind the next link.
SHOWN = 100
_DEFERRED = ("rows", "findings", "staged")


def register_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload, and what was loaded before."""
    seen = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(seen, pk=pk)
    require_shape(request.user, organisation, OrganisationKind.SCHOOL)
    form = RegisterForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _checked(request, form, organisation)
        if made:
            return redirect("orgs:register-detail", made.pk)
    earlier = RegisterImport.objects.visible_to(request.user).filter(organisation=organisation)
    context = {
        "form": form,
        "organisation": organisation,
        "up": way_up(request.user, organisation),
        "earlier": earlier.defer(*_DEFERRED).select_related("by__person")[:20],
        "columns": [column.title for column in COLUMNS],
    }
    return render(request, "orgs/register_list.html", context)


def _checked(request: HttpRequest, form: RegisterForm, organisation: Organisation) -> RegisterImport | None:
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        lines = read_register(
            file.name, content, needs_municipality=organisation.kind == OrganisationKind.REGION
        )
        return check_register(
            organisation, lines, filename=file.name, by=request.user,
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error("file", str(refusal))
    return None


def _seen(request: HttpRequest, pk: int, *, whole: bool = True) -> RegisterImport:
    rows = RegisterImport.objects.visible_to(request.user)
    if not whole:
        rows = rows.defer(*_DEFERRED)
    register = get_object_or_404(rows.select_related("organisation", "by__person"), pk=pk)
    require_shape(request.user, register.organisation, OrganisationKind.SCHOOL)
    return register


@require_safe
def register_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report before applying; while it is applied, how far it is."""
    register = _seen(request, pk, whole=not is_fragment(request))
    todo = register.created_count + register.changed_count
    context: dict[str, Any] = {
        "register": register,
        "todo": todo,
        "share": 100 * register.done_count // todo if todo else 100,
    }
    if is_fragment(request):
        return render(request, "orgs/_register_progress.html", context)
    return render(request, "orgs/register_detail.html", context | _report(request, register))


def _report(request: HttpRequest, register: RegisterImport) -> dict[str, Any]:
    raw = request.GET.get("from", "0")
    start = int(raw) if raw.isdigit() and len(raw) < 8 else 0
    changed = [row for row in register.rows if row["action"] == CHANGE]
    created = [row for row in register.rows if row["action"] == CREATE]
    total = len(register.findings)
    names = _names(changed[:SHOWN])
    before = RegisterImport.objects.filter(
        organisation=register.organisation, sha256=register.sha256, status=RegisterImport.Status.APPLIED
    ).exclude(pk=register.pk)
    return {
        "up": way_up(request.user, register.organisation),
        "findings": register.findings[start : start + SHOWN],
        "total": total,
        "following": start + SHOWN if start + SHOWN < total else None,
        "errors": sum(found["level"] == "error" for found in register.findings),
        "warnings": sum(found["level"] == "warning" for found in register.findings),
        "unknown": list(unknown_municipalities(register).values()),
        "changed": [_in_words(row, names) for row in changed[:SHOWN]],
        "created": created[:SHOWN],
        "shown": SHOWN,
        "applied_before": before.order_by("-pk").first(),
    }


def _names(rows: list[dict[str, Any]]) -> dict[int, str]:
    """Names of the places that rows leave."""
    left = {row["changes"]["parent"][0] for row in rows if "parent" in row["changes"]}
    return {place.pk: str(place) for place in Organisation.objects.filter(pk__in=left)}


def _in_words(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    lines = [
        {"label": TITLES.get(name, name), "before": old, "after": new}
        for name, (old, new) in row["changes"].items()
        if name != "parent"
    ]
    if "parent" in row["changes"]:
        lines.append(
            {
                "label": TITLES["municipality"],
                "before": names.get(row["changes"]["parent"][0], ""),
                "after": row["cells"]["municipality"],
            }
        )
    return {"line": row["line"], "name": row["cells"]["name"], "lines": lines}


@require_safe
def register_findings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All findings as a table, to correct the file by."""
    return download(findings_sheet(_seen(request, pk)), "xlsx")


@require_POST
def register_apply(request: HttpRequest, pk: int) -> HttpResponse:
    return act(
        request, apply_register, _seen(request, pk), back=reverse("orgs:register-detail", args=[pk]),
        make_municipalities=request.POST.get("make") == "1",
    )  # fmt: skip


@require_POST
def register_resume(request: HttpRequest, pk: int) -> HttpResponse:
    return act(
        request, resume_register, _seen(request, pk, whole=False),
        back=reverse("orgs:register-detail", args=[pk]), said="Загрузка продолжается с места остановки.",
    )  # fmt: skip


@require_POST
def register_discard(request: HttpRequest, pk: int) -> HttpResponse:
    register = _seen(request, pk, whole=False)
    return act(
        request, discard_register, register,
        back=reverse("orgs:register-list", args=[register.organisation_id]),
        said=f"Файл «{register.filename}» не загружен, ничего не изменилось.",
    )  # fmt: skip
