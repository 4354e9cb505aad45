"""Native libraries: their environment variables, and their output on stderr."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def variable(name: str, value: str) -> Iterator[None]:
    """Set an environment variable inside a `with` block, unless the user has set it.

    Parameters
    ----------
    name, value : str
    """
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
    """Redirect file descriptor 2 to a temporary file inside a `with` block.

    For libraries whose messages at their start obey no option. Their errors still arrive as
    exceptions, and the file can be shown with them.

    Yields
    ------
    file
        What native code writes.
    """
    with tempfile.TemporaryFile() as output:
        try:
            saved = os.dup(2)
        except OSError:  # there is no such descriptor: nothing to redirect
            yield output
            return
        if sys.stderr is not None:
            sys.stderr.flush()
        os.dup2(output.fileno(), 2)
        try:
            yield output
        finally:
            os.dup2(saved, 2)
            os.close(saved)
