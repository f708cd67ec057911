"""Forms of execution and of the upkeep of measures."""

import datetime as dt
from typing import Any

from django import forms

from medk.plans.choices import Confirmer, Population
from medk.plans.rules.amendments import AMENDABLE

_NO_DAY = "Введите день так: 31.05.2022."


class DayInput(forms.DateInput):
    """A day picked in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day; typed as 31.05.2022 or picked."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": _NO_DAY, "required": "Укажите день."}
        super().__init__(widget=DayInput(), error_messages=messages, **kwargs)


def words_of(form: forms.Form) -> str:
    """What a form found wrong, in one line."""
    return " ".join(str(message) for found in form.errors.values() for message in found)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label="Причина",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Укажите причину: её увидят исполнители."},
    )


class ReportForm(forms.Form):
    """What was done, when, with which proof; everything but the day may be left empty here."""

    happened_on = DayField(label="Когда сделано")
    note = forms.CharField(label="Что сделано", required=False, max_length=10_000)
    link = forms.CharField(label="Ссылка", required=False, max_length=1000)
    version = forms.IntegerField(required=False)


class MoveForm(forms.Form):
    """The day and the reason of a move; the workflow says whether a reason is needed."""

    happened_on = DayField(label="Дата", required=False)
    reason = forms.CharField(label="Причина", required=False, max_length=4000)


class PauseForm(forms.Form):
    """A pause of the whole measure or of one unit."""

    unit = forms.ChoiceField(label="Что приостановить", required=False)
    starts_on = DayField(label="С какого дня")
    ends_on = DayField(
        label="По какой день",
        required=False,
        help_text="Если день возобновления неизвестен, оставьте пустым и возобновите позже.",
    )
    reason = forms.CharField(label="Причина", widget=forms.Textarea({"rows": 3}))
    extends_deadline = forms.BooleanField(
        label="Продлить срок на дни приостановки",
        required=False,
        help_text="Без отметки срок остаётся прежним.",
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [("", "Всё мероприятие"), *units]


class AmendmentForm(forms.Form):
    """A new value of one field, why, from when, by which order."""

    reason = forms.CharField(label="Почему меняется", widget=forms.Textarea({"rows": 3}))
    effective_on = DayField(label="Действует с")
    order = forms.CharField(
        label="Документ", required=False, max_length=255, help_text="Например: приказ № 143-од от 18.05.2022"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("new", "reason", "effective_on", "order")

    def __init__(self, *args: Any, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"] = new_value_field(field)
        self.order_fields(self.field_order)


def new_value_field(field: str) -> forms.Field:
    """The control for a new value of a field of `AMENDABLE`."""
    label = f"Новое значение: {AMENDABLE[field]}"
    if field in ("starts_on", "due_on"):
        return DayField(label=label, required=False, help_text="Пусто, если такого дня в плане больше нет.")
    if field == "population":
        return forms.ChoiceField(label=label, choices=Population.choices, required=False)
    if field == "confirmer":
        return forms.ChoiceField(label=label, choices=Confirmer.choices, required=False)
    rows = 2 if field == "deadline_text" else 4
    return forms.CharField(
        label=label, widget=forms.Textarea({"rows": rows}), required=field == "title", max_length=10_000
    )


class OccurrenceForm(forms.Form):
    """One repeat entered by hand."""

    title = forms.CharField(
        label="Что", required=False, max_length=500, help_text="Например: вебинар по работе с данными"
    )
    starts_on = DayField(label="Начало", required=False)
    due_on = DayField(label="Срок")

    def clean(self) -> dict[str, Any]:
        """The days run forward."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, due = cleaned.get("starts_on"), cleaned.get("due_on")
        if start and due and start > due:
            self.add_error("due_on", f"Срок раньше начала {start:%d.%m.%Y}. Проверьте даты.")
        return cleaned


class ReadingForm(forms.Form):
    """What an indicator came to on a day."""

    value = forms.DecimalField(
        label="Значение",
        required=False,
        max_digits=14,
        decimal_places=2,
        localize=True,
        error_messages={
            "invalid": "Введите число, например 45 или 45,5.",
            "max_digits": "Слишком длинное число: до 12 цифр и двух знаков после запятой.",
            "max_decimal_places": "Не больше двух знаков после запятой.",
            "max_whole_digits": "Слишком длинное число: до 12 цифр.",
        },
    )
    is_reached = forms.ChoiceField(
        label="Результат",
        required=False,
        choices=[("", "не сказано"), ("yes", "достигнут"), ("no", "не достигнут")],
    )
    on = DayField(label="На какую дату")
    note = forms.CharField(label="Пояснение", required=False, max_length=4000)

    @property
    def said(self) -> bool | None:
        """Reached, not reached, or not said."""
        return {"yes": True, "no": False}.get(self.cleaned_data["is_reached"])


class ConfirmManyForm(forms.Form):
    """The day of a confirmation of many parts."""

    happened_on = DayField(label="Дата подтверждения", required=False)

    @property
    def day(self) -> dt.date | None:
        """The day, or None for today."""
        return self.cleaned_data.get("happened_on")
