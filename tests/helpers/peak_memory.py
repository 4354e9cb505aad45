"""How much memory a piece of work takes, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.paths import ROOT

_LINES = r"""
import re
print(re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())[1])
"""
"""Of this program alone: what `getrusage` gives also knows the process that started it."""


def peak_mb(script: str, *arguments: str | Path) -> int:
    """Run a script; gives the most memory it held at a time, in megabytes."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    process = subprocess.run(
        [sys.executable, "-c", script + _LINES, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return int(process.stdout.splitlines()[-1]) >> 10
