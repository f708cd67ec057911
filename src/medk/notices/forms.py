"""Filter of the outbox."""

from django import forms

from medk.notices.models import Letter


class LetterFilterForm(forms.Form):
    """Which letters to list; anything unknown in the address is left out, not complained about."""

    status = forms.ChoiceField(
        label="Состояние", choices=[("", "все"), *Letter.Status.choices], required=False
    )
    search = forms.CharField(label="Кому или тема", max_length=100, required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, object]:
        """The accepted values by name."""
        self.is_valid()
        return {
            "status": self.cleaned_data.get("status", ""),
            "search": self.cleaned_data.get("search", "").strip(),
            "before": self.cleaned_data.get("before"),
        }
