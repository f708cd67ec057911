"""What the address of the matrix may say; anything else is left out, the page is shown."""

from typing import Any

from django import forms
from django.http import QueryDict

from medk.plans.choices import ProgressState
from medk.plans.forms.filters import DUE_WINDOWS
from medk.plans.rules.matrix import KINDS, Wanted

#: Orders of the rows; where help is needed first, never a ranking of the best.
SORTS = (
    ("", "По территории"),
    ("coverage", "Сначала где подтверждено меньше"),
    ("late", "Сначала где просрочено больше"),
)
#: States that rows are filtered by: schools with at least one part in the state.
STATES = (
    (ProgressState.OVERDUE, "Есть просроченное"),
    (ProgressState.SUBMITTED, "Есть на проверке"),
    (ProgressState.IN_PROGRESS, "Есть в работе"),
    (ProgressState.NOT_DUE, "Есть с будущим сроком"),
    (ProgressState.PAUSED, "Есть приостановленное"),
    (ProgressState.CONFIRMED, "Есть подтверждённое"),
)
#: Measures that may be chosen one by one.
MOST_CHOSEN = 100


class MatrixFilter(forms.Form):
    """Filter and order of the matrix."""

    rows = forms.ChoiceField(choices=[(code, label) for code, label, _ in KINDS], required=False)
    place = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    mine = forms.BooleanField(required=False)
    section = forms.RegexField(r"^\d{1,12}$", required=False)
    due = forms.ChoiceField(choices=DUE_WINDOWS, required=False)
    q = forms.CharField(max_length=200, required=False)
    who = forms.CharField(max_length=200, required=False)
    sort = forms.ChoiceField(choices=SORTS, required=False)

    def wanted(self) -> Wanted:
        """The filter for the rules of the matrix."""
        self.is_valid()
        data: Any = self.data
        chosen = data.getlist("m") if isinstance(data, QueryDict) else ()
        only = [int(pk) for pk in chosen[:MOST_CHOSEN] if pk.isascii() and pk.isdigit() and len(pk) < 13]
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**values, only=tuple(dict.fromkeys(only)))


def query_of(wanted: Wanted) -> dict[str, Any]:
    """The filter as an address carries it."""
    said: dict[str, Any] = {
        "rows": wanted.rows,
        "place": wanted.place,
        "state": wanted.state,
        "mine": "1" if wanted.mine else "",
        "section": wanted.section,
        "due": wanted.due,
        "q": wanted.q,
        "who": wanted.who,
        "sort": wanted.sort,
        "m": [str(pk) for pk in wanted.only],
    }
    return {name: value for name, value in said.items() if value}


def filter_words(
    wanted: Wanted, *, places: dict[int, str], sections: dict[int, str], columns: int
) -> list[str]:
    """The filter in words, for what is exported."""
    named = {
        "Территория": places.get(wanted.place or 0, ""),
        "Состояние": {str(code): str(label) for code, label in STATES}.get(wanted.state, "").lower(),
        "Раздел": sections.get(int(wanted.section), "вне разделов") if wanted.section else "",
        "Срок": dict(DUE_WINDOWS)[wanted.due].lower() if wanted.due else "",
        "Мероприятия со словами": wanted.q,
        "Поиск": wanted.who,
        "Выбрано мероприятий": str(columns) if wanted.only else "",
        "Порядок": dict(SORTS)[wanted.sort].lower(),
    }
    words = [f"{name}: {value}" for name, value in named.items() if value]
    return [*words, "только мои"] if wanted.mine else words
