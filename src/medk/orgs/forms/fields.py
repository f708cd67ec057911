"""Controls that several forms share."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import normalize_newlines


class DayField(forms.DateField):
    """A day; drawn as the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Введите день как 20.05.2022."}


class LinesField(forms.CharField):
    """Several names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        """A tuple of lines without empty ones."""
        lines = normalize_newlines(super().to_python(value) or "").split("\n")
        return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


def choices_of(kinds: Any, empty: str = "") -> list[tuple[str, str]]:
    """Choices out of members of TextChoices, with a capital letter; `empty` adds a line for none."""
    found = [(member.value, member.label[:1].upper() + member.label[1:]) for member in kinds]
    return [("", empty), *found] if empty else found


class VersionedForm(forms.Form):
    """A form of a versioned row: a loser of the race sees both values and keeps what was typed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def show_theirs(self, theirs: Mapping[str, object], version: int) -> None:
        """Say beside each differing field what is stored now; the next attempt is for `version`."""
        for name, value in theirs.items():
            if name in self.fields and str(value or "") != str(self.cleaned_data.get(name) or ""):
                said = f"Сейчас записано: {value or 'пусто'}. Оставьте нужное и сохраните ещё раз."
                self.add_error(name, said)
        if not self.errors:
            self.add_error(
                None, "Пока вы печатали, запись изменил другой человек. Проверьте и сохраните ещё раз."
            )
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data[self.add_prefix("version")] = str(version)
        self.data = data
