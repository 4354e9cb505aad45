"""The thumb touches one fingertip after the other, freely or at the metronome's beat."""

from __future__ import annotations

from collections.abc import Sequence as Series

from handtrack.definitions.verifier_tables import BeatCue, Sequence
from handtrack.landmarks.hand import Finger
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.performances.style import PLAIN, Besides, Legs, Style
from synthetic_hand.pose import OPEN
from synthetic_hand.skeleton import touching
from synthetic_hand.time_course import Frames, course


def touches(sequence: Sequence, style: Style, amplitude: float, besides: Besides) -> Legs:
    """Legs of one round: each finger of the order is touched, up to a share of them.

    Parameters
    ----------
    sequence : Sequence
    style : Style
    amplitude : float
        Share of the fingers that are touched.
    besides : Besides

    Returns
    -------
    list of (float, Angles)
        Durations, and the poses they lead to.
    """
    order = sequence.order
    half_s = style.move_s / 2
    legs: Legs = []
    for finger in order[: round(amplitude * len(order))]:
        touch = {**OPEN, **touching(finger), **besides.peak}
        legs += [(half_s, touch), (style.hold_s, touch), (half_s, OPEN), (half_s / 2, OPEN)]
    return legs[:-1]


def on_the_beat(
    rule: Sequence, cue: BeatCue, style: Style, amplitudes: Series[float], besides: Besides
) -> tuple[Frames, list[tuple[float, float]]]:
    """One touch a beat, as slow as the beat leaves time for; the thumb arrives just after it."""
    half_s = min(style.move_s / 2, cue.every_s.value / 4)
    hold_s = min(style.hold_s, cue.every_s.value / 4)
    frames: Frames = [(0.0, OPEN)]
    times_s = []
    for number, amplitude in enumerate(amplitudes):
        touch = touching(rule.order[number % len(rule.order)])
        pose = {n: OPEN[n] + amplitude * (v - OPEN[n]) for n, v in touch.items()}
        pose |= besides.peak
        arrives_s = cue.lead_in_s.value + number * cue.every_s.value + 0.3 * half_s
        leaves_s = arrives_s + hold_s
        frames += [(arrives_s - half_s, OPEN), (arrives_s, {**OPEN, **pose})]
        frames += [(leaves_s, {**OPEN, **pose, **besides.late}), (leaves_s + half_s, OPEN)]
        times_s.append((arrives_s - half_s, leaves_s + half_s))
    return [*frames, (frames[-1][0] + style.still_s, OPEN)], times_s


def touching_in_order(
    fingers: Series[Finger], style: Style = PLAIN, share: float = 1.0
) -> Recording:
    """Give a hand whose thumb goes `share` of the way to each of these fingers in turn."""
    now_s = style.still_s
    frames: Frames = [(0.0, OPEN), (now_s, OPEN)]
    for finger in fingers:
        touch = {
            name: OPEN[name] + share * (v - OPEN[name]) for name, v in touching(finger).items()
        }
        for took_s, pose in (
            (style.move_s / 2, {**OPEN, **touch}),
            (style.hold_s, {**OPEN, **touch}),
            (style.move_s / 2, OPEN),
            (style.rest_s, OPEN),
        ):
            now_s += took_s
            frames.append((now_s, pose))
    frames.append((now_s + style.still_s, OPEN))
    angles = course(frames, style.fps)
    hand = synthetic_track(
        angles, style.side, style.view or View.PALM, style.frame_size_px, style.fps
    )
    return synthetic_recording(hand)
