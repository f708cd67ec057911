"""Forms about people, appointments and invitations."""

from collections.abc import Iterable
from typing import Any

from django import forms

from medk.kernel.fields import choice_field
from medk.orgs.forms.fields import DayField, VersionedForm, choices_of
from medk.orgs.roles import Role


class PostForm(forms.Form):
    """Whom to appoint to what; `chosen` answers the question about people already known."""

    role = forms.ChoiceField(label="Роль")
    name = forms.CharField(label="Имя", max_length=255, required=False)
    email = forms.EmailField(
        label="Электронная почта",
        required=False,
        help_text="По ней придёт приглашение. Без почты человек будет в списках, но войти не сможет.",
    )
    position = forms.CharField(label="Должность", max_length=255, required=False)
    phone = forms.CharField(label="Рабочий телефон", max_length=64, required=False)
    body = forms.CharField(
        label="Место работы",
        max_length=500,
        required=False,
        help_text="Если человек из другой организации: её название или код, как в списке.",
    )
    started_on = DayField(label="С какого дня")
    ended_on = DayField(label="По какой день", required=False, help_text="Пусто: без срока.")
    act = forms.CharField(label="Приказ", max_length=255, required=False, help_text="Номер и дата.")
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, gives: Iterable[Role], proposes: Iterable[Role], known: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [*choices_of(gives), *((r.value, f"{r.label.capitalize()} (предложить)") for r in proposes)]
        choice_field(self, "role").choices = offered
        if known:
            for name in ("name", "email", "position", "phone"):
                del self.fields[name]
        else:
            self.fields["name"].required = True


class PersonForm(VersionedForm):
    """What is told about a person."""

    name = forms.CharField(label="Имя", max_length=255)
    position = forms.CharField(label="Должность", max_length=255, required=False)
    email = forms.EmailField(
        label="Рабочая почта", required=False, help_text="Для связи. Адрес входа от неё не меняется."
    )
    phone = forms.CharField(label="Рабочий телефон", max_length=64, required=False)

    def values(self) -> dict[str, str]:
        """Fields of the person's row."""
        return {name: self.cleaned_data[name] for name in ("name", "position", "email", "phone")}


class EndForm(forms.Form):
    """The last day of an appointment."""

    ended_on = DayField(label="Последний день", help_text="В этот день человек ещё работает.")
    act = forms.CharField(label="Приказ", max_length=255, required=False)


class ReplaceForm(forms.Form):
    """Who takes the post over, and from when."""

    successor = forms.CharField(
        label="Кто вместо него", max_length=255, help_text="Имя или почта человека из списка «Люди»."
    )
    started_on = DayField(label="С какого дня")
    act = forms.CharField(label="Приказ", max_length=255, required=False)


class AcceptForm(forms.Form):
    """The invited one names herself and sets a password."""

    name = forms.CharField(
        label="Имя", max_length=255, help_text="Так вас увидят коллеги. Можно назвать должность."
    )
    password = forms.CharField(
        label="Пароль",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Не короче 12 знаков. Лучше несколько слов.",
    )
    repeated = forms.CharField(
        label="Пароль ещё раз",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("repeated") and data["password"] != data["repeated"]:
            self.add_error("repeated", "Пароли не совпадают. Введите один и тот же дважды.")
        return data


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Причина", max_length=500)


class PeopleListForm(forms.Form):
    """The filter of the list."""

    q = forms.CharField(required=False, max_length=200)
    role = forms.ChoiceField(required=False, choices=choices_of(Role, "Любая роль"))
    former = forms.BooleanField(required=False)


class EntryListForm(forms.Form):
    """The filter of the history."""

    who = forms.CharField(required=False, max_length=200)
    what = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=64)
    since = DayField(required=False)
    until = DayField(required=False)
