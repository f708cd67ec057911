"""The demo's clock starts at its date and then runs at real speed."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from medk.cli.clock_anchor import offset_seconds

DAY = dt.date(2022, 5, 20)
ZONE = "Asia/Irkutsk"


def _date_by(offset: int) -> dt.date:
    return (dt.datetime.now(ZoneInfo(ZONE)) + dt.timedelta(seconds=offset)).date()


def test_no_date_means_the_real_clock(tmp_path: Path) -> None:
    assert offset_seconds(tmp_path, today=None, zone=ZONE) == 0


def test_a_date_moves_the_clock_to_that_day_at_the_same_local_hour(tmp_path: Path) -> None:
    offset = offset_seconds(tmp_path, today=DAY, zone=ZONE)
    here = dt.datetime.now(ZoneInfo(ZONE))
    there = here + dt.timedelta(seconds=offset)
    assert (there.date(), there.hour) == (DAY, here.hour)


def test_the_same_date_keeps_the_anchor_over_restarts(tmp_path: Path) -> None:
    first = offset_seconds(tmp_path, today=DAY, zone=ZONE)
    (tmp_path / "clock.json").write_text(f'{{"today": "2022-05-20", "offset": {first + 86400}}}')
    assert offset_seconds(tmp_path, today=DAY, zone=ZONE) == first + 86400
    assert offset_seconds(tmp_path, today=None, zone=ZONE) == first + 86400


def test_another_date_anchors_anew(tmp_path: Path) -> None:
    offset_seconds(tmp_path, today=DAY, zone=ZONE)
    assert _date_by(offset_seconds(tmp_path, today=dt.date(2022, 6, 17), zone=ZONE)) == dt.date(2022, 6, 17)
