"""Result of a tapping test, and its versioned JSON.

A figure that could not be measured has no value (`null`), never 0, and a note with the reason.
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
"""Version of the test: definition of a tap and of the figures."""


@dataclass(frozen=True, slots=True)
class TapFigure:
    """Figure with its error, label and note.

    Parameters
    ----------
    value : float or None
    error : float or None
        Half width of the 95 % interval from the spread of the taps; None if unknown. It does not
        contain the error of the camera's view, which all taps share.
    label : Label or None
        None together with `value`.
    note : str
        Reason if it is missing or estimated.
    """

    value: OptionalFloat
    error: OptionalFloat = None
    label: Label | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """Tap: one closing of the tips.

    Parameters
    ----------
    number : int
        From 1.
    label : Label
        Estimated if it may be no tap, or if no contact of the tips was detected.
    time_s : float
        Time at half of the amplitude; intervals are between these.
    closed_s : float
        Time at nine tenths of the amplitude: about the contact of the tips.
    interval_s : float or None
        Since the previous tap; None for the first one, and if the hand was lost in between.
    amplitude_hand_lengths : float or None
        Widest gap before the tap, less the closed gap.
    opening_hand_lengths_per_s, closing_hand_lengths_per_s : float or None
        Mean speed over the middle three fifths of the amplitude, before and after contact.
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
        Start of the first closing, end of the last one.
    taps : tuple of Tap
    bounds : CountInterval
        Interval of the true number of taps.
    rate_per_s, interval_cv : TapFigure
        Taps a second, and coefficient of variation of the intervals.
    amplitude_hand_lengths, amplitude_cv : TapFigure
    opening_hand_lengths_per_s, closing_hand_lengths_per_s : TapFigure
        Means over the taps.
    decrement_first_10_percent, decrement_percent : TapFigure
        Change of the amplitude from the first tap to the last by a robust line, over the first ten
        taps and over all; below 0 if it decreases.
    slowing_percent : TapFigure
        Change of the interval over all taps; above 0 if tapping slows.
    hesitations, halts : TapFigure
        Number of intervals above twice the median, and of those above one second.
    """

    start_s: float
    end_s: float
    taps: tuple[Tap, ...]
    bounds: CountInterval
    rate_per_s: TapFigure
    interval_cv: TapFigure
    amplitude_hand_lengths: TapFigure
    amplitude_cv: TapFigure
    opening_hand_lengths_per_s: TapFigure
    closing_hand_lengths_per_s: TapFigure
    decrement_first_10_percent: TapFigure
    decrement_percent: TapFigure
    slowing_percent: TapFigure
    hesitations: TapFigure
    halts: TapFigure


@dataclass(frozen=True, slots=True)
class TappingResult:
    """Result of one hand in one recording.

    Parameters
    ----------
    frames : int
        Number of frames of the recording.
    hand_share : float or None
        Share of frames with a detected hand.
    pictures_per_s : float or None
        Distinct pictures a second, where the hand was detected.
    repeated_share : float or None
        Share of frames that repeat the previous picture.
    bout : Bout or None
        Bout with the most taps.
    summary : str
        One line: number of taps, or the reason why there is no bout.
    notes : tuple of str
        One sentence each.
    complete : bool
        False if the recording was interrupted; `notes` give the reason.
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
    """Result as indented JSON."""
    return result_json.dump(result)


def from_json(text: str | bytes) -> TappingResult:
    """Parse a result from JSON.

    Raises
    ------
    RecordingError
        The text is not a result of this version.
    """
    return result_json.load(TappingResult, text, "handtrack tapping result")


def json_schema() -> dict[str, Any]:
    """JSON Schema of a result."""
    return result_json.schema(TappingResult)
