"""How many instructions of the processor work takes, as Valgrind counts them.

The same work takes the same number on a busy machine and on a quiet one, to a thousandth.
"""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import handtrack

MARK = "getloadavg"
"""A function of the C library that nothing else calls: it tells Valgrind where a part ends."""
STEADY: Mapping[str, str] = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
"""Sets in one order, and no threads that wait for each other."""
TOP = Path(__file__).parents[2]


def compile_as_installed() -> None:
    """Compile the package's modules, as pip does: no program that is measured compiles them anew.

    Python keeps what it compiles only where it may write, so that the same start took more work on
    one machine than on another.
    """
    compileall.compile_dir(Path(handtrack.__file__).parent, quiet=1)


def mark() -> None:
    """End a part, in a program that is counted."""
    os.getloadavg()


def instructions_of(*words: str) -> tuple[list[int], str]:
    """Count the instructions of a Python program.

    Parameters
    ----------
    *words : str
        What follows the interpreter's name.

    Returns
    -------
    list of int
        Of each part, as the program's marks divide it; the last is what follows the last mark.
    str
        What the program printed.
    """
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise SystemExit("Instructions are counted by valgrind, which is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "part"
        options = ["--tool=callgrind", f"--dump-before={MARK}", f"--callgrind-out-file={out}"]
        command = [valgrind, "-q", *options, sys.executable, *words]
        run = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=TOP, env=os.environ | STEADY
        )
        if run.returncode:
            raise SystemExit(f"{' '.join(words)} failed under valgrind:\n{run.stderr[-2000:]}")
        marked = sorted(out.parent.glob("part.*"), key=lambda path: int(path.suffix[1:]))
        return [_total(path) for path in [*marked, out]], run.stdout


def _total(path: Path) -> int:
    """All instructions of a file of callgrind's."""
    found = re.search(r"^totals: (\d+)", path.read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit(f"Valgrind counted nothing in {path.name}.")
    return int(found[1])
