"""Letters through a real SMTP server, and what happens when it says no."""

import datetime as dt
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from medk.config import environment
from medk.kernel import clock as business_clock
from medk.notices.delivery import PAUSES, Delivered, send_letters
from medk.notices.models import Letter

pytestmark = pytest.mark.django_db

S = Letter.Status


class Server:
    """Keeps what it accepts; refuses the addresses it is told to."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.refusals: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 accepted"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _use(settings: object, port: int) -> None:
    settings.SMTP = environment.email(f"smtp://127.0.0.1:{port}")
    for name, value in settings.SMTP.items():
        setattr(settings, name, value)
    settings.DEFAULT_FROM_EMAIL = "medk@region.test"


@pytest.fixture
def smtp(settings: object) -> Iterator[Server]:
    server, port = Server(), _free_port()
    running = Controller(server, hostname="127.0.0.1", port=port)
    running.start()
    _use(settings, port)
    yield server
    running.stop()


def _letter(to: str = "head@school.test", **fields: Any) -> Letter:
    return Letter.objects.create(
        to=to, subject="МЭДК: подтвердите", body="Срок — 1 июня.", created_at=business_clock.now(), **fields
    )


def test_a_letter_arrives_whole(smtp: Server) -> None:
    letter = _letter()
    assert send_letters() == Delivered(sent=1)
    letter.refresh_from_db()
    assert (letter.status, letter.attempts, letter.sent_at) == (S.SENT, 1, business_clock.now())
    (arrived,) = smtp.messages
    assert arrived["Subject"] == "МЭДК: подтвердите"
    assert arrived["To"] == "head@school.test"
    assert arrived["Message-ID"] == f"<{letter.uid}@region.test>"
    assert arrived.get_content().strip() == "Срок — 1 июня."


def test_a_second_run_sends_nothing(smtp: Server) -> None:
    _letter()
    send_letters()
    assert send_letters() == Delivered()
    assert len(smtp.messages) == 1


def test_without_smtp_letters_are_kept(settings: object) -> None:
    settings.SMTP = {}
    letter = _letter()
    assert send_letters() == Delivered(kept=1)
    letter.refresh_from_db()
    assert letter.status == S.KEPT


def test_a_wrong_address_is_given_up_and_the_next_goes(smtp: Server) -> None:
    smtp.refusals["nobody@school.test"] = "550 no such mailbox"
    lost, sent = _letter("nobody@school.test"), _letter()
    assert send_letters() == Delivered(sent=1, failed=1)
    lost.refresh_from_db()
    sent.refresh_from_db()
    assert (lost.status, sent.status) == (S.FAILED, S.SENT)
    assert lost.error == "Почтовый сервер не принял получателя. nobody@school.test: 550 no such mailbox"


def test_a_temporary_no_is_tried_again_after_a_pause(smtp: Server, clock: Any) -> None:
    smtp.refusals["head@school.test"] = "451 try later"
    letter = _letter()
    assert send_letters() == Delivered(postponed=1)
    assert send_letters() == Delivered()
    smtp.refusals.clear()
    clock.set(business_clock.now() + dt.timedelta(minutes=PAUSES[0]))
    assert send_letters() == Delivered(sent=1)
    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == (S.SENT, 2)


def test_pauses_grow_and_end(settings: object, clock: Any) -> None:
    """A server that is never there: one attempt after each pause, then the letter is given up."""
    _use(settings, _free_port())
    letter = _letter()
    for attempts, pause in enumerate(PAUSES, 1):
        assert send_letters() == Delivered(postponed=1)
        letter.refresh_from_db()
        assert (letter.status, letter.attempts) == (S.WAITING, attempts)
        assert letter.next_try_at == business_clock.now() + dt.timedelta(minutes=pause)
        clock.set(letter.next_try_at)
    assert send_letters() == Delivered(failed=1)
    letter.refresh_from_db()
    assert letter.status == S.FAILED
    assert letter.error.startswith("Почтовый сервер недоступен")


def test_a_subject_that_is_no_header_is_given_up(smtp: Server) -> None:
    letter = Letter.objects.create(
        to="head@school.test", subject="a\nBcc: x@y.test", body="", created_at=business_clock.now()
    )
    assert send_letters() == Delivered(failed=1)
    letter.refresh_from_db()
    assert letter.status == S.FAILED
    assert smtp.messages == []
