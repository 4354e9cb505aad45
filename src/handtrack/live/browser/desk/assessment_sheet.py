"""Values of an assessment's page: poses, their figures, and the trials behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from handtrack.assessment.motions import MotionKind, motion_of
from handtrack.assessment.protocol import Pose, Protocol, Section
from handtrack.assessment.rom_result import MotionFigure, Trial
from handtrack.live.assessment.pose_words import pose_title, section_title
from handtrack.live.browser.demonstrations.drawn_movements import has_pose_drawing
from handtrack.live.browser.desk.desk_charts import AngleDial, angle_dial
from handtrack.live.browser.desk.desk_words import DeskWords
from handtrack.live.browser.link.assessment_message import pose_url
from handtrack.records.review import TrialRemoval
from handtrack.records.values import AssessmentRecord


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One trial of a figure.

    Parameters
    ----------
    number : int
    value : str
    note : str
        Why it does not count; "" where it does.
    removal : int or None
        Id of the removal that holds.
    removed : str
        By whom, when and why; "" where it was not removed.
    """

    number: int
    value: str
    note: str
    removal: int | None
    removed: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One motion that was measured in a pose.

    Parameters
    ----------
    motion, title, value, error, label : str
    dial : AngleDial or None
        None where it is no angle, or was not measured.
    trials : tuple of TrialLine
    """

    motion: str
    title: str
    value: str
    error: str
    label: str
    dial: AngleDial | None
    trials: tuple[TrialLine, ...]


@dataclass(frozen=True, slots=True)
class PoseCard:
    """One pose with its picture and its figures; `picture` is "" where there is none."""

    title: str
    section: str
    picture: str
    figures: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class AssessmentSheet:
    """What the page of an assessment shows; `side` is "left" or "right"."""

    id: int
    at: str
    side: str
    hand: str
    manner: str
    pain: str
    poses: tuple[PoseCard, ...]
    removals: tuple[str, ...]


def assessment_sheet(
    record: AssessmentRecord, protocol: Protocol | None, words: DeskWords
) -> AssessmentSheet:
    """Values of an assessment's page.

    Parameters
    ----------
    record : AssessmentRecord
    protocol : Protocol or None
        None if it is not known any more.
    words : DeskWords
    """
    held = record.assessment
    poses = {
        pose.id: (section, pose) for section in (protocol.sections if protocol else ())
        for pose in section.poses
    }  # fmt: skip
    order = list(poses)
    figures = sorted(
        held.figures, key=lambda f: order.index(f.pose) if f.pose in poses else len(order)
    )
    cards = [
        _card(tuple(group), protocol, poses.get(name), record, words)
        for name, group in groupby(figures, key=lambda f: f.pose)
    ]
    pain = "" if record.pain is None else words.say("assessment", "pain", n=record.pain)
    return AssessmentSheet(
        record.id,
        words.moment(record.at),
        str(held.side),
        words.hand(held.side),
        words.say("manner", str(held.manner)),
        pain,
        tuple(cards),
        tuple(_told(one, words) for one in reversed(record.removed_trials)),
    )


def _card(
    figures: Sequence[MotionFigure],
    protocol: Protocol | None,
    place: tuple[Section, Pose] | None,
    record: AssessmentRecord,
    words: DeskWords,
) -> PoseCard:
    lines = tuple(_figure(figure, record.removed_trials, words) for figure in figures)
    if protocol is None or place is None:
        return PoseCard(words.say("assessment", "other_pose"), "", "", lines)
    section, pose = place
    drawn = has_pose_drawing(protocol.id, pose.id)
    return PoseCard(
        pose_title(protocol, pose, words.said),
        section_title(protocol, section, words.said),
        pose_url(protocol.id, pose.id) if drawn else "",
        lines,
    )


def _figure(figure: MotionFigure, removals: Sequence[TrialRemoval], words: DeskWords) -> FigureLine:
    gone = [one for one in removals if one.holds and one.motion == figure.motion]
    left = {trial.number for trial in figure.trials}
    trials = [_trial(trial, figure.motion, words) for trial in figure.trials]
    trials += [_removed(one, words) for one in gone if one.trial not in left]
    error = None if figure.value is None else figure.error
    return FigureLine(
        figure.motion,
        words.motion(figure.motion),
        words.figure(figure.motion, figure.value),
        "" if error is None else f"± {words.size(figure.motion, error)}",
        "" if figure.value is None else words.say("label", str(figure.label)),
        _dial(figure),
        tuple(sorted(trials, key=lambda line: line.number)),
    )


def _dial(figure: MotionFigure) -> AngleDial | None:
    """The angle of one joint; a sum of several is none."""
    is_angle = figure.unit == "deg" and motion_of(figure.motion).kind is not MotionKind.TOTAL
    return angle_dial(figure.value) if is_angle and figure.value is not None else None


def _trial(trial: Trial, motion: str, words: DeskWords) -> TrialLine:
    why = ""
    if trial.value is None:
        why = words.say("assessment", "not_measured")
    elif trial.implausible:
        why = words.say("assessment", "implausible")
    return TrialLine(trial.number, words.figure(motion, trial.value), why, None, "")


def _removed(one: TrialRemoval, words: DeskWords) -> TrialLine:
    told = words.say("assessment", "removed", by=one.by, at=words.moment(one.at), why=one.why)
    return TrialLine(one.trial, words.figure(one.motion, one.value), "", one.id, told)


def _told(one: TrialRemoval, words: DeskWords) -> str:
    """A removal in a sentence of the trail, restored ones too."""
    what = words.say("assessment", "trial_of", n=one.trial, motion=words.motion(one.motion))
    told = words.say("assessment", "removed", by=one.by, at=words.moment(one.at), why=one.why)
    if one.undone_at is None:
        return f"{what}: {told}"
    back = words.say("assessment", "restored", by=one.undone_by, at=words.moment(one.undone_at))
    return f"{what}: {told} {back}"
