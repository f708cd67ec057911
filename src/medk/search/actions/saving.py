"""Saved filters: a list with its filter under a name."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.urls import Resolver404, resolve

from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.search.models import SavedFilter

MOST = 100
LONGEST = 2000
#: Parameters that say where one stands, not what is chosen.
_PASSING = frozenset({"page", "after", "before", "csrfmiddlewaretoken"})


@transaction.atomic
def save_filter(name: str, address: str, *, by: Any) -> SavedFilter:
    """Keep a list of this site with its filter; a name used before means the new filter from now on.

    Raises Refused without a name, for an address that is no page here, and beyond the limits.
    """
    words = " ".join(name.split())
    if not words or len(words) > 100:
        raise Refused("Дайте отбору название не длиннее 100 знаков.")
    path, _, query = address.partition("?")
    chosen = urlencode([pair for pair in parse_qsl(query) if pair[0] not in _PASSING])
    if not _is_page(path) or len(path) > 255:
        raise Refused("Эту страницу сохранить нельзя. Откройте список, задайте отбор и сохраните его там.")
    if len(chosen) > LONGEST:
        raise Refused("Отбор слишком длинный. Уберите часть условий и сохраните ещё раз.")
    own = SavedFilter.objects.visible_to(by)
    if own.exclude(name=words).count() >= MOST:
        raise Refused(f"Сохранено уже {MOST} отборов. Уберите те, что больше не нужны.")
    values = {"path": path, "query": chosen, "created_at": clock.now()}
    return SavedFilter.objects.update_or_create(user_id=by.pk, name=words, defaults=values)[0]


def _is_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return path.startswith("/") and not path.startswith("//")


def remove_filter(kept: SavedFilter, *, by: Any) -> None:
    """Keep one's own filter no longer; raises Refused for somebody else's."""
    if kept.user_id != by.pk:
        raise Refused("Убрать можно только свой отбор.")
    kept.delete()
