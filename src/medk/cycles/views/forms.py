"""One way to show a form, try an action, and give the form back with the reason when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from medk.cycles.forms import VersionedForm
from medk.kernel.answers import Line
from medk.kernel.refusals import NotAllowed, Refused, Stale


@dataclass
class FormPage:
    """A page around one form: heading, a sentence, the way back, the verb on the button."""

    title: str
    back: str
    back_title: str
    button: str
    lead: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def show(
        self, request: HttpRequest, form: forms.Form, *, theirs: list[Line] | None = None
    ) -> HttpResponse:
        """The page with the form as it stands."""
        context = {"page": self, "form": form, "theirs": theirs or [], **self.extra}
        return render(request, "cycles/form.html", context)


def attempt(
    request: HttpRequest,
    form: forms.Form,
    action: Callable[[], object],
    *,
    page: FormPage,
    row: models.Model | None = None,
) -> HttpResponse | None:
    """Run `action`; None when it was done, else the page with the reason and all that was typed.

    `row` is the stored row of a `VersionedForm`, refreshed by the refusal. `NotAllowed` is raised on.
    """
    try:
        action()
    except NotAllowed:
        raise
    except Stale as stale:
        if not isinstance(form, VersionedForm) or row is None:
            raise
        theirs = form.yield_to(stale, version=getattr(row, "version", 0))
        form.add_error(None, f"{stale} Чтобы записать своё, сохраните ещё раз.")
        return page.show(request, form, theirs=theirs)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page.show(request, form)
    return None
