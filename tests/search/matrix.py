"""Who gets what of search, watching and saved filters."""

from uuid import UUID

from medk.search.actions.saving import save_filter
from medk.search.models import SavedFilter
from tests.architecture.access_matrix import Row
from tests.plans.scenes import approved_measure
from tests.world import District

NOBODYS = UUID("00000000-0000-7000-8000-000000000000")
#: Who reads a plan that one municipality owns: its own people, and those above.
OF_TOWN = dict.fromkeys(("administrator", "observer", "regional", "operator", "municipal", "methodical", "curator", "head", "staff", "neighbour_head"), 302)  # fmt: skip


def _kept(district: District) -> SavedFilter:
    return save_filter("Мои карты", "/road-maps/?year=2022", by=district.users["head"])


def _town_measure(district: District) -> dict[str, object]:
    measure = approved_measure(district, owner=district.municipality, title="Совещание округа")
    return {"subject": "plans.measure", "number": measure.pk, "do": "on"}


ROWS = [
    Row("search:page", default=200),
    Row("search:recent-clear", default=302, method="post"),
    Row("search:watch-list", default=200),
    Row("search:watch-looked", default=302, method="post"),
    Row("search:watch-toggle", OF_TOWN, method="post", data=_town_measure),
    Row("search:filter-list", default=200),
    Row(
        "search:filter-save",
        default=302,
        method="post",
        data=lambda district: {"name": "Мой", "address": "/organisations/?kind=school"},
    ),
    Row("search:filter-open", default=302, args=lambda d: [_kept(d).uid], about="by its link"),
    Row("search:filter-open", args=lambda d: [NOBODYS], about="of nobody"),
    Row("search:filter-remove", {"head": 302}, args=lambda d: [_kept(d).uid], method="post"),
]
