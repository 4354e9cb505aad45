"""What a process started by a terminal is like."""

from __future__ import annotations

import signal


def as_in_a_terminal() -> None:
    """Let a child hear what a test that runs in the background may have to ignore."""
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handler)


def without_remarks(stderr: str) -> str:
    """What a program said itself: without the lines of MediaPipe's own log.

    Now and then its runner finds the memory of a picture badly aligned and says that it copies it.
    """
    lines = stderr.splitlines(keepends=True)
    return "".join(line for line in lines if "inference_runner_litert" not in line)
