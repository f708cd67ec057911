"""Rows of the access matrix for organisations, people and history."""

import datetime as dt

from medk.orgs.actions.appointments import Post
from medk.orgs.actions.invitations import invite
from medk.orgs.actions.registers import check_register
from medk.orgs.models import Invitation, RegisterImport
from medk.orgs.roles import Role
from medk.orgs.rules.register.checking import Line
from tests.architecture.access_matrix import Row
from tests.factories.orgs import OrganisationFactory
from tests.world import District

Statuses = dict[str, int]

#: Everybody in whose territory the first school lies.
OVER_SCHOOL = (
    *("administrator", "observer", "regional", "operator", "municipal", "methodical"),
    *("curator", "head", "staff"),
)
OVER_FAR_SCHOOL = ("administrator", "observer", "regional", "operator", "other_municipal")
SHAPERS = ("administrator", "regional", "operator")
APPOINTERS = ("administrator", "regional", "operator", "municipal", "head")


def these(*names: str, status: int = 200) -> Statuses:
    return dict.fromkeys(names, status)


def allowed(names: tuple[str, ...], *, among: tuple[str, ...] = OVER_SCHOOL, status: int = 200) -> Statuses:
    """`names` are let in, the others who see the object get 403."""
    return these(*among, status=403) | these(*names, status=status)


def _school(district: District) -> list[object]:
    return [district.school.pk]


def _far_school(district: District) -> list[object]:
    return [district.far_school.pk]


def _head(district: District) -> list[object]:
    return [district.users["head"].person_id]


def _head_post(district: District) -> list[object]:
    return [district.users["head"].person.appointments.get().pk]


def _invited(district: District, role: Role, place: str, who: str) -> Invitation:
    post = Post(getattr(district, place), role, dt.date(2022, 5, 20))
    return invite("new@example.test", post, name="Новый", by=district.users[who])[0]


def _staff_invitation(district: District) -> list[object]:
    return [_invited(district, Role.SCHOOL_STAFF, "school", "municipal").pk]


def _proposal(district: District) -> list[object]:
    return [_invited(district, Role.REGIONAL_COORDINATOR, "region", "regional").pk]


def _token(district: District) -> list[object]:
    post = Post(district.school, Role.SCHOOL_STAFF, dt.date(2022, 5, 20))
    return [invite("new@example.test", post, name="Новый", by=district.users["municipal"])[1]]


def _successor(district: District) -> dict[str, object]:
    return {"successor": district.users["expert"].email, "started_on": "2022-05-20"}


def _partner(district: District) -> list[object]:
    return [OrganisationFactory(kind="partner", name="Завод", parent=district.municipality).pk]


def _register(district: District) -> RegisterImport:
    lines = [Line(2, {"code": "N-1", "name": "Новая школа", "municipality": "Луговой округ"})]
    return check_register(
        district.region, lines, filename="реестр.csv", sha256="0" * 64, by=district.users["regional"]
    )


def _report(district: District) -> list[object]:
    return [_register(district).pk]


def _unfinished(district: District) -> list[object]:
    register = _register(district)
    RegisterImport.objects.filter(pk=register.pk).update(status="applying")
    return [register.pk]


OVER_REGION = ("administrator", "observer", "regional", "operator")
REGISTER = allowed(SHAPERS, among=OVER_REGION)
REGISTER_POST = allowed(SHAPERS, among=OVER_REGION, status=302)

SHAPING = [
    Row(f"orgs:organisation-{verb}", allowed(SHAPERS), args=_school)
    for verb in ("rename", "move", "close", "merge")
]
ROWS = [
    Row("orgs:organisation-list", default=200),
    Row("orgs:organisation-export", default=200, args=lambda d: ["csv"]),
    Row("orgs:organisation-export", args=lambda d: ["exe"], about="unknown kind"),
    Row("orgs:organisation-detail", these(*OVER_SCHOOL), args=_school),
    Row("orgs:organisation-detail", these(*OVER_FAR_SCHOOL), args=_far_school, about="far school"),
    Row(
        "orgs:organisation-detail", these("stranger", status=404), default=200,
        args=lambda d: [d.region.pk], about="region",
    ),
    Row(
        "orgs:organisation-create",
        allowed(
            ("administrator", "regional", "operator", "municipal"), among=(*OVER_SCHOOL, "neighbour_head")
        ),
        args=lambda d: [d.municipality.pk],
    ),
    Row("orgs:organisation-edit", allowed(APPOINTERS), args=_school),
    *SHAPING,
    Row(
        "orgs:organisation-close",
        allowed(
            ("administrator", "regional", "operator", "municipal"), among=("observer", "methodical", *SHAPERS)
        )
        | these("curator", "head", "staff", "neighbour_head", status=403),
        args=_partner,
        about="partner",
    ),
    Row("orgs:appoint", allowed(APPOINTERS), args=_school),
    # Everybody below sees the region itself, and nobody of them its registers.
    Row(
        "orgs:register-list", these(*SHAPERS) | these("stranger", status=404), default=403,
        args=lambda d: [d.region.pk],
    ),
    Row("orgs:register-detail", REGISTER, args=_report),
    Row("orgs:register-findings", REGISTER, args=_report),
    Row("orgs:register-apply", REGISTER_POST, args=_report, method="post"),
    Row("orgs:register-resume", REGISTER_POST, args=_unfinished, method="post"),
    Row("orgs:register-discard", REGISTER_POST, args=_report, method="post"),
    Row("orgs:people-list", default=200),
    Row("orgs:person-detail", these(*OVER_SCHOOL), args=_head),
    Row("orgs:person-edit", allowed(APPOINTERS), args=_head),
    Row(
        "orgs:person-account", allowed(("administrator",), status=302), args=_head, method="post",
        data=lambda d: {"do": "close", "reason": "уволен"},
    ),
    Row(
        "orgs:appointment-end",
        allowed(("administrator", "regional", "operator", "municipal")),
        args=_head_post,
    ),
    Row(
        "orgs:appointment-replace",
        # The successor is an expert of the region: only those who see her can name her.
        allowed(("administrator", "regional", "operator"), status=302) | these("municipal"),
        args=_head_post, method="post", data=_successor,
    ),
    Row("orgs:invitation-detail", these(*OVER_SCHOOL), args=_staff_invitation),
    Row(
        "orgs:invitation-confirm",
        allowed(("administrator",), among=("observer", "regional", "operator"), status=302),
        args=_proposal, method="post",
    ),
    Row("orgs:invitation-resend", allowed(APPOINTERS, status=302), args=_staff_invitation, method="post"),
    Row("orgs:invitation-withdraw", allowed(APPOINTERS, status=302), args=_staff_invitation, method="post"),
    Row("orgs:invitation-accept", default=200, anonymous=200, args=_token),
    Row("orgs:invitation-accept", anonymous=404, args=lambda d: ["nonsense"], about="nonsense"),
    Row("orgs:audit-list", default=200),
    Row("orgs:audit-export", default=200, args=lambda d: ["xlsx"]),
    Row("orgs:audit-export", args=lambda d: ["exe"], about="unknown kind"),
    Row("orgs:history", these(*OVER_SCHOOL), args=lambda d: ["orgs.organisation", d.school.pk]),
    Row("orgs:history", args=lambda d: ["nothing.known", 1], about="unknown kind"),
]  # fmt: skip
