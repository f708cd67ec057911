"""Road maps, measures, execution."""

from medk.plans.models.amendment import AmendmentLine, PlanAmendment
from medk.plans.models.cascade import MeasureOrigin, OriginDecision
from medk.plans.models.execution import Evidence, Execution, MeasureProgress, Pause
from medk.plans.models.history import LateFact, MeasureProgressDay
from medk.plans.models.links import MeasureLink
from medk.plans.models.measure import (
    Action,
    Amendment,
    Executor,
    Measure,
    MeasureVersion,
    Milestone,
    Occurrence,
    Target,
    TargetReading,
)
from medk.plans.models.road_map import (
    OrderImport,
    PlanBaseline,
    RoadMap,
    Section,
    UnreadFragment,
)
from medk.plans.models.schedules import AttachedSchedule, MeasureRequest

__all__ = [
    "Action",
    "Amendment",
    "AmendmentLine",
    "AttachedSchedule",
    "Evidence",
    "Execution",
    "Executor",
    "LateFact",
    "Measure",
    "MeasureLink",
    "MeasureOrigin",
    "MeasureProgress",
    "MeasureProgressDay",
    "MeasureRequest",
    "MeasureVersion",
    "Milestone",
    "Occurrence",
    "OrderImport",
    "OriginDecision",
    "Pause",
    "PlanAmendment",
    "PlanBaseline",
    "RoadMap",
    "Section",
    "Target",
    "TargetReading",
    "UnreadFragment",
]
