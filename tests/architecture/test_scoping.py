"""Every model is scoped by `visible_to`, or common for a stated reason (house style 2.4)."""

from django.apps import apps
from django.db import models

#: Models without a sight of their own, and why that is right.
COMMON = {
    "audit.AuditEntry": "refers to places by plain number; orgs, which alone knows scope, reads it",
    "accounts.Person": "reached only through appointments, which are scoped",
    "accounts.User": "reached only through its person",
    "orgs.TreeLink": "the closure that sight itself is made of; never shown",
    "search.SearchWord": "forms of words without what they stand in; what is found by them is scoped",
    "search.SearchBookmark": "a number of the audit; never shown",
    "notices.Letter": "the outbox; its page is the administrator's alone",
}


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("medk.")]


def test_every_model_is_scoped_or_common() -> None:
    unscoped = {
        model._meta.label
        for model in _ours()
        if not callable(getattr(model._default_manager, "visible_to", None))
    }
    assert unscoped == set(COMMON)
    assert len(_ours()) > len(COMMON)
