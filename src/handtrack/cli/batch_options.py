"""Options of `handtrack score` for many clips, and the run over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handtrack.batch.inputs import Inputs
    from handtrack.batch.jobs import Job, Outcome, Request
    from handtrack.batch.manifest import ManifestRow
    from handtrack.batch.score_file import ProgressReport
    from handtrack.cli.save_to_records import RecordSaver
    from handtrack.definitions.exercise import Exercise

Manifest = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.csv",
        help="A list of clips in place of PATH: columns file, exercise, hand, patient, date, start "
        "and end.",
    ),
]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="With --out: leave out what is done there already, unchanged."),
]
ShardOption = Annotated[
    str | None,
    typer.Option(
        "--shard", metavar="I/N", help="With --out: score the I-th of N parts only, as 3/40."
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS|local",
        help="Score on the workers of a Dask scheduler, as tcp://host:8786; 'local' starts some on "
        "this machine.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Processes for several videos. Default: one a core."),
]


@dataclass(frozen=True, slots=True)
class Batch:
    """A run over many clips: resumed, in parts, on how many workers.

    Parameters
    ----------
    out : Path or None
        The folder of all results.
    shard : tuple of int
        Which part of how many.
    scheduler : str or None
        The address of a cluster, or "local".
    """

    out: Path | None = None
    resume: bool = False
    shard: tuple[int, int] = (1, 1)
    scheduler: str | None = None
    workers: int | None = None

    def own(self, jobs: Sequence[Job]) -> list[Job]:
        """Select the jobs of this part: every N-th, so that the parts take about as long."""
        number, parts = self.shard
        return [replace(job, reuse=self.resume) for job in jobs[number - 1 :: parts]]


def batch_of(
    out: Path | None, resume: bool, shard: str | None, scheduler: str | None, workers: int | None
) -> Batch:
    """Put together how many clips are scored, and refuse what does not go together.

    Parameters
    ----------
    out : Path, optional
        Where results are kept.
    resume : bool
        Whether to leave alone what is done.
    shard : str, optional
        The part to score, as "3/40".
    scheduler : str, optional
        Address of a Dask scheduler.
    workers : int, optional
        How many processes.
    """
    for option, given in (("--resume", resume), ("--shard", shard)):
        if given and out is None:
            wrong = "results are looked for in a folder; name that with --out."
            raise typer.BadParameter(wrong, param_hint=option)
    if scheduler is not None and scheduler != "local" and workers is not None:
        wrong = "a scheduler has the workers that joined it; leave out one of the two."
        raise typer.BadParameter(wrong, param_hint="--workers with --scheduler")
    return Batch(out, resume, _shard(shard), scheduler, workers)


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return 1, 1
    number, mark, parts = text.partition("/")
    known = mark and all(t.isascii() and t.isdigit() and len(t) < 8 for t in (number, parts))
    if not known or not 1 <= int(number) <= int(parts):
        wrong = f"'{text[:40]}' is no part; write the third of forty as 3/40."
        raise typer.BadParameter(wrong, param_hint="--shard")
    return int(number), int(parts)


def clips_of(paths: Sequence[Path], out: Path | None) -> Inputs:
    """Find the clips, and say on stderr what in folders is none.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    out : Path, optional
        A folder of results, which holds no clips.
    """
    from handtrack.batch.inputs import inputs_of

    found = inputs_of(paths, out)
    for sentence in found.passed_over:
        typer.echo(sentence, err=True)
    return found


def refuse_beside_manifest(given: Mapping[str, object]) -> None:
    """Refuse options for one exercise or one person beside a list."""
    for option, value in given.items():
        if value:
            wrong = "a list names clips, exercises and people itself; leave out one of the two."
            raise typer.BadParameter(wrong, param_hint=f"--manifest with {option}")


def listed_jobs(
    manifest: Path,
    request_for: Callable[[str, ManifestRow], Request],
    exercise: str | None,
    out: Path | None,
) -> list[Job]:
    """Make the jobs of a list of clips.

    Parameters
    ----------
    request_for : callable
        What is asked of a clip, from the name of its exercise and its row; raises HandtrackError.
    exercise : str or None
        That of the rows that name none.
    """
    from handtrack.batch.inputs import result_folders
    from handtrack.batch.jobs import Job
    from handtrack.batch.manifest import read, refuse
    from handtrack.errors import Fault, HandtrackError

    rows = read(manifest)
    requests: list[Request] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            requests.append(request_for(row.exercise or exercise or "", row))
        except (HandtrackError, typer.BadParameter) as e:
            faults.append(Fault(f"line {row.line}", str(e)))
    refuse(manifest, faults)
    files = [row.file for row in rows]
    folders = result_folders(files, out) if out else [None] * len(files)
    return [
        Job(row.file, request, folder, row.name, row.patient, row.date)
        for row, request, folder in zip(rows, requests, folders, strict=True)
    ]


def exercise_named(name: str, library: Path | None, known: dict[str, Exercise]) -> Exercise:
    """Find the exercise of a row, once for each name.

    Parameters
    ----------
    name : str
    library : Path, optional
        Where exercise files are.
    known : dict
        Those found before; the new one is added.

    Raises
    ------
    ExerciseError
        There is none of this name, or none is named.
    """
    from handtrack.definitions.library import find
    from handtrack.errors import ExerciseError

    if not name:
        raise ExerciseError("no exercise is named, neither here nor with --exercise.")
    if name not in known:
        known[name] = find(name, library)
    return known[name]


def scored(batch: Batch, jobs: list[Job], keeper: RecordSaver | None) -> list[Outcome]:
    """Score this part of the jobs, keep each outcome as it comes, and summarise.

    Parameters
    ----------
    batch : Batch
    jobs : list of Job
        Those of all parts.
    keeper : RecordSaver, optional
        Keeps results for a patient.
    """
    from handtrack.cli.output.progress import file_bars

    mine = batch.own(jobs)
    outcomes = _done_before(batch, mine)
    waiting = [job for job in mine if job not in outcomes]
    if batch.scheduler is None and not all(job.is_recording for job in waiting):
        waiting[0].request.tracker.check()  # one error now, not one a file
    for outcome in outcomes.values():
        if keeper:
            keeper.keep(outcome)
    try:
        _forget(waiting)
        _summarise(batch, jobs, mine)
        with file_bars(waiting) as bars:
            for outcome in _run(batch, waiting, bars.report):
                outcomes[outcome.job] = outcome
                bars.done(outcome.job)
                if keeper:
                    keeper.keep(outcome)
    except KeyboardInterrupt:
        typer.echo(f"Stopped. {len(outcomes)} of {len(mine)} files are done.", err=True)
        raise typer.Exit(130) from None
    finally:
        _summarise(batch, jobs, mine)
    return [outcomes[job] for job in mine]


def _done_before(batch: Batch, mine: Sequence[Job]) -> dict[Job, Outcome]:
    from handtrack.batch.result_store import kept_outcome

    if not batch.resume:
        return {}
    known = (kept_outcome(job) for job in mine)
    done = {outcome.job: outcome for outcome in known if outcome}
    if done:
        typer.echo(f"{len(done)} of {len(mine)} done already.", err=True)
    return done


def _forget(waiting: Sequence[Job]) -> None:
    """A run that is killed leaves no result of another time as one of its own."""
    from handtrack.batch.result_store import forget

    for job in waiting:
        forget(job)


def _run(batch: Batch, jobs: Sequence[Job], report: ProgressReport) -> Iterator[Outcome]:
    if batch.scheduler is None or not jobs:
        from handtrack.batch.workers import run

        return run(jobs, batch.workers, report)
    from handtrack.batch.cluster import run as run_on_cluster

    return run_on_cluster(jobs, batch.scheduler, batch.workers, report)


def _summarise(batch: Batch, jobs: Sequence[Job], mine: Sequence[Job]) -> None:
    """Write the summary of all there is."""
    from handtrack.batch.summary_table import write_summary

    if batch.out and mine and mine[0].folder:
        write_summary(batch.out, jobs, mine[0].folder)
