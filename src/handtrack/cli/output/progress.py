"""Progress bars on stderr, so that stdout holds results alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from handtrack.cli.output.console import SafeConsole

if TYPE_CHECKING:
    from handtrack.batch.jobs import Job
    from handtrack.tracking.track_video import Progress as FrameCount


class _Rate(ProgressColumn):
    """Frames per second, as soon as there is one."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        known = speed is not None and task.fields["unit"] == "frames"
        return Text(f"{speed:.0f} frames/s" if known else "", style="progress.data.speed")


def _bar() -> Progress:
    """Bars that vanish at the end, and never appear where nobody looks."""
    console = SafeConsole(sys.stderr)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


@contextmanager
def frames_bar(title: str) -> Iterator[FrameCount]:
    """Show one bar; yields what `track_video` calls after each frame."""
    with _bar() as bar:
        task = bar.add_task(_short(title), total=None, unit="frames")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _short(name: str) -> str:
    """A name that leaves room for the bar: the middle of a long one is left out."""
    return name if len(name) <= 30 else f"{name[:14]}…{name[-15:]}"


class FileBars:
    """A bar for each file at work, and one for all of them where there are several."""

    def __init__(self, bar: Progress, count: int) -> None:
        self._progress = bar
        self._tasks: dict[tuple[Job, str], TaskID] = {}
        several = count > 1
        self._whole = bar.add_task("all", total=count, unit="files") if several else None

    def report(self, job: Job, stage: str, done: int, total: int | None) -> None:
        """Move the bar of a file; each stage of it has its own.

        Parameters
        ----------
        job : Job
        stage : str
            What is being done.
        done : int
            Frames.
        total : int, optional
            Frames of the whole, where known.
        """
        if (job, stage) not in self._tasks:
            self._forget(job)
            title = f"{stage} {_short(job.path.name)}"
            self._tasks[job, stage] = self._progress.add_task(title, total=total, unit="frames")
        self._progress.update(self._tasks[job, stage], completed=done, total=total)

    def done(self, job: Job) -> None:
        """Take away the bar of a finished file."""
        self._forget(job)
        if self._whole is not None:
            self._progress.advance(self._whole)

    def _forget(self, job: Job) -> None:
        for key in [key for key in self._tasks if key[0] == job]:
            self._progress.remove_task(self._tasks.pop(key))


@contextmanager
def file_bars(jobs: Sequence[Job]) -> Iterator[FileBars]:
    """Show bars for several files."""
    with _bar() as bar:
        yield FileBars(bar, len(jobs))
