"""Who gets which answer at the addresses of cycles: all below and above see, two roles run."""

from medk.cycles.models import CohortMembership
from tests.architecture.access_matrix import Row
from tests.factories.cycles import KeyDateFactory
from tests.world import District

RUN = ("regional", "administrator")
#: Everybody of the region and above it sees; strangers do not.
SEES = {"default": 200, "expect": {"stranger": 404}}
EDITS = {"default": 403, "expect": dict.fromkeys(RUN, 200) | {"stranger": 404}}
POSTS = {"method": "post", "default": 403, "expect": dict.fromkeys(RUN, 302) | {"stranger": 404}}
#: Memberships of a school are seen within its territory alone.
TERRITORY = ["observer", "operator", "municipal", "methodical", "curator", "head", "staff"]


def _cycle(district: District) -> list[object]:
    return [district.cycle.pk]


def _cohort(district: District) -> list[object]:
    return [district.cohort.pk]


def _date(district: District) -> list[object]:
    return [KeyDateFactory(cycle=district.cycle).pk]


def _membership(district: District) -> list[object]:
    return [CohortMembership.objects.get(organisation=district.school).pk]


def _far_membership(district: District) -> list[object]:
    return [CohortMembership.objects.get(organisation=district.far_school).pk]


def _leaving(district: District) -> dict[str, object]:
    return {"on": "20.05.2022", "membership": _membership(district)}


ROWS = [
    Row("cycles:cycle-list", default=200),
    Row("cycles:cycle-add", default=403, expect=dict.fromkeys([*RUN, "stranger"], 200)),
    Row("cycles:cycle-detail", args=_cycle, **SEES),
    Row("cycles:cycle-edit", args=_cycle, **EDITS),
    Row("cycles:cycle-close", args=_cycle, **EDITS),
    Row("cycles:cycle-reopen", args=_cycle, **EDITS),
    Row("cycles:key-date-add", args=_cycle, **EDITS),
    Row("cycles:key-date-edit", args=_date, **EDITS),
    Row("cycles:key-date-remove", args=_date, **POSTS),
    Row("cycles:cohort-add", args=_cycle, **EDITS),
    Row("cycles:cohort-detail", args=_cohort, **SEES),
    Row("cycles:cohort-rename", args=_cohort, **EDITS),
    Row("cycles:cohort-export", args=_cohort, **SEES),
    Row("cycles:membership-add", args=_cohort, **EDITS),
    Row("cycles:membership-end", args=_cohort, data=_leaving, **POSTS),
    Row(
        "cycles:membership-edit",
        args=_membership,
        about="school",
        expect=dict.fromkeys(TERRITORY, 403) | dict.fromkeys(RUN, 200),
    ),
    Row(
        "cycles:membership-edit",
        args=_far_membership,
        about="far school",
        expect=dict.fromkeys(["observer", "operator", "other_municipal"], 403) | dict.fromkeys(RUN, 200),
    ),
    Row(
        "cycles:membership-remove",
        args=_membership,
        method="post",
        data=lambda d: {"reason": "не та школа"},
        expect=dict.fromkeys(TERRITORY, 403) | dict.fromkeys(RUN, 302),
    ),
]
