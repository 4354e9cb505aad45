"""Outcome of a repetition: its status, reasons and label.

A reason is one word of `Reason`; its sentence for people is in `SENTENCES`, so that a table, a
video and a report say the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handtrack.landmarks.hand import Finger


class Status(StrEnum):
    """The status of a repetition. Every one but `VALID` has a reason."""

    VALID = "valid"
    PARTIAL = "partial"
    REJECTED = "rejected"
    UNVERIFIABLE = "unverifiable"


class Label(StrEnum):
    """How far a figure may be trusted."""

    VERIFIED = "verified"
    ESTIMATED = "estimated"
    SELF_REPORTED = "self_reported"


class Reason(StrEnum):
    """Reason why a repetition is not valid, or has a note."""

    TOO_SMALL = "too_small"
    BELOW_MINIMUM = "below_minimum"
    ONE_DIRECTION_ONLY = "one_direction_only"
    INCOMPLETE_RETURN = "incomplete_return"
    INCOMPLETE_SEQUENCE = "incomplete_sequence"
    SKIPPED_FINGER = "skipped_finger"
    WRONG_FINGER = "wrong_finger"
    OUT_OF_ORDER = "out_of_order"
    NEAR_MISS = "near_miss"
    EARLY = "early"
    LATE = "late"
    MISSED_BEAT = "missed_beat"
    NOT_SEEN_CLEARLY = "not_seen_clearly"
    RANGE_UNKNOWN = "range_unknown"
    HAND_LEFT_VIEW = "hand_left_view"
    WRONG_VIEW = "wrong_view"
    NEAR_FRAME_EDGE = "near_frame_edge"
    HAND_TOO_SMALL = "hand_too_small"
    TRACKING_UNSTEADY = "tracking_unsteady"
    TOO_FAST = "too_fast"
    TOO_SLOW = "too_slow"
    FOREARM_MOVED = "forearm_moved"
    FOREARM_TURNED = "forearm_turned"
    WRONG_DIRECTION = "wrong_direction"
    FINGERS_BENT = "fingers_bent"
    FINGERS_ONLY = "fingers_only"
    FINGER_IDLE = "finger_idle"
    WRIST_BENT = "wrist_bent"
    SHORT_HOLD = "short_hold"
    NOT_STILL = "not_still"
    SHORT_ACTIVITY = "short_activity"
    NOTHING_DONE = "nothing_done"
    HANDS_MERGED = "hands_merged"
    HANDS_APART = "hands_apart"
    OTHER_HAND_HELPED = "other_hand_helped"
    OTHER_FINGERS_MOVED = "other_fingers_moved"
    THUMB_MOVED = "thumb_moved"
    THUMB_IDLE = "thumb_idle"
    THUMB_BENT = "thumb_bent"
    FINGERS_STRAIGHT = "fingers_straight"
    PALM_WRONG_WAY = "palm_wrong_way"
    LET_FALL = "let_fall"
    NOT_GRASPED = "not_grasped"
    NOT_LET_GO = "not_let_go"
    CARRIED_BACK = "carried_back"
    LET_GO = "let_go"
    MORE_THAN_ONE = "more_than_one"
    PUT_DOWN_EARLY = "put_down_early"
    HAND_OPENED = "hand_opened"
    OBJECT_HIDDEN = "object_hidden"


SENTENCES: dict[Reason, str] = {
    Reason.TOO_SMALL: "smaller than your own full movement",
    Reason.BELOW_MINIMUM: "smaller than the smallest movement this exercise counts",
    Reason.ONE_DIRECTION_ONLY: "went one way only; the other way is part of the repetition",
    Reason.INCOMPLETE_RETURN: "did not come all the way back before the next one began",
    Reason.INCOMPLETE_SEQUENCE: "stopped before the last finger",
    Reason.SKIPPED_FINGER: "left out a finger",
    Reason.WRONG_FINGER: "touched another finger than the next in order",
    Reason.OUT_OF_ORDER: "touched the fingers in another order",
    Reason.NEAR_MISS: "came near a finger without touching it",
    Reason.EARLY: "touched before the beat",
    Reason.LATE: "touched after the beat",
    Reason.MISSED_BEAT: "touched nothing on this beat",
    Reason.NOT_SEEN_CLEARLY: "the camera could not see the touches clearly",
    Reason.RANGE_UNKNOWN: "most of what was done was something else, so your own range is unknown",
    Reason.HAND_LEFT_VIEW: "the camera lost the hand",
    Reason.WRONG_VIEW: "the camera saw the hand from the wrong side",
    Reason.NEAR_FRAME_EDGE: "the hand was at the edge of the picture",
    Reason.HAND_TOO_SMALL: "the hand was too small in the picture",
    Reason.TRACKING_UNSTEADY: "the camera's reading of the hand was unsteady",
    Reason.TOO_FAST: "faster than the exercise asks",
    Reason.TOO_SLOW: "slower than the exercise asks",
    Reason.FOREARM_MOVED: "the forearm moved along",
    Reason.FOREARM_TURNED: "the forearm turned",
    Reason.WRONG_DIRECTION: "the hand went another way than the exercise asks",
    Reason.FINGERS_BENT: "the fingers bent",
    Reason.FINGERS_ONLY: "the fingers moved instead of the hand",
    Reason.FINGER_IDLE: "a finger did not take part",
    Reason.WRIST_BENT: "the wrist bent",
    Reason.SHORT_HOLD: "was held for less time than asked",
    Reason.NOT_STILL: "the hand did not stay still",
    Reason.SHORT_ACTIVITY: "stopped before the minute was full",
    Reason.NOTHING_DONE: "the hand moved, but did hardly any of what is asked",
    Reason.HANDS_MERGED: "the camera could not tell the two hands apart",
    Reason.HANDS_APART: "the two hands were apart",
    Reason.OTHER_HAND_HELPED: "the other hand helped",
    Reason.OTHER_FINGERS_MOVED: "other fingers moved along",
    Reason.THUMB_MOVED: "the thumb moved along",
    Reason.THUMB_IDLE: "the thumb did not take part",
    Reason.THUMB_BENT: "the thumb bent",
    Reason.FINGERS_STRAIGHT: "the fingers did not bend at the knuckles",
    Reason.PALM_WRONG_WAY: "the palm faced the wrong way",
    Reason.LET_FALL: "came back without control",
    Reason.NOT_GRASPED: "the hand went across without gripping",
    Reason.NOT_LET_GO: "was not let go at the far side",
    Reason.CARRIED_BACK: "was carried back to where it came from",
    Reason.LET_GO: "the grip came loose on the way",
    Reason.MORE_THAN_ONE: "more than one at a time",
    Reason.PUT_DOWN_EARLY: "was put down before all were in the hand",
    Reason.HAND_OPENED: "the fingers that keep the others opened",
    Reason.OBJECT_HIDDEN: "the camera could not see the object",
}


class Action(StrEnum):
    """Effect of a criterion's finding on the repetition, mildest first."""

    FLAG = "flag"
    UNVERIFIABLE = "unverifiable"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion that was not met in a repetition.

    Parameters
    ----------
    reason : Reason
    action : Action
        `FLAG`: the repetition counts, with this note.
    detail : str
        The figures behind it ("moved 0.4 hand lengths; at most 0.25"); "" for none.
    """

    reason: Reason
    action: Action
    detail: str = ""

    @property
    def sentence(self) -> str:
        """The reason in words, with its figures."""
        text = SENTENCES[self.reason]
        return f"{text} ({self.detail})" if self.detail else text


@dataclass(frozen=True, slots=True)
class Touch:
    """One touch of thumb and finger.

    Parameters
    ----------
    finger : Finger
    start_s, end_s : float
    label : Label
        `ESTIMATED`: the camera read a neighbouring finger, and the order gives the right one.
    late_s : float or None
        Time of the touch after its beat, below 0 before it; None without a beat.
    """

    finger: Finger
    start_s: float
    end_s: float
    label: Label = Label.VERIFIED
    late_s: float | None = None


class Deed(StrEnum):
    """An activity event, which is counted and not judged."""

    TAP = "taps"
    PINCH = "pinches"
    CARRY = "carries"


@dataclass(frozen=True, slots=True)
class Count:
    """Number of activity events of one kind.

    Parameters
    ----------
    deed : Deed
    number : int
    finger : Finger or None
        The finger, if they are counted by finger.
    """

    deed: Deed
    number: int
    finger: Finger | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A repetition that a verifier proposes, before its criteria are checked.

    Parameters
    ----------
    start_s, end_s : float
        Half-open interval of the repetition.
    status : Status
    findings : tuple of Finding
        Why it is not valid; empty if it is.
    label : Label
    touches : tuple of Touch
        The touches in order; empty for all but sequences.
    counts : tuple of Count
        The activity events, if they are counted.
    timed_s : float or None
        The verifier's own timer: hold time, or seconds of activity.
    flipped : bool
        Whether it began at the far end of a two-ended range.
    """

    start_s: float
    end_s: float
    status: Status
    findings: tuple[Finding, ...] = ()
    label: Label = Label.VERIFIED
    touches: tuple[Touch, ...] = ()
    counts: tuple[Count, ...] = ()
    timed_s: float | None = None
    flipped: bool = False
