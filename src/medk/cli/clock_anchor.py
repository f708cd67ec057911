"""The clock of a demo: it starts at its date and then runs at real speed, over restarts (decision 14)."""

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

NAME = "clock.json"


def offset_seconds(data_dir: Path, *, today: dt.date | None, zone: str) -> int:
    """Seconds to add to the real clock; 0 when no date was ever set.

    A date asked for the first time, or another one than before, anchors the clock: from that moment
    it is that day, at the local time of day. The same date asked again keeps the anchor.
    """
    path = data_dir / NAME
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if today is None or kept.get("today") == today.isoformat():
        return int(kept.get("offset", 0))
    return anchor(data_dir, today=today, zone=zone)


def anchor(data_dir: Path, *, today: dt.date, zone: str) -> int:
    """Make this moment the same time of day on `today`; returns the offset in seconds."""
    here = dt.datetime.now(ZoneInfo(zone))
    there = dt.datetime.combine(today, here.time(), tzinfo=ZoneInfo(zone))
    offset = round((there - here).total_seconds())
    path = data_dir / NAME
    path.write_text(json.dumps({"today": today.isoformat(), "offset": offset}), encoding="utf-8")
    return offset
