"""Values of the list of patients: who needs attention, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from handtrack.assessment.motions import MOTIONS, motion_of
from handtrack.live.browser.desk.compare_sheet import change_kind
from handtrack.live.browser.desk.day_strip import DayStrip, day_strip
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.browser.desk.desk_words import DeskWords
from handtrack.records.attention import (
    AttentionReason,
    PatientAttention,
    by_attention,
    window_start,
)
from handtrack.records.real_changes import MotionChange
from handtrack.records.store.store import Store

MOST_NAMED = 2
"""Motions of one kind that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Flag:
    """What to look at; `kind` is "worse", "doubt", "better" or "changed"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One patient in the list.

    Parameters
    ----------
    key, name : str
    flags : tuple of Flag
        The most pressing first.
    last, ago : str
        When the last session was; "" before the first.
    strip : DayStrip or None
        None where nothing is prescribed.
    """

    key: str
    name: str
    flags: tuple[Flag, ...]
    last: str
    ago: str
    strip: DayStrip | None


def patient_lines(
    store: Store, tools: DeskTools, words: DeskWords, only: str | None = None
) -> tuple[PatientLine, ...]:
    """All patients, those who need attention first.

    Parameters
    ----------
    store : Store
    tools : DeskTools
    words : DeskWords
    only : str, optional
        Key of the one who is wanted.
    """
    today = tools.now().astimezone().date()
    recent = store.recent_records(window_begin(tools.now()))
    wanted = [one for one in recent if only in (None, one.summary.patient.key)]
    return tuple(_line(one, today, words) for one in by_attention(wanted, today))


def window_begin(now: datetime) -> datetime:
    """Begin of the time that attention looks at."""
    first = window_start(now.astimezone().date())
    return datetime.combine(first, time.min).astimezone()


def _line(one: PatientAttention, today: date, words: DeskWords) -> PatientLine:
    last = one.last_session.date() if one.last_session else None
    return PatientLine(
        one.patient.key,
        one.patient.name or one.patient.key,
        tuple(_flags(one, today, words)),
        words.day(last) if last else "",
        words.ago((today - last).days) if last else "",
        day_strip(one.adherence.whole, words),
    )


def _flags(one: PatientAttention, today: date, words: DeskWords) -> Iterator[Flag]:
    """Reasons to look, then what became better."""
    for reason in one.reasons:
        yield _flag(reason, one, today, words)
    for kind in ("better", "changed"):
        named = [change for change in one.changes if _kind(change) == kind]
        if named:
            yield Flag(kind, _motions(kind, named, words))


def _flag(reason: AttentionReason, one: PatientAttention, today: date, words: DeskWords) -> Flag:
    match reason:
        case AttentionReason.PAIN_UP:
            pain = one.pain
            assert pain is not None
            assert pain.usual is not None
            usual = words.decimal(f"{pain.usual:g}")
            return Flag("worse", words.say("flag", "pain_up", before=usual, now=pain.now))
        case AttentionReason.WORSE:
            worse = [change for change in one.changes if _kind(change) == "worse"]
            return Flag("worse", _motions("worse", worse, words))
        case AttentionReason.STOPPED:
            if one.last_session is None:
                return Flag("worse", words.say("flag", "not_begun"))
            away = (today - one.last_session.date()).days
            return Flag("worse", words.say("flag", "stopped", n=away))
        case AttentionReason.LOW_ADHERENCE:
            percent = one.adherence.whole.percent
            return Flag("worse", words.say("flag", "low_adherence", n=percent))
        case AttentionReason.DOUBTFUL:
            return Flag("doubt", words.times("flag", "doubtful", one.doubtful))


def _kind(change: MotionChange) -> str:
    return change_kind(change.change.verdict)


def _motions(kind: str, changes: Iterable[MotionChange], words: DeskWords) -> str:
    """The first motions by name, and how many more."""
    order = list(MOTIONS)
    found = {change.motion for change in changes}
    keys = sorted(found, key=lambda key: (order.index(motion_of(key).key), key))
    named = ", ".join(words.motion(key) for key in keys[:MOST_NAMED])
    more = len(keys) - MOST_NAMED
    if more > 0:
        named = words.say("flag", "and_more", named=named, n=more)
    return words.say("flag", kind, named=named)
