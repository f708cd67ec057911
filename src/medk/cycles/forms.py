"""Forms of cycles, key dates and cohorts."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from medk.cycles.calendars import calendars
from medk.cycles.models import Cohort, CohortMembership, Cycle, KeyDate, ShareBasis
from medk.cycles.queries.members import NOW, STATES, Choice
from medk.kernel.answers import Line
from medk.kernel.fields import choice_field, row_field
from medk.kernel.refusals import Stale
from medk.orgs.models import Organisation

DAY_HELP = "Например: 17.06.2022"


class Day(forms.DateField):
    """A date typed by hand or pasted."""

    widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 10})
    default_error_messages = {"invalid": "Введите дату как 17.06.2022."}


class VersionedForm(forms.Form):
    """A form that knows which version of the row it was opened with (decision 19)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """Cleaned values without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def yield_to(self, stale: Stale, *, version: int) -> list[Line]:
        """Keep what was typed, take the new version, and tell what is stored where it differs."""
        kept: Any = self.data
        self.data = kept = kept.copy()
        kept["version"] = str(version)
        differing = {
            name: value for name, value in stale.theirs.items() if value != self.cleaned_data.get(name)
        }
        return [Line(str(self[name].label), _words(value)) for name, value in differing.items()]


def _words(value: object) -> str:
    if value is None or value == "":
        return "пусто"
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else str(value)


class CycleStartForm(forms.Form):
    """A new programme year."""

    region = forms.ModelChoiceField(
        Organisation.objects.none(), label="Регион", error_messages={"required": "Выберите регион."}
    )
    year = forms.IntegerField(label="Год", min_value=2015, max_value=2100)
    title = forms.CharField(
        label="Название", max_length=255, required=False, help_text="Пустое: «Цикл 2022 года»."
    )
    template = forms.TypedChoiceField(
        label="Календарь", coerce=int, empty_value=None, required=False,
        help_text="Даты календаря станут датами цикла. Потом их можно менять.",
    )  # fmt: skip
    starts_on = Day(label="Начало", required=False, help_text="Пустое: как в календаре или 1 января.")
    ends_on = Day(label="Окончание", required=False, help_text="Пустое: как в календаре или 31 декабря.")

    def __init__(self, *args: Any, regions: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "region").queryset = regions
        shipped = [
            (year, f"{calendar.title}: дат {len(calendar.entries)}") for year, calendar in calendars().items()
        ]
        choice_field(self, "template").choices = [("", "без готового календаря"), *shipped]


class CycleForm(VersionedForm):
    """Settings of a cycle."""

    title = forms.CharField(label="Название", max_length=255)
    starts_on = Day(label="Начало", help_text=DAY_HELP)
    ends_on = Day(label="Окончание")
    curator_limit = forms.IntegerField(label="Школ у куратора, не больше")
    share_basis = forms.ChoiceField(
        label="Какую долю показывать", choices=ShareBasis.choices,
        help_text="Основание печатается рядом с числом.",
    )  # fmt: skip
    share_target = forms.DecimalField(
        label="Целевая доля, %", max_digits=5, decimal_places=2, required=False, localize=True
    )
    share_target_on = Day(label="Дата целевой доли", required=False)
    smallest_group = forms.IntegerField(
        label="Наименьшая группа в сводках", help_text="Группы меньше этой в сводках не показываются."
    )
    week_limit = forms.IntegerField(
        label="Сроков в неделю, не больше",
        help_text="Неделя, в которую на одну школу приходится больше, отмечается как тяжёлая.",
    )

    @staticmethod
    def of(cycle: Cycle) -> dict[str, Any]:
        """Initial values from a stored cycle."""
        return {name: getattr(cycle, name) for name in CycleForm.base_fields}


class CycleCloseForm(forms.Form):
    """The day on which the cycle was closed."""

    on = Day(label="Дата закрытия", help_text=DAY_HELP)


class ReasonForm(forms.Form):
    """A reason that stays in the history."""

    reason = forms.CharField(label="Причина", widget=forms.Textarea(attrs={"rows": 3}), required=False)


class KeyDateForm(VersionedForm):
    """A day or a span of the calendar."""

    title = forms.CharField(label="Событие", max_length=500)
    starts_on = Day(label="С", required=False, help_text="Пустое, если это один день или только срок.")
    ends_on = Day(label="По", help_text=DAY_HELP)
    source = forms.CharField(
        label="Источник", max_length=255, required=False, help_text="Приказ, письмо, пункт."
    )

    @staticmethod
    def of(key_date: KeyDate) -> dict[str, Any]:
        """Initial values from a stored date."""
        return {name: getattr(key_date, name) for name in KeyDateForm.base_fields}


class CohortForm(forms.Form):
    """Title of a cohort."""

    title = forms.CharField(label="Название когорты", max_length=255)


class MemberFilterForm(forms.Form):
    """Which members to list; whatever cannot be understood is left out."""

    state = forms.ChoiceField(label="Состояние", choices=STATES, required=False)
    municipality = forms.ModelChoiceField(
        Organisation.objects.none(), label="Муниципалитет", required=False, empty_label="все"
    )
    on = Day(label="На дату", required=False)
    search = forms.CharField(
        label="Школа или код", max_length=100, required=False, widget=forms.TextInput(attrs={"size": 16})
    )

    def __init__(self, *args: Any, municipalities: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "municipality").queryset = municipalities

    def choice(self, today: dt.date) -> Choice:
        """The filter with its words for people."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state") or NOW
        municipality = given.get("municipality")
        on = given.get("on") or today
        search = (given.get("search") or "").strip()
        words = [f"состояние: {dict(STATES)[state]} на {on:%d.%m.%Y}" if state != "all" else "все записи"]
        words += [f"муниципалитет: {municipality}"] if municipality else []
        words += [f"поиск: {search}"] if search else []
        return Choice(on, state, municipality, search, tuple(words))


