"""Workers share clients: the busier one leaves a new client to the other (benchmarks/README.md)."""

import os

from medk.config.server import FRESH, Board


def test_a_worker_with_more_clients_than_another_is_the_busier():
    board = Board()
    board.say(5, 2, 100.0)
    board.say(6, 1, 100.0)
    assert board.is_busiest(5, 2, 100.0)
    assert not board.is_busiest(6, 1, 100.0)


def test_equals_and_the_lonely_take_at_once():
    board = Board()
    board.say(5, 2, 100.0)
    assert not board.is_busiest(5, 2, 100.0)
    board.say(6, 2, 100.0)
    assert not board.is_busiest(5, 2, 100.0)


def test_the_word_of_a_worker_that_is_gone_is_forgotten():
    board = Board()
    board.say(6, 0, 100.0)
    assert board.is_busiest(5, 1, 100.0 + FRESH / 2)
    assert not board.is_busiest(5, 1, 100.0 + FRESH)


def test_a_worker_that_replaces_another_writes_over_its_row():
    board = Board(rows=2)
    board.say(1, 4, 100.0)
    board.say(3, 0, 100.0)
    assert board.is_busiest(2, 1, 100.0)
    assert not board.is_busiest(2, 0, 100.0)


def test_another_process_reads_what_is_said():
    board = Board()
    child = os.fork()
    if child == 0:
        board.say(6, 1, 100.0)
        os._exit(0)
    os.waitpid(child, 0)
    assert board.is_busiest(5, 2, 100.0)
