"""The review page: everything read beside its source, and what is left to settle."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medk.kernel.refusals import Stale
from medk.kernel.russian import counted
from medk.plans.access import owns
from medk.plans.access_drafts import require_preparer
from medk.plans.actions.drafts import add_section, remove_section, rename_section, save_document
from medk.plans.actions.drafts_measures import accept_rest, settle_document_question
from medk.plans.actions.drafts_structure import add_measure, last_restructuring, undo_restructuring
from medk.plans.actions.drafts_unread import (
    JOINABLE,
    ignore_fragment,
    ignore_fragments,
    make_measure_of,
    place_fragment,
    reopen_fragment,
)
from medk.plans.choices import RoadMapStatus
from medk.plans.forms.draft_review import DocumentForm, document_of
from medk.plans.models import OrderImport, RoadMap
from medk.plans.queries.review import (
    Outline,
    block_of,
    block_size,
    counts_of,
    findings_of,
    order_of,
    outline_of,
)
from medk.plans.rules.questions import open_questions
from medk.plans.rules.source_view import place_words
from medk.plans.views.fetching import back_of, draft_of, is_fragment, number_in, seen_road_map

FILTERS = {"questions": "С вопросами", "unchecked": "Не сверено", "": "Все"}
OF_MEASURES = ("мероприятие", "мероприятия", "мероприятий")


def _address(road_map: RoadMap) -> str:
    return reverse("plans:road-map-review", args=[road_map.pk])


@require_GET
def road_map_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One block of measures of the draft; the whole page, or the block alone for htmx."""
    road_map = seen_road_map(request, pk)
    if road_map.status in (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED):
        return redirect("plans:road-map-detail", pk)
    require_preparer(request.user, road_map.organisation)
    order, outline = order_of(road_map), outline_of(road_map)
    context = _block(request, road_map, order, outline=outline)
    if is_fragment(request, "block"):
        return render(request, "plans/_review_block.html", context)
    return render(
        request, "plans/review_page.html", context | _whole(request, road_map, order, outline=outline)
    )