class MembershipForm(forms.Form):
    """Since when, by which act, for which years schools are in a cohort."""

    valid_from = Day(label="С какого дня", help_text=DAY_HELP)
    act = forms.CharField(label="Основание", max_length=255, required=False, help_text="Приказ и его номер.")
    years = forms.CharField(
        label="Годы", max_length=64, required=False, help_text="За какие годы школа сюда отнесена: 2020–2021."
    )


class MembershipEditForm(MembershipForm):
    """All of one membership."""

    valid_to = Day(label="По какой день", required=False, help_text="Пустое, пока школа состоит в когорте.")
    field_order = ("valid_from", "valid_to", "act", "years")

    @staticmethod
    def of(membership: CohortMembership) -> dict[str, Any]:
        """Initial values from a stored membership."""
        return {name: getattr(membership, name) for name in MembershipEditForm.base_fields}


class AddSchoolsForm(MembershipForm):
    """Where the schools to add come from: pasted, from another cohort, or a list to tick."""

    pasted = forms.CharField(
        label="Коды или названия школ", required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}), help_text="По одной в строке. Можно вставить столбец из Excel.",
    )  # fmt: skip
    source = forms.ModelChoiceField(
        Cohort.objects.none(), label="Или взять из другой когорты", required=False, empty_label="не брать"
    )
    territory = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Или выбрать из списка школ",
        required=False,
        empty_label="не выбирать",
    )
    field_order = ("pasted", "source", "territory", "valid_from", "act", "years")

    def __init__(self, *args: Any, sources: QuerySet, territories: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.queryset = sources
        field.label_from_instance = lambda cohort: f"{cohort.title} ({cohort.cycle.year})"
        place: Any = self.fields["territory"]
        place.queryset = territories

    def clean(self) -> dict[str, Any]:
        """One source at least."""
        given = super().clean() or {}
        if not any(given.get(name) for name in ("pasted", "source", "territory")) and not self.errors:
            self.add_error("pasted", "Вставьте список школ или выберите, откуда их взять.")
        return given


class LeaveForm(forms.Form):
    """Schools leave a cohort."""

    on = Day(label="Последний день")
    act = forms.CharField(label="Основание", max_length=255, required=False)
