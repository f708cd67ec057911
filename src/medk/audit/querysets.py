"""Reading the history; changing it is refused."""

from typing import Any, NoReturn, Self

from django.db import models


class AuditEntryQuerySet(models.QuerySet):
    """Entries, newest first; there is no way to update or delete them."""

    def about(self, subject: models.Model) -> Self:
        """Everything recorded about one object."""
        return self.filter(object_type=subject._meta.label_lower, object_id=subject.pk)

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit entries are never deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are never changed.")
