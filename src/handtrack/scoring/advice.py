"""What to do better: a few plain sentences, the most important first."""

from __future__ import annotations

from collections import Counter

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.events import Label, Status, plain_words, reason_words
from handtrack.landmarks.hand import Side
from handtrack.landmarks.handedness import MISREAD_SHARE
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View, view_matches
from handtrack.measurements import MEASUREMENTS
from handtrack.scoring.clip_warnings import pictures_hz
from handtrack.scoring.results import ExerciseResult
from handtrack.verifiers.signals import Signals

ENOUGH = 0.9
"""Provisional: shares of frames below this are worth a word."""
SIDE_CONTRADICTED = "the camera took it for a"
"""Stands in the advice where the camera saw another hand than the one that was named."""
SLOW_HZ = 15.0
"""Provisional: below this rate a quick movement falls between two frames."""
_REPEATED = 1.2
_HIDDEN = "Gloves, splints and bandages hide a hand from it."
_SUBJECTS = ("the ", "a ", "other ", "most ")
"""How the sentence of a reason begins that has a subject of its own; the others have none."""

_FROM = {
    View.PALM: "from the palm side",
    View.DORSAL: "from the back of the hand",
    View.SIDE: "from the edge of the hand",
    View.OBLIQUE: "at a slant",
    View.TOP: "from above",
    View.END: "along the forearm",
    View.BODY: "from the front, with both arms in the picture",
}


def advise(
    exercise: Exercise, recording: Recording, whole: Signals, result: ExerciseResult
) -> tuple[str, ...]:
    """Advise on camera and movement.

    Parameters
    ----------
    exercise : Exercise
        Resolved for the person.
    recording : Recording
    whole : Signals
        Of the recording.
    result : ExerciseResult
        Without advice.

    Returns
    -------
    tuple of str
        Sentences, those on the camera first; empty where there is nothing to say.
    """
    seen = whole.quality.seen
    if not len(seen):
        return ("The recording holds no frame.",)
    if not seen.any():
        none = f"No hand was found in any of the {len(seen)} frames."
        return (f"{none} {_HIDDEN} {exercise.placement}",)
    camera = _camera(exercise, recording, whole, result)
    return (*camera, *_angles(exercise, whole, result), *_movement(result))


def _camera(
    exercise: Exercise, recording: Recording, whole: Signals, result: ExerciseResult
) -> list[str]:
    """About the picture, the hand in it, and which hand it is."""
    spoken = (
        *_picture(exercise, whole, result),
        _rate(recording),
        side_doubt(recording, whole, result),
        _neutral(exercise, result),
    )
    return [sentence for sentence in spoken if sentence]


def _picture(exercise: Exercise, whole: Signals, result: ExerciseResult) -> list[str]:
    quality, seen = whole.quality, whole.quality.seen
    advice = []
    missing = 1 - float(seen.mean())
    if missing > 1 - ENOUGH:
        advice.append(
            f"The camera did not find your hand in {missing:.0%} of frames: keep all of it in the "
            "picture, in even light."
        )
    if (result.summary.view_share or 0.0) < ENOUGH and _lost_by_view(result):
        wanted = " or ".join(_FROM[v] for v in exercise.views)
        advice.append(f"Camera {wanted}, please: {_shown(whole)}.")
    near_edge = float(quality.near_edge[seen].mean())
    if near_edge > 1 - ENOUGH:
        advice.append(
            "Move the hand to the middle of the picture: it was at the edge in "
            f"{near_edge:.0%} of frames."
        )
    if float(quality.too_small[seen].mean()) > 1 - ENOUGH:
        advice.append("Move the camera closer: the hand is small in the picture.")
    return advice


def _rate(recording: Recording) -> str:
    """Too few pictures a second, whether there are few frames or each is shown several times."""
    rate_hz = pictures_hz(recording)
    if rate_hz is None or round(rate_hz, 2) >= SLOW_HZ:
        return ""
    frames_hz = 1 / float(np.median(np.diff(recording.time_s)))
    few = f"{rate_hz:.0f} frames a second are few"
    if frames_hz > _REPEATED * rate_hz:
        few = (
            f"only {rate_hz:.0f} different pictures a second are few (the file shows "
            f"{frames_hz:.0f} and repeats them)"
        )
    return f"Use more light or a faster camera: {few}, {SLOW_HZ:.0f} are needed."


