"""Who may erase a file; who sees it is decided by its subject."""

from typing import Any

from django.apps import apps

from medk.files.models import StoredFile
from medk.kernel.refusals import NotAllowed
from medk.orgs.querysets import active_appointments
from medk.orgs.roles import Role

#: Without a policy of the subject's own, erasing is for those who answer for data of the territory.
ERASERS = (Role.ADMINISTRATOR, Role.REGIONAL_COORDINATOR)


def may_erase(user: Any, file: StoredFile) -> bool:
    """The owner app's registered policy decides; else coordinators of the region and administrators."""
    config: Any = apps.get_app_config("files")
    policy = config.owner_policies.get(file.subject_type)
    if policy is not None and policy(user, file.subject_id):
        return True
    held = active_appointments(user).filter(role__in=ERASERS)
    return held.filter(organisation__descendant_links__descendant_id=file.organisation_id).exists()


def check_may_erase(user: Any, file: StoredFile) -> None:
    """Raise `NotAllowed` with who can help."""
    if not may_erase(user, file):
        raise NotAllowed(
            "Стереть файл навсегда вы не можете.",
            who="Это делает региональный координатор или администратор.",
        )
