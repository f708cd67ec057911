"""What the navigation offers to whom; an entry whose page does not exist is not shown (decision 27)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

from medk.orgs.roles import Role

EVERYONE = frozenset(Role)
COORDINATORS = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.FEDERAL_OBSERVER,
        Role.REGIONAL_COORDINATOR,
        Role.REGIONAL_OPERATOR,
        Role.MUNICIPAL_COORDINATOR,
    }
)
#: Roles that work from a phone and get a bar of tabs at its foot.
TAB_ROLES = frozenset({Role.SCHOOL_HEAD, Role.SCHOOL_STAFF, Role.CURATOR})


@dataclass(frozen=True)
class Entry:
    """One line of the menu: `short` is its name on a tab, `counter` the name of its figure."""

    label: str
    url_name: str
    icon: str
    roles: frozenset[Role] = EVERYONE
    short: str = ""
    counter: str = ""
    counter_means: str = ""


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("Дела", "desk:home", "home", short="Дела", counter="todo", counter_means="ждут вас"),
            Entry("Дорожные карты", "plans:road-map-list", "map", short="Карты"),
            Entry("Мой календарь", "plans:my-calendar", "calendar", short="Календарь"),
            Entry(
                "Уведомления", "notices:notice-list", "bell",
                short="Уведомления", counter="unread", counter_means="новых",
            ),
            Entry("Наблюдение", "search:watch-list", "star", counter="watched", counter_means="изменились"),
            Entry("Мои отборы", "search:filter-list", "filter"),
        ),
    ),
    (
        "Люди и места",
        (
            Entry("Организации", "orgs:organisation-list", "school", short="Школы"),
            Entry("Люди", "orgs:people-list", "users"),
            Entry("Программный год", "cycles:cycle-list", "calendar"),
        ),
    ),
    (
        "Порядок",
        (
            Entry("Журнал действий", "orgs:audit-list", "history", COORDINATORS),
            Entry("Письма", "notices:letter-list", "mail", frozenset({Role.ADMINISTRATOR})),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """An entry ready to be drawn on the page being served."""

    label: str
    short: str
    url: str
    icon: str
    current: bool
    count: int
    count_means: str


@dataclass(frozen=True)
class Group:
    """A titled part of the menu."""

    title: str
    entries: tuple[Item, ...]


@cache
def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def address(url_name: str) -> str:
    """The address of a page, empty where the page does not exist."""
    return _address(url_name)


def menu(roles: frozenset[Role], path: str, counters: Mapping[str, int]) -> tuple[Group, ...]:
    """The groups for somebody who holds `roles` and looks at `path`; empty groups are left out."""
    groups = (Group(title, _items(entries, roles, path, counters)) for title, entries in GROUPS)
    return tuple(group for group in groups if group.entries)


def tabs(roles: frozenset[Role], groups: tuple[Group, ...]) -> tuple[Item, ...]:
    """The first four entries that have a short name, for those who work from a phone."""
    if not roles & TAB_ROLES:
        return ()
    return tuple(item for group in groups for item in group.entries if item.short)[:4]


def _items(
    entries: tuple[Entry, ...], roles: frozenset[Role], path: str, counters: Mapping[str, int]
) -> tuple[Item, ...]:
    shown = ((entry, address(entry.url_name)) for entry in entries if _offered(entry, roles))
    return tuple(_item(entry, url, path, counters) for entry, url in shown if url)


def _offered(entry: Entry, roles: frozenset[Role]) -> bool:
    """Somebody without any appointment still has the desk and the notices."""
    return bool(entry.roles & roles) or (not roles and entry.url_name in ("desk:home", "notices:notice-list"))


def _item(entry: Entry, url: str, path: str, counters: Mapping[str, int]) -> Item:
    return Item(
        label=entry.label,
        short=entry.short,
        url=url,
        icon=entry.icon,
        current=path == url if url == "/" else path.startswith(url),
        count=counters.get(entry.counter, 0),
        count_means=entry.counter_means,
    )
