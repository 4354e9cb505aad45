from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from handtrack.sources.prefetch import prefetch


def alive() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "handtrack-ahead"]


def endless() -> Iterator[int]:
    n = 0
    while True:
        yield n
        n += 1


def test_items_arrive_complete_and_in_order() -> None:
    assert list(prefetch(iter(range(1000)), depth=3)) == list(range(1000))
    assert alive() == []


def test_nothing_in_is_nothing_out() -> None:
    assert list(prefetch(iter(()), depth=3)) == []


def test_items_are_computed_in_another_thread() -> None:
    threads = {threading.get_ident()}

    def items() -> Iterator[int]:
        threads.add(threading.get_ident())
        yield 1

    assert list(prefetch(items(), depth=2)) == [1]
    assert len(threads) == 2


def test_an_exception_is_raised_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise RuntimeError("broken")

    got: list[int] = []
    with pytest.raises(RuntimeError, match="broken"):
        got.extend(prefetch(items(), depth=2))
    assert got == [1, 2]
    assert alive() == []


def test_leaving_early_ends_the_thread() -> None:
    for item in prefetch(endless(), depth=2):
        if item == 10:
            break
    assert alive() == []


def test_an_exception_of_the_consumer_ends_the_thread() -> None:
    def consume() -> None:
        for item in prefetch(endless(), depth=2):
            if item == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consume()
    assert alive() == []


def test_closing_while_the_thread_waits_for_room_does_not_hang() -> None:
    for _ in range(200):
        items = prefetch(endless(), depth=2)
        next(items)
        items.close()
    assert alive() == []


def test_never_started_starts_no_thread() -> None:
    prefetch(endless(), depth=2).close()
    assert alive() == []


def test_no_more_than_depth_items_are_computed_ahead() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for n in range(100):
            made.append(n)
            yield n

    stream = prefetch(items(), depth=3)
    for seen in stream:
        # one taken, three waiting, one in the hands of the thread
        assert len(made) <= seen + 1 + 3 + 1
