"""The user's data folder, and temporary folders inside it that no kill leaves behind for long."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from handtrack.errors import OutputError

DATA_VARIABLE = "HANDTRACK_DATA"
_TEMPORARY, _LOCK = "temporary", "lock"


def data_folder() -> Path:
    """Where handtrack keeps what belongs to the user: `HANDTRACK_DATA`, or the system's place."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("handtrack", appauthor=False))


def make_private(folder: Path) -> None:
    """Make a folder with all above it; only its owner may look into it, also where it was there.

    Raises
    ------
    OSError
        It cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):  # somebody else's, who has decided about it
        folder.chmod(0o700)


def close_to_others(folder: Path) -> int:
    """Leave a folder and all in it to its owner alone; gives how many others could read."""
    if os.name != "posix" or not folder.is_dir():
        return 0
    closed = 0
    for path in (folder, *sorted(folder.rglob("*"))):
        mode = path.lstat().st_mode
        if not path.is_symlink() and mode & 0o077:
            with contextlib.suppress(OSError):  # somebody else's
                path.chmod(mode & 0o700)
                closed += 1
    return closed


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder inside the data folder, for copies that hold a person's data; removed at the end.

    One that a killed process left is removed by `remove_leftovers`: it is known by its lock, which
    ends with the process.

    Raises
    ------
    OutputError
        It cannot be made.
    """
    from filelock import FileLock

    parent = data_folder() / _TEMPORARY
    try:
        make_private(data_folder())
        make_private(parent)
        folder = Path(tempfile.mkdtemp(dir=parent))
    except OSError as e:
        raise OutputError(
            f"Cannot make a temporary folder in {parent}: {e.strerror}. Make room or permit "
            f"writing there, or name another folder with {DATA_VARIABLE}."
        ) from e
    lock = FileLock(folder / _LOCK)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers() -> int:
    """Remove the temporary folders of processes that are gone; gives how many there were."""
    parent = data_folder() / _TEMPORARY
    if not parent.is_dir():
        return 0
    return sum(_remove_if_left(folder) for folder in sorted(parent.iterdir()))


def _remove_if_left(folder: Path) -> bool:
    from filelock import FileLock, Timeout

    if not (folder / _LOCK).exists() and _is_being_made(folder):
        return False
    try:
        with FileLock(folder / _LOCK, timeout=0):
            pass
    except (Timeout, OSError):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    return True


def _is_being_made(folder: Path) -> bool:
    """Whether a folder without a lock is so young that its process may be about to lock it."""
    import time

    try:
        return time.time() - folder.stat().st_mtime < 60.0
    except OSError:
        return True
