"""The lines of an amendment: measures chosen, edited, added, taken out."""

import json
from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medk.kernel import answers
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.plans.access_amendments import require_amender
from medk.plans.actions import amendments_lines as act
from medk.plans.actions.amendments_lines import Written
from medk.plans.choices import AmendmentStatus, LineKind, MeasureStatus, ScheduleKind
from medk.plans.forms.amendment import AmendedMeasureForm, shown_content
from medk.plans.forms.draft_measure import ROWS, base_in
from medk.plans.models import AmendmentLine, Measure, PlanAmendment
from medk.plans.queries.amendment_values import empty_content
from medk.plans.queries.amendments import PlanNow, names_in
from medk.plans.rules.amendments import LABELS, readable
from medk.plans.rules.plan_diff import AFTER
from medk.plans.views.amendments import seen_amendment
from medk.plans.views.fetching import number_in

BLANK_ROWS = 2
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
Sent = dict[str, Any]


def _drafted(request: HttpRequest, pk: int) -> PlanAmendment:
    """An amendment that the user sees and may work on."""
    amendment = seen_amendment(request, pk)
    require_amender(request.user, amendment.road_map)
    if amendment.status != AmendmentStatus.DRAFT:
        raise Refused(f"Это {amendment}: {amendment.get_status_display()}. Править его строки сейчас нельзя.")
    return amendment


