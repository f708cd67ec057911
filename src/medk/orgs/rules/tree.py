"""What the tree of organisations allows; arguments in, a Russian reason or nothing out."""

import datetime as dt

from medk.orgs.models import OrganisationKind as Kind

_TERRITORIES = frozenset({Kind.FEDERATION, Kind.REGION, Kind.MUNICIPALITY})

#: Kind → kinds under which it may stand; a school may stand right under a region (decision 16).
PARENTS: dict[str, frozenset[str]] = {
    Kind.FEDERATION: frozenset(),
    Kind.REGION: frozenset({Kind.FEDERATION}),
    Kind.MUNICIPALITY: frozenset({Kind.REGION}),
    Kind.SCHOOL: frozenset({Kind.REGION, Kind.MUNICIPALITY}),
    Kind.AUTHORITY: _TERRITORIES,
    Kind.INSTITUTE: _TERRITORIES,
    Kind.ASSESSMENT_CENTRE: _TERRITORIES,
    Kind.METHODICAL_SERVICE: _TERRITORIES,
    Kind.PARTNER: _TERRITORIES,
}


def refuse_place(kind: str, parent_kind: str | None) -> str:
    """Why an organisation of a kind may not stand under a parent of a kind; empty when it may.

    A federation and the region of an installation without a federation have no parent.
    """
    if parent_kind is None:
        if kind in {Kind.FEDERATION, Kind.REGION}:
            return ""
        return f"{Kind(kind).label.capitalize()} не бывает сама по себе: укажите, куда входит."
    if parent_kind in PARENTS[kind]:
        return ""
    return f"Вид «{Kind(kind).label}» не может входить в вид «{Kind(parent_kind).label}»."


def refuse_day(on: dt.date, *, today: dt.date, since: dt.date | None = None) -> str:
    """Why a change of the tree may not be dated so; empty when it may."""
    if on > today:
        return f"Дата {on:%d.%m.%Y} ещё не наступила. Внесите изменение в этот день или позже."
    if since and on < since:
        return f"Дата {on:%d.%m.%Y} раньше предыдущего изменения, {since:%d.%m.%Y}. Укажите более позднюю."
    return ""


def label_key(name: str) -> str:
    """A name for comparison: case, spaces, quotes and ё do not make two names of one."""
    letters = name.casefold().replace("ё", "е")
    return "".join(letter for letter in letters if letter.isalnum())
