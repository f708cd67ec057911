"""The repeats that a measure's own recurrence gives."""

from medk.plans.choices import ScheduleKind
from medk.plans.models import Measure
from medk.plans.rules.recurrence import Recurrence, Slot, slots


def slots_of(measure: Measure) -> list[Slot]:
    """Slots that the measure's own recurrence gives; none when a person enters them."""
    if measure.schedule_kind != ScheduleKind.RECURRING or measure.is_series_external:
        return []
    recurrence = Recurrence(
        measure.frequency, measure.interval, measure.count_per_period, measure.weekday, measure.monthday
    )
    return slots(recurrence, measure.starts_on, measure.due_on) if measure.frequency else []
