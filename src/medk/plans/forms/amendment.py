"""Forms of an amendment: its head, one measure of it, the decision about it, the dates of a comparison."""

import datetime as dt
from typing import Any

from django import forms

from medk.kernel.fields import Field, choice_field
from medk.plans.forms.draft_measure import AGREED, ROWS, MeasureForm
from medk.plans.forms.execution import DayField
from medk.plans.models import PlanAmendment
from medk.plans.queries.amendment_values import Links, content_of_values, values_of_content
from medk.plans.queries.amendments import PlanNow, short_name
from medk.plans.rules.amendment_checks import Head
from medk.plans.rules.moments import Mode
from medk.plans.rules.plan_diff import AFTER, FIRST

START = "start"


class HeadForm(forms.Form):
    """Why the plan changes, from when, by which order."""

    reason = forms.CharField(
        label="Почему меняется план",
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
        error_messages={"required": "Укажите причину изменения: её увидят исполнители."},
    )
    effective_on = DayField(
        label="Действует с",
        help_text="Будущий день: план изменится, когда он наступит. Прошлый: изменение задним числом.",
    )
    order_kind = forms.CharField(
        label="Вид документа", max_length=255, required=False, help_text="Например: приказ."
    )
    order_number = forms.CharField(label="Номер документа", max_length=64, required=False)
    order_date = DayField(label="Дата документа", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def head(self) -> Head:
        """The head as actions take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Head(**values)


def shown_head(amendment: PlanAmendment) -> dict[str, Any]:
    """What the form shows of an amendment."""
    names = ("reason", "effective_on", "order_kind", "order_number", "order_date", "version")
    return {name: getattr(amendment, name) for name in names}


class AmendedMeasureForm(MeasureForm):
    """A measure as an amendment makes it: the form of the review and its place in the plan.

    Executors of a measure in the plan are appointed apart (decision 9); an added one names them.
    """

    after = forms.ChoiceField(label="Место в плане", required=False)
    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("", ("number", "section", "after", "title")),
        *MeasureForm.GROUPS[1:],
    )

    def __init__(self, *args: Any, now: PlanNow, uid: str = "", is_added: bool, **kwargs: Any) -> None:
        super().__init__(*args, road_map=now.road_map, **kwargs)
        places = [(one, f"после «{short_name(str(now.measures[one]))}»") for one in now.order if one != uid]
        choice_field(self, "after").choices = [(START, "в начале плана"), *places]
        if not is_added:
            del self.fields["executors"]
            self.groups = tuple(
                (title, tuple(name for name in names if name != "executors")) for title, names in self.groups
            )
        for name, field in self.fields.items():
            bound = self[name]
            if isinstance(bound, Field):
                bound.is_wide = isinstance(field.widget, forms.Textarea)

    def values(self) -> dict[str, Any]:
        """Cleaned values as the review's form gives them."""
        if "executors" not in self.fields:
            self.cleaned_data["executors"] = ""
        values = super().values()
        if "executors" not in self.fields:
            del values["executors"]
        return values

    def content(self, links: Links, rows: dict[str, Any]) -> dict[str, Any]:
        """What was typed in the canonical form, with the parts of rows and the place."""
        values = self.values()
        after = values.pop(AFTER)
        return content_of_values(values | rows, links) | {AFTER: FIRST if after == START else after}


def shown_content(
    content: dict[str, Any], links: Links, *, section_id: int | None = None
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """What the form and its rows show of a content."""
    values = values_of_content(content, links, section_id=section_id)
    initial = {name: value for name, value in values.items() if name not in ROWS}
    for name in ("tasks", "publication"):
        initial[name] = "\n".join(values[name])
    initial["executors"] = "\n".join(
        f"{row['name']} {AGREED}" if row.get("is_by_agreement") else row["name"]
        for row in values["executors"]
    )
    for name in ("starts_on", "due_on"):
        initial[name] = _day(values[name])
    initial[AFTER] = content.get(AFTER) or START
    rows = {part: [_row(row) for row in values[part]] for part in ROWS}
    return initial, rows


def _row(row: dict[str, Any]) -> dict[str, Any]:
    shown = dict(row)
    if shown.get("due_on"):
        shown["due_on"] = _day(shown["due_on"])
    if shown.get("value"):
        shown["value"] = shown["value"].replace(".", ",")
    return shown


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class CompareForm(forms.Form):
    """Two dates of a comparison: nothing in the first is the base plan, in the second the present."""

    to = forms.DateField(label="С чем", required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # Words of the address that are reserved in Python.
        self.fields["from"] = forms.DateField(label="Что сравнить", required=False)
        self.fields["as"] = forms.ChoiceField(label="Что показать", choices=Mode.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Days that have come, the earlier one first."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("from", "to"):
            day = cleaned.get(name)
            if day and day > self.today:
                words = (
                    f"Дата {day:%d.%m.%Y} ещё не наступила. Укажите {self.today:%d.%m.%Y} или более раннюю."
                )
                self.add_error(name, words)
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("from", f"Первая дата {first:%d.%m.%Y} позже второй {last:%d.%m.%Y}.")
        return cleaned

    def day(self, name: str) -> dt.date | None:
        """A day asked for that can be shown."""
        return None if name in self.errors else self.cleaned_data.get(name)

    @property
    def mode(self) -> str:
        """In which meaning past days are shown."""
        return str(self.cleaned_data.get("as") or Mode.HAPPENED)
