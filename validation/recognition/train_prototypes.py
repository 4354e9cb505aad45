"""Make the prototypes that recognition compares with: `just prototypes`.

    python -m validation.recognition.train_prototypes [--count N] [--clips FOLDER] [--out FILE]

Every exercise of the library is performed in many ways by synthetic hands (`performances.py`), and
each movement in the ways that its exercises leave free, from every side (`free_performances.py`);
what a tracker adds was measured once on clips with known joints. The prototypes of rendered clips
(`filmed_prototypes.py`) are kept. No footage of anybody is used. To be run again when an exercise
file is added or does something else.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import PALM, Floats, Hand
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.recording_file import read
from handtrack.recognition.families import family_key
from handtrack.recognition.profile import profile, profile_signals
from handtrack.recognition.prototypes import (
    Example,
    Prototypes,
    fit_prototypes,
    packaged,
    packaged_path,
    write,
)
from handtrack.recognition.windows import WINDOW_S
from synthetic_hand.performances.exercise_poses import moved
from validation.evaluate.clips import read_clip, track_beside
from validation.recognition.free_performances import idle_freely, takes_freely
from validation.recognition.performances import NONE, Take, idle_takes, takes_of
from validation.render.model.anthropometry import Family

HOP_S = 2.0
COUNT, IDLE, SEED = 6, 24, 1
FREELY_COUNT, IDLE_FREELY = 4, 6
"""Performances of each way that is left free, and of hands that do nothing, from each side."""
ALIKE = 0.1
"""Two movements are not told apart where this share of the stretches of one is nearer to the
other."""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=COUNT, help="performances of each kind")
    parser.add_argument("--out", type=Path, default=packaged_path())
    parser.add_argument(
        "--clips", type=Path, help="measure the tracker's error anew on the clips of this folder"
    )
    options = parser.parse_args()
    known = tracker_error(options.clips) if options.clips else packaged().tracker
    few = max(options.count // 3, 1)
    with get_context("fork").Pool() as pool:
        free = partial(free_examples, count=FREELY_COUNT, idle=IDLE_FREELY, seed=SEED)
        taught = _asked(pool, options.count, SEED) + _gathered(pool.map(free, [*movers(), None], 1))
        made = fit_prototypes(taught, known)
        made = replace(made, alike=alike(made, _asked(pool, few, SEED + 1)))
    made = made.extended_with(packaged().filmed)
    write(options.out, made)
    print(f"wrote {len(made.exercises)} prototypes into {options.out}")
    for one, other in made.alike:
        print(f"not told apart: {one} and {other}")


def _asked(pool: Pool, count: int, seed: int) -> list[Example]:
    """Stretches of performances of all exercises as they ask for it, and of none."""
    return _gathered(pool.map(partial(examples, count=count, seed=seed), [*load_all(), None], 1))


def _gathered(found: Iterable[list[Example]]) -> list[Example]:
    return [example for each in found for example in each]


def examples(exercise: Exercise | None, count: int, seed: int) -> list[Example]:
    """Stretches of performances of an exercise, or of none."""
    if exercise is None:
        return _rows(idle_takes(IDLE, seed, Family.TRAIN), NONE)
    return _rows(takes_of(exercise, count, seed, Family.TRAIN), family_key(exercise))


def free_examples(exercise: Exercise | None, count: int, idle: int, seed: int) -> list[Example]:
    """Stretches of performances in the ways that an exercise leaves free, or of none."""
    if exercise is None:
        return _rows(idle_freely(idle, seed, Family.TRAIN), NONE)
    return _rows(takes_freely(exercise, count, seed), family_key(exercise))


def movers() -> list[Exercise]:
    """One exercise of each movement, and one more where another moves other joints."""
    found = {(family_key(e), frozenset(moved(e))): e for e in reversed(load_all())}
    return list(found.values())[::-1]


def _rows(takes: Iterable[Take], movement: str) -> list[Example]:
    return [example for take in takes for example in examples_of(take, movement)]


def examples_of(take: Take, movement: str) -> list[Example]:
    """Profiles of the windows of one performance."""
    slot, side = choose_slot(take.recording, None)
    rows = [*windows(take.recording, take.recording.hand(slot, side))]
    kinds = [take.kind] * len(rows)
    if movement.startswith("hold"):  # the way into a posture looks unlike the posture
        kinds[0] = kinds[-1] = f"{take.kind} ends"
    return [
        Example(take.exercise, movement, kind, row) for kind, row in zip(kinds, rows, strict=True)
    ]


def alike(prototypes: Prototypes, tested: Iterable[Example]) -> tuple[tuple[str, str], ...]:
    """Pairs of movements one of which is too often nearest to the other, both ways round."""
    some = list(tested)
    known = prototypes.prototypes_of(load_all())
    away = prototypes.distances(np.array([example.row for example in some]), known)
    ids = list(away)
    movements = {e.id: family_key(e) for e in load_all()} | {NONE: NONE}
    nearest = np.argmin([away[id] for id in ids], axis=0)
    named: dict[str, Counter[str]] = {}
    for example, which in zip(some, nearest, strict=True):
        named.setdefault(example.movement, Counter())[movements[ids[which]]] += 1
    pairs = {
        pair
        for shown, counts in named.items()
        for other, count in counts.items()
        if shown != other and NONE not in (shown, other) and count >= ALIKE * counts.total()
        for pair in ((shown, other), (other, shown))
    }
    return tuple(sorted(pairs))


def windows(recording: Recording, *hands: Hand) -> Iterator[Floats]:
    """Profiles through a recording; of two hands, the difference of theirs."""
    tracks = [profile_signals(hand) for hand in hands]
    last_s = float(recording.time_s[-1])
    for start_s in np.arange(0.0, max(last_s - WINDOW_S, 0.0) + 1e-6, HOP_S):
        rows = [profile(track, start_s, start_s + WINDOW_S) for track in tracks]
        row = rows[0] if len(rows) == 1 else rows[0] - rows[1]
        if np.isfinite(row).all():
            yield row


def tracker_error(folder: Path) -> Floats:
    """What the tracker changes in profiles, shape (F, F): of clips whose joints are known."""
    rows: list[Floats] = []
    for path in sorted(folder.glob("*.json")):
        clip = read_clip(path)
        recording = read(track_beside(clip.video))
        slot, side = choose_slot(recording, clip.side)
        hand = recording.hand(slot, side)
        wrist = clip.joints_m[:, :1]
        focal_px = float(json.loads(path.read_text(encoding="utf-8"))["fx"])
        depth = (clip.joints_m - wrist)[..., 2:] * focal_px / wrist[..., 2:]
        world = clip.joints_m - clip.joints_m[:, PALM].mean(axis=1, keepdims=True)
        true = replace(hand, image_px=np.concatenate([clip.px, depth], axis=-1), world_m=world)
        rows += windows(recording, hand, true)
    errors = np.array(rows)
    result: Floats = errors.T @ errors / len(errors)
    return result


if __name__ == "__main__":
    main()
