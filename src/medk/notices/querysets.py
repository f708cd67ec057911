"""Sight of notices."""

from typing import Any, Self

from django.db import models


class NoticeQuerySet(models.QuerySet):
    """A notice is seen by its recipient alone."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(recipient_id=user.pk)

    def unread(self) -> Self:
        """Those not opened yet."""
        return self.filter(read_at__isnull=True)
