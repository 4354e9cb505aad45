"""Attention: which patient to look at first, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from handtrack.landmarks.hand import Side
from handtrack.records.adherence import Adherence, adherence
from handtrack.records.change import ChangeVerdict
from handtrack.records.patient import (
    Patient,
    PatientSummary,
    Prescription,
    ReportTime,
    SelfReport,
)
from handtrack.records.real_changes import MotionChange, real_changes
from handtrack.records.values import AssessmentRecord

WINDOW_DAYS = 28
"""Days that adherence and doubtful repetitions are counted over."""
PAIN_UP = 2
"""Smallest rise of pain that a person notices, of 10 (Farrar et al. 2001,
doi:10.1016/S0304-3959(01)00349-9)."""
LAPSE_DAYS = 7
"""Provisional: days without exercise, though prescribed, after which a patient has stopped."""
LOW_PERCENT = 50
"""Provisional: adherence below this is low."""


class AttentionReason(StrEnum):
    """Reason to look at a patient, the most pressing first."""

    PAIN_UP = "pain up"
    WORSE = "a motion is worse"
    STOPPED = "no exercise for a week"
    LOW_ADHERENCE = "low adherence"
    DOUBTFUL = "doubtful repetitions"


@dataclass(frozen=True, slots=True)
class RecentExercise:
    """Exercise of a recent session."""

    exercise: str
    side: Side
    was_done: bool


@dataclass(frozen=True, slots=True)
class RecentSession:
    """Recent session, as far as adherence asks."""

    at: datetime
    exercises: tuple[RecentExercise, ...]


@dataclass(frozen=True, slots=True)
class RecentRecords:
    """Records of one patient that tell how it goes.

    Parameters
    ----------
    summary : PatientSummary
    plans : tuple of Prescription
    last_session : datetime or None
        Of all time.
    sessions : tuple of RecentSession
        Recent ones, in order of time.
    reports : tuple of SelfReport
        Recent ones, in order of time.
    assessments : tuple of AssessmentRecord
        Those that `real_changes` asks for, in order of time; without their files.
    doubtful : int
        Repetitions of recent sessions that are unverifiable or estimated, and not corrected.
    """

    summary: PatientSummary
    plans: tuple[Prescription, ...]
    last_session: datetime | None
    sessions: tuple[RecentSession, ...]
    reports: tuple[SelfReport, ...]
    assessments: tuple[AssessmentRecord, ...]
    doubtful: int


@dataclass(frozen=True, slots=True)
class PainChange:
    """Pain on the last day it was asked, beside what is usual.

    Parameters
    ----------
    now : int
        The worst reported on that day, 0 to 10.
    usual : float or None
        Median of the worst of the earlier days; where there is none, that before the session.
    """

    day: date
    now: int
    usual: float | None

    @property
    def up(self) -> bool:
        """Whether it rose by `PAIN_UP` or more."""
        return self.usual is not None and self.now - self.usual >= PAIN_UP


@dataclass(frozen=True, slots=True)
class PatientAttention:
    """How it goes with one patient.

    Parameters
    ----------
    patient : Patient
    sessions, assessments : int
        Number of records.
    last_session, last_at : datetime or None
        Time of the last session, and of the last record.
    adherence : Adherence
        Of the last `WINDOW_DAYS` days; today only if something was done.
    pain : PainChange or None
        None if it was not asked in that time.
    changes : tuple of MotionChange
        Of the latest assessment of each hand, since its first.
    doubtful : int
        Repetitions of these days that are unverifiable or estimated, and not corrected.
    reasons : tuple of AttentionReason
        Most pressing first.
    """

    patient: Patient
    sessions: int
    assessments: int
    last_session: datetime | None
    last_at: datetime | None
    adherence: Adherence
    pain: PainChange | None
    changes: tuple[MotionChange, ...]
    doubtful: int
    reasons: tuple[AttentionReason, ...]


def window_start(today: date) -> date:
    """First day of the window that ends with a day."""
    return today - timedelta(days=WINDOW_DAYS - 1)


def by_attention(records: Iterable[RecentRecords], today: date) -> tuple[PatientAttention, ...]:
    """Patients, those who need attention first.

    In order of the most pressing reason, then of the number of reasons; then the one who was away
    longest is first, and who has no session last.

    Parameters
    ----------
    records : iterable of RecentRecords
    today : date

    Returns
    -------
    tuple of PatientAttention
    """
    order = list(AttentionReason)

    def key(one: PatientAttention) -> tuple[int, int, bool, float, str]:
        first = order.index(one.reasons[0]) if one.reasons else len(order)
        away_s = one.last_session.timestamp() if one.last_session else 0.0
        never = one.last_session is None
        return first, -len(one.reasons), never, away_s, one.patient.key

    return tuple(sorted((attention(one, today) for one in records), key=key))


def attention(recent: RecentRecords, today: date) -> PatientAttention:
    """How it goes with one patient.

    Parameters
    ----------
    recent : RecentRecords
        At least of the last `WINDOW_DAYS` days.
    today : date

    Returns
    -------
    PatientAttention
    """
    first = window_start(today)
    today_done = any(session.at.date() == today for session in recent.sessions)
    last = today if today_done else today - timedelta(days=1)
    done = adherence(recent.sessions, recent.plans, first, last)
    pain = pain_change(recent.reports, recent.assessments, first)
    changes = real_changes(recent.assessments)
    prescribed = any(plan.runs_on(today) for plan in recent.plans)
    begun = [plan.from_day for plan in recent.plans if plan.runs_on(today)]
    days = [session.at.date() for session in recent.sessions]
    idle_from = max(days, default=min(begun, default=today))
    percent = done.whole.percent
    applies = {
        AttentionReason.PAIN_UP: pain is not None and pain.up,
        AttentionReason.WORSE: any(c.change.verdict is ChangeVerdict.WORSE for c in changes),
        AttentionReason.STOPPED: prescribed and (today - idle_from).days > LAPSE_DAYS,
        AttentionReason.LOW_ADHERENCE: percent is not None and percent < LOW_PERCENT,
        AttentionReason.DOUBTFUL: recent.doubtful > 0,
    }
    return PatientAttention(
        patient=recent.summary.patient,
        sessions=recent.summary.sessions,
        assessments=recent.summary.assessments,
        last_session=recent.last_session,
        last_at=recent.summary.last_at,
        adherence=done,
        pain=pain,
        changes=changes,
        doubtful=recent.doubtful,
        reasons=tuple(reason for reason, found in applies.items() if found),
    )


def pain_change(
    reports: Iterable[SelfReport], assessments: Iterable[AssessmentRecord], first: date
) -> PainChange | None:
    """Pain on the last day it was asked, beside what is usual.

    Parameters
    ----------
    reports : iterable of SelfReport
        In sessions and outside of them.
    assessments : iterable of AssessmentRecord
    first : date
        Earlier days are ignored.

    Returns
    -------
    PainChange or None
        None if it was not asked.
    """
    reports = tuple(reports)
    asked = [(r.at.date(), r.pain) for r in reports if r.pain is not None]
    asked += [(a.at.date(), a.pain) for a in assessments if a.pain is not None]
    worst: dict[date, int] = {}
    for day, pain in asked:
        if day >= first:
            worst[day] = max(pain, worst.get(day, 0))
    if not worst:
        return None
    last = max(worst)
    earlier = [pain for day, pain in worst.items() if day < last]
    before = [
        report.pain
        for report in reports
        if report.at.date() == last
        and report.moment is ReportTime.BEFORE
        and report.pain is not None
    ]
    usual = float(median(earlier or before)) if earlier or before else None
    return PainChange(last, worst[last], usual)
