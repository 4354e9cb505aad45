"""Results of `handtrack score --patient` saved in the patient's records."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import moment, store_at
from handtrack.landmarks.free_text import printable_name

if TYPE_CHECKING:
    from handtrack.batch.jobs import Outcome
    from handtrack.landmarks.hand import Finger, Side
    from handtrack.records.patient import SelfReport
    from handtrack.records.store.store import Store
    from handtrack.records.values import NewExercise

PatientOption = Annotated[
    str | None, typer.Option("--patient", metavar="ID", help="Keep the result for this patient.")
]
Before = Annotated[
    int | None,
    typer.Option(min=0, max=10, metavar="0-10", help="With --patient: pain before it."),
]
After = Annotated[
    int | None, typer.Option(min=0, max=10, metavar="0-10", help="With --patient: pain after it.")
]
Assisted = Annotated[
    bool, typer.Option("--assisted", help="With --patient: the movement was helped.")
]
Resistance = Annotated[
    str, typer.Option(metavar="TEXT", help="With --patient: putty colour or weight.")
]
Again = Annotated[
    bool,
    typer.Option("--again", help="With --patient: keep a clip although it is kept for that day."),
]
KeepVideo = Annotated[
    bool,
    typer.Option("--keep-video", help="With --patient: also keep the video itself."),
]


@dataclass(frozen=True, slots=True)
class SelfReportOptions:
    """Options for pain, effort and words of the person; None and "" where not given."""

    pain_before: int | None = None
    pain_after: int | None = None
    effort: int | None = None
    words: str = ""

    def reports(self, at: datetime) -> tuple[SelfReport, ...]:
        """Make the self-reports of these options."""
        from handtrack.records.patient import ReportTime, SelfReport

        found = []
        if self.pain_before is not None:
            found.append(SelfReport(at, ReportTime.BEFORE, pain=self.pain_before))
        if (self.pain_after, self.effort, self.words) != (None, None, ""):
            found.append(SelfReport(at, ReportTime.AFTER, self.pain_after, self.effort, self.words))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Declared:
    """Options for what no camera sees of a session, and for how it is kept."""

    assisted: bool = False
    resistance: str = ""
    video: bool = False
    again: bool = False


@dataclass(slots=True)
class RecordSaver:
    """Saves one exercise after the other in one session, which begins with the first.

    Parameters
    ----------
    folder : Path
        Where results wait until they are kept, if the user wants none of them elsewhere.
    kept : int
        How many exercises were kept.
    troubles : list of str
        Why something could not be kept.
    """

    store: Store
    patient: str
    at: datetime
    said: SelfReportOptions
    declared: Declared
    folder: Path
    kept: int = 0
    troubles: list[str] = field(default_factory=list)
    _session: int | None = None

    def keep(self, outcome: Outcome) -> None:
        """Save a scored file; a failed one has nothing to save."""
        from handtrack.errors import HandtrackError

        if outcome.result is None:
            return
        try:
            self._ask_side(outcome)
            self._add(self._new(outcome))
            self.kept += 1
        except HandtrackError as e:
            self.troubles.append(str(e))

    def _ask_side(self, outcome: Outcome) -> None:
        """Refuse what may be another hand than the affected one, until somebody says whose it is.

        A selfie camera may mirror its clips, and a mirrored right hand is a left one.
        """
        from handtrack.errors import RecordError

        result, affected = outcome.result, self.store.patient(self.patient).affected
        assert result
        if result.side_source == "given" or not result.summary.hand_share or affected is None:
            return
        if affected.healthy is result.side:
            raise RecordError(
                f"{outcome.job.path} shows a {result.side} hand, and the affected hand of "
                f"{self.patient} is the {affected} one: is the clip mirrored, as selfie cameras "
                "do, or is it the other hand? It is not kept; say which hand with --hand "
                f"{affected} or --hand {result.side}."
            )

    def _add(self, new: NewExercise) -> None:
        from handtrack.records.values import Source

        again = self.declared.again
        if self._session is not None:
            self.store.add_exercise(self._session, new, again)
            return
        reports = self.said.reports(self.at)
        self._session = self.store.add_session(
            self.patient, self.at, Source.RECORDED, [new], reports, again
        )

    def _new(self, outcome: Outcome) -> NewExercise:
        from handtrack.batch.exports import RECORDING
        from handtrack.records.values import FileKind, NewExercise, NewFile

        result, job = outcome.result, outcome.job
        assert result
        assert job.folder
        files = [NewFile(job.folder / RECORDING, FileKind.LANDMARKS, printable_name(job.path.name))]
        if self.declared.video and not job.is_recording:
            files.append(NewFile(job.path, FileKind.VIDEO, printable_name(job.path.name)))
        return NewExercise(result, tuple(files), self.declared.assisted, self.declared.resistance)

    def tell(self, on_stderr: bool) -> None:
        """Print what was saved, and what was not."""
        from handtrack.cli.output.record_tables import when
        from handtrack.measurements.number_format import count

        for trouble in self.troubles:
            typer.echo(trouble, err=True)
        if self.kept:
            what = count(self.kept, "exercise")
            line = f"\nKept for {self.patient}, {when(self.at)}: {what}."
            typer.echo(line, err=on_stderr)


def missing_fingers_of(key: str, db: str | None, side: Side | None) -> tuple[Finger, ...]:
    """Read from the patient's record which fingers of a hand are left out.

    Parameters
    ----------
    key : str
        The patient's.
    db : str, optional
        Where records are.
    side : Side, optional
        The hand; both where it is not known.
    """
    with store_at(db) as store:
        return store.patient(key).missing_fingers(side)


@contextlib.contextmanager
def keeper_for(
    patient: str | None,
    db: str | None,
    when: str | None,
    said: SelfReportOptions,
    declared: Declared,
) -> Iterator[RecordSaver | None]:
    """Make what keeps results for a patient; None where no patient is named.

    The patient is looked for now, so that nothing is scored in vain.

    Parameters
    ----------
    patient : str, optional
        The key.
    db : str, optional
        Where records are.
    when : str, optional
        When it was done.
    exercise : Exercise
    said : SelfReportOptions
    declared : Declared
    """
    if patient is None:
        if when or said != SelfReportOptions() or declared != Declared():
            wrong = "name the patient for whom the result is to be kept."
            raise typer.BadParameter(wrong, param_hint="--patient")
        yield None
        return
    from handtrack.files import temporary_folder

    at = moment(when)
    with store_at(db) as store, temporary_folder() as folder:
        key = store.patient(patient).key
        yield RecordSaver(store, key, at, said, declared, folder)
