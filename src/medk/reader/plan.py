"""What a reading yields: a plan with the place and the certainty of every field."""

from dataclasses import dataclass, field

from medk.reader.cells import Place


@dataclass(frozen=True, slots=True)
class Document:
    """The order itself: kind, authority, number, date, territory, level, year of its plan."""

    kind: str | None = None
    authority: str | None = None
    number: str | None = None
    date: str | None = None
    title: str | None = None
    territory: str | None = None
    level: str | None = None
    plan_year: int | None = None
    sources: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading inside the plan's table."""

    number: str | None
    title: str
    source: Place | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often: `count_per_period` times in every `interval` periods of `freq`."""

    freq: str
    interval: int = 1
    count_per_period: int = 1
    weekday: str | None = None
    monthday: int | None = None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """One of several deadlines of a measure."""

    title: str | None
    end: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """When: kind is date, period, recurring, on_request, by_separate_schedule or none."""

    kind: str = "none"
    start: str | None = None
    end: str | None = None
    recurrence: Recurrence | None = None
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True)
class Executor:
    """A body or role that answers for a measure, named as printed."""

    name: str
    short_name: str | None = None
    by_agreement: bool = False
    full_name: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What the indicator demands: share, count, count_min, count_max, rate, document, fact."""

    kind: str
    value: int | float | None = None
    unit: str | None = None
    per: str | None = None
    action: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One of several actions of a row."""

    title: str
    end: str | None = None
    executors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the plan; `sources` and `confidence` are keyed by field name."""

    number: str | None
    section: int | None
    title: str
    deadline_text: str | None = None
    schedule: Schedule = Schedule()
    executors: tuple[Executor, ...] = ()
    indicator_text: str | None = None
    targets: tuple[Target, ...] = ()
    goal: str | None = None
    tasks: tuple[str, ...] = ()
    audience: str | None = None
    place_format: str | None = None
    publication: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    population: str | None = None
    source: Place | None = None
    sources: dict[str, Place] = field(default_factory=dict)
    #: The cells as they stand in the file, by field: nothing mended, nothing left out.
    printed: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text of the plan's table that found no place, and why."""

    text: str
    source: Place
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A question for the person who checks the reading; `measure` is an index."""

    code: str
    message: str
    measure: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole reading of one file."""

    document: Document
    sections: tuple[Section, ...] = ()
    measures: tuple[Measure, ...] = ()
    unread: tuple[Fragment, ...] = ()
    warnings: tuple[Remark, ...] = ()
    #: Header, numbering and ruling rows: recognised as such, hence no part of any field.
    headers: tuple[Place, ...] = ()
