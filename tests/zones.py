"""The two zones in which dates are tested (decision 13)."""

import pytest

KALININGRAD = "Europe/Kaliningrad"
IRKUTSK = "Asia/Irkutsk"

#: Runs a test once in each zone; the test may take the fixture `zone` to know which.
both_zones = pytest.mark.parametrize("zone", [KALININGRAD, IRKUTSK], indirect=True)
