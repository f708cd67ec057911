"""The page of one part: report it, confirm it, return it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from medk.files.actions import Staged, stage_file
from medk.kernel import answers, clock
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.plans.access import acts_for, capacities
from medk.plans.actions import evidence, execution
from medk.plans.actions.measures import Interval, pause
from medk.plans.forms.execution import MoveForm, ReportForm, words_of
from medk.plans.models import Evidence, Execution, Executor, Measure
from medk.plans.moves import EXECUTION, EXECUTOR, OWNER, SOLE
from medk.plans.parts import part_for
from medk.plans.queries.confirmers import Confirmers
from medk.plans.queries.history import events_of
from medk.plans.queries.leaves import known_part
from medk.plans.queries.part_page import (
    Desk,
    capacity_words,
    closed_because,
    colleagues_of,
    executed_by,
    last_return,
    offers,
    proofs_of,
    subject_of,
    with_part_parts,
)
from medk.plans.queries.zones import nearest_zone
from medk.plans.views.measures import measure_moment
from medk.plans.views.parts_past import part_at

CHANGED = "Пока вы смотрели, эту часть изменил другой человек. Посмотрите, что записано теперь, и повторите."
#: What a button of the page says when it is done.
SAID = {
    "save": "Черновик сохранён.",
    "submit": "Отправлено на проверку.",
    "done": "Отмечено исполненным.",
    "start": "Взято в работу.",
    "withdraw": "Отозвано. Исправьте и отправьте снова.",
    "confirm": "Подтверждено.",
    "return": "Возвращено с причиной.",
    "take_back": "Подтверждение снято.",
    "cancel": "Часть отменена, она не входит в доли.",
    "restore": "Часть возвращена в план.",
    "delegate": "Поручено.",
    "pause": "Приостановлено.",
}


@dataclass
class Typed:
    """What the person typed and the server did not take, with the reasons."""

    do: str = ""
    problem: str = ""
    who: str = ""
    theirs: str | None = None
    file_problems: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


def part_in_sight(user: Any, pk: int, key: str) -> Execution:
    """The part of a measure by its name, stored or blank; Http404 out of sight."""
    people = Prefetch("executors", Executor.objects.select_related("organisation", "person"))
    measures = with_part_parts(Measure.objects.visible_to(user)).prefetch_related(people, "pauses")
    measure = get_object_or_404(measures, pk=pk)
    row = part_for(user, measure, key)
    row.measure = measure
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def part_detail(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One part; its buttons post here with `do`. A past day is read only."""
    if request.method != "POST" and "on" in request.GET:
        measure = get_object_or_404(
            Measure.objects.visible_to(request.user).select_related("road_map"), pk=pk
        )
        moment = measure_moment(request, measure)
        if moment.is_past:
            return part_at(request, pk, key, moment=moment)
    row = part_in_sight(request.user, pk, key)
    if request.method != "POST":
        return _page(request, row, Typed())
    do = request.POST.get("do", "")
    typed = Typed(
        do=do, values={name: request.POST.get(name, "") for name in ("note", "reason", "happened_on", "link")}
    )
    try:
        _carry_out(request, row, typed)
    except NotAllowed:
        raise
    except Stale as stale:
        typed.problem, typed.theirs = stale.reason, str(stale.theirs.get("note", "")) or None
    except Refused as refusal:
        typed.problem, typed.who = refusal.reason, refusal.who
    if typed.problem or typed.file_problems:
        return _page(request, part_in_sight(request.user, pk, key), typed)
    messages.success(request, SAID[do])
    back = answers.local_path(request, request.POST.get("next", ""))
    return HttpResponseRedirect(back or reverse("plans:part", args=[pk, key]))


def _carry_out(request: HttpRequest, row: Execution, typed: Typed) -> None:
    """Do what the button says; raises `Refused`."""
    if typed.do in ("save", "submit", "done"):
        _report(request, row, typed)
    elif typed.do == "delegate":
        _delegate(request, row)
    elif typed.do == "pause":
        _pause(request, row)
    elif typed.do in _MOVES:
        _require_fresh(request, row)
        _MOVES[typed.do](row, by=request.user, fact=_fact(request))
    else:
        raise Refused("Такого действия здесь нет. Обновите страницу.")


_MOVES: dict[str, Callable[..., object]] = {
    "start": execution.start,
    "withdraw": execution.withdraw,
    "confirm": execution.confirm,
    "return": execution.return_for_rework,
    "take_back": execution.take_back,
    "cancel": execution.cancel,
    "restore": execution.restore,
}


def _require_fresh(request: HttpRequest, row: Execution) -> None:
    """A move is made upon what the person has seen."""
    seen = request.POST.get("version", "")
    if seen.isdigit() and int(seen) != row.version:
        raise Refused(CHANGED)


def _fact(request: HttpRequest) -> execution.Fact:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused(words_of(form))
    return execution.Fact(form.cleaned_data["happened_on"], form.cleaned_data["reason"])


