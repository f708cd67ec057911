"""Roles that people hold by appointment, and what follows from a role alone (decision 31)."""

from django.db.models import TextChoices


class Role(TextChoices):
    """Роль: what a person is appointed to do at an organisation."""

    ADMINISTRATOR = "administrator", "администратор"
    FEDERAL_OBSERVER = "federal_observer", "федеральный наблюдатель"
    REGIONAL_COORDINATOR = "regional_coordinator", "региональный координатор"
    REGIONAL_OPERATOR = "regional_operator", "региональный оператор"
    MUNICIPAL_COORDINATOR = "municipal_coordinator", "муниципальный координатор"
    METHODICAL_SERVICE = "methodical_service", "муниципальная методическая служба"
    CURATOR = "curator", "куратор"
    SCHOOL_HEAD = "school_head", "директор школы"
    SCHOOL_STAFF = "school_staff", "сотрудник школы"
    EXPERT = "expert", "независимый эксперт"
    BODY_STAFF = "body_staff", "сотрудник организации"


#: Roles whose appointment gives sight of everything at or below its organisation (decision 1).
#: An expert and a body's staff see only their own part and what is published.
TERRITORY_ROLES = frozenset(Role) - {Role.EXPERT, Role.BODY_STAFF}

#: Roles that run a plan owned by an organisation of the kind named: the owner's coordinators.
OWNER_ROLES = {
    "region": frozenset({Role.REGIONAL_COORDINATOR}),
    "municipality": frozenset({Role.MUNICIPAL_COORDINATOR}),
    "school": frozenset({Role.SCHOOL_HEAD, Role.SCHOOL_STAFF}),
    "federation": frozenset({Role.ADMINISTRATOR}),
}

#: Roles that act for an organisation of the kind named when it executes a measure.
EXECUTING_ROLES = {
    "region": frozenset({Role.REGIONAL_COORDINATOR, Role.REGIONAL_OPERATOR}),
    "municipality": frozenset({Role.MUNICIPAL_COORDINATOR, Role.METHODICAL_SERVICE}),
    "school": frozenset({Role.SCHOOL_HEAD, Role.SCHOOL_STAFF}),
}
