"""Download and erasure of private files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from medk.files import storage
from medk.files.access import check_may_erase
from medk.files.actions import erase_file, record_download
from medk.files.models import StoredFile
from medk.kernel.refusals import Refused


@require_safe
def download(request: HttpRequest, uid: UUID) -> HttpResponse | FileResponse:
    """The file itself, never shown inside the page: always an attachment under its own name."""
    file = get_object_or_404(StoredFile.objects.visible_to(request.user), uid=uid)
    path = storage.path_of(file.sha256)
    if file.erased_at or not path.exists():
        return render(request, "files/file_gone.html", {"file": file}, status=410)
    if request.method == "GET":
        record_download(file, by=request.user)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def erase(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask for the reason, then erase for good."""
    file = get_object_or_404(StoredFile.objects.visible_to(request.user), uid=uid)
    context: dict[str, Any] = {
        "file": file,
        "next": _local(request.POST.get("next") or request.GET.get("next", "")),
    }
    check_may_erase(request.user, file)
    if request.method != "POST":
        return render(request, "files/file_erase.html", context)
    try:
        erase_file(file, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        return render(request, "files/file_erase.html", context | {"refusal": refusal})
    messages.success(request, f"Файл «{file.name}» стёрт. В журнале осталась запись с причиной.")
    return redirect(context["next"])


def _local(address: str) -> str:
    """A path of this site, or the desk."""
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return reverse("desk:home")
