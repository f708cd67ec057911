"""Audit kinds of notices and letters."""

from medk.audit.kinds import register

register("letter.resent", "письмо отправлено ещё раз", ["to"])
