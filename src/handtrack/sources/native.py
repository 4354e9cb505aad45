"""What native libraries take from the process: settings they read once, and where they write."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def variable(name: str, value: str) -> Iterator[None]:
    """Set an environment variable for a moment, unless the user has set it."""
    if name in os.environ:
        yield
        return
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name, None)


@contextmanager
def stderr_aside() -> Iterator[IO[bytes]]:
    """Send what native code writes on file descriptor 2 to a temporary file for a moment.

    For libraries whose remarks at their start obey no option. Nothing is lost: their errors arrive
    as exceptions, and what was said can be shown with them.
    """
    with tempfile.TemporaryFile() as said:
        try:
            kept = os.dup(2)
        except OSError:  # there is no such descriptor: nothing to send aside
            yield said
            return
        if sys.stderr is not None:
            sys.stderr.flush()
        os.dup2(said.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(kept, 2)
            os.close(kept)
