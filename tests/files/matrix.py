"""Who gets which answer at the addresses of files."""

from tests.architecture.access_matrix import Row
from tests.files.test_actions import stored
from tests.world import District

BELOW = [
    "regional",
    "operator",
    "municipal",
    "other_municipal",
    "methodical",
    "curator",
    "head",
    "staff",
    "neighbour_head",
]
#: Whoever sees the cycle that the file belongs to.
SEES = dict.fromkeys([*BELOW, "expert", "body_staff", "administrator", "observer"], 200)


def _file(district: District) -> list[object]:
    return [stored(district).uid]


ROWS = [
    Row("files:file-download", args=_file, expect=SEES),
    Row(
        "files:file-erase",
        args=_file,
        expect={**dict.fromkeys(SEES, 403), "regional": 200, "administrator": 200},
    ),
]
