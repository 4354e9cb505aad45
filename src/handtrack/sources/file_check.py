"""Check of a video file before it is decoded: whether it can be read, and its hash."""

from __future__ import annotations

import hashlib
import stat
from io import BufferedReader
from pathlib import Path

from handtrack.errors import SourceError


def file_sha256(path: Path) -> str:
    """Compute the SHA-256 of a file.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(path: Path) -> str:
    """Compute the SHA-256 of a file that can be read and may be a video.

    Raises
    ------
    SourceError
        The file is missing, a folder, empty, a text, or may not be read.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise SourceError(f"{path} is a folder; give the path of one video file.")
        if not stat.S_ISREG(mode):
            raise SourceError(f"{path} is no ordinary file; give the path of a video file.")
        with path.open("rb") as file:
            if _is_text(file.read(1024)):
                raise SourceError(f"{path} is a text file, not a video; give a video file.")
            file.seek(0)
            return _sha256(path, file)
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(
            f"There is no file {path}; check its name and the folder you are in."
        ) from None
    except PermissionError:
        raise SourceError(
            f"{path} may not be read: permission denied; change its permissions or copy it."
        ) from None
    except (OSError, ValueError) as e:
        raise SourceError(f"{path} cannot be read: {getattr(e, 'strerror', e)}.") from None


def _sha256(path: Path, file: BufferedReader) -> str:
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if file.tell() == 0:
        raise SourceError(f"{path} is empty (0 bytes); copy it again from the camera.")
    return sha256


def _is_text(head: bytes) -> bool:
    """Whether the bytes are text, which FFmpeg would decode as a film of a terminal."""
    try:
        text = head.decode()
    except UnicodeDecodeError as e:
        if e.end < len(head):
            return False
        text = head[: e.start].decode()
    return bool(text) and all(c.isprintable() or c in "\t\r\n\f\x1b" for c in text)
