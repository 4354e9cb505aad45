"""Values of a report's exercises: repetitions, sessions, what was said of them."""

from __future__ import annotations

from dataclasses import dataclass

from handtrack.events import Status


@dataclass(frozen=True, slots=True)
class RepMark:
    """One repetition on the strip: how far it went, in per cent of the own range, and how it ended.

    Parameters
    ----------
    at : str
        When its session began, as ISO time.
    number : int
        In its exercise, from 1.
    percent : int or None
        None where that could not be read.
    status : Status or None
        What counts; None if a person found it to be no repetition of this exercise and hand.
    machine : Status
        What the machine found.
    start_s, duration_s : float
        When it began in its clip, and how long it took.
    reasons : tuple of str
        Why it did not count, or what was noticed; the first is the main one.
    corrected_by, corrected_at, corrected_why : str
        "" where nobody corrected it.
    """

    at: str
    number: int
    percent: int | None
    status: Status | None
    machine: Status
    start_s: float
    duration_s: float
    reasons: tuple[str, ...]
    corrected_by: str = ""
    corrected_at: str = ""
    corrected_why: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Every repetition of one exercise and hand, in order of time."""

    exercise: str
    title: str
    side: str
    marks: tuple[RepMark, ...]


@dataclass(frozen=True, slots=True)
class ReportedScores:
    """What was said of a session, 0 to 10; None where it was not."""

    pain_before: int | None
    pain_after: int | None
    effort_before: int | None
    effort_after: int | None


@dataclass(frozen=True, slots=True)
class LogFigures:
    """The figures of a row of the log as numbers; None where there are none.

    Parameters
    ----------
    sets, repetitions : int or None
        As prescribed, else the exercise's dose with one set.
    dose_from : str
        "plan", or where the exercise's dose comes from.
    corrected : int
        How many of its repetitions have a person's verdict.
    least, most : int or None
        What the true number of those done lies between; `most` is None where it has no upper end.
    """

    sets: int | None
    repetitions: int | None
    dose_from: str
    least: int
    most: int | None
    corrected: int
    tempo_s: float | None
    sparc: float | None
    last_to_first_percent: int | None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One exercise in one session.

    Parameters
    ----------
    at : str
        ISO time of the session.
    between : str
        What the true number of those done lies between; "" where it is certain.
    reasons, flags : str
        Why repetitions did not count, and what was noticed of those that did.
    smoothness : str
        Median SPARC of those that counted; closer to 0 is smoother.
    fade : str
        Mean size of the last third of the repetitions in per cent of the first third's.
    pain, effort : str
        As said before and after: "2 → 4".
    corrected : str
        Whose verdicts stand beside the machine's; "" where nobody's.
    said, figures
        The same as numbers.
    """

    at: str
    day: str
    number: str
    exercise: str
    side: str
    prescribed: str
    done: int
    between: str
    partial: int
    rejected: int
    unverifiable: int
    reasons: str
    flags: str
    tempo: str
    smoothness: str
    fade: str
    assisted: str
    resistance: str
    pain: str
    effort: str
    corrected: str
    said: ReportedScores
    figures: LogFigures

    @property
    def counted(self) -> str:
        """The count of valid repetitions, with its bounds where it is not certain."""
        return f"{self.done} ({self.between})" if self.between else str(self.done)

    @property
    def uncounted(self) -> str:
        """How many did not count, by how they ended."""
        kinds = (
            ("partial", self.partial),
            ("rejected", self.rejected),
            ("not seen well", self.unverifiable),
        )
        return ", ".join(f"{number} {kind}" for kind, number in kinds if number)

    @property
    def how(self) -> str:
        """How those that counted were done: seconds each, smoothness, fading."""
        return ", ".join(text for text in (self.tempo, self.smoothness, self.fade) if text)
