"""Outcome of a repetition: its status, reasons and label.

A reason is one member of `Reason`; its words for people stand in `reasons.en.toml` and the files of
other languages beside it, so that a table, a video, a report and a session say the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from handtrack.files import packaged_toml
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


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """What is said of a reason in one language.

    Parameters
    ----------
    spoken : str
        To the person, in a session.
    plain : str
        In results and reports; "" in a language they are not written in.
    advice : str
        What to do better, without a full stop; "" where there is no advice.
    """

    spoken: str
    plain: str = ""
    advice: str = ""


@cache
def reason_words(language: str = "en") -> Mapping[Reason, ReasonWords]:
    """Read the words of every reason in a language, from `reasons.LANGUAGE.toml`."""
    tables = packaged_toml(f"reasons.{language}.toml")
    return MappingProxyType(
        {r: ReasonWords(**{"spoken": tables[r].get("plain")} | tables[r]) for r in Reason}
    )


def plain_words(reason: Reason) -> str:
    """Say a reason as results, tables and reports do."""
    return reason_words()[reason].plain


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
        text = plain_words(self.reason)
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


class ActivityEvent(StrEnum):
    """An activity event, which is counted and not judged."""

    TAP = "taps"
    PINCH = "pinches"
    CARRY = "carries"


@dataclass(frozen=True, slots=True)
class Count:
    """Number of activity events of one kind.

    Parameters
    ----------
    deed : ActivityEvent
    number : int
    finger : Finger or None
        The finger, if they are counted by finger.
    """

    deed: ActivityEvent
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
