"""The web server's worker: slow clients wait in the event loop, not in a thread (decision 23)."""

import mmap
import re
import struct
import time
from functools import partial
from selectors import EVENT_READ
from socket import socket
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: A request up to this size is read whole before it takes a thread; a larger upload takes one early.
WHOLE = 1024 * 1024
LONGEST_HEAD = 64 * 1024
#: Seconds that a client has for sending such a request.
PATIENCE = 300
#: Seconds for which the busier worker looks away from a new client, and how many times at most.
MOMENT, MOMENTS = 0.004, 5
#: A word on the board older than this is of a worker that is gone.
FRESH = 3.0
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.I | re.M)
_STREAMED = re.compile(rb"^(?:transfer-encoding|expect):", re.I | re.M)


def is_whole(received: bytes | bytearray) -> bool:
    """May a thread take the request now, without waiting for the client?

    True too when waiting makes no sense: a streamed body, a body too large to hold, a head too long
    (the parser will refuse it).
    """
    end = received.find(_END)
    if end < 0:
        return len(received) > LONGEST_HEAD
    head = bytes(received[: end + 2])
    if _STREAMED.search(head):
        return True
    length = _LENGTH.search(head)
    size = int(length[1]) if length else 0
    return size > WHOLE or len(received) >= end + len(_END) + size


class Board:
    """How many clients each worker has, in memory that all of them share (made before they fork)."""

    _ROW = struct.Struct("dd")

    def __init__(self, rows: int = 64) -> None:
        self._rows = rows
        self._memory = mmap.mmap(-1, rows * self._ROW.size)

    def say(self, worker: int, clients: int, now: float) -> None:
        """A worker (by its age) tells how many clients it has."""
        self._ROW.pack_into(self._memory, worker % self._rows * self._ROW.size, clients, now)

    def is_busiest(self, worker: int, clients: int, now: float) -> bool:
        """Whether some other worker that has spoken lately has fewer clients."""
        for row in range(self._rows):
            held, at = self._ROW.unpack_from(self._memory, row * self._ROW.size)
            if row != worker % self._rows and now - at < FRESH and held < clients:
                return True
        return False


BOARD = Board()


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn carries no types
    """Threads are given to requests that have arrived, so clients who dribble cannot hold them all."""

    _declined = 0
    _away_until = 0.0

    def notify(self) -> None:
        """At each turn of the loop tell the others how many clients this worker has."""
        super().notify()
        BOARD.say(self.age, self.nr_conns, time.monotonic())

    def accept(self, listener: Any) -> None:
        """Leave a new client to the worker that has fewer: the busier one looks away for a moment.

        Workers share one listening socket, and the first to wake would take every connection of a
        browser, so that one processor worked and the other slept. Nothing else waits meanwhile.
        """
        now = time.monotonic()
        if now - self._away_until > MOMENT:
            self._declined = 0  # this is another client
        if self._declined < MOMENTS and BOARD.is_busiest(self.age, self.nr_conns, now):
            self._declined += 1
            self._away_until = now + MOMENT
            self.set_accept_enabled(False)
        else:
            super().accept(listener)

    def set_accept_enabled(self, enabled: bool) -> None:
        """The loop turns listening on again as soon as it may; a worker that looks away does not let it."""
        if not enabled or time.monotonic() >= self._away_until:
            super().set_accept_enabled(enabled)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As usual, but no longer than it looks away from new clients."""
        rest = self._away_until - time.monotonic()
        super().wait_for_and_dispatch_events(min(timeout, rest) if rest > 0 else timeout)

    def enqueue_req(self, conn: Any) -> None:
        """Instead of handing the connection to a thread, wait here for the whole request."""
        if getattr(conn, "inbox", None) is None:
            conn.inbox = bytearray()
        if conn.parser is not None:
            conn.inbox += conn.parser.unreader.take_buffered()
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + PATIENCE
        if not self._receive(conn):
            self._wait(conn)

    def _wait(self, conn: Any) -> None:
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._on_more, conn))

    def _on_more(self, conn: Any, client: socket) -> None:
        if self._receive(conn):
            self.poller.unregister(client)
            self.pending_conns.remove(conn)

    def _receive(self, conn: Any) -> bool:
        """Take what has come; True when the connection went on to a thread."""
        ended = False
        while not ended and not is_whole(conn.inbox):
            try:
                data = conn.sock.recv(65536)
            except BlockingIOError:
                return False
            except OSError:
                data = b""
            ended = not data
            conn.inbox += data
        received, conn.inbox = bytes(conn.inbox), None
        if received:
            conn.init()
            conn.parser.unreader.unread(received)
        conn.data_ready = True
        super().enqueue_req(conn)
        return True
