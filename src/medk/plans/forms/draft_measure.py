"""One measure of a draft as a form: its fields, and lists typed line by line or row by row."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms

from medk.kernel.fields import Field, choice_field
from medk.orgs.roles import Role
from medk.plans.choices import Confirmer, Frequency, Per, Population, ScheduleKind, TargetKind
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.draft_values import draft_values
from medk.plans.queries.draft_values import number as typed_number
from medk.plans.rules.questions import field_of, open_questions

AGREED = "(по согласованию)"
_AGREED = re.compile(r"\s*\(?\s*по согласованию\s*\)?\s*$", re.IGNORECASE)
WEEKDAYS = (
    ("", "любой"),
    ("MO", "понедельник"),
    ("TU", "вторник"),
    ("WE", "среда"),
    ("TH", "четверг"),
    ("FR", "пятница"),
    ("SA", "суббота"),
    ("SU", "воскресенье"),
)
#: Labels of the parts of a measure in a comparison of two values.
PART_LABELS = {"targets": "целевые значения", "milestones": "вехи", "actions": "действия"}


def _text(label: str, rows: int = 2, *, help_text: str = "", required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, required=required, help_text=help_text)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"inputmode": "numeric"})
    )


class TargetForm(forms.Form):
    """One target of a measure."""

    kind = forms.ChoiceField(label="Вид", choices=[("", "—"), *TargetKind.choices], required=False)
    value = forms.DecimalField(
        label="Значение", max_digits=14, decimal_places=2, required=False, localize=True
    )
    unit = forms.CharField(label="Единица", max_length=255, required=False)
    per = forms.ChoiceField(label="За период", choices=Per.choices, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("kind") and (values.get("value") is not None or values.get("unit")):
            self.add_error("kind", "Выберите вид целевого значения.")
        return values

    def row(self) -> dict[str, Any] | None:
        """The target in the form of `queries.draft_values`; None for an empty row."""
        values = self.cleaned_data
        if not values.get("kind"):
            return None
        number = typed_number(values["value"])
        return {"kind": values["kind"], "value": number, "unit": values["unit"], "per": values["per"]}


class DatedForm(forms.Form):
    """A milestone or an action: what, and by which day."""

    title = forms.CharField(label="Что", required=False, widget=forms.Textarea(attrs={"rows": 1}))
    due_on = _day("Срок")
    #: Which of the two makes an empty row a real one.
    needs = "title"

    def row(self) -> dict[str, Any] | None:
        """The row in the form of `queries.draft_values`; None for an empty one."""
        values = self.cleaned_data
        if not values.get(self.needs):
            return None
        day = values.get("due_on")
        return {"title": _plain(values["title"]), "due_on": day.isoformat() if day else None}


class ActionForm(DatedForm):
    """One of several things that a row asks for."""


class MilestoneForm(DatedForm):
    """One of several deadlines."""

    needs = "due_on"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("title") and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Укажите день вехи.")
        return values


ROWS = {"targets": TargetForm, "milestones": MilestoneForm, "actions": ActionForm}


class MeasureForm(forms.Form):
    """The measure's own fields; `values()` gives them as `actions.save_measure` takes them."""

    number = forms.CharField(label="Номер", max_length=32, required=False)
    section = forms.TypedChoiceField(label="Раздел", required=False, coerce=int, empty_value=None)
    title = _text("Мероприятие", 3, required=True)
    deadline_text = _text(
        "Срок, как в приказе",
        1,
        help_text="Если поменять слова и не трогать даты ниже, система прочитает срок заново.",
    )
    schedule_kind = forms.ChoiceField(label="Вид срока", choices=ScheduleKind.choices)
    starts_on = _day("Начало")
    due_on = _day("Срок")
    frequency = forms.ChoiceField(label="Частота", choices=[("", "—"), *Frequency.choices], required=False)
    interval = forms.IntegerField(label="Через сколько периодов", min_value=1, max_value=99)
    count_per_period = forms.IntegerField(label="Раз за период", min_value=1, max_value=99)
    is_at_least = forms.BooleanField(label="Не реже", required=False)
    weekday = forms.ChoiceField(label="День недели", choices=WEEKDAYS, required=False)
    monthday = forms.IntegerField(
        label="День месяца",
        min_value=-1,
        max_value=31,
        required=False,
        help_text="−1 — последний день месяца.",
    )
    is_series_external = forms.BooleanField(label="Повторы вносятся вручную", required=False)
    executors = _text(
        "Исполнители", 3, help_text="По одному на строке; «(по согласованию)» пишите в конце строки."
    )
    indicator_text = _text("Показатель")
    population = forms.ChoiceField(
        label="Кто исполняет по одному", choices=Population.choices, required=False
    )
    cohort = forms.TypedChoiceField(label="Когорта школ", required=False, coerce=int, empty_value=None)
    population_role = forms.ChoiceField(
        label="Должность", choices=[("", "директор школы"), *Role.choices], required=False
    )
    confirmer = forms.ChoiceField(label="Кто подтверждает", choices=Confirmer.choices, required=False)
    audience = _text("Аудитория")
    goal = _text("Цель")
    tasks = _text("Задачи", help_text="По одной на строке.")
    place_format = _text("Место и формат", 1)
    publication = _text("Где публикуется", help_text="По одному сайту или органу на строке.")

    GROUPS = (
        ("", ("number", "section", "title")),
        ("Срок", ("deadline_text", "schedule_kind", "starts_on", "due_on")),
        (
            "Повторение",
            (
                "frequency", "interval", "count_per_period", "is_at_least", "weekday", "monthday",
                "is_series_external",
            ),
        ),
        ("Исполнение", ("executors", "population", "cohort", "population_role", "confirmer")),
        ("Показатель", ("indicator_text",)),
        ("Остальное", ("audience", "goal", "tasks", "place_format", "publication")),
    )  # fmt: skip

    def __init__(self, *args: Any, road_map: RoadMap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(row.pk, str(row)[:120]) for row in road_map.sections.all()]
        cohorts = [(row.pk, row.title) for row in road_map.cycle.cohorts.all()]
        choice_field(self, "section").choices = [("", "без раздела"), *sections]
        choice_field(self, "cohort").choices = [("", "участницы цикла"), *cohorts]

    def values(self) -> dict[str, Any]:
        """Cleaned values in the form of `queries.draft_values`, without the parts of rows."""
        values = {name: _plain(value) for name, value in self.cleaned_data.items()}
        for name in ("tasks", "publication"):
            values[name] = _lines(values[name])
        values["executors"] = [_executor(line) for line in _lines(values["executors"])]
        return values


