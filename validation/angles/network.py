"""A small network and how it is taught, in NumPy: nothing here needs a graphics card or a library.

Two layers of leaky units, Adam with a warm start and a cosine end, a loss that stops growing
quadratically at half a standard deviation. Beside each frame stands another of the same clip, and
the difference between the two must come out right as well: a range of motion is a difference.
The same data and seed give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.pose.pose_networks import LEAK, Network

HIDDEN = (64, 32)
STEPS = 3000
"""Whatever the number of examples: with fewer steps a network that has few stays at their mean."""
BATCH = 512
RATE = 2e-3
WARM_SHARE = 0.1
DECAY = 0.02
NOISE = 0.2
"""Standard deviations of its own that every input is shaken by."""
KNEE = 0.5
"""Standard deviations of an answer beyond which an error counts linearly."""
_BETA1, _BETA2, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, slots=True)
class Scaling:
    """Means and standard deviations that bring inputs and answers to size 1."""

    mean_in: Floats
    scale_in: Floats
    mean_out: Floats
    scale_out: Floats

    @classmethod
    def of(cls, inputs: Floats, answers: Floats) -> Scaling:
        """From examples, shapes (n, inputs) and (n, answers)."""
        return cls(
            inputs.mean(axis=0),
            inputs.std(axis=0) + 1e-3,
            answers.mean(axis=0),
            answers.std(axis=0),
        )


@dataclass(slots=True)
class _Layers:
    weights: list[Floats]
    biases: list[Floats]

    @classmethod
    def random(cls, sizes: Sequence[int], random: np.random.Generator) -> _Layers:
        pairs = list(pairwise(sizes))
        weights = [random.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32) for a, b in pairs]
        weights[-1] *= np.float32(0.3)
        return cls(weights, [np.zeros(b, np.float32) for _, b in pairs])

    @property
    def parameters(self) -> list[Floats]:
        return self.weights + self.biases

    def forward(self, inputs: Floats) -> list[Floats]:
        """Give inputs, hidden layers and answers."""
        layers = [inputs]
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            layer = layers[-1] @ weight + bias
            last = i == len(self.weights) - 1
            layers.append(layer if last else np.maximum(layer, np.float32(LEAK) * layer))
        return layers

    def slopes(self, layers: list[Floats], error: Floats) -> list[Floats]:
        """Give the slope of the loss in every parameter."""
        weights: list[Floats] = []
        biases: list[Floats] = []
        for i in reversed(range(len(self.weights))):
            weights.insert(0, layers[i].T @ error)
            biases.insert(0, error.sum(axis=0))
            if i:
                leak = np.where(layers[i] > 0, np.float32(1), np.float32(LEAK))
                error = (error @ self.weights[i].T) * leak
        return weights + biases


def teach(inputs: Floats, answers: Floats, clip: NDArray[np.int64], seed: int) -> Network:
    """Teach one network.

    Parameters
    ----------
    inputs, answers : ndarray, shapes (n, inputs) and (n, answers)
    clip : ndarray of int, shape (n,)
        Frames of one clip have one number.
    seed : int

    Returns
    -------
    Network
        Of one member, which takes and gives the plain numbers, not the scaled ones.
    """
    random = np.random.default_rng([seed, 301])
    scaling = Scaling.of(inputs, answers)
    x = ((inputs - scaling.mean_in) / scaling.scale_in).astype(np.float32)
    y = ((answers - scaling.mean_out) / scaling.scale_out).astype(np.float32)
    layers = _Layers.random((x.shape[1], *HIDDEN, y.shape[1]), random)
    fellow = _Fellows(clip)
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in layers.parameters]
    for step in range(STEPS):
        first = random.integers(0, len(x), BATCH)
        both = np.concatenate([first, fellow.of(first, random)])
        shaken = x[both] + NOISE * random.standard_normal((len(both), x.shape[1]), np.float32)
        passed = layers.forward(shaken)
        error = passed[-1] - y[both]
        apart = np.clip(error[:BATCH] - error[BATCH:], -KNEE, KNEE)
        pull = np.clip(error, -KNEE, KNEE) + np.concatenate([apart, -apart])
        slopes = layers.slopes(passed, pull / len(both))
        _move(layers, moments, slopes, step, _rate(step / STEPS))
    return _plain(layers, scaling)


class _Fellows:
    """For a frame another of the same clip."""

    def __init__(self, clip: NDArray[np.int64]) -> None:
        self._order = np.argsort(clip, kind="stable")
        ordered = clip[self._order]
        self._first = np.searchsorted(ordered, clip)
        self._count = np.searchsorted(ordered, clip, "right") - self._first

    def of(self, frames: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
        place = (random.random(len(frames)) * self._count[frames]).astype(int)
        fellows: NDArray[np.int64] = self._order[self._first[frames] + place]
        return fellows


def _rate(share: float) -> float:
    """How fast to learn after this share of all steps."""
    if share < WARM_SHARE:
        return RATE * share / WARM_SHARE
    return RATE * 0.5 * (1 + float(np.cos(np.pi * (share - WARM_SHARE) / (1 - WARM_SHARE))))


def _move(
    layers: _Layers,
    moments: list[tuple[Floats, Floats]],
    slopes: list[Floats],
    step: int,
    rate: float,
) -> None:
    """One step of Adam, with decay of the weights but not of the biases."""
    for i, (parameter, slope) in enumerate(zip(layers.parameters, slopes, strict=True)):
        mean, square = moments[i]
        mean += (1 - _BETA1) * (slope - mean)
        square += (1 - _BETA2) * (slope * slope - square)
        scaled = mean / (1 - _BETA1 ** (step + 1))
        spread = np.sqrt(square / (1 - _BETA2 ** (step + 1))) + _TINY
        decay = DECAY * parameter if i < len(layers.weights) else 0.0
        parameter -= np.float32(rate) * (scaled / spread + decay)


def _plain(layers: _Layers, scaling: Scaling) -> Network:
    """Take the scaling of inputs and answers into the first and the last layer."""
    weights = [w.astype(np.float64) for w in layers.weights]
    biases = [b.astype(np.float64) for b in layers.biases]
    weights[0] = weights[0] / scaling.scale_in[:, None]
    biases[0] = biases[0] - scaling.mean_in @ weights[0]
    weights[-1] = weights[-1] * scaling.scale_out
    biases[-1] = biases[-1] * scaling.scale_out + scaling.mean_out
    return Network(
        tuple(w[None].astype(np.float32) for w in weights),
        tuple(b[None, None].astype(np.float32) for b in biases),
    )


def together(members: Sequence[Network]) -> Network:
    """Make one network of several."""
    return Network(
        tuple(np.concatenate(w) for w in zip(*(m.weights for m in members), strict=True)),
        tuple(np.concatenate(b) for b in zip(*(m.biases for m in members), strict=True)),
    )
