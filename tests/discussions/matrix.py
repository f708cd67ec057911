"""Who gets which answer at the addresses of discussions: whoever sees the subject."""

from tests.architecture.access_matrix import Row
from tests.world import District


def _cycle(district: District) -> list[object]:
    return ["cycles.cycle", district.cycle.pk]


ROWS = [
    Row("discussions:thread", args=_cycle, default=200, expect={"stranger": 404}),
    Row("discussions:thread", args=lambda d: ["audit.auditentry", 1], about="no sight registered"),
    Row(
        "discussions:add",
        args=_cycle,
        method="post",
        data=lambda d: {"text": "Вопрос"},
        default=302,
        expect={"stranger": 404},
    ),
]
