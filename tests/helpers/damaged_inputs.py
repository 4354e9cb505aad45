"""Damaged inputs of every kind by a generator: bytes, texts, tables, archives, clips.

A seed gives the same file every time.
`python -m tests.helpers.damaged_inputs --data 500 --videos 200` puts that many through
the command line and tells every fault; the tests run the first few of the same.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.definitions.library import exercise_files, find
from handtrack.landmarks import recording_file
from handtrack.records.store.backup import archive
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from handtrack.scoring.score import score
from handtrack.verifiers import calibration_file
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.damage import (
    Chance,
    bytes_changed,
    json_changed,
    npz_changed,
    toml_changed,
    zip_changed,
)
from tests.helpers.patients import assessment, day, exercise, file, patient
from tests.helpers.video_files import index_first, moving_hand, write_clip

HANG_S = 60


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged file and the command that is given it.

    Parameters
    ----------
    kind : str
    path : Path
    command : tuple of str
    """

    kind: str
    path: Path
    command: tuple[str, ...]


@cache
def whole() -> Path:
    """A folder of sound files of each kind."""
    folder = _folder()
    shown = perform(find("34"), Style(amplitudes=[1.0, 0.6, 1.0], noise_L=0.003, rest_s=0.3))
    recording_file.write(folder / "ok.npz", shown)
    rows = np.zeros(len(shown), shown.header.row)
    for name in shown.header.arrays:
        rows[name] = getattr(shown, name)
    line = json.dumps({"frame_size_px": shown.header.frame_size_px, "schema": 1}).encode()
    (folder / "ok.npz.part").write_bytes(line + b"\n" + rows.tobytes())
    calibration_file.write(folder / "ok.json", score(shown, find("34")).result.calibration)
    shutil.copy(exercise_files()[33], folder / "ok.toml")
    with Store.open(find_location(str(folder / "ok.db")), create=True) as store:
        for key in ("mk", "ab"):
            store.add_patient(patient(key))
            done = exercise([file(folder), file(folder, b"more", "b.npz")])
            store.add_session(key, day(1), Source.RECORDED, [done])
            store.add_assessment(key, day(2), assessment(), 2, [file(folder)])
        archive.write_archive(store, ["mk", "ab"], folder / "ok.zip")
    for suffix in (".mp4", ".avi", ".mkv", ".webm", ".mpg"):
        write_clip(folder / f"ok{suffix}", moving_hand(30))
    index_first(write_clip(folder / "first.mp4", moving_hand(30)))
    return folder


_KEEP: list[TemporaryDirectory[str]] = []


def _folder() -> Path:
    _KEEP.append(TemporaryDirectory())
    return Path(_KEEP[-1].name)


def data_case(seed: int, folder: Path) -> Case:
    """One damaged data file with a command that reads it."""
    chance, sound = Chance(seed), whole()
    kinds: dict[str, tuple[str, Callable[[bytes, Chance], bytes], list[list[str]]]] = {
        "recording": (
            "ok.npz",
            npz_changed,
            [["score", "-e", "34", "--json", "X"], ["score", "-e", "34", "X"]]
            + [["tapping", "X", "--json"], ["measure", "--source", "X", "--json"]],
        ),
        "part": ("ok.npz.part", bytes_changed, [["score", "-e", "34", "--json", "X"]]),
        "exercise": (
            "ok.toml",
            toml_changed,
            [["exercises", "check", "X"]]
            + [["score", "-e", "34", str(sound / "ok.npz"), "--library", "F"]],
        ),
        "calibration": (
            "ok.json",
            json_changed,
            [["score", "-e", "34", str(sound / "ok.npz"), "--calibration", "X", "--json"]],
        ),
        "archive": (
            "ok.zip",
            zip_changed,
            [["db", "restore", "X", "--db", "F/new.db"]],
        ),
        "database": (
            "ok.db",
            bytes_changed,
            [["patient", "list", "--db", "X"], ["patient", "show", "mk", "--json", "--db", "X"]]
            + [["db", "check", "--db", "X"], ["patient", "add", "N. N.", "--db", "X"]]
            + [["db", "backup", "F/b.zip", "--db", "X"]],
        ),
    }  # fmt: skip
    kind = chance.choice(list(kinds))
    name, change, commands = kinds[kind]
    path = folder / ("34-mine.toml" if kind == "exercise" else name)
    path.write_bytes(change((sound / name).read_bytes(), chance))
    words = chance.choice(commands)
    given = {"X": str(path), "F": str(folder)}
    command = tuple(given.get(w, w.replace("F/", f"{folder}/")) for w in words)
    return Case(kind, path, command)


def video_case(seed: int, folder: Path) -> Case:
    """One damaged clip."""
    chance = Chance(seed)
    names = ["ok.mp4", "ok.avi", "ok.mkv", "ok.webm", "ok.mpg", "first.mp4"]
    name = chance.choice(names)
    path = folder / f"x{Path(name).suffix}"
    path.write_bytes(bytes_changed((whole() / name).read_bytes(), chance))
    return Case("video", path, ("score", "-e", "34", str(path), "--json"))


@contextmanager
def no_hang(seconds: int = HANG_S) -> Iterator[None]:
    """Give up what does not end."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"still busy after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def fault_of(case: Case) -> str:
    """What is wrong with how a damaged file was answered; "" where nothing is."""
    with no_hang():
        came = CliRunner().invoke(build(), list(case.command), env={"COLUMNS": "100"})
    error = came.exception
    if error is not None and not isinstance(error, SystemExit):
        return f"{type(error).__name__}: {error}"
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", came.output):
        return f"orders to the terminal: {came.output!r}"
    if came.exit_code not in (0, 1, 2):
        return f"exit code {came.exit_code}"
    if came.exit_code:
        return "" if came.output.strip() else "failed without a word"
    return _silent_zero(json.loads(came.stdout)) if "--json" in case.command else ""


def _silent_zero(result: Any) -> str:
    """Whether nothing was seen, or counted where there was something, and nothing is said of it."""
    if not isinstance(result, dict) or "advice" not in result:
        return ""
    nothing = not result["frames"] or not result["summary"]["hand_share"]
    said = result["advice"] or result["note"]
    return "nothing was seen and nothing is said" if nothing and not said else ""


def faults(seeds: range, make: Callable[[int, Path], Case]) -> Iterator[str]:
    """Every fault of these seeds, with what leads to it."""
    for seed in seeds:
        with TemporaryDirectory() as folder:
            case = make(seed, Path(folder))
            found = fault_of(case)
        if found:
            yield f"{seed} {case.kind} {' '.join(case.command[:4])}: {found[:300]}"


def main() -> None:
    """Run as many as are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=int, default=500)
    parser.add_argument("--videos", type=int, default=200)
    parser.add_argument("--from", dest="first", type=int, default=0)
    options = parser.parse_args()
    count = 0
    for number, make in ((options.data, data_case), (options.videos, video_case)):
        for told in faults(range(options.first, options.first + number), make):
            print(told, flush=True)
            count += 1
    print(f"{options.data} data files, {options.videos} videos: {count} faults")
    sys.exit(bool(count))


if __name__ == "__main__":
    main()
