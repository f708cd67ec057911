"""The discussion of a subject inside its page."""

from typing import Any

from django import template
from django.db import models

from medk.discussions.queries import thread_of

register = template.Library()


@register.inclusion_tag("discussions/_thread.html", takes_context=True)
def thread(context: dict[str, Any], subject: models.Model) -> dict[str, Any]:
    """{% thread measure %}: what was said and the form to say more; nothing for those without sight."""
    request = context["request"]
    return {
        "thread": thread_of(request.user, subject),
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
