"""Networks of the learned pose: ensembles of small perceptrons, in NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.pose.pose_features import TILE

WEIGHTS = "learned_pose.npz"
NETWORKS = ("fingers", "palm", "thumb")
TOGETHER = 8
"""Tiles that go through the layers together: what lies between these stays in the cache."""
LEAK = 0.05
"""Slope of the networks' units below zero."""


@dataclass(frozen=True, slots=True)
class Network:
    """Ensemble of perceptrons of one shape, each trained on different people.

    Attributes
    ----------
    weights : tuple of ndarray, shape (members, inputs, outputs)
    biases : tuple of ndarray, shape (members, 1, outputs)
        One pair a layer, in single precision.
    """

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def __call__(self, inputs: Floats) -> Floats:
        """Compute the output of each member, shape (members, outputs, n), to inputs (inputs, n).

        `n` is a multiple of `TILE`.
        """
        rows, n = inputs.shape
        tiles = inputs.reshape(rows, n // TILE, TILE).swapaxes(0, 1)
        parts = [self._answers(tiles[i : i + TOGETHER]) for i in range(0, len(tiles), TOGETHER)]
        answers: Floats = np.concatenate(parts, axis=1).swapaxes(1, 2)
        return answers.reshape(*answers.shape[:2], n)

    def _answers(self, layer: Floats) -> Floats:
        """The members' output, shape (members, tiles, outputs, TILE), to (tiles, inputs, TILE)."""
        last = len(self.weights) - 1
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            layer = weight.swapaxes(1, 2)[:, None] @ layer
            layer += bias.swapaxes(1, 2)[:, None]
            if i < last:
                np.maximum(layer, np.float32(LEAK) * layer, out=layer)
        return layer


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks of finger flexion, of palm orientation and of the thumb."""

    fingers: Network
    palm: Network
    thumb: Network


@cache
def packaged() -> Networks:
    """Read the networks of the package, once."""
    with (
        files("handtrack.landmarks.pose").joinpath(WEIGHTS).open("rb") as file,
        np.load(file) as data,
    ):
        return Networks(**{name: _stored(data, name) for name in NETWORKS})


def _stored(data: Mapping[str, Floats], name: str) -> Network:
    layers = range(sum(key.startswith(f"{name}_weight") for key in data))
    return Network(
        tuple(data[f"{name}_weight_{i}"] for i in layers),
        tuple(data[f"{name}_bias_{i}"] for i in layers),
    )
