"""Who gets which answer at the addresses of discussions: whoever sees the subject."""

from tests.architecture.access_matrix import Row
from tests.discussions.subjects import discussed_cycle

ROWS = [
    Row("discussions:thread", args=discussed_cycle, default=200, expect={"stranger": 404}),
    Row("discussions:thread", args=lambda d: ["orgs.organisation", d.school.pk], about="not open"),
    Row(
        "discussions:add",
        args=discussed_cycle,
        method="post",
        data=lambda d: {"text": "Вопрос"},
        default=302,
        expect={"stranger": 404},
    ),
]
