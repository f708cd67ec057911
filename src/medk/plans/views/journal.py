"""The journal of a road map."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from medk.kernel.exports import asked_for, download
from medk.plans.access import held_by
from medk.plans.exporters.lists import by_chunks, journal_sheet
from medk.plans.forms.filters import JournalFilter
from medk.plans.queries.journal import Asked, entries_at, entries_of, lines_of, narrowed, page_of
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.journal import GROUPS
from medk.plans.rules.moments import cut
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried, moment_context, moment_of
from medk.plans.views.road_maps import visible_road_map

#: Entries put into words at once.
CHUNK = 1000


def _words(asked: Asked, zone: str) -> list[str]:
    """The filter in words."""
    since = asked.since.astimezone(ZoneInfo(zone)) if asked.since else None
    kind = [f"о чём: {GROUPS[asked.kind].label}"] if asked.kind in GROUPS else []
    return [*kind, *([f"внесено с {since:%d.%m.%Y, %H:%M}"] if since else [])]


def road_map_journal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that happened to the plan and its parts, newest first."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    wanted = JournalFilter(request.GET).wanted()
    visit = request.user.seen_before_at
    asked = Asked(
        kind=wanted.get("kind", ""),
        since=visit if wanted.get("since") else None,
        before=wanted.get("before"),
    )
    moment = moment_of(request, sight.on, zone=sight.zone)
    entries = entries_of(request.user, road_map, sight)
    if moment.is_past:
        entries = entries_at(entries, cut(moment, sight.zone))
    if kind := asked_for(request):
        whole = by_chunks(narrowed(entries, asked).order_by("-pk"), CHUNK)
        lines = (line for rows in whole for line in lines_of(rows, sight.zone))
        return download(
            journal_sheet(road_map, lines, filters=_words(asked, sight.zone), moment=moment), kind
        )
    rows, following = page_of(entries, asked)
    chosen = {name: wanted[name] for name in ("kind", "since") if name in wanted} | carried(moment)
    context = {
        "road_map": road_map,
        "lines": lines_of(rows, sight.zone),
        "wanted": {name: value for name, value in chosen.items() if name in wanted},
        "visit": visit,
        "groups": [(code, group.label) for code, group in GROUPS.items()],
        "following": with_query(request.path, chosen | {"before": following}) if following else "",
        "newest": with_query(request.path, chosen) if asked.before else "",
        "is_above": sight.is_above,
    }
    return render(request, "plans/road_map_journal.html", context | moment_context(request, moment))