def _report(request: HttpRequest, row: Execution, typed: Typed) -> None:
    """Keep proofs and words first, then make the move: what a refused move leaves is a draft, not a loss."""
    form = ReportForm(request.POST)
    if not form.is_valid():
        raise Refused(words_of(form))
    values, by = form.cleaned_data, request.user
    files = _staged(request, typed)
    if files or values["link"]:
        row = evidence.attach(row, by=by, files=files, link=values["link"])[0].execution
        typed.values["link"] = ""
    row = execution.save_note(row, by=by, note=values["note"].strip(), version=values["version"])
    if typed.file_problems or typed.do == "save":
        return
    fact = execution.Fact(values["happened_on"])
    (execution.confirm if typed.do == "done" else execution.submit)(row, by=by, fact=fact)


def _staged(request: HttpRequest, typed: Typed) -> list[Staged]:
    """Acceptable uploads, written aside before any transaction; the others are named with the reason."""
    staged = []
    for upload in request.FILES.getlist("files"):
        try:
            staged.append(stage_file(upload))
        except Refused as refusal:
            typed.file_problems.append(refusal.reason)
    return staged


def _delegate(request: HttpRequest, row: Execution) -> None:
    chosen = request.POST.get("person", "")
    people = {str(person.pk): person for person in colleagues_of(request.user, row)}
    if chosen and chosen not in people:
        raise Refused("Поручить можно только сотруднику своей организации.")
    execution.delegate(row, by=request.user, to=people.get(chosen))


def _pause(request: HttpRequest, row: Execution) -> None:
    fact = _fact(request)
    interval = Interval(fact.happened_on or clock.today(), None, fact.reason, "extends" in request.POST)
    pause(row.measure, interval, by=request.user, execution=execution.touch_by_owner(row, by=request.user))


@require_POST
def part_note(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Keep the words while they are typed; answers with the state of the draft and its version."""
    row = part_in_sight(request.user, pk, key)
    sent = request.POST.get("version", "")
    note = request.POST.get("note", "")[:10_000]
    version = int(sent) if sent.isdigit() else None
    row = execution.save_note(row, by=request.user, note=note.strip(), version=version)
    return render(request, "plans/_part_draft.html", {"part": row, "saved_at": clock.now()})


@require_POST
def evidence_withdraw(request: HttpRequest, pk: int, key: str, uid: UUID) -> HttpResponse:
    """Take a file or a link off."""
    row = part_in_sight(request.user, pk, key)
    rows = Evidence.objects.visible_to(request.user).select_related("execution__measure__road_map")
    proof = get_object_or_404(rows, uid=uid, execution_id=row.pk)
    back = reverse("plans:part", args=[pk, key])
    return answers.act(
        request, evidence.withdraw_evidence, proof, back=back, said="Снято. В истории запись осталась."
    )


def _page(request: HttpRequest, row: Execution, typed: Typed) -> HttpResponse:
    return render(request, "plans/part_detail.html", page_context(request, row, typed))


def page_context(request: HttpRequest, row: Execution, typed: Typed) -> dict[str, Any]:
    """Everything the page prints; `today` is the day where the part is carried out (decision 13)."""
    user: Any = request.user
    confirmers = Confirmers([row])
    held = capacities(user, row, confirmers=confirmers)
    desk = Desk(row, held, confirmers.of(row), is_submitter=row.submitted_by_id == user.pk)
    today = clock.today(nearest_zone(confirmers.above(row)))
    events = events_of(row)
    offered = offers(desk)
    open_moves = {offer.code for offer in offered if offer.is_open}
    may_report = (
        bool(open_moves & {"submit", "confirm_alone"}) and row.status in EXECUTION.moves["submit"].sources
    )
    return {
        "part": row,
        "measure": row.measure,
        "known": known_part(row.measure, row, today),
        "subject": subject_of(row.measure, row),
        "today": today,
        "typed": typed,
        "can": open_moves,
        "refused": [offer for offer in offered if not offer.is_open],
        "capacity": capacity_words(held),
        "is_sole": SOLE in held,
        "is_owner": OWNER in held,
        "is_executor": EXECUTOR in held,
        "may_report": may_report,
        "closed": closed_because(row),
        "hands": desk.hands,
        "executed_by": executed_by(row),
        "proofs": proofs_of(user, row),
        "events": events,
        "returned": last_return(events) if row.status == "returned" else None,
        "colleagues": colleagues_of(user, row) if _may_entrust(user, row, held) else [],
        "limit": settings.UPLOAD_LIMIT_MB,
        "kinds": ", ".join(kind.upper() for kind in settings.UPLOAD_KINDS),
        "accept": ",".join(f".{kind}" for kind in settings.UPLOAD_KINDS),
    }


def _may_entrust(user: Any, row: Execution, held: frozenset[str]) -> bool:
    """Whether the reader has colleagues in this: not when the plan's owner enters for an empty unit."""
    if EXECUTOR not in held or closed_because(row):
        return False
    return row.unit_organisation is None or acts_for(user, row.unit_organisation)