def _block(
    request: HttpRequest, road_map: RoadMap, order: OrderImport | None, *, outline: Outline
) -> dict[str, Any]:
    only = request.GET.get("only", "")
    only = only if only in FILTERS else ""
    placed = outline.shown(only)
    size = block_size(order, len(outline.rows))
    page, pages = _page(request, placed, size=size), max(1, -(-len(placed) // size))
    shown = placed[(page - 1) * size : page * size]
    first = (page - 1) * size + 1
    return {
        "road_map": road_map,
        "order": order,
        "cards": block_of(road_map, order, shown, total=len(outline.rows)),
        "only": only,
        "page": page,
        "said": f"Показано {first}–{first + len(shown) - 1} из {len(placed)}" if placed else "",
        "previous": _link(road_map, only, page - 1) if page > 1 else "",
        "next": _link(road_map, only, page + 1) if page < pages else "",
        "back": _link(road_map, only, page),
    }


def _page(request: HttpRequest, placed: Sequence[tuple[int, int]], *, size: int) -> int:
    """The page asked for; `measure` asks for the page on which that measure stands."""
    wanted, page = request.GET.get("measure", ""), request.GET.get("page", "")
    if wanted.isdecimal():
        order = [pk for _, pk in placed]
        return order.index(int(wanted)) // size + 1 if int(wanted) in order else 1
    last = max(1, -(-len(placed) // size))
    return min(max(int(page), 1), last) if page.isdecimal() and len(page) < 6 else 1


def _link(road_map: RoadMap, only: str, page: int) -> str:
    return f"{_address(road_map)}?{urlencode({'only': only, 'page': page})}"


def _whole(
    request: HttpRequest, road_map: RoadMap, order: OrderImport | None, *, outline: Outline
) -> dict[str, Any]:
    counts = counts_of(road_map, order, outline=outline)
    fragments = [(row, place_words(row.source)) for row in road_map.unread.all()]
    return {
        "counts": counts,
        "filters": [
            ("questions", FILTERS["questions"], counts.doubtful),
            ("unchecked", FILTERS["unchecked"], counts.measures - counts.checked),
            ("", FILTERS[""], counts.measures),
        ],
        "questions": open_questions(order.questions) if order else [],
        "unread": [pair for pair in fragments if pair[0].settlement == "open"],
        "settled": [pair for pair in fragments if pair[0].settlement != "open"],
        "joinable": JOINABLE.items(),
        "numbers": outline.numbers(),
        "findings": findings_of(road_map),
        "sections": road_map.sections.all(),
        "last": last_restructuring(road_map),
        "approves": owns(request.user, road_map.organisation),
    }


@require_http_methods(["GET", "POST"])
def review_document(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft says of its order."""
    road_map = draft_of(request, pk)
    form = DocumentForm(request.POST or None, initial=document_of(road_map))
    context: dict[str, Any] = {"road_map": road_map, "form": form, "version": road_map.version}
    if request.method == "POST" and form.is_valid():
        try:
            save_document(road_map, form.values(), by=request.user, version=number_in(request, "version"))
            messages.success(request, "Сведения о документе сохранены.")
            return redirect("plans:road-map-review", pk)
        except Stale as stale:
            road_map.refresh_from_db()
            context |= {"version": road_map.version, "refusal": stale, "theirs": _theirs(form, stale)}
    return render(request, "plans/review_document.html", context)


def _theirs(form: DocumentForm, stale: Stale) -> list[dict[str, Any]]:
    return [
        {"label": form.fields[name].label, "text": value, "mine": form.cleaned_data[name]}
        for name, value in stale.theirs.items()
        if value != form.cleaned_data[name]
    ]


@require_POST
def review_accept_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept every open question as it was read, or one about the document."""
    road_map = draft_of(request, pk)
    index = number_in(request, "question")
    if index is not None:
        settle_document_question(road_map, index, by=request.user)
    else:
        count = accept_rest(road_map, by=request.user)
        messages.success(
            request, f"Принято как прочитано: {counted(count, 'вопрос', 'вопроса', 'вопросов')}."
        )
    return redirect(back_of(request, _address(road_map)))


@require_POST
def review_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a measure: after another one, or to the end of a section or the plan."""
    road_map = draft_of(request, pk)
    after = road_map.measures.filter(pk=number_in(request, "after") or 0).first()
    section = road_map.sections.filter(pk=number_in(request, "section") or 0).first()
    made = add_measure(road_map, request.POST.get("title", ""), section=section, after=after, by=request.user)
    messages.success(request, "Мероприятие добавлено. Впишите срок, исполнителей и показатель.")
    return redirect("plans:review-measure", road_map.pk, made.pk)


@require_POST
def review_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the latest change of composition."""
    road_map = draft_of(request, pk)
    entry = last_restructuring(road_map)
    if entry is None or entry.pk != number_in(request, "entry"):
        messages.warning(request, "Это изменение уже отменено или после него состав меняли ещё раз.")
    else:
        undo_restructuring(road_map, entry, by=request.user)
        messages.success(request, f"Отменено: {entry.details['what']}.")
    return redirect(back_of(request, _address(road_map)))


@require_POST
def review_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, rename or remove a section."""
    road_map = draft_of(request, pk)
    title, number = request.POST.get("title", ""), request.POST.get("number", "")[:32]
    if not request.POST.get("section"):
        add_section(road_map, title, number=number, by=request.user)
        return redirect(f"{_address(road_map)}#sections")
    section = get_object_or_404(road_map.sections, pk=number_in(request, "section") or 0)
    section.road_map = road_map
    if request.POST.get("what") == "remove":
        remove_section(section, by=request.user)
        messages.success(request, f"Раздел «{section}» убран, его мероприятия остались без раздела.")
    else:
        rename_section(section, title, number=number, by=request.user)
    return redirect(f"{_address(road_map)}#sections")


@require_POST
def review_unread(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a fragment is: not of the plan, a measure, a part of a measure; or open it again."""
    road_map = draft_of(request, pk)
    what = request.POST.get("what", "")
    if what == "ignore_all":
        count = ignore_fragments(road_map, by=request.user)
        messages.success(request, f"Отмечено «не относится к плану»: {count}.")
        return redirect(f"{_address(road_map)}#unread")
    fragment = get_object_or_404(road_map.unread, pk=number_in(request, "fragment") or 0)
    fragment.road_map = road_map
    if what == "measure":
        made = make_measure_of(fragment, by=request.user)
        return redirect("plans:review-measure", road_map.pk, made.pk)
    if what == "place":
        number = request.POST.get("number", "").strip()
        measure = get_object_or_404(road_map.measures.filter(number=number)[:1])
        measure.road_map = road_map
        place_fragment(fragment, measure, field=request.POST.get("field", ""), by=request.user)
        messages.success(request, f"Фрагмент добавлен к мероприятию {number}.")
    elif what == "reopen":
        reopen_fragment(fragment, by=request.user)
    else:
        ignore_fragment(fragment, by=request.user)
    return redirect(f"{_address(road_map)}#unread")
