"""Keeping what was scored for a patient: `handtrack score --patient`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.given import moment, store_at
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
class Said:
    """What the person said of a session; None and "" where nothing was said."""

    pain_before: int | None = None
    pain_after: int | None = None
    effort: int | None = None
    words: str = ""

    def reports(self, at: datetime) -> tuple[SelfReport, ...]:
        """The same as records."""
        from handtrack.records.patient import ReportTime, SelfReport

        found = []
        if self.pain_before is not None:
            found.append(SelfReport(at, ReportTime.BEFORE, pain=self.pain_before))
        if (self.pain_after, self.effort, self.words) != (None, None, ""):
            found.append(SelfReport(at, ReportTime.AFTER, self.pain_after, self.effort, self.words))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of a session, because no camera sees it, and how to keep it."""

    assisted: bool = False
    resistance: str = ""
    video: bool = False
    again: bool = False


@dataclass(slots=True)
class Keeper:
    """Keeps one exercise after the other in one session, which begins with the first.

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
    said: Said
    declared: Declared
    folder: Path
    kept: int = 0
    troubles: list[str] = field(default_factory=list)
    _session: int | None = None

    def keep(self, outcome: Outcome) -> None:
        """Keep a scored file; what failed has nothing to keep."""
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
        """Say what was kept, and what not."""
        from handtrack.cli.format import count
        from handtrack.cli.record_tables import when

        for trouble in self.troubles:
            typer.echo(trouble, err=True)
        if self.kept:
            what = count(self.kept, "exercise")
            line = f"\nKept for {self.patient}, {when(self.at)}: {what}."
            typer.echo(line, err=on_stderr)


def lacks_of(key: str, db: str | None, side: Side | None) -> tuple[Finger, ...]:
    """The fingers of this hand that the patient's record says are left out."""
    with store_at(db) as store:
        return store.patient(key).lacks(side)


@contextlib.contextmanager
def keeper_for(
    patient: str | None,
    db: str | None,
    when: str | None,
    said: Said,
    declared: Declared,
) -> Iterator[Keeper | None]:
    """What keeps results for a patient; None where no patient is named.

    The patient is looked for now, so that nothing is scored in vain.
    """
    if patient is None:
        if when or said != Said() or declared != Declared():
            wrong = "name the patient for whom the result is to be kept."
            raise typer.BadParameter(wrong, param_hint="--patient")
        yield None
        return
    from handtrack.files import temporary_folder

    at = moment(when)
    with store_at(db) as store, temporary_folder() as folder:
        key = store.patient(patient).key
        yield Keeper(store, key, at, said, declared, folder)
