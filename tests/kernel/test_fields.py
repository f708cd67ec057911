"""Forms drawn by our renderer."""

import re

from django import forms


class Sample(forms.Form):
    """A form with every kind of field."""

    title = forms.CharField(label="Название", help_text="Как в приказе")
    due = forms.DateField(label="Срок", required=False)
    agreed = forms.BooleanField(label="Согласовано", required=False)
    way = forms.ChoiceField(label="Способ", choices=[("a", "А"), ("b", "Б")], widget=forms.RadioSelect)
    paper = forms.FileField(label="Файл", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if self.data.get("title") == "плохо":
            raise forms.ValidationError("Так нельзя: <нет>")
        return cleaned


def test_label_help_error_field_in_that_order() -> None:
    drawn = str(Sample({"title": "", "way": "a"}))
    block = drawn[drawn.index('<div class="field err">') :]
    places = [block.index(part) for part in ("<label", "Как в приказе", 'class="error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_title_helptext id_title_error"' in block
    assert 'id="id_title_error"' in block
    assert 'aria-invalid="true"' in block


def test_the_first_refused_field_takes_the_focus_and_only_it() -> None:
    drawn = str(Sample({"due": "когда-нибудь"}))
    assert re.findall(r'<input[^>]*name="(\w+)"[^>]*autofocus', drawn) == ["title"]
    assert "autofocus" not in str(Sample())


def test_controls_carry_our_class_and_ticks_do_not() -> None:
    drawn = str(Sample())
    classes = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*class="([^"]*)"', drawn))
    assert classes == {"title": "inp", "due": "inp", "paper": "inp"}


def test_optional_fields_say_so_and_labels_have_no_colon() -> None:
    drawn = str(Sample())
    assert 'Срок <span class="who">необязательно</span></label>' in drawn
    assert ">Название</label>" in drawn
    assert drawn.count("необязательно") == 2


def test_groups_are_fieldsets_and_hidden_fields_are_there() -> None:
    drawn = str(Sample({}))
    assert re.search(r'<fieldset class="field err"[^>]*><legend>Способ</legend>', drawn)
    assert '<input type="hidden" name="version"' in drawn


def test_what_concerns_the_whole_form_comes_first_and_is_escaped() -> None:
    drawn = str(Sample({"title": "плохо", "way": "a"}))
    assert drawn.lstrip().startswith('<div class="note da" role="alert"')
    assert "Так нельзя: &lt;нет&gt;" in drawn
