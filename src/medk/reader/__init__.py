"""Reader: an order's file into a plan with provenance (../docs: the reading contract).

Public: `read_plan`, `plan_to_contract`, `UnreadableFile` and the dataclasses of `plan`.
Knows neither Django nor the rest of МЭДК.
"""

from medk.reader.contract import plan_to_contract
from medk.reader.plan import Plan
from medk.reader.reading import plan_of_blocks, read_plan
from medk.reader.refusal import UnreadableFile

__all__ = ["Plan", "UnreadableFile", "plan_of_blocks", "plan_to_contract", "read_plan"]
