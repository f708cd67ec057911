"""The set date of a demo or a rehearsal."""

import datetime as dt

import pytest

from medk.kernel import clock as business_clock


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Moscow", "Pacific/Pago_Pago"])
def test_the_set_date_is_the_local_one_at_any_hour(zone, settings, clock):
    """East of UTC+12 and west of UTC-10 at least one of the zones has another date than UTC now."""
    clock.release()
    settings.SET_TODAY = dt.date(2022, 5, 20)
    settings.CLOCK_OFFSET = 0
    settings.TIME_ZONE = zone
    assert business_clock.today() == dt.date(2022, 5, 20)


def test_with_an_offset_the_clock_runs(settings, clock):
    clock.release()
    settings.SET_TODAY = dt.date(2022, 5, 20)
    settings.CLOCK_OFFSET = -86_400
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    assert abs(business_clock.now() - yesterday) < dt.timedelta(minutes=1)
