"""Who gets which answer at the addresses of notices and letters."""

from medk.notices.actions import tell
from medk.notices.models import Letter, Notice
from tests.architecture.access_matrix import Row
from tests.world import District

ADMINISTRATOR = {"administrator": 200}


def _notice(district: District) -> list[object]:
    tell([district.users["head"]], kind="test", text="Вам поручено мероприятие.", url="/")
    return [Notice.objects.latest("pk").uid]


def _letter(district: District) -> list[object]:
    tell([district.users["head"]], kind="test", text="Вам поручено мероприятие.", url="/", letter=True)
    return [Letter.objects.latest("pk").uid]


ROWS = [
    Row("notices:notice-list", default=200),
    Row("notices:notice-read-all", method="post", default=302),
    Row("notices:notice-open", args=_notice, expect={"head": 302}),
    Row("notices:letter-list", expect=ADMINISTRATOR),
    Row("notices:letter-detail", args=_letter, expect=ADMINISTRATOR),
    Row("notices:letter-resend", args=_letter, method="post", expect={"administrator": 302}),
]
