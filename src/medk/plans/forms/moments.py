"""The choice of a past date."""

import datetime as dt
from typing import Any

from django import forms

from medk.plans.rules.moments import Mode, Moment


class MomentForm(forms.Form):
    """`on`: a date not later than `today`; `as`: in which meaning (as it happened by default)."""

    on = forms.DateField(label="Дата", required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # The word of the address is reserved in Python.
        self.fields["as"] = forms.ChoiceField(label="Что показать", choices=Mode.choices, required=False)

    def clean_on(self) -> dt.date | None:
        day = self.cleaned_data["on"]
        if day and day > self.today:
            raise forms.ValidationError(
                f"Дата {day:%d.%m.%Y} ещё не наступила. Укажите {self.today:%d.%m.%Y} или более раннюю дату."
            )
        return day

    def chosen(self) -> Moment:
        """The moment asked for; the present without a date, with today's, or when the form is refused."""
        if not self.is_valid() or not self.cleaned_data["on"] or self.cleaned_data["on"] == self.today:
            return Moment(self.today)
        return Moment(self.cleaned_data["on"], self.cleaned_data.get("as") or Mode.HAPPENED)
