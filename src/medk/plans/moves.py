"""The workflows of plans. Roles here are capacities towards the subject (`access.py` finds them)."""

from medk.plans.choices import AmendmentStatus as A
from medk.plans.choices import ExecutionStatus as E
from medk.plans.choices import MeasureStatus as M
from medk.plans.choices import RoadMapStatus as R
from medk.workflow.moves import Move, Workflow

#: Capacities: runs the plan; carries the part out; confirms the part; is the only body that can.
OWNER, EXECUTOR, CONFIRMER, SOLE = "owner", "executor", "confirmer", "sole"
#: Towards an amendment: prepares it; approves it, having had no hand in it; sees that its day has come.
PREPARER, APPROVER, CALENDAR = "preparer", "approver", "calendar"

OWNERS = frozenset({OWNER})
EXECUTORS = frozenset({EXECUTOR})
CONFIRMERS = frozenset({CONFIRMER})

#: Not finished and not cancelled: what an executor still has to do.
OPEN_FOR_EXECUTOR = frozenset({E.PLANNED, E.IN_PROGRESS, E.RETURNED})

ROAD_MAP = Workflow(
    R,
    [
        Move("approve", "Утвердить", frozenset({R.DRAFT}), R.APPROVED, OWNERS),
        Move("discard", "Отменить черновик", frozenset({R.DRAFT}), R.DISCARDED, OWNERS, needs_reason=True),
        Move("restore", "Вернуть черновик", frozenset({R.DISCARDED}), R.DRAFT, OWNERS),
        Move("close", "Закрыть", frozenset({R.APPROVED}), R.CLOSED, OWNERS, needs_reason=True),
        Move("reopen", "Открыть снова", frozenset({R.CLOSED}), R.APPROVED, OWNERS, needs_reason=True),
    ],
)

MEASURE = Workflow(
    M,
    [
        Move("cancel", "Отменить мероприятие", frozenset({M.ACTIVE}), M.CANCELLED, OWNERS, needs_reason=True),
        Move("restore", "Вернуть мероприятие", frozenset({M.CANCELLED}), M.ACTIVE, OWNERS, needs_reason=True),
    ],
)

EXECUTION = Workflow(
    E,
    [
        Move("start", "Взять в работу", frozenset({E.PLANNED, E.RETURNED}), E.IN_PROGRESS, EXECUTORS),
        Move("submit", "Отправить на проверку", OPEN_FOR_EXECUTOR, E.SUBMITTED, EXECUTORS),
        Move("withdraw", "Отозвать", frozenset({E.SUBMITTED}), E.IN_PROGRESS, EXECUTORS, needs_reason=True),
        Move("confirm", "Подтвердить", frozenset({E.SUBMITTED}), E.CONFIRMED, CONFIRMERS),
        Move(
            "confirm_alone",
            "Отметить исполненным",
            OPEN_FOR_EXECUTOR | {E.SUBMITTED},
            E.CONFIRMED,
            frozenset({SOLE}),
        ),
        Move("return", "Вернуть", frozenset({E.SUBMITTED}), E.RETURNED, CONFIRMERS, needs_reason=True),
        Move(
            "take_back",
            "Снять подтверждение",
            frozenset({E.CONFIRMED}),
            E.SUBMITTED,
            CONFIRMERS | {SOLE},
            needs_reason=True,
        ),
        Move(
            "cancel",
            "Отменить часть",
            OPEN_FOR_EXECUTOR | {E.SUBMITTED},
            E.CANCELLED,
            OWNERS,
            needs_reason=True,
        ),
        Move("restore", "Вернуть часть", frozenset({E.CANCELLED}), E.PLANNED, OWNERS, needs_reason=True),
    ],
)

AMENDMENT = Workflow(
    A,
    [
        Move("submit", "Отправить на утверждение", frozenset({A.DRAFT}), A.SUBMITTED, frozenset({PREPARER})),
        Move("recall", "Вернуть себе", frozenset({A.SUBMITTED}), A.DRAFT, frozenset({PREPARER})),
        Move(
            "decline",
            "Вернуть на доработку",
            frozenset({A.SUBMITTED}),
            A.DRAFT,
            frozenset({APPROVER}),
            needs_reason=True,
        ),
        Move("approve", "Утвердить", frozenset({A.SUBMITTED}), A.APPROVED, frozenset({APPROVER})),
        Move("approve_alone", "Утвердить одному", frozenset({A.SUBMITTED}), A.APPROVED, frozenset({SOLE})),
        Move("take_effect", "Ввести в действие", frozenset({A.APPROVED}), A.IN_FORCE, frozenset({CALENDAR})),
        Move(
            "withdraw",
            "Отозвать",
            frozenset({A.DRAFT, A.SUBMITTED, A.APPROVED}),
            A.WITHDRAWN,
            frozenset({PREPARER}),
            needs_reason=True,
        ),
    ],
)
