"""How a field of a form looks: our class on its control, focus on the first one that was refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

#: Controls that have a look of their own.
_PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class Field(BoundField):
    """A bound field whose control carries `inp`; the first refused one takes the focus.

    `is_wide` and `asked` are for pages that draw fields across or with questions beside them.
    """

    is_wide = False
    asked: Sequence[Mapping[str, Any]] = ()

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if not isinstance(widget, _PLAIN):
            own = f"{attrs.get('class', '')} {widget.attrs.get('class', '')}"
            attrs["class"] = f"{own} inp".strip() if "inp" not in own.split() else own.strip()
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
            # Django's default is taller than what people usually write here.
            attrs["rows"] = "4"
        if self._is_first_refused():
            attrs["autofocus"] = True
        return attrs

    def label_tag(
        self, contents: Any = None, attrs: Any = None, label_suffix: str | None = None, tag: str | None = None
    ) -> SafeString:
        """The label without Django's colon."""
        return super().label_tag(contents, attrs, label_suffix or "", tag)

    def _is_first_refused(self) -> bool:
        form = self.form
        return form.is_bound and next((name for name in form.errors if name in form.fields), "") == self.name

    @property
    def is_file(self) -> bool:
        """Whether a file is chosen here."""
        return isinstance(self.field.widget, forms.FileInput)

    @property
    def is_tick(self) -> bool:
        """Whether this is a single tick, whose label stands after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class Renderer(TemplatesSetting):
    """Forms drawn by our templates (`kernel/templates/django/forms`)."""

    bound_field_class = Field


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of a form whose choices are set when it is made; TypeError for a field without choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    return field


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """The field of a form whose rows are set when it is made; TypeError for a field of another kind."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} is no field of rows")
    return field
