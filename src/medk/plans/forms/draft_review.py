"""Smaller forms of the review page: the document, approval, restructuring, executors."""

from typing import Any

from django import forms

from medk.kernel import clock
from medk.kernel.fields import choice_field
from medk.orgs.models import OrganisationKind
from medk.plans.actions.drafts import DOCUMENT_FIELDS
from medk.plans.models import RoadMap


class DocumentForm(forms.Form):
    """What the draft says of its order."""

    title = forms.CharField(label="Название плана", widget=forms.Textarea(attrs={"rows": 2}))
    plan_year = forms.IntegerField(label="Год плана", min_value=2015, max_value=2100)
    order_kind = forms.CharField(label="Вид документа", max_length=64, required=False)
    order_authority = forms.CharField(label="Кем утверждён", required=False)
    order_number = forms.CharField(label="Номер", max_length=64, required=False)
    order_date = forms.DateField(label="Дата", required=False)
    order_title = forms.CharField(
        label="Заголовок документа", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def values(self) -> dict[str, Any]:
        """Values of a valid form by field of the road map."""
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }


def document_of(road_map: RoadMap) -> dict[str, Any]:
    """What the form shows."""
    return {name: getattr(road_map, name) for name in DOCUMENT_FIELDS}


class ApproveForm(forms.Form):
    """The date of approval, the word about every remark, and the version that was looked at."""

    approved_on = forms.DateField(
        label="Дата утверждения",
        help_text="Дата приказа. Если утверждаете сейчас и без приказа, сегодняшняя.",
    )
    acknowledged = forms.MultipleChoiceField(
        label="Замечания", required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, road_map: RoadMap, codes: list[tuple[str, str]], **kwargs: Any) -> None:
        today = clock.today(road_map.organisation.time_zone or None)
        day = min(road_map.order_date, today) if road_map.order_date else today
        kwargs["initial"] = {"approved_on": day, "version": road_map.version}
        super().__init__(*args, **kwargs)
        choice_field(self, "acknowledged").choices = codes


class BodyForm(forms.Form):
    """A new organisation that a printed name means."""

    kind = forms.ChoiceField(
        label="Вид",
        choices=[
            (OrganisationKind.PARTNER, "партнёр"),
            (OrganisationKind.INSTITUTE, "институт развития образования"),
            (OrganisationKind.ASSESSMENT_CENTRE, "центр оценки качества"),
            (OrganisationKind.METHODICAL_SERVICE, "методическая служба"),
            (OrganisationKind.AUTHORITY, "орган управления"),
        ],
    )
    name = forms.CharField(label="Полное название", widget=forms.Textarea(attrs={"rows": 2}))
