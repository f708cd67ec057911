"""Audit kinds of discussions."""

from medk.audit.kinds import register

register("comment.added", "написан комментарий", ["about", "reply_to"])
