"""The command line: it translates the user's words, calls the engine and prints its answer.

Every command is one short file. What it needs is imported when it runs, so that `--help` loads
none of the heavy libraries.
"""

from __future__ import annotations

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
    try:
        from handtrack.cli.app import build

        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # a "?" in a sentence beats a traceback
        try:
            build()()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as e:
        if e.errno != errno.ENOSPC:
            raise
        print("Nothing more can be written: no space is left.", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
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