def _lost_by_view(result: ExerciseResult) -> bool:
    """Whether another view might have shown more: nothing was found, or not all for certain."""
    sure = (r.label is Label.VERIFIED for r in result.repetitions)
    return not result.repetitions or not all(sure)


def side_doubt(recording: Recording, whole: Signals, result: ExerciseResult) -> str:
    """Say why the hand that was scored may not be the one meant.

    Parameters
    ----------
    recording : Recording
    whole : Signals
        Of the hand that was scored.
    result : ExerciseResult

    Returns
    -------
    str
        A sentence; "" where nothing speaks for that.
    """
    if result.side_source == "given" and result.side not in recording.slot_sides():
        other = Side.LEFT if result.side is Side.RIGHT else Side.RIGHT
        return (
            f"You said it is the {result.side} hand; {SIDE_CONTRADICTED} {other} one. "
            "Check the side, and that the video is not mirrored."
        )
    if result.side_source == "seen" and _both_seen(recording):
        return f"Two hands were seen; the {result.side} one was scored. Choose with --hand."
    unsure = float((~whole.hand.depth_valid)[whole.quality.seen].mean())
    if result.side_source == "seen" and unsure >= MISREAD_SHARE:
        return (
            f"Say with --hand which hand it is: in {unsure:.0%} of frames it could as well be the "
            "other one."
        )
    return ""


def _neutral(exercise: Exercise, result: ExerciseResult) -> str:
    forearm = result.calibration.forearm
    if not exercise.needs_neutral or forearm is None or forearm.known:
        return ""
    wanted = "more exact degrees" if forearm.seen else "bending in each direction by itself"
    return (
        f"For {wanted}, hold the wrist straight and still for two "
        "seconds and say when: --neutral 0-2."
    )


def _both_seen(recording: Recording) -> bool:
    """Whether two hands were there for a good part of the time."""
    return bool(recording.header.slots > 1 and ((recording.is_right >= 0).all(axis=1)).mean() > 0.2)


def _shown(whole: Signals) -> str:
    """What the frames with the wrong view showed."""
    facing = whole.facing[whole.quality.seen & ~whole.viewed]
    count = len(facing) / max(int(whole.quality.seen.sum()), 1)
    if not len(facing):
        return "the view was wrong"
    middle = float(np.median(facing))
    if view_matches(View.SIDE, np.array(middle)):
        what = "the hand's edge"
    else:
        what = "the palm" if middle > 0 else "the back of the hand"
        what += " at a slant" if view_matches(View.OBLIQUE, np.array(middle)) else ""
    return f"{count:.0%} of frames showed {what}"


def _angles(exercise: Exercise, whole: Signals, result: ExerciseResult) -> list[str]:
    """From where the joint angles could be told that could not be told now."""
    if not result.with_status(Status.VALID):
        return []
    untold = [MEASUREMENTS[r.measure] for r in result.ranges if r.arc_deg is None]
    fit = [v for v in exercise.views if any(v in m.views for m in untold)]
    if not fit:
        return []
    shown = np.asarray(np.nanmedian(whole.facing))
    if any(view_matches(v, shown) for v in fit):
        return []
    where = " or ".join(_FROM[v] for v in fit)
    return [f"For the joint angles that are missing, camera {where}, please."]


def _movement(result: ExerciseResult) -> list[str]:
    """The most common reason for a repetition that did not count."""
    reasons = Counter(
        note.reason
        for repetition in result.repetitions
        if repetition.status is not Status.VALID
        for note in repetition.notes[:1]
    )
    if not reasons:
        return []
    reason, count = reasons.most_common(1)[0]
    times = "1 repetition" if count == 1 else f"{count} repetitions"
    what, sentence = reason_words()[reason].advice, plain_words(reason)
    said = f"in {times} {sentence}" if sentence.startswith(_SUBJECTS) else f"{times} {sentence}"
    return [f"{what}: {said}."] if what else []
