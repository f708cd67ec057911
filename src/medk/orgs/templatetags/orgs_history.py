"""Audit entries in words."""

from django import template

from medk.audit.models import AuditEntry
from medk.orgs.queries.history import Line, has_history, kind_label, lines_of

register = template.Library()


@register.filter
def what_happened(entry: AuditEntry) -> str:
    """{{ entry|what_happened }} → организация переименована."""
    return kind_label(entry)


@register.filter
def details_in_words(entry: AuditEntry) -> list[Line]:
    """{% for line in entry|details_in_words %}: label, before (or None), after."""
    return lines_of(entry)


@register.filter
def has_own_history(entry: AuditEntry) -> bool:
    """Whether the object of the entry can be opened: a link must lead somewhere."""
    return has_history(entry.object_type)
