"""How whole passes are decided, of rendered hands never met and of real ones.

    python -m validation.touch.passes FOLDER [--real FOLDER]

FOLDER holds the clips of `clips.py`. Touches of one hand are put in a row, as a person would
make a pass, one that leaves a finger out, one that swaps two and one that stops early; exercise 18
decides. Of real hands (`--real`) every recording with passes is scored, and all without any
exercise. Writes the tables into `docs/accuracy/touch.md`.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from handtrack.definitions.library import find
from handtrack.events import Candidate, Label, Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger, Floats
from handtrack.landmarks.recording_file import read as read_recording
from handtrack.scoring.score import score
from handtrack.verifiers.machine import run
from handtrack.verifiers.sequence.machine import ENGINE
from handtrack.verifiers.sequence.touch_classifier import likely_on
from validation.touch.data import NONE, TouchFrames, read
from validation.touch.train import PAGE, TEST_COPIES, replace_table

INDEX, MIDDLE, RING, LITTLE = FINGERS
PASSES: Mapping[str, tuple[Finger, ...]] = {
    "all four": FINGERS,
    "middle left out": (INDEX, RING, LITTLE),
    "ring left out": (INDEX, MIDDLE, LITTLE),
    "middle and ring swapped": (INDEX, RING, MIDDLE, LITTLE),
    "little not reached": (INDEX, MIDDLE, RING),
}
FPS = 30
TOUCH_FRAMES, OPEN_FRAMES = 12, 9
OPEN = 0.015
"""How likely an open hand reads on each finger."""
EXERCISE = "18"

Touches = dict[Finger, list[Floats]]


@dataclass(frozen=True, slots=True)
class ViewedHand:
    """One hand in one view, and how each frame of its touches reads."""

    rotation_deg: float
    touches: Touches


def people(frames: TouchFrames) -> list[ViewedHand]:
    """Those of whom every finger's touch was filmed."""
    likely = likely_on(frames.share)
    key = np.where(frames.visit < 0, -1, frames.clip * 100 + frames.visit)
    touches: dict[int, Touches] = defaultdict(lambda: defaultdict(list))
    turned: dict[int, float] = {}
    for visit in np.unique(key[key >= 0]):
        at = key == visit
        truth, clip = frames.truth[at], int(frames.clip[at][0])
        if ((truth >= 0) & (truth < NONE)).all():
            touches[clip][FINGERS[truth[0]]].append(likely[at])
            turned[clip] = float(frames.rotation_deg[at][0])
    return [ViewedHand(turned[c], t) for c, t in touches.items() if len(t) == len(FINGERS)]


def decided(person: ViewedHand, order: Sequence[Finger], gliding: bool) -> list[Candidate]:
    """Let exercise 18 decide on touches in a row."""
    opened = np.full((OPEN_FRAMES, len(FINGERS)), OPEN)
    rows = [opened]
    for finger in order:
        touch = person.touches[finger][0]
        rows.append(np.repeat(touch, max(1, TOUCH_FRAMES // len(touch)), axis=0))
        rows += [] if gliding else [opened]
    likely = np.concatenate([*rows, opened])
    sequence = find(EXERCISE).sequence
    if sequence is None:
        raise ValueError(f"exercise {EXERCISE} has no sequence")
    return list(run(ENGINE, sequence, np.arange(len(likely)) / FPS, likely))


def table(told: Mapping[str, TouchFrames]) -> list[str]:
    """How many passes count, by how far the hand is turned."""
    lines = [
        "| hands | touched | turned | passes | count | of these as estimates | told as a fault |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, frames in told.items():
        everybody = people(frames)
        for touched, order in PASSES.items():
            for deg in sorted({p.rotation_deg for p in everybody}):
                those = [p for p in everybody if p.rotation_deg == deg]
                each = [decided(p, order, "glid" in name) for p in those]
                valid = [c for found in each for c in found if c.status is Status.VALID]
                estimated = sum(c.label is Label.ESTIMATED for c in valid)
                faults = sum(any(_is_fault(c) for c in found) for found in each)
                lines.append(
                    f"| {name} | {touched} | {deg:g}° | {len(those)} | {len(valid)} "
                    f"| {estimated} | {faults} |"
                )
    return lines


def _is_fault(candidate: Candidate) -> bool:
    reasons = {finding.reason for finding in candidate.findings}
    return candidate.status is Status.REJECTED or Reason.INCOMPLETE_SEQUENCE in reasons


def real(folder: Path) -> list[str]:
    """What passes of real hands come to, and recordings without an exercise."""
    rows = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    lines = [
        "| recording | passes by eye | count | of these as estimates | other passes told |",
        "| --- | --- | --- | --- | --- |",
    ]
    without = [row for row in rows if row["kind"] == "negative"]
    groups = {row["name"]: [row] for row in rows if EXERCISE in row["exercise"]}
    groups[f"{len(without)} without an exercise"] = without
    for name, those in groups.items():
        found = [
            r
            for row in those
            for r in score(
                read_recording(folder / "tracks" / row["track"]), find(EXERCISE)
            ).result.repetitions
        ]
        valid = [r for r in found if r.status is Status.VALID]
        estimated = sum(r.label is Label.ESTIMATED for r in valid)
        by_eye = sum(row["reps"] for row in those)
        lines.append(
            f"| {name} | {by_eye} | {len(valid)} | {estimated} | {len(found) - len(valid)} |"
        )
    return lines


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--real", type=Path, help="recordings of real hands, with counts.json")
    options = parser.parse_args()
    glided = sorted(options.folder.glob("test-*-gliding-*.npz"))
    opened = sorted(set(options.folder.glob("test-*.npz")) - set(glided))
    told = {
        "opening": read(opened, TEST_COPIES, seed=1),
        "gliding": read(glided, TEST_COPIES, seed=1),
    }
    tables = {"passes": table(told)}
    if options.real:
        tables["real"] = real(options.real)
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in tables.items():
        print("\n".join([f"\n{name}", *lines]))
        page = replace_table(page, name, lines)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
