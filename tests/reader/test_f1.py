"""Reading quality on the labelled orders that lie beside the repository, where they do."""

import json
from pathlib import Path

import pytest

from medk.reader import plan_to_contract, read_plan

from .comparer import Comparison, compare
from .orders import labelled_orders

FLOOR = 0.97


@pytest.mark.skipif(not labelled_orders(), reason="the labelled orders are not beside the repository")
def test_total_f1_on_the_labelled_orders() -> None:
    total = Comparison()
    for text, labels in labelled_orders():
        found = plan_to_contract(read_plan(text.read_bytes(), filename=text.name))
        total.add(compare(json.loads(Path(labels).read_text("utf-8")), found))
    assert total.total().f1 >= FLOOR, total.differences
