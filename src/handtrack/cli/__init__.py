"""The command line: it translates the user's words, calls the engine and prints its answer.

Every command is one short file. What it needs is imported when it runs, so that `--help` loads
none of the heavy libraries.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from types import FrameType

_LIKE_CTRL_C = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""What a service manager, a closed terminal and Windows send."""


def main() -> None:
    """Run the command line: 0 done, 1 failed, 2 called wrongly, 130 stopped by Ctrl-C or alike."""
    os.umask(0o077)  # what is written about a person is the user's alone to read
    _stop_like_ctrl_c()
    _open_what_is_closed()
    try:
        from handtrack.cli.app import build

        try:
            build()()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:  # whoever read along has seen enough
        _say_no_more()
        sys.exit(1)
    except OSError as e:
        _say_no_more()
        _last_words(_sentence(e))
        sys.exit(1)
    except KeyboardInterrupt:
        _last_words("Stopped.")
        sys.exit(130)


def _stop_like_ctrl_c() -> None:
    """Let other requests to stop end the command as Ctrl-C does."""
    for name in _LIKE_CTRL_C:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks
            signal.signal(number, _stop)


def _stop(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # the same again must not cut short what ends now
    raise KeyboardInterrupt


def _open_what_is_closed() -> None:
    """Let nothing else be opened in the place of an input or output that is closed.

    Records would get the number of standard output, and what a library prints would land in them.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def _say_no_more() -> None:
    """Let what could not be printed go nowhere; Python would try once more at the end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _last_words(text: str) -> None:
    with contextlib.suppress(OSError, AttributeError):
        print(text, file=sys.stderr, flush=True)


def _sentence(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Nothing more can be written: no space is left."
    from handtrack.cli.terminal import escaped

    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    return escaped(f"{where}{error.strerror or error}.")
