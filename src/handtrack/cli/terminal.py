"""The one place where text goes to the terminal.

Names of files and patients, remarks and the headers of recordings come from elsewhere and may hold
what a terminal takes for orders: it would move the cursor, change its title, or type. Such
characters are shown by their number instead, the way JSON writes them, so that JSON stays the same.
Orders of our own, colours and bars, go round this (`for_orders`).
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from typing_extensions import override

_ORDERS = re.compile(b"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
"""Characters that a terminal obeys, in UTF-8; tabs and ends of lines are none of them."""
CLOSED = "Nothing could be printed: the output is closed."


class EscapedBytes(io.BufferedIOBase):
    """A stream of bytes to the terminal that escapes control characters.

    Attributes
    ----------
    lost : bool
        Whether something was to be printed and there is nothing to print it on.
    """

    def __init__(self, target: Any) -> None:
        self._target = target
        self.lost = False

    @override
    def write(self, data: Any) -> int:
        clean = _ORDERS.sub(_by_number, bytes(data))
        if self._target is None:
            self.lost = self.lost or bool(clean)
        else:
            self._target.write(clean)
        return len(data)

    @override
    def flush(self) -> None:
        if self._target is not None:
            self._target.flush()

    @override
    def writable(self) -> bool:
        return True

    @override
    def isatty(self) -> bool:
        return self._target is not None and bool(self._target.isatty())

    @override
    def fileno(self) -> int:
        if self._target is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return int(self._target.fileno())

    def close(self) -> None:
        """Leave open what belongs to others."""


class EscapedText(io.TextIOWrapper):
    """A stream of text to the terminal that escapes control characters."""

    def __init__(self, stream: IO[str] | None) -> None:
        self.shown = EscapedBytes(_bytes_of(stream))
        self.raw_stream = stream
        encoding = getattr(stream, "encoding", None) or "utf-8"
        super().__init__(
            cast(Any, self.shown),
            encoding=encoding,
            errors="replace",  # a "?" in a sentence beats a traceback
            newline="",
            write_through=True,
        )

    @override
    def write(self, text: str) -> int:
        # Halves of letters, as in names of files, are written by number, too.
        super().write(escaped(text).replace("\n", os.linesep))
        return len(text)


class _AsText(io.BytesIO):
    """Takes bytes for a stream that takes only text."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__()
        self._stream = stream

    def write(self, data: Any) -> int:
        self._stream.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def flush(self) -> None:
        self._stream.flush()


def _bytes_of(stream: IO[str] | None) -> Any:
    """What takes a stream's bytes; None where there is no stream."""
    if stream is None:
        return None
    return getattr(stream, "buffer", None) or _AsText(stream)


@contextmanager
def guarded() -> Iterator[None]:
    """Send everything that is printed in the context through `EscapedText`.

    What was to be printed on an output that is closed ends in a sentence and 1, once all is done.
    """
    before = sys.stdout, sys.stderr
    ours = EscapedText(before[0]), EscapedText(before[1])
    sys.stdout, sys.stderr = ours
    try:
        yield
    except SystemExit as e:
        if ours[0].shown.lost and not e.code:
            print(CLOSED, file=sys.stderr)
            raise SystemExit(1) from None
        raise
    finally:
        sys.stdout, sys.stderr = before


def for_orders(stream: IO[str]) -> IO[str]:
    """Give the stream for control characters of our own; other texts must be `escaped` first."""
    under = stream.raw_stream if isinstance(stream, EscapedText) else stream
    return under if under is not None else stream


def escaped(text: str) -> str:
    """Escape the control characters of a text."""
    return _UNSAFE.sub(_as_json, text)


_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _as_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _by_number(found: re.Match[bytes]) -> bytes:
    return b"\\u%04x" % ord(found[0].decode())
