"""A clip's row of `summary.csv`: what was counted, how certain it is, why to look at the clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isfinite

from handtrack.batch.jobs import Job
from handtrack.events import Label, Status
from handtrack.landmarks.free_text import printable_name
from handtrack.landmarks.quality import MIN_GOOD_SHARE
from handtrack.landmarks.recording import Recording
from handtrack.scoring.advice import side_doubt
from handtrack.scoring.results import ExerciseResult, JointRange
from handtrack.scoring.score import Scored

Cell = str | int | float | None
ClipRow = dict[str, Cell]

COLUMNS = (
    *("file", "patient", "date", "exercise", "title", "hand", "hand_from", "outcome", "look"),
    *("valid", "partial", "rejected", "unverifiable", "dose", "counted", "at_least", "at_most"),
    *("verified", "estimated", "rom_joint", "rom_deg", "rom_error_deg", "rom_label", "rom_all"),
    *("hand_share", "view_share", "start_s", "end_s", "slowed", "frames", "duration_s", "folder"),
    *("clip_sha256", "handtrack"),
)
NOT_DONE = "not done"

FEW_FIT = 0.5
"""Provisional: a clip that shows the hand from a fitting side in less of its frames was filmed from
another one."""
WIDE_SHARE, WIDE = 0.25, 2
"""Provisional: bounds farther apart than this share of the count, and than so many, leave the count
open."""


def labels_of(job: Job) -> ClipRow:
    """Give the columns of a clip that are known before it is scored."""
    request = job.request
    side = request.side or (request.calibration and request.calibration.side)
    return {
        "file": printable_name(job.name or str(job.path)),
        "patient": job.patient,
        "date": job.date,
        "exercise": request.exercise.id,
        "title": request.exercise.title_clinical,
        "hand": side or "",
        "hand_from": "given" if side else "",
        "start_s": request.part.start_s or None,
        "end_s": finite(request.part.end_s),
        "slowed": request.part.slowed if request.part.slowed != 1 else None,
    }


def finite(value: float) -> float | None:
    """Give a number; None where it is infinite or NaN."""
    return value if isfinite(value) else None


def not_done(job: Job) -> ClipRow:
    """Make the row of a clip that was not scored yet."""
    return labels_of(job) | {"outcome": NOT_DONE, "look": "not scored yet"}


def failed(job: Job, error: str) -> ClipRow:
    """Make the row of a clip that could not be scored.

    Parameters
    ----------
    job : Job
    error : str
        Why, in a sentence.
    """
    return labels_of(job) | {"outcome": "failed", "look": error}


def scored_row(job: Job, scored: Scored, recording: Recording) -> ClipRow:
    """Make the row of a clip that was scored; a figure that could not be measured is None.

    Parameters
    ----------
    job : Job
    scored : Scored
    recording : Recording
        What it was scored from.
    """
    result = scored.result
    summary, bounds = result.summary, result.summary.bounds
    valid = Counter(r.label for r in result.with_status(Status.VALID))
    known = [r for r in result.ranges if r.arc_deg is not None]
    first = known[0] if known else None
    seen = bool(summary.hand_share)
    doubt = side_doubt(recording, scored.signals, result) if seen else ""
    return labels_of(job) | {
        "hand": result.side if seen or result.side_source == "given" else "",
        "hand_from": result.side_source if seen or result.side_source == "given" else "",
        "outcome": "scored" if result.complete else "incomplete",
        "look": "; ".join(why_look(result, doubt)),
        "valid": summary.valid,
        "partial": summary.partial,
        "rejected": summary.rejected,
        "unverifiable": summary.unverifiable,
        "dose": summary.dose,
        "counted": summary.what,
        "at_least": bounds.at_least if bounds else None,
        "at_most": bounds.at_most if bounds else None,
        "verified": valid[Label.VERIFIED],
        "estimated": valid[Label.ESTIMATED],
        "rom_joint": first.title if first else "",
        "rom_deg": _rounded(first.arc_deg, 1) if first else None,
        "rom_error_deg": _rounded(first.error_deg, 1) if first else None,
        "rom_label": first.label if first else "",
        "rom_all": "; ".join(_rom(joint) for joint in known),
        "hand_share": _rounded(summary.hand_share, 4),
        "view_share": _rounded(summary.view_share, 4),
        "frames": result.frames,
        "duration_s": _rounded(result.duration_s, 4),
        "clip_sha256": result.made_by.source_sha256,
        "handtrack": result.made_by.handtrack,
    }


def _rom(joint: JointRange) -> str:
    error = "" if joint.error_deg is None else f" ± {joint.error_deg:.0f}°"
    return f"{joint.title} {joint.arc_deg:.0f}°{error} ({joint.label})"


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None or not isfinite(value) else round(value, digits)


def why_look(result: ExerciseResult, side_doubt: str) -> Iterator[str]:
    """Say why a person should look at a clip; "" where nothing is doubtful.

    Parameters
    ----------
    side_doubt : str
        Why the hand that was scored may not be the one meant; "" where nothing speaks for that.
    """
    share = result.summary.hand_share
    if not result.complete:
        yield f"incomplete: {_clause(result.note)}"
    yield from map(_clause, result.warnings)
    if not share:
        yield "no hand was seen"
        return
    if share < MIN_GOOD_SHARE:
        yield f"the hand was seen in {_percent(share)} of frames"
    if (view := result.summary.view_share) is not None and view < FEW_FIT:
        yield f"the hand was seen from a fitting side in {_percent(view)} of these frames"
    if side_doubt:
        yield _clause(side_doubt)
    yield from _count_doubts(result)


def _count_doubts(result: ExerciseResult) -> Iterator[str]:
    """What about the count itself is worth a look."""
    summary, bounds = result.summary, result.summary.bounds
    found = len(result.repetitions)
    if not found:
        yield f"no {summary.what} was found"
    elif not summary.valid:
        yield f"none of {found} is valid ({_main_reason(result)}): is it this exercise?"
    elif summary.rejected > summary.valid:
        yield f"{summary.rejected} rejected, {summary.valid} valid ({_main_reason(result)})"
    if bounds is None or not found:
        return
    most, apart = bounds.at_most, max(WIDE, WIDE_SHARE * summary.valid)
    if most is None or most - bounds.at_least > apart:
        yield f"the count is open: {bounds.words} may be valid"


def _main_reason(result: ExerciseResult) -> str:
    """The most common first reason of what did not count."""
    others = (r for r in result.repetitions if r.status is not Status.VALID)
    words = Counter(r.reasons[0].words for r in others if r.reasons)
    return words.most_common(1)[0][0] if words else "no reason given"


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _clause(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