@require_safe
def amendment_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Measures of the plan: which of them change, leave or come back."""
    amendment = _drafted(request, pk)
    rows = Measure.objects.filter(road_map=amendment.road_map).order_by("position", "pk")
    asked = request.GET.get("q", "").strip()
    words = asked.lower()
    lines = {line.measure_uid: line for line in amendment.lines.all()}
    found = [
        (row, lines.get(row.uid), row.status == MeasureStatus.CANCELLED)
        for row in rows.only("uid", "number", "title", "status", "road_map_id", "deadline_text", "due_on")
        if words in f"{row.number} {row.title}".lower()
    ]
    context = {
        "amendment": amendment,
        "road_map": amendment.road_map,
        "rows": found,
        "asked": asked,
        "total": len(lines),
    }
    return render(request, "plans/amendment_choose.html", context)


@READ_AND_WRITE
def amendment_measure(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """The form of a measure as the amendment makes it."""
    amendment = _drafted(request, pk)
    measure = get_object_or_404(Measure.objects.filter(road_map=amendment.road_map), pk=measure_pk)
    line = amendment.lines.filter(measure_uid=measure.uid).first()
    return _edit(request, Editing(amendment, measure, line))


@READ_AND_WRITE
def amendment_add(request: HttpRequest, pk: int, line_pk: int | None = None) -> HttpResponse:
    """The form of a measure that the amendment adds."""
    amendment = _drafted(request, pk)
    line = None
    if line_pk is not None:
        line = get_object_or_404(amendment.lines.filter(kind=LineKind.ADD), pk=line_pk)
    return _edit(request, Editing(amendment, None, line))


class Editing:
    """One measure in the form of an amendment."""

    def __init__(self, amendment: PlanAmendment, measure: Measure | None, line: AmendmentLine | None) -> None:
        self.amendment = amendment
        self.measure = measure
        self.line = line
        self.now = PlanNow(amendment.road_map)
        self.links = self.now.links
        self.uid = str(measure.uid) if measure else str(line.measure_uid) if line else ""
        self.plan = self.now.content(self.uid) if measure else {}

    @property
    def shown(self) -> dict[str, Any]:
        """The content that the form shows: the plan with the line upon it."""
        if self.measure:
            is_change = self.line and self.line.kind == LineKind.CHANGE
            return self.plan | (self.line.new if self.line and is_change else {})
        last = self.now.order[-1] if self.now.order else ""
        return self.line.new if self.line else empty_content("") | {AFTER: last}

    def forms(self, request: HttpRequest) -> Sent:
        """The forms as sent, or as the content shows them."""
        options: dict[str, Any] = {
            "now": self.now, "uid": self.uid, "is_added": self.measure is None,
        }  # fmt: skip
        if request.method == "POST":
            found: Sent = {"own": AmendedMeasureForm(request.POST, **options)}
            return found | {
                part: formset_factory(form, extra=0)(request.POST, prefix=part) for part, form in ROWS.items()
            }
        prefer = self.line.section_id if self.line else self.measure.section_id if self.measure else None
        initial, rows = shown_content(self.shown, self.links, section_id=prefer)
        found = {"own": AmendedMeasureForm(initial=initial, **options)}
        for part, form in ROWS.items():
            found[part] = formset_factory(form, extra=BLANK_ROWS)(prefix=part, initial=rows[part])
        return found

    def typed(self, sent: Sent) -> dict[str, Any]:
        """What was typed, as canonical content."""
        rows = {part: [row for row in (form.row() for form in sent[part].forms) if row] for part in ROWS}
        return sent["own"].content(self.links, rows)

    def save(self, request: HttpRequest, sent: Sent) -> AmendmentLine:
        """Write the line."""
        written = Written(
            self.typed(sent),
            base=base_in(request.POST),
            version=number_in(request, "version"),
            section_id=sent["own"].cleaned_data.get("section"),
        )
        if self.measure:
            return act.change_measure(self.amendment, self.measure, by=request.user, written=written)
        return act.add_line(self.amendment, self.line, by=request.user, written=written)


def _edit(request: HttpRequest, editing: Editing) -> HttpResponse:
    sent = editing.forms(request)
    more: dict[str, Any] = {}
    if request.method == "POST" and all(form.is_valid() for form in sent.values()):
        try:
            editing.save(request, sent)
        except NotAllowed:
            raise
        except Stale as stale:
            more = _stale(editing, sent, stale)
            sent["own"].add_error(None, stale.reason)
        except Refused as refusal:
            sent["own"].add_error(None, str(refusal))
        else:
            messages.success(request, "Строка записана. План пока прежний.")
            return redirect(editing.amendment)
    return render(request, "plans/amendment_measure.html", _context(request, editing, sent) | more)


def _context(request: HttpRequest, editing: Editing, sent: Sent) -> dict[str, Any]:
    form = sent["own"]
    is_recurring = editing.shown.get("schedule_kind") == ScheduleKind.RECURRING
    base = {name: editing.plan.get(name) for name in LABELS if name in editing.plan}
    kept = base_in(request.POST) if request.method == "POST" else None
    return {
        "amendment": editing.amendment,
        "road_map": editing.amendment.road_map,
        "measure": editing.measure,
        "line": editing.line,
        "form": form,
        "groups": [
            (title, [form[name] for name in names], form.is_bound or title != "Повторение" or is_recurring)
            for title, names in form.groups
        ],
        "parts": {part: sent[part] for part in ROWS},
        "base": json.dumps(kept or base, ensure_ascii=False),
        "version": editing.line.version if editing.line else "",
    }


def _stale(editing: Editing, sent: Sent, stale: Stale) -> dict[str, Any]:
    """Both values are shown; what was typed stays, and is compared with the plan as it is now."""
    fresh = Editing(editing.amendment, editing.measure, editing.line and _again(editing.line))
    names = names_in(fresh.now)
    typed = editing.typed(sent)
    theirs = [
        (LABELS[name], readable(name, value, names), readable(name, typed.get(name), names))
        for name, value in stale.theirs.items()
        if name in LABELS
    ]
    base = {name: fresh.plan.get(name) for name in LABELS if name in fresh.plan}
    version = fresh.line.version if fresh.line else ""
    return {"theirs": theirs, "base": json.dumps(base, ensure_ascii=False), "version": version}


def _again(line: AmendmentLine) -> AmendmentLine | None:
    return AmendmentLine.objects.filter(pk=line.pk).first()


@require_POST
def amendment_remove(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Say that a measure leaves the plan."""
    amendment = _drafted(request, pk)
    measure = get_object_or_404(Measure.objects.filter(road_map=amendment.road_map), pk=measure_pk)
    said = "Мероприятие будет исключено, когда изменение вступит в силу."
    return answers.act(
        request, act.remove_line, amendment, measure, back=amendment.get_absolute_url(), said=said
    )


@require_POST
def amendment_restore(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Say that a measure taken out comes back."""
    amendment = _drafted(request, pk)
    measure = get_object_or_404(Measure.objects.filter(road_map=amendment.road_map), pk=measure_pk)
    said = "Мероприятие вернётся в план, когда изменение вступит в силу."
    return answers.act(
        request, act.restore_line, amendment, measure, back=amendment.get_absolute_url(), said=said
    )


@require_POST
def amendment_drop(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a line out of the amendment."""
    amendment = _drafted(request, pk)
    line = get_object_or_404(amendment.lines.select_related("measure"), pk=line_pk)
    line.amendment = amendment
    said = "Строка убрана из изменения."
    return answers.act(request, act.drop_line, line, back=amendment.get_absolute_url(), said=said)
