"""Files: the user's data folder, temporary folders inside it, and the small TOML files we read."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from handtrack.errors import DataFileError, OutputError, fault, place, sentence

if TYPE_CHECKING:  # every command looks for leftovers, and few read such a file
    from pydantic import BaseModel, ValidationError

DATA_VARIABLE = "HANDTRACK_DATA"
_TEMPORARY, _LOCK = "temporary", "lock"


def data_folder() -> Path:
    """Return the folder of the user's data: `HANDTRACK_DATA`, or the system's convention."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("handtrack", appauthor=False))


def make_private(folder: Path) -> None:
    """Make a folder and its parents, readable by its owner alone, also if it exists already.

    Raises
    ------
    OSError
        The folder cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):  # somebody else's, who has decided about it
        folder.chmod(0o700)


def close_to_others(folder: Path) -> int:
    """Make a folder and its content readable by the owner alone; return how many files changed."""
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
    """Make a folder inside the data folder, for copies with a person's data; removed at the end.

    `remove_leftovers` removes those of killed processes: their lock has ended with the process.

    Yields
    ------
    Path

    Raises
    ------
    OutputError
        The folder cannot be made.
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
    """Remove the temporary folders of processes that have ended; return their number."""
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
    try:
        return time.time() - folder.stat().st_mtime < 60.0
    except OSError:
        return True


def write_text(path: Path, text: str) -> None:
    """Write a file in one step: a reader sees the old one or the new one.

    Parameters
    ----------
    path : Path
    text : str
        Written as UTF-8.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        os.replace(temporary, path)
    except OSError as e:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise OutputError(f"Cannot write {path}: {e.strerror}.") from e


M = TypeVar("M", bound="BaseModel")
MOST_TEXT_BYTES = 8 << 20
"""Largest file written by hand or with one result: a hundred times the longest known."""
_MOST_INTEGER = 2**63
"""TOML's limit: integers outside of plus and minus this need not be read."""


def packaged_folder(name: str) -> Path:
    """Return a folder of handtrack's own files, in the installed package or the checkout."""
    packaged = Path(str(files("handtrack") / name))
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / name


def packaged_toml(path: str) -> dict[str, Any]:
    """Parse a TOML file that stands among handtrack's modules: "measurements/accuracy.toml"."""
    return tomllib.loads((files("handtrack") / path).read_text(encoding="utf-8"))


def refuse_no_file(path: Path) -> None:
    """Refuse a device, a pipe or a socket, which may never end or never begin.

    Raises
    ------
    OSError
        The path is neither a file nor a folder, or does not exist.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file", str(path))


def bytes_of(path: Path, most_bytes: int = MOST_TEXT_BYTES) -> bytes:
    """Read the bytes of a data file.

    Parameters
    ----------
    path : Path
    most_bytes : int
        Largest size.

    Returns
    -------
    bytes

    Raises
    ------
    OSError
        The file cannot be read, is no ordinary file, or is larger.
    """
    refuse_no_file(path)
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        most = f"it is larger than {most_bytes >> 20} MB, which no such file is"
        raise OSError(errno.EFBIG, most, str(path))
    return data


def text_of(path: Path) -> str:
    """Read the text of a data file in UTF-8, with the line ends of Unix.

    Raises
    ------
    OSError
        As `bytes_of`.
    UnicodeDecodeError
    """
    return bytes_of(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def toml_of(text: str) -> dict[str, Any]:
    """Parse a TOML text.

    Raises
    ------
    ValueError
        The text is no TOML, nests too deeply, or holds an integer of more than 64 bits. The error's
        text has no full stop.
    """
    try:
        raw = tomllib.loads(text)
        _refuse_huge(raw)
    except RecursionError:
        raise ValueError("its brackets are nested too deeply") from None
    except tomllib.TOMLDecodeError:
        raise
    except (ValueError, OverflowError) as e:
        raise ValueError(_number(e)) from None
    return raw


def _refuse_huge(value: Any) -> None:
    """Refuse integers of more than 64 bits, wherever they stand."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _refuse_huge(one)
    elif isinstance(value, int) and not -_MOST_INTEGER <= value < _MOST_INTEGER:
        raise OverflowError("it holds an integer of more than 64 bits; write a smaller one")


def _number(error: Exception) -> str:
    most = sys.get_int_max_str_digits()
    if "digits" in str(error):  # Python's own limit, whose words speak to programmers
        return f"it holds an integer of more than {most} digits; write a smaller one"
    return str(error)


def read(path: Path, kind: type[M], error: type[DataFileError]) -> M:
    """Read a TOML file into a model.

    Parameters
    ----------
    path : Path
    kind : type of BaseModel
        The model.
    error : type of DataFileError
        The exception that is raised.

    Returns
    -------
    BaseModel
        Of `kind`.

    Raises
    ------
    DataFileError
        Of the given type: the file is missing, unreadable or has faults, all of them at once.
    """
    from pydantic import ValidationError

    try:
        return kind.model_validate(toml_of(text_of(path)))
    except OSError as e:
        raise error(f"Cannot read {path}: {e.strerror}.") from e
    except ValidationError as e:  # which is a ValueError, too
        faults = [fault(path.name, one) for one in e.errors(include_url=False)]
        raise error(f"{path.name} has faults:", faults) from e
    except ValueError as e:
        raise error(f"{path} is not valid TOML: {e}.") from e


def first_fault(error: ValidationError) -> str:
    """Write the place and the kind of the first fault: "repetitions → number 1: is missing"."""
    first = error.errors(include_url=False)[0]
    return f"{place(first) or 'the file'}: {sentence(first)}"
