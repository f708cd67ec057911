"""Columns of a register by the headings that people write over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medk.orgs.models import OrganisationKind as Kind
from medk.orgs.rules.tree import label_key


@dataclass(frozen=True)
class Column:
    """A field of the register, its usual heading, and others met in the wild."""

    field: str
    title: str
    also: tuple[str, ...] = ()
    longest: int = 255


COLUMNS = (
    Column("code", "Код", ("код оо", "код школы", "код организации", "код реестра", "id"), 64),
    Column(
        "name", "Наименование",
        ("полное наименование", "название", "наименование оо", "наименование организации", "школа"), 1000,
    ),
    Column("short_name", "Краткое наименование", ("сокращенное наименование", "краткое название", "кратко")),
    Column(
        "municipality", "Муниципалитет",
        ("муниципальное образование", "мо", "мсу", "район", "территория", "ате"), 500,
    ),
    Column("kind", "Вид", ("тип", "вид организации", "тип организации")),
    Column("inn", "ИНН", (), 12),
    Column("ogrn", "ОГРН", (), 15),
    Column("address", "Адрес", ("юридический адрес", "фактический адрес", "место нахождения"), 1000),
    Column("phone", "Телефон", ("контактный телефон", "тел", "телефоны"), 64),
    Column("email", "Электронная почта", ("почта", "email", "e-mail", "адрес электронной почты", "эл почта")),
    Column("website", "Сайт", ("адрес сайта", "официальный сайт", "веб-сайт", "url")),
)  # fmt: skip
TITLES = {column.field: column.title for column in COLUMNS}
_BY_HEADING = {
    label_key(heading): column.field for column in COLUMNS for heading in (column.title, *column.also)
}

#: Words for a kind, as they stand in registers; an empty cell means a school.
_KINDS = {
    Kind.SCHOOL: (
        "", "школа", "оо", "сош", "оош", "лицей", "гимназия", "общеобразовательная организация",
        "общеобразовательное учреждение", "образовательная организация", "школа-интернат",
    ),
    Kind.MUNICIPALITY: ("муниципалитет", "муниципальное образование"),
    Kind.AUTHORITY: ("орган управления", "моуо", "оуо", "управление образования"),
    Kind.INSTITUTE: ("институт развития образования", "иро", "институт"),
    Kind.ASSESSMENT_CENTRE: ("центр оценки качества", "цоко", "рцоко"),
    Kind.METHODICAL_SERVICE: ("методическая служба", "методический центр", "ммс"),
    Kind.PARTNER: ("партнёр", "партнер"),
}  # fmt: skip
_KIND_OF = {label_key(word): kind for kind, words in _KINDS.items() for word in words}


def header_of(cells: Sequence[str]) -> dict[str, int]:
    """Field → place of its column; of two columns with one meaning the first counts."""
    found: dict[str, int] = {}
    for place, heading in enumerate(cells):
        field = _BY_HEADING.get(label_key(heading))
        if field and field not in found:
            found[field] = place
    return found


def missing(header: Mapping[str, int], *, needs_municipality: bool) -> list[str]:
    """Titles of required columns that are not there."""
    required = ["code", "name", *(["municipality"] if needs_municipality else [])]
    return [TITLES[field] for field in required if field not in header]


def kind_of(word: str) -> str:
    """The kind that a word names; empty when nobody knows it."""
    return _KIND_OF.get(label_key(word), "")
