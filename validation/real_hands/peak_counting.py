"""Peak finding on the same clips: a script that lies beside them and prints its own totals."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from validation.real_hands.clips import COUNTS, TRACKS
from validation.real_hands.report_values import Yardstick

SCRIPT = "baseline.py"
TOTALS = re.compile(r"(\d+) of (\d+) exact, F1 ([\d.]+), ([\d.]+) ghosts a minute")


def yardstick(folder: Path) -> Yardstick | None:
    """Run the script; None where the folder has none."""
    if not (folder / SCRIPT).exists():
        return None
    command = [sys.executable, SCRIPT, COUNTS, TRACKS]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return read_totals(told)


def read_totals(told: str) -> Yardstick:
    """Read what the script says last.

    Raises
    ------
    ValueError
        It says something else.
    """
    lines = told.strip().splitlines() or [""]
    totals = TOTALS.fullmatch(lines[-1])
    if totals is None:
        raise ValueError(f"{SCRIPT} was to end with its totals and ended with: {lines[-1]!r}")
    exact, of, f1, ghosts = totals.groups()
    return Yardstick(int(exact), int(of), float(f1), float(ghosts))
