"""Everything that was read off one hand, frame by frame.

The signals of a whole recording are read once and cut into repetitions; live, the frames of one
repetition are gathered and read when it ends. Both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import BLOCK, Floats, Hand
from handtrack.landmarks.pose.learned_pose import COLUMNS, FRAMES, LearnedPalm, estimate_palm
from handtrack.landmarks.quality import Quality, in_view, quality
from handtrack.landmarks.views import View
from handtrack.measurements.measurement import Space
from handtrack.measurements.reading import Reading
from handtrack.verifiers.calibration import Calibration

FACING = Reading(measure="palm_facing")
"""How the palm is turned to the camera, by the landmarks."""


class PalmOnce:
    """The learned palm of a hand through time, estimated where it is asked for, and once.

    Most frames of a long recording are never asked about, and the networks take more time than all
    measurements together.

    Parameters
    ----------
    hand : Hand
        Of N frames.
    """

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self._known = np.zeros(len(hand.image_px), dtype=np.bool_)
        self._columns = np.full((len(hand.image_px), COLUMNS), np.nan)

    def at(self, frames: slice | NDArray[np.intp]) -> LearnedPalm:
        """Tell the palm of some frames."""
        asked = np.zeros_like(self._known)
        asked[frames] = True
        new = np.flatnonzero(asked & ~self._known)
        image_px, world_m = self.hand.image_px, self.hand.world_m
        for i in range(0, len(new), FRAMES):
            some = new[i : i + FRAMES]
            points = replace(self.hand, image_px=image_px[some], world_m=world_m[some])
            self._columns[some] = estimate_palm(points).columns
        self._known[new] = True
        return LearnedPalm.of_columns(self._columns[frames])


@dataclass(frozen=True, slots=True)
class Signals:
    """One hand through time with all that the exercise asks of it.

    Parameters
    ----------
    hand : Hand
        Of N frames.
    declared : mapping of str to ndarray, shape (N,)
        The exercise's declared signals, unsmoothed.
    progress : ndarray
        What is counted, on the person's own scale: shape (N,), or (N, K) where the verifier looks
        at K things at once (`Counter.columns`).
    displacement : ndarray, shape (N,)
        How far the movement goes on that scale, by unfiltered readings: noisy, without delay.
    palm : PalmOnce
        The learned palm of the hand.
    viewed : ndarray of bool, shape (N,)
        Whether one of the exercise's views is kept.
    quality : Quality
    readable : ndarray of bool, shape (N,)
        Whether what is counted can be read from there at all.
    """

    hand: Hand
    declared: Mapping[str, Floats]
    progress: Floats
    displacement: Floats
    palm: PalmOnce
    viewed: NDArray[np.bool_]
    quality: Quality
    readable: NDArray[np.bool_]

    @property
    def time_s(self) -> Floats:
        """Shape (N,)."""
        return np.asarray(self.hand.time_s)

    @property
    def facing(self) -> Floats:
        """How the palm is turned to the camera, as learned, shape (N,)."""
        return self.palm.at(slice(None)).orientation

    def frame_range(self, start_s: float, end_s: float) -> tuple[int, int]:
        """Index the first frame of a half-open interval, and the first after it.

        Parameters
        ----------
        start_s, end_s : float
            On the hand's clock.
        """
        i, j = np.searchsorted(self.time_s, [start_s, end_s])
        return int(i), int(j)


def in_blocks(hand: Hand) -> list[Hand]:
    """A hand through time in pieces of `BLOCK` frames, views of the same points; one at least."""
    if len(hand.image_px) <= BLOCK:
        return [hand]
    return [hand.at(part) for part in _parts(hand)]


def _parts(hand: Hand) -> list[slice]:
    """Where the pieces lie."""
    starts = range(0, max(len(hand.image_px), 1), BLOCK)
    return [slice(i, i + BLOCK) for i in starts]


def read_each(
    readings: Sequence[Reading], hand: Hand, forearm: ForearmLine | None, palm: PalmOnce
) -> list[Floats]:
    """Take each reading of a hand through time.

    Parameters
    ----------
    readings : sequence of Reading
    hand : Hand
        Of N frames.
    forearm : ForearmLine or None
        None gives NaN where a reading needs one.
    palm : PalmOnce
        The learned palm of the hand.

    Returns
    -------
    list of ndarray, shape (N,)
    """
    fits = any(reading.measurement.space is Space.FITTED for reading in readings)
    rows = []
    for part, block in zip(_parts(hand), in_blocks(hand), strict=True):
        fitted = palm.at(part) if fits else None
        rows.append([reading.of(block, forearm, fitted) for reading in readings])
    return [np.concatenate(column) for column in zip(*rows, strict=True)]


def read_signals(
    exercise: Exercise, hand: Hand, calibration: Calibration, progress: Floats, displacement: Floats
) -> Signals:
    """Read everything the exercise asks for.

    Parameters
    ----------
    exercise : Exercise
    hand : Hand
        Through time.
    calibration : Calibration
        Holds the forearm line, if one is needed.
    progress : ndarray
        Its counting signal, filtered and on the person's own scale.
    displacement : ndarray, shape (N,)
        As in `Signals`.
    """
    forearm, palm = calibration.forearm.line if calibration.forearm else None, PalmOnce(hand)
    *signals, facing = read_each([*exercise.signals.values(), FACING], hand, forearm, palm)
    return Signals(
        hand,
        dict(zip(exercise.signals, signals, strict=True)),
        progress,
        displacement,
        palm,
        _keeps_view(exercise.views, facing, palm),
        quality(hand),
        _keeps_view(exercise.readable_views, facing, palm),
    )


def _keeps_view(views: tuple[View, ...], facing: Floats, palm: PalmOnce) -> NDArray[np.bool_]:
    """As `quality.keeps_view`; the learned palm is asked only where the landmarks contradict."""
    kept = in_view(views, facing)
    doubtful = np.flatnonzero(~kept & np.isfinite(facing))
    if len(doubtful):
        kept[doubtful] = in_view(views, palm.at(doubtful).orientation)
    return kept
