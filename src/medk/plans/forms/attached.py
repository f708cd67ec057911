"""Forms of attached schedules and of requests."""

from typing import Any

from django import forms

from medk.plans.forms.execution import DayField

#: Rows that may be typed at once; more are pasted or come as a file.
TYPED_ROWS = 4
#: Cells of a typed row: field, heading, width in characters.
TYPED = (
    ("date", "Дата или «с–по»", 14),
    ("title", "Что", 30),
    ("place", "Где", 18),
    ("school", "Школа или муниципалитет", 26),
    ("headcount", "Участников", 6),
)


class ScheduleForm(forms.Form):
    """A schedule: typed rows (`typed-date` and so on), pasted cells, or a file."""

    pasted = forms.CharField(
        label="Вставьте строки из Excel",
        required=False,
        strip=False,
        max_length=3_000_000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Скопируйте ячейки вместе с названиями столбцов: дата или «с» и «по», что, где, "
        "школа или муниципалитет, участников. Порядок любой.",
    )
    file = forms.FileField(
        label="Или выберите файл",
        required=False,
        help_text="XLSX, XLS, ODS или CSV, до 20 МБ и 10 000 строк. Файл сохранится как основание.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"empty": "Файл пустой. Проверьте, тот ли файл выбран."},
    )
    basis = forms.CharField(
        label="Основание",
        required=False,
        max_length=255,
        help_text="Например: график вебинаров, утверждён 12.05.2022",
    )


class RequestForm(forms.Form):
    """A request by somebody concerned."""

    organisation = forms.TypedChoiceField(label="От кого", coerce=int)
    text = forms.CharField(label="О чём запрос", max_length=500)
    wanted_on = DayField(label="К какому дню")

    def __init__(self, *args: Any, askers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.choices = askers if len(askers) == 1 else [("", "Не выбрано"), *askers]
        organisation.error_messages |= {"required": "Выберите, от кого запрос."}
