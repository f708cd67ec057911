"""`medk init`: a new region in an empty installation (decision 22)."""

import argparse
import secrets
import sys
from dataclasses import dataclass
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from medk.accounts.models import User
from medk.audit.recording import SYSTEM
from medk.cli import installation
from medk.cli.refusal import CommandRefused
from medk.cycles.actions.cycles import create_cycle
from medk.cycles.calendars import calendars
from medk.kernel import clock
from medk.orgs.actions.appointments import appoint
from medk.orgs.actions.people import create_person
from medk.orgs.actions.tree import create_organisation
from medk.orgs.models import Organisation, OrganisationKind
from medk.orgs.roles import Role

FEDERATION = "Российская Федерация"


@dataclass(frozen=True)
class Answers:
    """All that a new installation must know."""

    region: str
    time_zone: str
    year: int
    admin_email: str
    admin_name: str
    password: str


def run(options: argparse.Namespace) -> int:
    """Make the schema, the federation, the region, the administrator, the cycle: all or nothing."""
    installation.migrate()
    if not installation.is_empty():
        raise CommandRefused(
            "Здесь уже заведён регион. Новый заводят в пустой базе: задайте другую MEDK_DATA."
        )
    answers = _asked(options)
    _found(answers)
    print(f"Регион «{answers.region}» заведён, цикл {answers.year} года открыт.")
    print(f"Администратор входит с почтой {answers.admin_email}", end="")
    print("." if options.password_stdin else f" и паролем {answers.password} (смените его после входа).")
    print("Дальше: medk serve, войти и пригласить регионального координатора.")
    return 0


def _asked(options: argparse.Namespace) -> Answers:
    """What the parameters say, and what the person answers for the rest; each checked."""
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else secrets.token_urlsafe(12)
    # After a password from the standard input nobody is there to be asked.
    ask = _refuse_to_ask if options.password_stdin or not sys.stdin.isatty() else _ask
    year = options.year or int(_number(ask("Год цикла", "--year", str(clock.today().year))))
    answers = Answers(
        region=(options.region or ask("Название региона", "--region", "")).strip(),
        time_zone=options.time_zone or ask("Часовой пояс", "--time-zone", "Europe/Moscow"),
        year=year,
        admin_email=(options.admin_email or ask("Почта администратора", "--admin-email", "")).strip().lower(),
        admin_name=(options.admin_name or ask("Имя администратора", "--admin-name", "Администратор")).strip(),
        password=password,
    )
    _check(answers)
    return answers


def _ask(question: str, flag: str, default: str) -> str:
    shown = f"{question} [{default}]: " if default else f"{question}: "
    return input(shown).strip() or default


def _refuse_to_ask(question: str, flag: str, default: str) -> str:
    raise CommandRefused(f"Не задано: {question.lower()}. Добавьте параметр {flag}.")


def _number(text: str) -> str:
    if not text.isdigit():
        raise CommandRefused(f"Год «{text}» не понят: нужно число, например 2027.")
    return text


def _check(answers: Answers) -> None:
    if not answers.region or not answers.admin_name:
        raise CommandRefused("Название региона и имя администратора не могут быть пустыми.")
    if answers.time_zone not in available_timezones():
        raise CommandRefused(
            f"Пояса «{answers.time_zone}» нет. Укажите, например, Europe/Moscow или Asia/Irkutsk."
        )
    try:
        validate_email(answers.admin_email)
    except ValidationError:
        raise CommandRefused(f"«{answers.admin_email}» не похоже на адрес почты.") from None
    try:
        validate_password(answers.password)
    except ValidationError as weak:
        raise CommandRefused("Пароль не подходит. " + " ".join(weak.messages)) from None


@transaction.atomic
def _found(answers: Answers) -> None:
    federation = create_organisation(OrganisationKind.FEDERATION, FEDERATION, parent=None, by=SYSTEM)
    region = create_organisation(
        OrganisationKind.REGION, answers.region, parent=federation, by=SYSTEM, time_zone=answers.time_zone
    )
    _appoint_administrator(answers, federation)
    create_cycle(
        region,
        year=answers.year,
        title=f"Цикл {answers.year} года",
        by=SYSTEM,
        template=_nearest(answers.year),
    )


def _appoint_administrator(answers: Answers, federation: Organisation) -> None:
    person = create_person(
        answers.admin_name,
        by=SYSTEM,
        organisation=federation,
        position="администратор",
        email=answers.admin_email,
    )
    User.objects.create_user(answers.admin_email, answers.password, person=person)
    appoint(person, federation, role=Role.ADMINISTRATOR, by=SYSTEM)


def _nearest(year: int) -> int:
    """The shipped calendar nearest to a year, the later of two; its dates are then the region's to change."""
    return min(calendars(), key=lambda known: (abs(known - year), -known))
