"""Kinds of audit entries that the rehearsal writes for what people do without an action."""

from medk.audit.kinds import register

register("rehearsal.account_opened", "Открыта учётная запись для показа", {"email"})
