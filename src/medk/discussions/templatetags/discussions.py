"""The discussion of a subject inside its page."""

from typing import Any

from django import template
from django.apps import apps
from django.db import models

from medk.discussions.queries import thread_of

register = template.Library()


@register.inclusion_tag("discussions/_thread.html", takes_context=True)
def thread(context: dict[str, Any], subject: models.Model) -> dict[str, Any]:
    """{% thread measure %}: what was said and the form to say more; nothing for those without sight.

    Raises `LookupError` for a model that nobody opened to discussion (`register_audience`).
    """
    config: Any = apps.get_app_config("discussions")
    if subject._meta.label_lower not in config.audiences:
        raise LookupError(f"{subject._meta.label_lower} is not open to discussion: register its audience")
    request = context["request"]
    return {
        "thread": thread_of(request.user, subject),
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
