"""What the addresses of the calendar and the load may say; anything else means today."""

import datetime as dt

from django import forms

from medk.plans.rules.plan_calendar import Span, day_of, in_calendar, month_of, week_of

SPANS = {"month": month_of, "week": week_of, "day": day_of}


class SpanForm(forms.Form):
    """`view`: month or week; `day`: any day of it."""

    view = forms.ChoiceField(
        choices=[("month", "Месяц"), ("week", "Неделя"), ("day", "День")], required=False
    )
    day = forms.DateField(label="День", required=False)

    def span(self, today: dt.date) -> Span:
        """The span asked for; that of `today` for what cannot be read."""
        day = self.day_or(today)
        return SPANS[self.cleaned_data.get("view") or "month"](day)

    def day_or(self, today: dt.date) -> dt.date:
        """The day asked for, or `today`."""
        self.is_valid()
        day = self.cleaned_data.get("day")
        return day if day and in_calendar(day) else today

    @property
    def problem(self) -> str:
        """What is wrong with the day of the address, in words; empty when it was understood."""
        self.is_valid()
        if "day" in self.errors:
            return "Дата в адресе не читается. Показано сегодняшнее число."
        day = self.cleaned_data.get("day")
        if day and not in_calendar(day):
            return f"Дата {day:%d.%m.%Y} слишком далеко. Показано сегодняшнее число."
        return ""


class LoadForm(SpanForm):
    """`of`: whose load; `plans`: in this plan or in all of the same schools; `heavy`: overloaded rows only."""

    of = forms.ChoiceField(choices=[("schools", "Школы"), ("executors", "Исполнители")], required=False)
    plans = forms.ChoiceField(choices=[("all", "Все планы")], required=False)
    heavy = forms.BooleanField(required=False)
    page = forms.IntegerField(min_value=1, required=False)
