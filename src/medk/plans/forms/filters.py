"""Filters of lists of plans: what their addresses may say; anything else is left out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from medk.plans.choices import Level, ProgressState, RoadMapStatus
from medk.plans.rules.table import Wanted

DUE_WINDOWS = (
    ("", "Любой срок"),
    ("past", "Срок прошёл"),
    ("week", "До конца недели"),
    ("month", "До конца месяца"),
    ("next_month", "В следующем месяце"),
    ("none", "Без срока"),
)
SORTS = (
    ("", "Как в плане"),
    ("due", "По сроку"),
    ("-due", "По сроку, поздние сверху"),
    ("title", "По названию"),
    ("-title", "По названию, с конца"),
    ("executor", "По исполнителю"),
    ("-executor", "По исполнителю, с конца"),
    ("state", "По состоянию, срочные сверху"),
    ("-state", "По состоянию, исполненные сверху"),
)


class _Lenient(forms.Form):
    """A form of a filter: an unknown value in an old link is left out, the page is shown."""

    def wanted(self) -> dict[str, Any]:
        """Values that passed."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class MeasureFilter(_Lenient):
    """Filter of the table of measures."""

    q = forms.CharField(label="Найти мероприятие", max_length=200, required=False)
    executor = forms.CharField(label="Исполнитель", max_length=500, required=False)
    state = forms.ChoiceField(label="Состояние", choices=ProgressState.choices, required=False)
    due = forms.ChoiceField(label="Срок", choices=DUE_WINDOWS, required=False)
    section = forms.RegexField(r"^\d{1,12}$", label="Раздел", required=False)
    mine = forms.BooleanField(label="Мои", required=False)
    sort = forms.ChoiceField(label="Порядок", choices=SORTS, required=False)

    def chosen(self) -> Wanted:
        """The filter for the rules of the table."""
        return Wanted(**self.wanted())


def filter_words(
    wanted: Wanted, executors: Iterable[tuple[str, str]], sections: Mapping[int, str]
) -> list[str]:
    """The filter in words, for what is exported and printed."""
    section = sections.get(int(wanted.section), "вне разделов") if wanted.section else ""
    named = {
        "Слова": wanted.q,
        "Исполнитель": dict(executors).get(wanted.executor, wanted.executor),
        "Состояние": ProgressState(wanted.state).label if wanted.state else "",
        "Срок": dict(DUE_WINDOWS)[wanted.due].lower() if wanted.due else "",
        "Раздел": section,
    }
    words = [f"{name}: {value}" for name, value in named.items() if value]
    return [*words, "только мои"] if wanted.mine else words


class RoadMapFilter(_Lenient):
    """Filter of the list of road maps."""

    q = forms.CharField(label="Найти карту", max_length=200, required=False)
    year = forms.IntegerField(label="Год", min_value=2000, max_value=2100, required=False)
    level = forms.ChoiceField(label="Уровень", choices=Level.choices, required=False)
    status = forms.ChoiceField(label="Состояние", choices=RoadMapStatus.choices, required=False)


class JournalFilter(_Lenient):
    """Filter of the journal of a road map."""

    kind = forms.CharField(label="О чём", max_length=32, required=False)
    since = forms.ChoiceField(label="Когда", choices=[("visit", "С прошлого входа")], required=False)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)
