"""Teach the networks behind `landmarks.fitted` and write their weights: `just train-angles`.

    python -m validation.angles.train FOLDER

FOLDER holds the shards of `clips.py`; only the train family is read. Each member of a network
is taught on another draw of people, a part of them left out, so that where the members disagree
nobody like this hand in this view was met. The same shards give the same weights.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import FINGERS, Floats
from handtrack.landmarks.learned_pose import (
    NETWORKS,
    WEIGHTS,
    Network,
    Networks,
)
from handtrack.landmarks.pose_features import finger_inputs, palm_inputs
from validation.angles.data import AngleFrames, normalised_hands, read_frames, true_axes, true_bends
from validation.angles.network import teach, together

MEMBERS = 5
LEFT_OUT = 0.2
"""Share of the people a member never meets."""
PATH = Path(__file__).parents[2] / "src/handtrack/landmarks" / WEIGHTS


def examples(frames: AngleFrames) -> dict[str, tuple[Floats, Floats, NDArray[np.int64]]]:
    """Inputs, answers and clips for each network."""
    seen = normalised_hands(frames)
    fingers = finger_inputs(seen).transpose(2, 1, 0)
    each = len(FINGERS)
    clip = frames.clip[:, None] * each + np.arange(each)
    return {
        "fingers": (
            fingers.reshape(-1, fingers.shape[-1]),
            true_bends(frames.joints_m).reshape(-1, 3),
            clip.reshape(-1),
        ),
        "palm": (palm_inputs(seen).T, true_axes(frames.joints_m, seen), frames.clip),
    }


def teach_all(
    frames: AngleFrames, people: NDArray[np.bool_] | None = None, seed: int = 0
) -> Networks:
    """Teach the networks.

    Parameters
    ----------
    frames : Frames
    people : ndarray of bool, shape (N,), optional
        The frames that may be used; all without it.
    seed : int
    """
    taught: dict[str, Network] = {}
    allowed = np.ones(len(frames), bool) if people is None else people
    for name, (inputs, answers, clip) in examples(frames).items():
        repeat = len(inputs) // len(frames)
        members = []
        for member in range(MEMBERS):
            random = np.random.default_rng([seed, member, 302])
            clips = np.unique(frames.clip[allowed])
            met = random.choice(clips, round(len(clips) * (1 - LEFT_OUT)), replace=False)
            used = np.repeat(allowed & np.isin(frames.clip, met), repeat)
            members.append(teach(inputs[used], answers[used], clip[used], seed * MEMBERS + member))
        taught[name] = together(members)
    return Networks(**taught)


def main() -> None:
    """Teach and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=PATH)
    arguments = parser.parse_args()
    frames = read_frames(arguments.folder, "train")
    networks = teach_all(frames)
    arrays: dict[str, Any] = {
        f"{name}_{part}_{i}": values
        for name in NETWORKS
        for network in [getattr(networks, name)]
        for part, layers in (("weight", network.weights), ("bias", network.biases))
        for i, values in enumerate(layers)
    }
    np.savez(arguments.out, **arrays)
    people = len(np.unique(frames.clip))
    print(f"{arguments.out}: {len(frames)} frames of {people} people")


if __name__ == "__main__":
    main()
