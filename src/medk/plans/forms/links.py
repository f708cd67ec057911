"""Forms of links between measures."""

from typing import Any

from django import forms

from medk.plans.choices import LinkKind

#: What the form offers: the kind of a link and on which side of it the measure of the page stands.
RELATIONS = (
    ("after", "раньше должно быть сделано"),
    ("before", "после этого идёт"),
    ("reports_on", "это отчёт о"),
    ("same_as", "то же самое в другом плане"),
)
KINDS = {
    "after": LinkKind.FOLLOWS,
    "before": LinkKind.FOLLOWS,
    "reports_on": LinkKind.REPORTS_ON,
    "same_as": LinkKind.SAME_AS,
}


class LinkForm(forms.Form):
    """One link of the measure whose page it is."""

    relation = forms.ChoiceField(label="Как связаны", choices=RELATIONS)
    other = forms.TypedChoiceField(
        label="Мероприятие",
        coerce=int,
        error_messages={
            "required": "Выберите мероприятие.",
            "invalid_choice": "Выберите мероприятие из списка.",
        },
    )
    note = forms.CharField(
        label="Пояснение",
        required=False,
        max_length=1000,
        help_text="Например: без положения не о чем рассказывать.",
    )

    def __init__(self, *args: Any, others: list[tuple[int, str]], is_foreign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation: Any = self.fields["relation"]
        # In one plan nothing is twice; what waits in another plan is for its own coordinator to say.
        left_out = {"before"} if is_foreign else {"same_as"}
        relation.choices = [pair for pair in RELATIONS if pair[0] not in left_out]
        other: Any = self.fields["other"]
        other.choices = [("", "Не выбрано"), *others]
