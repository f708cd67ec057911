"""Forms about organisations: shape and words of the fields; rules live in actions."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms

from medk.kernel.fields import choice_field
from medk.orgs.forms.fields import DayField, LinesField, VersionedForm, choices_of
from medk.orgs.models import ExternalCode, Organisation, OrganisationKind
from medk.orgs.queries.places import TERRITORIES
from medk.orgs.rules.codes import refuse_inn, refuse_ogrn

Issuer = ExternalCode.Issuer
DETAILS = ("short_name", "address", "phone", "email", "website")


def russian_zones() -> list[tuple[str, str]]:
    """Time zones of the country, with an empty line for "as above"."""
    names = [
        "Europe/Kaliningrad",
        "Europe/Moscow",
        "Europe/Samara",
        "Asia/Yekaterinburg",
        "Asia/Omsk",
        "Asia/Novosibirsk",
        "Asia/Krasnoyarsk",
        "Asia/Irkutsk",
        "Asia/Yakutsk",
        "Asia/Vladivostok",
        "Asia/Magadan",
        "Asia/Kamchatka",
    ]
    known = available_timezones()
    return [("", "как у вышестоящей"), *((name, name) for name in names if name in known)]


class DescriptionForm(VersionedForm):
    """What an organisation tells about itself."""

    short_name = forms.CharField(
        label="Краткое наименование",
        max_length=255,
        required=False,
        help_text="Как её зовут между собой: «СОШ № 7».",
    )
    address = forms.CharField(label="Адрес", required=False, max_length=1000)
    phone = forms.CharField(label="Телефон", max_length=64, required=False)
    email = forms.EmailField(label="Электронная почта", required=False)
    website = forms.CharField(label="Сайт", max_length=255, required=False)
    time_zone = forms.ChoiceField(label="Часовой пояс", choices=russian_zones, required=False)
    inn = forms.CharField(label="ИНН", max_length=12, required=False, help_text="10 цифр.")
    ogrn = forms.CharField(label="ОГРН", max_length=15, required=False, help_text="13 цифр.")
    register = forms.CharField(
        label="Код реестра",
        max_length=64,
        required=False,
        help_text="По нему школа узнаётся при загрузке реестра.",
    )
    fis_oko = forms.CharField(label="Логин ФИС ОКО", max_length=64, required=False)
    aliases = LinesField(
        label="Другие названия", required=False, help_text="По одному в строке: так школа найдётся и по ним."
    )

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind and kind not in TERRITORIES:
            del self.fields["time_zone"]
        zone = self.initial.get("time_zone")
        if zone and "time_zone" in self.fields and zone not in dict(russian_zones()):
            choice_field(self, "time_zone").choices = [*russian_zones(), (zone, zone)]

    def clean_inn(self) -> str:
        return self._checked("inn", refuse_inn)

    def clean_ogrn(self) -> str:
        return self._checked("ogrn", refuse_ogrn)

    def _checked(self, name: str, refuse: Any) -> str:
        code = str(self.cleaned_data[name]).replace(" ", "")
        reason = refuse(code) if code else ""
        if reason:
            raise forms.ValidationError(reason)
        return code

    def details(self) -> dict[str, str]:
        """Fields of the organisation's own row."""
        names = [*DETAILS, "time_zone"]
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def codes(self) -> dict[str, str]:
        """Issuer → code."""
        return {issuer.value: self.cleaned_data[issuer.value] for issuer in Issuer}


def described(organisation: Organisation, codes: Mapping[str, str], aliases: Iterable[str]) -> dict[str, Any]:
    """Initial values of `DescriptionForm`."""
    found: dict[str, Any] = {name: getattr(organisation, name) for name in [*DETAILS, "time_zone"]}
    return found | dict(codes) | {"aliases": tuple(aliases), "version": organisation.version}


class CreationForm(DescriptionForm):
    """A new organisation in its place."""

    kind = forms.ChoiceField(label="Вид")
    name = forms.CharField(label="Наименование", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    on = DayField(label="Входит с", required=False, help_text="Пусто: с сегодняшнего дня.")
    field_order = ["kind", "name", "short_name", "on"]

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "kind").choices = choices_of(OrganisationKind(kind) for kind in kinds)


class ActForm(forms.Form):
    """When and by which act something happens to an organisation."""

    on = DayField(label="С какого дня")
    act = forms.CharField(
        label="Основание", max_length=500, required=False, help_text="Номер и дата приказа."
    )


class RenameForm(ActForm, VersionedForm):
    """A new name."""

    name = forms.CharField(
        label="Новое наименование", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ["name"]


class TargetForm(ActForm):
    """Another organisation by its name or code: whereto, or in whose favour."""

    target = forms.CharField(
        label="Организация",
        max_length=500,
        help_text="Наименование, краткое наименование или код, как в списке.",
    )
    field_order = ["target"]


class ListForm(forms.Form):
    """The filter of the list."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=choices_of(OrganisationKind, "Любой вид"))
    closed = forms.BooleanField(required=False)
