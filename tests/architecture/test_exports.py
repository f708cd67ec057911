"""Lists travel: every page with a table of many rows can be taken away, or says why not."""

import re

from tests.architecture.tree import SOURCE

_LIST = re.compile(r'<table|class="pager"|class="todo"|class="tl')
_TAKEN = re.compile(r"format=xlsx|-export\b|export_url|register-findings|-file\b|in exports %}")
_INCLUDED = re.compile(r'{% include "([^"]+)"')

#: Pages with rows that are not exported, each with its reason.
WITHOUT = {
    "accounts/profile.html": "one's own sign-ins and settings: nothing to work with elsewhere",
    "cycles/cycle_detail.html": "a dozen key dates; its cohorts are exported one by one",
    "cycles/membership_preview.html": "a step of a form: what will be added is in the cohort afterwards",
    "desk/home.html": "the first rows of lists that are exported whole: my parts, confirmations, road maps",
    "notices/notice_list.html": "one's own letterbox: each line only leads to its object",
    "orgs/appointment_end.html": "a step of a form over the open tasks of one person",
    "orgs/history.html": "the same entries are exported from the audit by object",
    "orgs/organisation_detail.html": "a card; what stands below is exported from the list of organisations",
    "orgs/person_detail.html": "a card; appointments are exported from the list of people",
    "plans/amendment_detail.html": "one amendment; changes of the plan are exported together",
    "plans/cascade_links.html": "pairs of measures edited in place; each plan is exported by itself",
    "plans/matrix_cell.html": "one cell; the matrix is exported as seen",
    "plans/matrix_remind.html": "a step of a form: who will be reminded",
    "plans/part_past.html": "one part as it was; its moves are in the journal of the plan",
    "plans/road_map_corrections.html": "each line leads to an entry of the journal, which is exported",
    "plans/schedule_detail.html": "the schedule itself is the file that was attached; its dates are exported beside it",
    "search/watch_list.html": "one's own marks: each line only leads to its object",
    "plans/measure_history.html": "the same entries are in the journal of the plan, which is exported",
    "plans/measure_links.html": "the links of one measure, a few lines that are edited in place",
    "plans/measure_occurrences.html": "repeats of one measure, exported with its coverage part by part",
    "plans/order_import.html": "the state of one upload",
    "plans/order_upload.html": "a form with the last uploads",
    "plans/part_detail.html": "one part; its moves are in the journal of the plan",
    "plans/review_appoint.html": "a step of a form",
    "plans/review_approve.html": "a step of a form",
    "plans/review_executors.html": "a draft being settled: not yet a plan to be taken away",
    "plans/review_page.html": "a draft beside its order: not yet a plan to be taken away",
    "plans/road_map_links.html": "pairs of measures edited in place; the chart of the plan shows them",
}


def _templates() -> dict[str, str]:
    found = {}
    for path in sorted(SOURCE.glob("*/templates/**/*.html")):
        found[str(path).split("/templates/", 1)[1]] = path.read_text(encoding="utf-8")
    return found


def _whole(name: str, texts: dict[str, str], seen: set[str]) -> str:
    """A template with everything that it includes."""
    if name in seen or name not in texts:
        return ""
    seen.add(name)
    return texts[name] + "".join(_whole(other, texts, seen) for other in _INCLUDED.findall(texts[name]))


def _lists() -> dict[str, bool]:
    """Page with rows → whether it can be taken away."""
    texts = _templates()
    pages = [name for name in texts if not name.rsplit("/", 1)[-1].startswith("_") and "/" in name]
    whole = {name: _whole(name, texts, set()) for name in pages if not name.startswith("ui/")}
    return {name: bool(_TAKEN.search(text)) for name, text in whole.items() if _LIST.search(text)}


def test_every_list_is_exported_or_says_why_not():
    lists = _lists()
    assert len(lists) > 20
    silent = sorted(name for name, taken in lists.items() if not taken and name not in WITHOUT)
    assert not silent, f"no export and no reason in WITHOUT: {silent}"


def test_reasons_are_of_pages_that_need_them():
    lists = _lists()
    spare = sorted(name for name in WITHOUT if lists.get(name, True))
    assert not spare, f"no such list, or it is exported by now: {spare}"
