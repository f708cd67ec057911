"""Acting on what was ticked in the matrix: reminders and confirmations, each with a preview."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from medk.kernel import clock
from medk.kernel.identifiers import uuid7
from medk.kernel.refusals import NotAllowed, Refused
from medk.kernel.russian import counted
from medk.plans.access import held_by
from medk.plans.access_matrix import may_choose, reminded_by
from medk.plans.actions.execution import Fact, confirm_many
from medk.plans.actions.reminders import MOST_PEOPLE, Reminder, remind
from medk.plans.forms.execution import ConfirmManyForm
from medk.plans.forms.matrix import MatrixFilter, filter_words
from medk.plans.models import Execution, RoadMap
from medk.plans.queries.matrix import Asked, Matrix
from medk.plans.queries.matrix_pick import MOST_CELLS, Picked, Ticked, leaves_of, pick, submitted_of
from medk.plans.queries.matrix_waiting import Verdict, still_waiting, verdict_of
from medk.plans.queries.reminders import Reach, reach_of
from medk.plans.queries.table_sight import Sight, sight_of
from medk.plans.rules.moments import Moment
from medk.plans.rules.reminders import QUIET_DAYS, bad_time
from medk.plans.views.road_maps import visible_road_map

#: Ticks that are read from a form; the page has fewer, a forged form may have any number.
_MOST_TICKS = 5000
NOTHING = "Ничего не отмечено. Отметьте ячейки, строки или столбцы и повторите."


def _ticked(request: HttpRequest) -> Ticked:
    def sent(name: str) -> frozenset[str]:
        return frozenset(request.POST.getlist(name)[:_MOST_TICKS])

    return Ticked(sent("c"), sent("r"), sent("k"), all_overdue=request.POST.get("do") == "overdue")


def _matrix(request: HttpRequest, pk: int) -> tuple[RoadMap, Sight, Matrix]:
    """The matrix as the form saw it, today; NotAllowed for those who only look."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = Moment(sight.on)
    if not may_choose(request.user, road_map, moment):
        raise NotAllowed(
            "Напоминать и подтверждать из матрицы могут координаторы и кураторы, пока план утверждён.",
            who=f"План ведёт {road_map.organisation}.",
        )
    wanted = MatrixFilter(request.GET).wanted()
    return road_map, sight, Matrix(Asked(road_map, sight, moment, wanted, held_by(request.user)))


def _back(request: HttpRequest, pk: int, *, pick_again: bool = False) -> str:
    path = reverse("plans:road-map-matrix", args=[pk])
    said = request.GET.urlencode()
    again = "pick=1" if pick_again else ""
    query = "&".join(filter(None, (said, again)))
    return f"{path}?{query}" if query else path


def _picked(request: HttpRequest, matrix: Matrix, ticked: Ticked) -> Picked:
    """Cells behind the ticks; says how many ticks named none."""
    found = pick(matrix, ticked)
    if found.lost:
        words = counted(found.lost, "отметки", "отметок", "отметок")
        messages.warning(request, f"Для {words} ячеек в вашей матрице нет, они пропущены.")
    return found


