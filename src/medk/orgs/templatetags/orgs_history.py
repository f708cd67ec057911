"""Audit entries in words."""

from django import template

from medk.audit.models import AuditEntry
from medk.orgs.queries.history import Line, kind_label, lines_of

register = template.Library()


@register.filter
def what_happened(entry: AuditEntry) -> str:
    """{{ entry|what_happened }} → организация переименована."""
    return kind_label(entry)


@register.filter
def details_in_words(entry: AuditEntry) -> list[Line]:
    """{% for line in entry|details_in_words %}: label, before (or None), after."""
    return lines_of(entry)
