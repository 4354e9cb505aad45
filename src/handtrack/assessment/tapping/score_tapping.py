"""Score of the finger-tapping test in a recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from handtrack import __version__
from handtrack.assessment.tapping import tap_figures
from handtrack.assessment.tapping.bouts import ClosingRun, closing_runs, rejection_reason
from handtrack.assessment.tapping.certainty import TapCount, count_taps, without_cut_off
from handtrack.assessment.tapping.picture_rate import PictureRate, picture_rate
from handtrack.assessment.tapping.tapping_result import VERSION, Bout, Tap, TapFigure, TappingResult
from handtrack.assessment.tapping.tapping_text import notes, summary
from handtrack.assessment.tapping.taps import crossing_s, find_closings
from handtrack.assessment.tapping.tip_gap import TipGap, tip_gap
from handtrack.events import Label
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.recording_header import Header
from handtrack.scoring.results import Provenance

CLOSED_SHARE = 0.9
"""Share of the amplitude at which the tips count as closed: they may stay in contact for long."""
SMOOTHING = "median within an eighth of the person's own cycle"


@dataclass(frozen=True, slots=True)
class ScoredTapping:
    """Result with the signal it was computed from."""

    result: TappingResult
    signal: TipGap


@dataclass(frozen=True, slots=True)
class _TappingHands:
    """Signal and runs of closings of one hand of a recording."""

    side: Side
    signal: TipGap
    runs: tuple[ClosingRun, ...]

    @property
    def bouts(self) -> list[ClosingRun]:
        return [run for run in self.runs if not run.rejection]

    @property
    def best(self) -> ClosingRun | None:
        """Bout with the most taps, the first one of several; None without a bout."""
        return max(self.bouts, key=lambda run: len(run.closings), default=None)


def score_tapping(recording: Recording, side: Side | None = None) -> ScoredTapping:
    """Score the longest bout of tapping in a recording.

    Parameters
    ----------
    recording : Recording
    side : Side, optional
        Hand that taps; default: the hand with more taps.

    Returns
    -------
    ScoredTapping
        Its result has no bout if there is none; `summary` gives the reason.
    """
    seen = [_hand(recording, slot, own) for slot, own in _hands(recording, side)]
    hand = max(seen, key=lambda one: len(one.best.closings) if one.best else 0)
    signal, best = hand.signal, hand.best
    rate = _picture_rate(signal, best)
    taken = count_taps(signal, best, rate) if best else None
    bout = _bout(signal, taken) if taken else None
    why = "" if best else _why_none(hand)
    header = recording.header
    result = TappingResult(
        side=hand.side,
        side_source="given" if side is not None else "seen",
        frames=len(recording),
        duration_s=recording.duration_s,
        complete=header.complete,
        hand_share=signal.seen / signal.frames if signal.frames else None,
        pictures_per_s=_figure(rate.per_s),
        repeated_share=rate.repeated_share if len(signal) else None,
        bout=bout,
        summary=summary(bout, why),
        notes=notes(rate, taken, hand.bouts, (header.note, *header.warnings)),
        made_by=_made_by(header),
    )
    return ScoredTapping(result, signal)


def _hands(recording: Recording, side: Side | None) -> list[tuple[int, Side]]:
    first = choose_slot(recording, side)
    if side is not None:
        return [first]
    others = enumerate(recording.slot_sides())
    return [first, *((slot, own) for slot, own in others if own and slot != first[0])]


def _hand(recording: Recording, slot: int, side: Side) -> _TappingHands:
    signal = tip_gap(recording.hand(slot, side))
    found = without_cut_off(find_closings(signal.time_s, signal.gap))
    return _TappingHands(side, signal, tuple(closing_runs(signal, found)))


def _picture_rate(signal: TipGap, best: ClosingRun | None) -> PictureRate:
    """Picture rate in the bout if there is one: outside it the camera may have been slower."""
    distinct = len(signal) / signal.seen if signal.seen else 1.0
    where = (
        slice(best.closings[0].open_at, best.closings[-1].closed_at + 1) if best else slice(None)
    )
    return picture_rate(signal.time_s[where], signal.gap[where], distinct, best is not None)


def _why_none(hand: _TappingHands) -> str:
    if not hand.signal.seen:
        return "No hand was found."
    if not hand.runs:
        return rejection_reason(hand.signal, ())
    return max(hand.runs, key=lambda run: len(run.closings)).rejection


def _bout(signal: TipGap, taken: TapCount) -> Bout:
    moved = tap_figures.speeds(signal, taken)
    widths = tap_figures.amplitudes(taken)
    taps = _taps(signal, taken, widths, moved)
    return Bout(
        start_s=float(signal.time_s[taken.closings[0].open_at]),
        end_s=taps[-1].closed_s,
        taps=taps,
        bounds=taken.bounds,
        rate_per_s=_without_nan(tap_figures.rate(taken)),
        interval_cv=tap_figures.interval_cv(taken),
        amplitude_hand_lengths=_without_nan(tap_figures.mean_figure(widths, taken)),
        amplitude_cv=tap_figures.amplitude_cv(taken),
        opening_hand_lengths_per_s=_without_nan(tap_figures.mean_figure(moved.opening, taken)),
        closing_hand_lengths_per_s=_without_nan(tap_figures.mean_figure(moved.closing, taken)),
        decrement_first_10_percent=tap_figures.decrement(
            signal, taken, tap_figures.PRESCRIBED_TAPS
        ),
        decrement_percent=tap_figures.decrement(signal, taken, None),
        slowing_percent=tap_figures.slowing(taken),
        hesitations=tap_figures.hesitations(taken),
        halts=tap_figures.hesitations(taken, tap_figures.HALT_S),
    )


def _taps(
    signal: TipGap, taken: TapCount, widths: Floats, moved: tap_figures.Speeds
) -> tuple[Tap, ...]:
    intervals_s: Sequence[float] = [float("nan"), *taken.intervals_s.tolist()]
    return tuple(
        Tap(
            number=k + 1,
            label=Label.ESTIMATED if taken.estimate_reasons[k] else Label.VERIFIED,
            time_s=closing.time_s,
            closed_s=crossing_s(
                signal.time_s, signal.gap, closing.open_at, closing.closed_at, CLOSED_SHARE
            ),
            interval_s=_figure(intervals_s[k]),
            amplitude_hand_lengths=_figure(widths[k]),
            closing_hand_lengths_per_s=_figure(moved.closing[k]),
            opening_hand_lengths_per_s=_figure(moved.opening[k]),
            note=taken.estimate_reasons[k],
        )
        for k, closing in enumerate(taken.closings)
    )


def _figure(value: float | np.floating) -> float | None:
    return float(value) if isfinite(value) else None


def _without_nan(measured: TapFigure) -> TapFigure:
    """Figure with None instead of a NaN error."""
    known = measured.error is not None and isfinite(measured.error)
    return TapFigure(
        measured.value, measured.error if known else None, measured.label, measured.note
    )


def _made_by(header: Header) -> Provenance:
    return Provenance(
        handtrack=__version__,
        engine=header.engine,
        model_sha256=header.model_sha256,
        exercise_version=f"finger-tapping {VERSION}",
        smoothing=SMOOTHING,
        source=header.source,
        source_sha256=header.source_sha256,
    )
