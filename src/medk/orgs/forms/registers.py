"""The form by which a register comes in."""

from django import forms


class RegisterForm(forms.Form):
    """A table of schools."""

    file = forms.FileField(
        label="Таблица",
        help_text="XLSX, XLS, ODS или CSV, до 20 МБ. Сначала покажем, что изменится; сохранится только с вашего согласия.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        error_messages={"required": "Выберите файл.", "empty": "Файл пустой. Проверьте, тот ли файл выбран."},
    )
