"""What is said of a tapping test in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from handtrack.assessment.tapping.bouts import ClosingRun
from handtrack.assessment.tapping.certainty import TapCount
from handtrack.assessment.tapping.pictures import MIN_TO_COUNT, MIN_TO_MEASURE, PictureRate
from handtrack.assessment.tapping.tap_figures import PRESCRIBED_TAPS
from handtrack.assessment.tapping.tapping_result import Bout

NO_RATING = "No MDS-UPDRS score is given: rating the test is for a clinician."
FAST_HZ = 5.0
"""Provisional: a camera that is too slow to count taps of this tempo is told where none are found;
fast healthy people tap like that."""


def summary(bout: Bout | None, why: str) -> str:
    """The result in one line."""
    if bout is None:
        return f"No tapping. {why}"
    number = f"{len(bout.taps)} taps"
    if not bout.bounds.certain:
        number += f" (estimated: {bout.bounds.words})"
    rate, width = bout.rate_per_s.value, bout.amplitude_hand_lengths.value
    speed = f", {rate:.1f} a second" if rate is not None else ""
    wide = f", {width:.2f} hand lengths wide" if width is not None else ""
    return f"{number}{speed}{wide}."


def notes(
    shown: PictureRate,
    taken: TapCount | None,
    bouts: Sequence[ClosingRun],
    recording: Sequence[str],
) -> tuple[str, ...]:
    """What else is to be known."""
    about = _of_taps(shown, taken, bouts) if taken else _of_none(shown)
    return tuple(filter(None, [*recording, _repeated(shown), *about]))


def _repeated(shown: PictureRate) -> str:
    if shown.repeated_share < 0.05:
        return ""
    return (
        f"{shown.repeated_share:.0%} of the frames show the same picture as the one before: only "
        f"{shown.per_s:.1f} different pictures a second are in it."
    )


def _of_none(shown: PictureRate) -> Iterator[str]:
    if shown.per_s < FAST_HZ * MIN_TO_COUNT:
        yield (
            f"{_rate(shown.per_s)} pictures a second are enough to count taps up to "
            f"{_rate(shown.counts_up_to_hz)} a second; faster ones would not be found."
        )


def _of_taps(shown: PictureRate, taken: TapCount, bouts: Sequence[ClosingRun]) -> Iterator[str]:
    yield _too_few(shown, taken)
    if len(taken.closings) < PRESCRIBED_TAPS:
        yield f"The test asks for {PRESCRIBED_TAPS} taps; these are {len(taken.closings)}."
    if taken.lost.any():
        gaps = int(taken.lost.sum())
        yield (
            f"The hand was not seen for a moment between taps, {gaps} "
            f"{'time' if gaps == 1 else 'times'}: such intervals are in no figure."
        )
    for doubt in dict.fromkeys(filter(None, taken.estimate_reasons)):
        yield f"{taken.estimate_reasons.count(doubt)} of {len(taken.estimate_reasons)} taps estimated: {doubt}."
    for run in bouts:
        times = [c.time_s for c in run.closings]
        if not times[0] <= taken.closings[0].time_s <= times[-1]:
            yield (
                f"Another bout of {len(times)} taps from {times[0]:.1f} to {times[-1]:.1f} s is "
                "not in these figures."
            )


def _too_few(shown: PictureRate, taken: TapCount) -> str:
    if taken.measurable:
        return ""
    rate = 1 / taken.typical_s
    needed = f"{math.ceil(rate * MIN_TO_MEASURE)} pictures a second would measure it."
    if taken.countable:
        return (
            f"{_rate(shown.per_s)} pictures a second are enough to count these taps and to measure "
            f"taps up to {_rate(shown.measures_up_to_hz)} a second; these were {_rate(rate)} a "
            f"second: the amplitude is not told. {needed}"
        )
    return (
        f"{_rate(shown.per_s)} pictures a second are enough to count taps up to "
        f"{_rate(shown.counts_up_to_hz)} a second; these were {_rate(rate)} a second or more: the "
        f"number is an estimate, and the amplitude is not told. {needed}"
    )


def _rate(per_s: float) -> str:
    """To a tenth, rounded down: what is enough must not be told as more than it is."""
    return f"{math.floor(per_s * 10 + 1e-6) / 10:g}" if math.isfinite(per_s) else "No"
