"""Sentences about a tapping test."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from handtrack.assessment.tapping.bouts import ClosingRun
from handtrack.assessment.tapping.certainty import TapCount
from handtrack.assessment.tapping.picture_rate import MIN_TO_COUNT, MIN_TO_MEASURE, PictureRate
from handtrack.assessment.tapping.tap_figures import PRESCRIBED_TAPS
from handtrack.assessment.tapping.tapping_result import Bout

NO_RATING = "No MDS-UPDRS score is given: rating the test is for a clinician."
FAST_HZ = 5.0
"""Provisional: without a bout, a note names a camera too slow for this tapping rate, which is that
of fast healthy people."""


def summary(bout: Bout | None, why: str) -> str:
    """Summary of a result in one line.

    Parameters
    ----------
    bout : Bout or None
    why : str
        Reason without a bout, as a sentence.

    Returns
    -------
    str
    """
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
    rate: PictureRate,
    count: TapCount | None,
    bouts: Sequence[ClosingRun],
    recording: Sequence[str],
) -> tuple[str, ...]:
    """Notes on a result, one sentence each.

    Parameters
    ----------
    rate : PictureRate
    count : TapCount or None
        None without a bout.
    bouts : sequence of ClosingRun
        All bouts of the hand.
    recording : sequence of str
        Notes of the recording; they come first.

    Returns
    -------
    tuple of str
    """
    about = _about_taps(rate, count, bouts) if count else _without_bout(rate)
    return tuple(filter(None, [*recording, _repeated(rate), *about]))


def _repeated(rate: PictureRate) -> str:
    if rate.repeated_share < 0.05:
        return ""
    return (
        f"{rate.repeated_share:.0%} of the frames show the same picture as the one before: only "
        f"{rate.per_s:.1f} different pictures a second are in it."
    )


def _without_bout(rate: PictureRate) -> Iterator[str]:
    if rate.per_s < FAST_HZ * MIN_TO_COUNT:
        yield (
            f"{_rate(rate.per_s)} pictures a second are enough to count taps up to "
            f"{_rate(rate.counts_up_to_hz)} a second; faster ones would not be found."
        )


def _about_taps(rate: PictureRate, count: TapCount, bouts: Sequence[ClosingRun]) -> Iterator[str]:
    yield _too_few(rate, count)
    if len(count.closings) < PRESCRIBED_TAPS:
        yield f"The test asks for {PRESCRIBED_TAPS} taps; these are {len(count.closings)}."
    if count.lost.any():
        gaps = int(count.lost.sum())
        yield (
            f"The hand was not seen for a moment between taps, {gaps} "
            f"{'time' if gaps == 1 else 'times'}: such intervals are in no figure."
        )
    reasons = count.estimate_reasons
    for reason in dict.fromkeys(filter(None, reasons)):
        yield f"{reasons.count(reason)} of {len(reasons)} taps estimated: {reason}."
    for run in bouts:
        times = [c.time_s for c in run.closings]
        if not times[0] <= count.closings[0].time_s <= times[-1]:
            yield (
                f"Another bout of {len(times)} taps from {times[0]:.1f} to {times[-1]:.1f} s is "
                "not in these figures."
            )


def _too_few(rate: PictureRate, count: TapCount) -> str:
    if count.measurable:
        return ""
    tempo = 1 / count.typical_s
    needed = f"{math.ceil(tempo * MIN_TO_MEASURE)} pictures a second would measure it."
    if count.countable:
        return (
            f"{_rate(rate.per_s)} pictures a second are enough to count these taps and to measure "
            f"taps up to {_rate(rate.measures_up_to_hz)} a second; these were {_rate(tempo)} a "
            f"second: the amplitude is not told. {needed}"
        )
    return (
        f"{_rate(rate.per_s)} pictures a second are enough to count taps up to "
        f"{_rate(rate.counts_up_to_hz)} a second; these were {_rate(tempo)} a second or more: the "
        f"number is an estimate, and the amplitude is not told. {needed}"
    )


def _rate(per_s: float) -> str:
    """Rate rounded down to a tenth, so that a sufficient rate is not overstated; "No" for NaN."""
    return f"{math.floor(per_s * 10 + 1e-6) / 10:g}" if math.isfinite(per_s) else "No"
