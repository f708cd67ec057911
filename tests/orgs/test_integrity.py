"""`medk check` finds a damaged tree and an appointment that nobody wrote down."""

from medk.audit.recording import SYSTEM
from medk.orgs.actions.appointments import appoint
from medk.orgs.actions.tree import create_organisation
from medk.orgs.integrity import beginnings_are_audited, tree_is_right
from medk.orgs.models import OrganisationKind as Kind
from medk.orgs.models import TreeLink
from medk.orgs.roles import Role
from tests.factories.accounts import PersonFactory
from tests.factories.orgs import AppointmentFactory


def test_what_actions_made_is_sound(db):
    region = create_organisation(Kind.REGION, "Область", parent=None, by=SYSTEM)
    school = create_organisation(Kind.SCHOOL, "Школа", parent=region, by=SYSTEM)
    appoint(PersonFactory(), school, role=Role.SCHOOL_HEAD, by=SYSTEM)
    assert list(tree_is_right()) == []
    assert list(beginnings_are_audited()) == []
    TreeLink.objects.filter(depth=1).delete()
    AppointmentFactory(organisation=school)
    assert list(tree_is_right()) == [f"нет связи {region.pk} → {school.pk}"]
    assert len(list(beginnings_are_audited())) == 1
