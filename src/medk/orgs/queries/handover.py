"""What stays undone when an appointment ends."""

from dataclasses import dataclass

from medk.orgs.apps import this
from medk.orgs.handover import OpenTask
from medk.orgs.models import Appointment


@dataclass(frozen=True)
class TaskGroup:
    """Open tasks of one kind."""

    label: str
    tasks: tuple[OpenTask, ...]


def open_tasks(appointment: Appointment) -> list[TaskGroup]:
    """Open tasks of an appointment by kind, as registered by the apps that hold them."""
    ways = this().handovers.values()
    groups = [TaskGroup(way.label, tuple(way.lister(appointment))) for way in ways]
    return [group for group in groups if group.tasks]
