"""What a person was told, and the administrator's outbox."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from medk.kernel.exports import asked_for, download
from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.notices.access import may_read_outbox
from medk.notices.actions import is_local, mark_all_read, mark_read, resend_letter
from medk.notices.exporters import letters_sheet
from medk.notices.forms import LetterFilterForm
from medk.notices.models import Letter, Notice
from medk.notices.queries import letter_page, letters, links_of, notice_page, unread_count


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Unread first; each row opens what it speaks of."""
    page = notice_page(request.user, request.GET.get("after", ""))
    context = {
        "page": page,
        "unread": unread_count(request.user),
        "newest": max((notice.pk for notice in page.notices), default=0),
    }
    return render(request, "notices/notice_list.html", context)


@require_safe
def notice_open(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mark as read and go where the notice leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), uid=uid)
    mark_read(notice, by=request.user)
    return redirect(notice.url if is_local(notice.url) else "notices:notice-list")


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Everything up to the newest notice that the page showed."""
    newest = request.POST.get("newest", "")
    count = mark_all_read(by=request.user, up_to=int(newest) if newest.isdecimal() else None)
    messages.success(request, f"Прочитано: {counted(count, 'уведомление', 'уведомления', 'уведомлений')}.")
    return redirect("notices:notice-list")


def _require_outbox(request: HttpRequest) -> None:
    if not may_read_outbox(request.user):
        raise Http404


@require_safe
def letter_list(request: HttpRequest) -> HttpResponseBase:
    """Letters of the installation, newest first."""
    _require_outbox(request)
    form = LetterFilterForm(request.GET)
    chosen = form.chosen()
    if kind := asked_for(request):
        words = {"status": str(chosen.get("status") or ""), "search": str(chosen.get("search") or "")}
        rows = letters(**words).defer("body").iterator(chunk_size=1000)
        return download(letters_sheet(rows, **words), kind)
    page = letter_page(**chosen)
    return render(request, "notices/letter_list.html", {"form": form, "chosen": chosen, "page": page})


@require_safe
def letter_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One letter with the links it carries."""
    _require_outbox(request)
    letter = get_object_or_404(Letter, uid=uid)
    return render(request, "notices/letter_detail.html", {"letter": letter, "links": links_of(letter)})


@require_POST
def letter_resend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Queue a letter again."""
    _require_outbox(request)
    letter = get_object_or_404(Letter, uid=uid)
    try:
        resend_letter(letter, by=request.user)
        messages.success(request, "Письмо поставлено в очередь. Отправка займёт до минуты.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("notices:letter-detail", uid)
