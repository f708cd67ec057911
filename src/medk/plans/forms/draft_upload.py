"""Where an order goes and what it is: a file or a pasted text; or a plan to be typed in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from medk.cycles.models import Cycle
from medk.kernel.fields import row_field
from medk.orgs.models import Organisation, TreeLink
from medk.plans.access_drafts import preparable
from medk.plans.actions.drafts_upload import Place

PASTED_NAME = "Вставленный текст.txt"


class PlaceForm(forms.Form):
    """Whose plan, of which cycle, for which year."""

    organisation = forms.ModelChoiceField(
        label="Чей план", queryset=Organisation.objects.none(), empty_label="Выберите организацию"
    )
    cycle = forms.ModelChoiceField(label="Цикл", queryset=Cycle.objects.none(), empty_label="Выберите цикл")
    year = forms.IntegerField(
        label="Год плана",
        min_value=2015,
        max_value=2100,
        required=False,
        help_text="Если не указать, берётся год цикла. По нему понимаются сроки без года: «до 15 апреля».",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = preparable(user).order_by("kind", "name")
        cycles = Cycle.objects.visible_to(user).filter(closed_on__isnull=True)
        row_field(self, "organisation").queryset = places
        row_field(self, "cycle").queryset = cycles
        self._choose_only(("organisation", places), ("cycle", cycles))

    def _choose_only(self, *pairs: tuple[str, Any]) -> None:
        """A list of one is no choice."""
        for name, rows in pairs:
            first = list(rows[:2])
            if len(first) == 1 and name not in self.initial:
                self.initial[name] = first[0].pk

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        organisation, cycle = values.get("organisation"), values.get("cycle")
        if organisation and cycle and not _belongs(cycle, organisation):
            self.add_error("cycle", f"Этот цикл ведёт {cycle.organisation}: выберите цикл своего региона.")
        return values

    @property
    def place(self) -> Place:
        """The place of a valid form."""
        values = self.cleaned_data
        year = values["year"] or values["cycle"].year
        return Place(values["organisation"], values["cycle"], year)


class UploadForm(PlaceForm):
    """An order: a file, or the text of one copied from a document."""

    file = forms.FileField(label="Файл приказа", required=False, allow_empty_file=True)
    text = forms.CharField(
        label="Текст приказа",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Откройте документ, выделите всё, скопируйте и вставьте сюда вместе с таблицей.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        file, text = values.get("file"), (values.get("text") or "").strip()
        if file and text:
            self.add_error("text", "Выбран файл и вставлен текст. Оставьте что-нибудь одно.")
        if not file and not text and "file" not in self.errors:
            self.add_error("file", "Выберите файл приказа или вставьте его текст.")
        return values

    @property
    def upload(self) -> UploadedFile:
        """The order of a valid form as a file."""
        if self.cleaned_data["file"]:
            return self.cleaned_data["file"]
        return SimpleUploadedFile(PASTED_NAME, self.cleaned_data["text"].encode(), "text/plain")


class BeginForm(PlaceForm):
    """A plan that nobody has published as an order, or that will be typed in by hand."""

    title = forms.CharField(
        label="Название плана", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def _belongs(cycle: Cycle, organisation: Organisation) -> bool:
    return TreeLink.objects.filter(ancestor_id=cycle.organisation_id, descendant=organisation).exists()
