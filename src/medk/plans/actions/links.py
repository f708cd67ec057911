"""Setting links between measures, taking them off, declining what was proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.plans.access import owns
from medk.plans.choices import LinkKind, RoadMapStatus
from medk.plans.models import Measure, MeasureLink, RoadMap
from medk.plans.rules.links import loop

#: Kinds in which a ring would make no sense.
_ORDERED = (LinkKind.FOLLOWS, LinkKind.REPORTS_ON)
_OPEN = (RoadMapStatus.DRAFT, RoadMapStatus.APPROVED)


@dataclass(frozen=True)
class Ends:
    """The two measures of a link and its kind."""

    kind: str
    source: Measure
    target: Measure

    @property
    def speaker(self) -> Measure:
        """Whose plan says it: the one that waits, that reports, or that names its twin."""
        return self.target if self.kind == LinkKind.FOLLOWS else self.source

    @property
    def words(self) -> str:
        """«1.31 следует за 1.30», «3.2 отчитывается о 1.30»."""
        first, other = (
            (self.target, self.source) if self.kind == LinkKind.FOLLOWS else (self.source, self.target)
        )
        return f"{named(first)} {LinkKind(self.kind).label} {named(other)}"


def named(measure: Measure) -> str:
    """How a link calls a measure: its number, else the beginning of its title."""
    return measure.number or f"«{measure.title[:60]}»"


@transaction.atomic
def link_measures(ends: Ends, *, by: Any, note: str = "", is_proposed: bool = False) -> MeasureLink:
    """Say that one measure follows another, reports on it, or is the same; by the owner of its plan.

    Raises `NotAllowed` for others, `Refused` for a link to itself, a repeated one, one between plans
    that the person does not see, and for a ring, which it names.
    """
    _require_speaker(ends, by)
    _lock(ends)
    _require_sight(ends, by)
    _require_sense(ends)
    _require_new(ends)
    if ends.kind in _ORDERED:
        _refuse_ring(ends, by)
    _declined(ends).update(
        withdrawn_at=clock.now(), withdrawn_by=by, withdrawn_reason="Связь всё же поставлена."
    )
    made = MeasureLink.objects.create(
        kind=ends.kind, source=ends.source, target=ends.target, note=note.strip(), is_proposed=is_proposed,
        by=by, entered_at=clock.now(),
    )  # fmt: skip
    record("plans.link_added", ends.speaker, by=by, note=made.note, proposed=is_proposed, **_about(ends))
    return made


@transaction.atomic
def withdraw_link(link: MeasureLink, *, by: Any, reason: str) -> None:
    """Take a link off with a reason; it stays in the history, and in views of the days when it held."""
    ends = ends_of(link)
    _require_speaker(ends, by)
    if not reason.strip():
        raise Refused("Укажите, почему связь снимается.")
    rows = MeasureLink.objects.held().filter(pk=link.pk)
    if not rows.update(withdrawn_at=clock.now(), withdrawn_by=by, withdrawn_reason=reason.strip()):
        raise Refused("Эта связь уже снята.")
    record("plans.link_withdrawn", ends.speaker, by=by, reason=reason.strip(), **_about(ends))


@transaction.atomic
def decline_link(ends: Ends, *, by: Any, reason: str = "") -> MeasureLink:
    """Decline a proposed link: it is not offered again."""
    _require_speaker(ends, by)
    _lock(ends)
    _require_new(ends)
    if _declined(ends).exists():
        raise Refused(f"Предложение «{ends.words}» уже отклонено.")
    made = MeasureLink.objects.create(
        kind=ends.kind, source=ends.source, target=ends.target, note=reason.strip(), is_proposed=True,
        is_declined=True, by=by, entered_at=clock.now(),
    )  # fmt: skip
    record("plans.link_declined", ends.speaker, by=by, reason=reason.strip(), **_about(ends))
    return made


def ends_of(link: MeasureLink) -> Ends:
    """The ends of a stored link."""
    return Ends(link.kind, link.source, link.target)


def may_link(user: Any, measure: Measure) -> bool:
    """Whether the user sets links of a measure: runs its plan, which is not closed."""
    return measure.road_map.status in _OPEN and owns(user, measure.road_map.organisation)


def _about(ends: Ends) -> dict[str, Any]:
    return {"title": ends.words, "link": ends.kind, "source": ends.source.pk, "target": ends.target.pk}


def _require_speaker(ends: Ends, by: Any) -> None:
    """The owner of the plan that says it; of two twins either."""
    sides = [ends.source, ends.target] if ends.kind == LinkKind.SAME_AS else [ends.speaker]
    if not any(owns(by, side.road_map.organisation) for side in sides):
        raise NotAllowed(
            f"Связи мероприятия {named(ends.speaker)} ставит и снимает координатор плана: "
            f"{ends.speaker.road_map.organisation}.",
            who="Обратитесь к нему: его контакты на странице организации.",
        )
    if not any(side.road_map.status in _OPEN for side in sides):
        raise Refused("Дорожная карта закрыта, связи больше не меняют. Откройте её снова.")


def _lock(ends: Ends) -> None:
    """Two people who close one ring from both ends are asked one after the other."""
    maps = sorted({ends.source.road_map_id, ends.target.road_map_id})
    rows = RoadMap.objects.select_for_update(of=("self",)).filter(pk__in=maps).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _require_sight(ends: Ends, by: Any) -> None:
    maps = {ends.source.road_map_id, ends.target.road_map_id}
    if RoadMap.objects.visible_to(by).filter(pk__in=maps).count() < len(maps):
        raise Refused("Второго мероприятия нет среди планов, которые вы видите. Выберите другое.")


def _require_sense(ends: Ends) -> None:
    if ends.source.pk == ends.target.pk:
        raise Refused("Мероприятие не связывают с самим собой. Выберите другое.")
    if ends.kind == LinkKind.SAME_AS and ends.source.road_map_id == ends.target.road_map_id:
        raise Refused(
            "«То же, что» связывает мероприятия разных планов. В одном плане поставьте «следует за» "
            "или отмените повтор."
        )


def _require_new(ends: Ends) -> None:
    pairs = [(ends.source, ends.target)]
    if ends.kind == LinkKind.SAME_AS:
        pairs.append((ends.target, ends.source))
    held = MeasureLink.objects.held().filter(kind=ends.kind)
    if any(held.filter(source=source, target=target).exists() for source, target in pairs):
        raise Refused(f"Такая связь уже есть: {ends.words}.")


def _declined(ends: Ends) -> Any:
    rows = MeasureLink.objects.filter(withdrawn_at__isnull=True, is_declined=True)
    return rows.filter(kind=ends.kind, source=ends.source, target=ends.target)


def _refuse_ring(ends: Ends, by: Any) -> None:
    """Name the ring that the link would close; measures out of sight are not named."""
    ring = loop(_edges_after(ends), (ends.source.pk, ends.target.pk))
    if ring:
        seen = {row.pk: named(row) for row in Measure.objects.visible_to(by).filter(pk__in=ring)}
        way = " → ".join(seen.get(pk, "мероприятие другого плана") for pk in ring)
        raise Refused(
            f"Получился бы круг: {way}. Снимите одну из этих связей или выберите другое мероприятие."
        )


def _edges_after(ends: Ends) -> Iterable[tuple[int, int]]:
    """Links of the kind that can be reached from the target, read one step of the chain at a time."""
    found: dict[tuple[int, int], None] = {}
    asked: set[int] = set()
    asking = {ends.target.pk}
    while asking:
        asked |= asking
        rows = MeasureLink.objects.held().filter(kind=ends.kind, source_id__in=asking)
        step = list(rows.values_list("source_id", "target_id"))
        found.update(dict.fromkeys(step))
        asking = {then for _, then in step} - asked
    return list(found)
