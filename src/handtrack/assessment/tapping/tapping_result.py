"""What a tapping test came to: plain numbers, and the same as versioned JSON both ways.

A figure that could not be measured has no value (`null`), never 0, and a note that says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from handtrack.events import Label
from handtrack.landmarks.hand import Side
from handtrack.scoring import result_json
from handtrack.scoring.count_interval import CountInterval
from handtrack.scoring.result_json import OptionalFloat
from handtrack.scoring.results import Provenance

VERSION = "1.0"
"""Of the test: what is counted and how figures are taken."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure.

    Parameters
    ----------
    value : float or None
    error : float or None
        Half-width of the 95 % interval that the spread of the taps themselves leaves it; None where
        there is none to give. It says nothing about what the camera's view does to all of them.
    label : Label or None
        None together with `value`.
    note : str
        Why it is missing or no more than an estimate.
    """

    value: OptionalFloat
    error: OptionalFloat = None
    label: Label | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap: the tips were apart and closed.

    Parameters
    ----------
    number : int
        From 1.
    label : Label
        Estimated where it may be none, or where the tips were not seen to meet.
    time_s : float
        When half of the way was closed; intervals are between these.
    closed_s : float
        When nine tenths of the way were closed: about when the tips met.
    interval_s : float or None
        Since the tap before; None for the first, and where the hand was not seen meanwhile.
    amplitude_hand_lengths : float or None
        The gap when it was widest before it, less the gap when it was closed.
    opening_hand_lengths_per_s, closing_hand_lengths_per_s : float or None
        Mean speed over the middle three fifths of the way: closing to this tap, and opening after.
    note : str
    """

    number: int
    label: Label
    time_s: float
    closed_s: float
    interval_s: OptionalFloat
    amplitude_hand_lengths: OptionalFloat
    closing_hand_lengths_per_s: OptionalFloat
    opening_hand_lengths_per_s: OptionalFloat
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bout:
    """One bout of tapping.

    Parameters
    ----------
    start_s, end_s : float
        When the first tap began to close, and when the last one was closed.
    taps : tuple of Tap
    bounds : CountInterval
        What the true number of taps lies between.
    rate_per_s, interval_cv : Measured
        Taps a second, and standard deviation over mean of the intervals.
    amplitude_hand_lengths, amplitude_cv : Measured
    opening_hand_lengths_per_s, closing_hand_lengths_per_s : Measured
        Means of the taps'.
    decrement_first_10_percent, decrement_percent : Measured
        Change of the amplitude from the first tap to the last by a robust line, over the first ten
        taps and over all; below 0 is smaller.
    slowing_percent : Measured
        The same of the intervals over all taps; above 0 is slower.
    hesitations, halts : Measured
        Intervals of more than twice the median one; those of them of more than a second.
    """

    start_s: float
    end_s: float
    taps: tuple[Tap, ...]
    bounds: CountInterval
    rate_per_s: Measured
    interval_cv: Measured
    amplitude_hand_lengths: Measured
    amplitude_cv: Measured
    opening_hand_lengths_per_s: Measured
    closing_hand_lengths_per_s: Measured
    decrement_first_10_percent: Measured
    decrement_percent: Measured
    slowing_percent: Measured
    hesitations: Measured
    halts: Measured


@dataclass(frozen=True, slots=True)
class TappingResult:
    """One hand in one recording.

    Parameters
    ----------
    frames : int
    hand_share : float or None
        Share of them with the hand.
    pictures_per_s : float or None
        Different pictures a second, where the hand was seen.
    repeated_share : float or None
        Share of the frames that show what the one before showed.
    bout : Bout or None
        The one with the most taps.
    summary : str
        One line: the number of taps and what it is worth, or why there are none.
    notes : tuple of str
        What else is to be known of it.
    complete : bool
        False where the recording was interrupted; `notes` say why.
    """

    side: Side
    side_source: Literal["given", "seen"]
    frames: int
    duration_s: float
    complete: bool
    hand_share: OptionalFloat
    pictures_per_s: OptionalFloat
    repeated_share: OptionalFloat
    bout: Bout | None
    summary: str
    notes: tuple[str, ...]
    made_by: Provenance
    test: Literal["finger-tapping"] = "finger-tapping"
    schema: Literal[1] = 1


def to_json(result: TappingResult) -> str:
    """The result as JSON, indented."""
    return result_json.dump(result)


def from_json(text: str | bytes) -> TappingResult:
    """Read a result back.

    Raises
    ------
    RecordingError
        The text is not a result of this version.
    """
    return result_json.load(TappingResult, text, "handtrack tapping result")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a result."""
    return result_json.schema(TappingResult)
