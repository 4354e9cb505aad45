"""Teach the networks behind `landmarks.fitted` and write their weights: `just train-angles`.

    python -m validation.angles.train FOLDER [--networks palm]

FOLDER holds the shards of `clips.py`; only the train family is read, of the models that teach a
network best (`TAUGHT_ON`). Each member of a network
is taught on another draw of people, a part of them left out, so that where the members disagree
nobody like this hand in this view was met. The same shards give the same weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import FINGERS, Floats
from handtrack.landmarks.pose.pose_features import finger_inputs, palm_inputs, thumb_inputs
from handtrack.landmarks.pose.pose_networks import NETWORKS, WEIGHTS, Network, Networks, packaged
from validation.angles.data import (
    AngleFrames,
    normalised_hands,
    read_frames,
    true_axes,
    true_bends,
    true_thumb,
)
from validation.angles.network import teach, together
from validation.render.model.mesh import Model

MEMBERS = 5
TAUGHT_ON = {"fingers": Model.WEBXR, "palm": "*", "thumb": "*"}
"""Whose hands teach each network: one model's or all. The fingers of one real hand before two
cameras were read no better by a network of both models (docs/accuracy/angles.md)."""
THUMB_KINDS = ("thumb", "oppose")
"""Clips that teach the thumb: in the others it hardly moves, and a network learns to say so."""
LEFT_OUT = 0.2
"""Share of the people a member never meets."""
PATH = Path(__file__).parents[2] / "src/handtrack/landmarks/pose" / WEIGHTS


@dataclass(frozen=True, slots=True)
class Examples:
    """What one network learns from.

    Attributes
    ----------
    inputs, answers : ndarray, shapes (n, inputs) and (n, answers)
    clip : ndarray of int, shape (n,)
        Examples of one number are compared with each other.
    person : ndarray of int, shape (n,)
    """

    inputs: Floats
    answers: Floats
    clip: NDArray[np.int64]
    person: NDArray[np.int64]


def examples(frames: AngleFrames, name: str) -> Examples:
    """Gather what one network learns from.

    Parameters
    ----------
    frames : AngleFrames
    name : str
        One of `NETWORKS`.
    """
    seen, person = normalised_hands(frames), frames.clip
    if name == "fingers":
        inputs = finger_inputs(seen).transpose(2, 1, 0)
        each = len(FINGERS)
        return Examples(
            inputs.reshape(-1, inputs.shape[-1]),
            true_bends(frames.joints_m).reshape(-1, 3),
            (person[:, None] * each + np.arange(each)).reshape(-1),
            np.repeat(person, each),
        )
    if name == "palm":
        return Examples(palm_inputs(seen).T, true_axes(frames.joints_m, seen), person, person)
    thumb = np.isin(frames.kind, THUMB_KINDS)
    return Examples(
        thumb_inputs(seen).T[thumb],
        true_thumb(frames.joints_m[thumb]),
        person[thumb],
        person[thumb],
    )


def teach_network(frames: AngleFrames, name: str, seed: int = 0) -> Network:
    """Teach one network on all of some frames.

    Parameters
    ----------
    frames : AngleFrames
    name : str
        One of `NETWORKS`.
    seed : int
    """
    found = examples(frames, name)
    people, members = np.unique(found.person), []
    for member in range(MEMBERS):
        random = np.random.default_rng([seed, member, 302])
        met = random.choice(people, round(len(people) * (1 - LEFT_OUT)), replace=False)
        used = np.isin(found.person, met)
        part = found.inputs[used], found.answers[used], found.clip[used]
        members.append(teach(*part, seed * MEMBERS + member))
    return together(members)


def teach_all(frames: AngleFrames, names: Sequence[str], seed: int = 0) -> Networks:
    """Teach networks on all of some frames; those that are not named are the package's.

    Parameters
    ----------
    frames : AngleFrames
    names : sequence of str
        Some of `NETWORKS`.
    seed : int
    """
    return replace(packaged(), **{name: teach_network(frames, name, seed) for name in names})


def main() -> None:
    """Teach and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=PATH)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=NETWORKS)
    arguments = parser.parse_args()
    taught = {}
    for name in arguments.networks:
        frames = read_frames(arguments.folder, "train", TAUGHT_ON[name])
        taught[name] = teach_network(frames, name)
        people = len(np.unique(frames.clip))
        print(f"{name}: {len(frames)} frames of {people} people", flush=True)
    networks = replace(packaged(), **taught)
    arrays: dict[str, Any] = {
        f"{name}_{part}_{i}": values
        for name in NETWORKS
        for network in [getattr(networks, name)]
        for part, layers in (("weight", network.weights), ("bias", network.biases))
        for i, values in enumerate(layers)
    }
    np.savez(arguments.out, **arrays)
    print(arguments.out)


if __name__ == "__main__":
    main()
