"""What people do with cycles, their dates and cohorts."""

from medk.cycles.actions.cohorts import create_cohort, rename_cohort
from medk.cycles.actions.cycles import close_cycle, create_cycle, edit_cycle, reopen_cycle
from medk.cycles.actions.key_dates import add_key_date, edit_key_date, remove_key_date
from medk.cycles.actions.memberships import (
    add_schools,
    edit_membership,
    end_memberships,
    remove_membership,
)

__all__ = [
    "add_key_date",
    "add_schools",
    "close_cycle",
    "create_cohort",
    "create_cycle",
    "edit_cycle",
    "edit_key_date",
    "edit_membership",
    "end_memberships",
    "remove_key_date",
    "remove_membership",
    "rename_cohort",
    "reopen_cycle",
]
