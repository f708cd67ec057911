"""When a request is whole enough to take a thread."""

import pytest

from medk.config.server import LONGEST_HEAD, WHOLE, is_whole

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (POST, False),
        (POST + b"abcd", False),
        (POST + b"abcde", True),
        (b"POST / HTTP/1.1\r\ncontent-length:%d\r\n\r\n" % WHOLE, False),
        (b"POST / HTTP/1.1\r\ncontent-length:%d\r\n\r\n" % (WHOLE + 1), True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", True),
        (b"x" * LONGEST_HEAD, False),
        (b"x" * (LONGEST_HEAD + 1), True),
    ],
)
def test_whole(received: bytes, expected: bool) -> None:
    assert is_whole(received) is expected


def test_every_shorter_part_of_a_request_is_not_whole() -> None:
    whole = POST + b"abcde"
    assert [size for size in range(len(whole)) if is_whole(whole[:size])] == []
