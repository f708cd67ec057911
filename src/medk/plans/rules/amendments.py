"""What of an approved measure may be changed by an amendment, and its values in words (decision 9)."""

import datetime as dt
from typing import Any

from medk.plans.choices import Confirmer, Population

#: Fields that one amendment may change, with their Russian names.
AMENDABLE = {
    "title": "название",
    "goal": "цель",
    "deadline_text": "срок, как в приказе",
    "starts_on": "начало",
    "due_on": "срок",
    "indicator_text": "показатель",
    "audience": "аудитория",
    "place_format": "место и формат",
    "population": "охват",
    "confirmer": "кто подтверждает",
}
_LISTS: dict[str, Any] = {"population": Population, "confirmer": Confirmer}


def readable(field: str, value: Any) -> str:
    """A value of a field, live or as an amendment keeps it, as people read it; empty for nothing."""
    if field in _LISTS:
        return str(_LISTS[field](value or "").label)
    if value and field in ("starts_on", "due_on"):
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        return f"{day:%d.%m.%Y}"
    return "" if value is None else str(value)
