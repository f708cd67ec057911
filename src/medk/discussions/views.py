"""A discussion by itself, and a new comment from any page."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from medk.discussions.actions import add_comment
from medk.discussions.letters import home_of
from medk.discussions.models import Comment
from medk.discussions.queries import subjects_seen, thread_of
from medk.kernel.answers import is_fragment, local_path


def _subject(request: HttpRequest, subject_type: str, subject_id: int) -> models.Model:
    seen = subjects_seen(request.user, subject_type)
    if seen is None:
        raise Http404
    subject: models.Model = get_object_or_404(seen, pk=subject_id)
    return subject


@require_safe
def thread(request: HttpRequest, subject_type: str, subject_id: int) -> HttpResponse:
    """The whole discussion of one subject, page by page."""
    subject = _subject(request, subject_type, subject_id)
    before = request.GET.get("before", "")
    held = thread_of(request.user, subject, before=int(before) if before.isdecimal() else None)
    context = {"subject": subject, "thread": held, "next": "", "home": home_of(subject)}
    return render(request, "discussions/thread.html", context)


@require_POST
def add(request: HttpRequest, subject_type: str, subject_id: int) -> HttpResponse:
    """Keep the comment; answer with the discussion (htmx) or go back to where it was written."""
    subject = _subject(request, subject_type, subject_id)
    parent = _parent(request.POST.get("parent", ""), subject)
    comment = add_comment(subject, text=request.POST.get("text", ""), by=request.user, parent=parent)
    back = local_path(request, request.POST.get("next", ""))
    if is_fragment(request):
        context = {"thread": thread_of(request.user, subject), "next": back, "fresh": comment.pk}
        return render(request, "discussions/_thread.html", context)
    page = back.partition("#")[0] or reverse("discussions:thread", args=[subject_type, subject_id])
    return redirect(f"{page}#comment-{comment.pk}")


def _parent(raw: str, subject: models.Model) -> Comment | None:
    if not raw.isdecimal():
        return None
    found: Any = get_object_or_404(Comment.objects.about(subject).select_related("parent"), pk=int(raw))
    return found