@require_POST
def matrix_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview of a reminder; with `sure` it is sent."""
    road_map, sight, matrix = _matrix(request, pk)
    ticked = _ticked(request)
    if ticked.is_empty:
        messages.warning(request, NOTHING)
        return HttpResponseRedirect(_back(request, pk, pick_again=True))
    try:
        found = _picked(request, matrix, ticked)
        cells = list(leaves_of(matrix, found.pairs))
        reminder = _reminder(request, matrix, sight, cells)
        if "sure" in request.POST:
            reach = remind(road_map, reminder, by=request.user)
            _say_reminded(request, reach, again=reminder.again)
            return HttpResponseRedirect(_back(request, pk))
        problem = ""
    except NotAllowed:
        raise
    except Refused as refusal:
        if "sure" not in request.POST:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(_back(request, pk, pick_again=True))
        problem = str(refusal)
    context = _remind_context(request, reminder, sight)
    return render(request, "plans/matrix_remind.html", context | {"road_map": road_map, "problem": problem})


def _reminder(request: HttpRequest, matrix: Matrix, sight: Sight, cells: list[Any]) -> Reminder:
    user: Any = request.user
    allowed = reminded_by(user, matrix.road_map, matrix.rows)

    def read(since: dt.datetime) -> Reach:
        return reach_of(matrix.road_map, cells, allowed=allowed, since=since, by=user)

    token = request.POST.get("token", "")
    words = filter_words(
        matrix.wanted, places=dict(matrix.places), sections=matrix.sections, columns=len(matrix.columns)
    )
    return Reminder(
        read=read,
        on=matrix.on,
        zone=sight.zone,
        token=token if token.isalnum() and len(token) == 32 else uuid7().hex,
        anyway="anyway" in request.POST,
        again="again" in request.POST,
        words=words,
    )


def _remind_context(request: HttpRequest, reminder: Reminder, sight: Sight) -> dict[str, Any]:
    reach = reminder.read(clock.now() - dt.timedelta(days=QUIET_DAYS))
    ticks = [(name, value) for name in ("c", "r", "k") for value in request.POST.getlist(name)[:_MOST_TICKS]]
    return {
        "reach": reach,
        "reminder": reminder,
        "ticks": ticks,
        "do": request.POST.get("do", ""),
        "bad_time": bad_time(clock.now().astimezone(ZoneInfo(sight.zone))),
        "quiet_days": QUIET_DAYS,
        "most": MOST_PEOPLE,
        "back": _back(request, reminder_pk(request), pick_again=True),
    }


def reminder_pk(request: HttpRequest) -> int:
    """Number of the plan in the address."""
    return int(request.resolver_match.kwargs["pk"]) if request.resolver_match else 0


def _say_reminded(request: HttpRequest, reach: Reach, *, again: bool) -> None:
    people = len(reach.told) + (len(reach.recent) if again else 0)
    messages.success(request, f"Напоминания отправлены: {counted(people, 'человек', 'человека', 'человек')}.")
    if reach.nobody:
        words = counted(len(reach.nobody), "строки", "строк", "строк")
        messages.warning(request, f"У {words} нет никого с учётной записью: им напомните сами.")


@require_POST
def matrix_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview of a confirmation: what can be confirmed, what not and why; with `sure` it is done."""
    road_map, _, matrix = _matrix(request, pk)
    if "sure" in request.POST:
        return _confirm(request, pk, road_map)
    ticked = _ticked(request)
    if ticked.is_empty:
        messages.warning(request, NOTHING)
        return HttpResponseRedirect(_back(request, pk, pick_again=True))
    try:
        found = _picked(request, matrix, ticked)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(_back(request, pk, pick_again=True))
    cells = list(leaves_of(matrix, found.pairs))
    verdict = verdict_of(request.user, submitted_of(request.user, road_map, found.pairs), cells=cells)
    return _preview(request, pk, road_map, verdict)


def _preview(
    request: HttpRequest, pk: int, road_map: RoadMap, verdict: Verdict, problem: str = ""
) -> HttpResponse:
    context = {
        "road_map": road_map,
        "verdict": verdict,
        "problem": problem,
        "day": request.POST.get("happened_on") or clock.today().isoformat(),
        "most": MOST_CELLS,
        "back": _back(request, pk, pick_again=True),
    }
    return render(request, "plans/matrix_confirm.html", context)


def _confirm(request: HttpRequest, pk: int, road_map: RoadMap) -> HttpResponse:
    """Confirm what still waits as it was seen; what was lost meanwhile is named."""
    rows, lost = still_waiting(request.user, road_map, request.POST.getlist("part")[:MOST_CELLS])
    verdict = verdict_of(request.user, rows)
    form = ConfirmManyForm(request.POST)
    if not verdict.ready:
        messages.warning(request, "Отмеченное уже проверил или изменил другой человек.")
        return HttpResponseRedirect(_back(request, pk))
    if not form.is_valid():
        return _preview(request, pk, road_map, verdict, form.errors.get("happened_on", [""])[0])
    try:
        moved, refused = confirm_many(
            [one.row for one in verdict.ready], by=request.user, fact=Fact(form.day)
        )
    except Refused as refusal:
        return _preview(request, pk, road_map, verdict, str(refusal))
    _say_confirmed(request, moved, refused, lost)
    return HttpResponseRedirect(_back(request, pk))


def _say_confirmed(
    request: HttpRequest, moved: list[Execution], refused: list[tuple[Execution, str]], lost: int
) -> None:
    if moved:
        messages.success(request, f"Подтверждено: {counted(len(moved), 'часть', 'части', 'частей')}.")
    for row, reason in refused:
        messages.warning(request, f"Не подтверждено: {row}. {reason}")
    if lost:
        words = counted(lost, "часть уже проверил", "части уже проверил", "частей уже проверил")
        messages.warning(request, f"{words} или изменил другой человек.")
