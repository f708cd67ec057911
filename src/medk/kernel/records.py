"""Abstract pieces that models of several apps share."""

from typing import Any, Self

from django.db import models

from medk.kernel.refusals import Stale


class Versioned(models.Model):
    """A row with a version that travels with its form, so that no update is lost (decision 19)."""

    version = models.PositiveIntegerField("версия", default=1, editable=False)

    class Meta:
        abstract = True

    def save_changed(self, expected: int | None, **values: Any) -> Self:
        """Store `values` if the row is still at version `expected` (None: whatever it is).

        Raises `Stale` with the values now stored when somebody was faster.
        """
        rows = type(self)._default_manager.filter(pk=self.pk)
        if expected is not None:
            rows = rows.filter(version=expected)
        if not rows.update(version=models.F("version") + 1, **values):
            self.refresh_from_db()
            raise Stale(
                "Пока вы печатали, это изменил другой человек. Сравните и выберите.",
                theirs={name: getattr(self, name) for name in values},
            )
        self.refresh_from_db()
        return self
