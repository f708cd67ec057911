"""Organisations, appointments, invitations, registers."""

from medk.orgs.models.appointment import Appointment, Invitation
from medk.orgs.models.organisation import (
    ExternalCode,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Succession,
    TreeLink,
    TreeMembership,
)
from medk.orgs.models.register import RegisterImport

__all__ = [
    "Appointment",
    "ExternalCode",
    "Invitation",
    "Organisation",
    "OrganisationAlias",
    "OrganisationKind",
    "RegisterImport",
    "Succession",
    "TreeLink",
    "TreeMembership",
]
