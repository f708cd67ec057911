"""Sight of what this app keeps, for rows about it: history, files, comments."""

from typing import Any

from django.db.models import QuerySet

from medk.accounts.models import User
from medk.orgs.apps import this
from medk.orgs.models import Appointment, Invitation, Organisation, RegisterImport
from medk.orgs.queries.people import people_visible_to


def _accounts(user: Any) -> QuerySet:
    return User.objects.filter(person__in=people_visible_to(user))


_orgs = this()
_orgs.register_sight("orgs.organisation", lambda user: Organisation.objects.in_territory(user))
_orgs.register_sight("orgs.appointment", lambda user: Appointment.objects.visible_to(user))
_orgs.register_sight("orgs.invitation", lambda user: Invitation.objects.visible_to(user))
_orgs.register_sight("orgs.registerimport", lambda user: RegisterImport.objects.visible_to(user))
_orgs.register_sight("accounts.person", people_visible_to)
_orgs.register_sight("accounts.user", _accounts)
