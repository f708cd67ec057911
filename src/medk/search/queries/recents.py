"""What a person opened last, as far as it is still seen."""

from typing import Any

from medk.search.models import Recent
from medk.search.queries.subjects import Subject, subjects
from medk.search.rules.recents import KEPT


def recents_of(user: Any, most: int = KEPT) -> list[Subject]:
    """The latest first; what is seen no longer is left out. Five queries at most."""
    keys = Recent.objects.visible_to(user).values_list("subject_type", "subject_id")[:most]
    return [subject for subject in subjects(user, list(keys)) if subject.title]