def shown(measure: Measure) -> dict[str, Any]:
    """What the form shows of a measure."""
    values = draft_values(measure)
    initial = {name: value for name, value in values.items() if name not in ROWS}
    for name in ("tasks", "publication"):
        initial[name] = "\n".join(values[name])
    initial["executors"] = "\n".join(
        f"{row['name']} {AGREED}" if row["is_by_agreement"] else row["name"] for row in values["executors"]
    )
    for name in ("starts_on", "due_on"):
        initial[name] = dt.date.fromisoformat(values[name]) if values[name] else None
    return initial


def shown_rows(measure: Measure, part: str) -> list[dict[str, Any]]:
    """What the rows of one part show."""
    rows = draft_values(measure)[part]
    dated = [
        row | {"due_on": dt.date.fromisoformat(row["due_on"])} if row.get("due_on") else row for row in rows
    ]
    return [row | {"value": row["value"].replace(".", ",")} if row.get("value") else row for row in dated]


def base_in(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The values that the form showed when it was opened; None when they did not come whole."""
    try:
        base = json.loads(data.get("base", ""))
    except ValueError:
        return None
    return base if isinstance(base, dict) else None


def ask_in(form: forms.Form, measure: Measure) -> None:
    """Hang the open questions of a measure on the fields they are about (`field.asked`)."""
    questions = open_questions(measure.questions)
    for name, field in form.fields.items():
        bound = form[name]
        if not isinstance(bound, Field):
            continue
        bound.is_wide = isinstance(field.widget, forms.Textarea)
        bound.asked = [
            question for question in questions if question["field"] and _first_of(question["field"]) == name
        ]


def _first_of(field: str) -> str:
    """The form's field that carries the questions about a thing of several fields."""
    return {"deadline": "deadline_text", "indicator": "indicator_text"}.get(field_of(field), field_of(field))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value.isoformat() if isinstance(value, dt.date) else value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _executor(line: str) -> dict[str, Any]:
    name = _AGREED.sub("", line)
    return {"name": name or line, "is_by_agreement": name != line and bool(name)}
