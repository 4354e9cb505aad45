"""Run an iterator a few items ahead in a thread, so that decoding overlaps inference."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Exhausted:
    """The iterator is exhausted, or raised."""

    error: BaseException | None


def prefetch(items: Iterator[T], depth: int) -> Generator[T, None, None]:
    """Yield the items of an iterator that runs in one background thread.

    Parameters
    ----------
    items : iterator
        Used by that thread alone. An exception it raises is raised here, after the items before.
    depth : int
        Number of items that may wait; at least 2.

    Yields
    ------
    item
        In the iterator's order.

    Notes
    -----
    The thread ends no later than this generator: exhausted, closed, or left by an exception, Ctrl-C
    included. It cannot wait for ever on a consumer that is gone, because closing empties the queue,
    and the thread checks `stop` before each put: at most one more item follows, for which there is
    room.
    """
    queue: Queue[T | _Exhausted] = Queue(max(depth, 2))
    stop = Event()
    thread = Thread(target=_fill, args=(queue, items, stop), name="handtrack-ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(item := queue.get(), _Exhausted):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stop.set()
        with suppress(Empty):
            while True:
                queue.get_nowait()
        thread.join()


def _fill(queue: Queue[T | _Exhausted], items: Iterator[T], stop: Event) -> None:
    error = None
    try:
        for item in items:
            if stop.is_set():
                return
            queue.put(item)
    except BaseException as e:
        error = e
    if not stop.is_set():
        queue.put(_Exhausted(error))
