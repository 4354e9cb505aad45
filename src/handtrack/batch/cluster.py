"""Score files on the workers of a Dask scheduler: other machines, or processes of this one.

Laws
----
1. It is the same work and the same folder of results as in `batch`; only who does it differs.
2. A worker that dies costs its clip another try on another worker. A clip that takes its worker
   down each time is an outcome with a sentence.
3. A worker of another version scores nothing: two versions may not mix in one table.
4. A cluster that is started here listens on this machine alone.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from handtrack import __version__
from handtrack.batch.jobs import Job, Outcome
from handtrack.batch.result_store import keep_failure
from handtrack.batch.score_file import ProgressReport, TrackerFor, attempt, trackers
from handtrack.errors import ClusterError
from handtrack.files import temporary_folder
from handtrack.tracking.open_tracker import cores

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
FIRST_WORKER_S = 60.0
"""How long a scheduler may have no worker before there is one."""
NO_WORKER_S = 300.0
"""How long it may have none any more: a queue may start others in the place of those it ended."""
LOOK_EVERY_S = 5.0
RETRIES = 2
"""How often a clip is tried again where something else than the clip went wrong."""

_Versions = tuple[str, str]


def run(
    jobs: Sequence[Job], scheduler: str, workers: int | None, report: ProgressReport
) -> Iterator[Outcome]:
    """Score every file; outcomes come in the order in which they are done.

    Parameters
    ----------
    scheduler : str
        Its address, as tcp://host:8786; or "local", to start one with workers on this machine.
    workers : int, optional
        How many processes to start for "local"; one a core otherwise.
    report : callable
        Told when a file is handed over; the frames of a far worker are not counted here.

    Raises
    ------
    ClusterError
        Dask is not installed, nobody answers at the address, or no worker is there.
    """
    with contextlib.ExitStack() as stack:
        client = _connect(stack, scheduler, min(workers or cores(), len(jobs)))
        try:
            yield from _outcomes(client, jobs, report)
        except BaseException:  # who stops us waits for no clip
            if scheduler == LOCAL:
                for worker in multiprocessing.active_children():
                    worker.kill()
            raise


def _connect(stack: contextlib.ExitStack, scheduler: str, count: int) -> Client:
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as e:
        raise ClusterError(
            "Dask is not installed, which --scheduler needs; install it with "
            'pip install "handtrack-therapy[cluster]".'
        ) from e
    address: Any = scheduler
    if scheduler == LOCAL:
        # The cluster's own silence ends when it closes; some of its threads speak after that.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        scratch = stack.enter_context(temporary_folder())
        stack.enter_context(dask.config.set({"temporary-directory": str(scratch)}))
        address = stack.enter_context(
            LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                memory_limit=None,
                silence_logs=logging.CRITICAL,
            )
        )
    try:
        client = stack.enter_context(Client(address, timeout=10))
        client.wait_for_workers(1, timeout=FIRST_WORKER_S)
    except TimeoutError as e:
        raise ClusterError(
            f"No worker has joined the scheduler at {scheduler} for {FIRST_WORKER_S:.0f} s; start "
            f"some with 'dask worker {scheduler} --nthreads 1'."
        ) from e
    except (OSError, ValueError) as e:
        raise ClusterError(
            f"No Dask scheduler answers at {scheduler[:200]}; start one with 'dask scheduler' and "
            "give its address, as tcp://host:8786."
        ) from e
    return client


def _outcomes(client: Client, jobs: Sequence[Job], report: ProgressReport) -> Iterator[Outcome]:
    """Submit as many jobs as there are workers, and yield their outcomes.

    The others wait here: of a worker that dies Dask suspects all that wait at it, too.
    """
    waiting = deque(jobs)
    at_work: dict[Future, Job] = {}
    try:
        while waiting or at_work:
            while waiting and len(at_work) < max(1, sum(client.nthreads().values())):
                job = waiting.popleft()
                anywhere = _anywhere(job)
                future = client.submit(
                    _score, anywhere, _versions(anywhere), pure=False, retries=RETRIES
                )
                at_work[future] = job
                report(job, "waiting for", 0, None)
            for future in _done(client, list(at_work)):
                yield _outcome(at_work.pop(future), future)
    finally:
        with contextlib.suppress(Exception):  # what brought us here says more
            client.cancel(list(at_work))


def _anywhere(job: Job) -> Job:
    """The same job, wherever and with whatever environment a worker was started."""
    request, folder = job.request, job.folder
    return replace(
        job,
        path=job.path.absolute(),
        name=job.name or str(job.path),
        folder=folder.absolute() if folder else None,
        request=replace(request, tracker=request.tracker.elsewhere()),
    )


def _done(client: Client, futures: list[Future]) -> list[Future]:
    """Wait until at least one job is done.

    Raises
    ------
    ClusterError
        There has been no worker for a long time.
    """
    from distributed import wait

    idle_s = 0.0
    while idle_s < NO_WORKER_S:
        with contextlib.suppress(TimeoutError):
            return list(wait(futures, timeout=LOOK_EVERY_S, return_when="FIRST_COMPLETED").done)
        idle_s = 0.0 if client.nthreads() else idle_s + LOOK_EVERY_S
    raise ClusterError(
        f"The scheduler has had no worker for {NO_WORKER_S:.0f} s; start some, and call it again "
        "with --resume: what is done stays done."
    )


def _outcome(job: Job, future: Future) -> Outcome:
    """Give the outcome that a worker sent, or the reason why it could not."""
    if future.status == "finished":
        outcome: Outcome = future.result()
        return replace(outcome, job=job)  # ours, not its copy
    error = _why(future)
    sentence = f"{job.path} could not be scored on the cluster: {error}; try this file alone."
    if job.folder:
        keep_failure(job, sentence)
    return Outcome(job, None, sentence)


def _why(future: Future) -> str:
    from distributed import KilledWorker

    if future.status != "error":
        return f"it was {future.status}"
    error = future.exception()
    if isinstance(error, KilledWorker):
        return "each worker that tried it ended unexpectedly"
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


def _versions(job: Job) -> _Versions:
    return __version__, job.request.tracker.engine.version


def _score(job: Job, asked: _Versions) -> Outcome:
    """Score one file on a worker."""
    here = _versions(job)
    if here != asked:
        missing = f"no {job.request.tracker.engine}"
        names = (f"handtrack {ours} with {engine or missing}" for ours, engine in (here, asked))
        sentence = f"{job.path}: the worker has {{}}, this is {{}}; install the same on all."
        return Outcome(job, None, sentence.format(*names))
    return attempt(job, _own_trackers(threading.get_ident()), _unheard)


@cache
def _own_trackers(thread: int) -> TrackerFor:
    """The trackers of one thread of a worker: none serves two clips at a time."""
    return trackers(threads=1)


def _unheard(*_: object) -> None:
    """Take progress and do nothing: frames of a remote worker are not shown."""
