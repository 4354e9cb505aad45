"""From the paths a user names to the files to score and the folders for their results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from handtrack.batch import RECORDING_SUFFIXES
from handtrack.errors import OutputError, SourceError
from handtrack.exports import ANNOTATED, RECORDING

VIDEO_SUFFIXES = frozenset(
    (".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg")
    + (".mts", ".ogv", ".ts", ".webm", ".wmv")
)
"""Names by which a folder's videos are told from its other files; a file named alone is tried."""


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Files as they are, folders as the videos in them by name; each file once.

    Raises
    ------
    SourceError
        A folder holds no video.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _videos(path) if path.is_dir() else [path]:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _videos(folder: Path) -> list[Path]:
    try:
        inside = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    except OSError as e:
        raise SourceError(f"The folder {folder} cannot be read: {e.strerror}.") from e
    videos = [p for p in inside if p.suffix.lower() in VIDEO_SUFFIXES]
    if not videos:
        recordings = any(p.suffix in RECORDING_SUFFIXES for p in inside)
        hint = (
            f"name its recordings: {folder}/*.npz" if recordings else "name a video or its folder"
        )
        raise SourceError(f"The folder {folder} holds no video; {hint}.")
    return videos


def result_folders(files: Sequence[Path], out: Path) -> list[Path]:
    """One folder in `out` a file, named after it; a second of the same name ends in -2.

    A recording that handtrack kept among its results has the name of its folder, so that scoring
    it again leads to the same place.

    Raises
    ------
    OutputError
        What is kept of one file would replace another one.
    """
    taken: set[str] = set()
    folders: list[Path] = []
    for file in files:
        name = plain = _name(file)
        number = 1
        while name.casefold() in taken:  # as some file systems compare
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        folders.append(out / name)
    _keep_inputs(files, folders)
    return folders


def _keep_inputs(files: Sequence[Path], folders: Sequence[Path]) -> None:
    """Refuse to write over what is to be read; a recording in its own place is left as it is."""
    inputs = {file.resolve() for file in files}
    for file, folder in zip(files, folders, strict=True):
        for name in (RECORDING, ANNOTATED):
            target = (folder / name).resolve()
            if target in inputs and target != file.resolve():
                raise OutputError(f"{target} is to be scored itself; choose another --out folder.")


def _name(file: Path) -> str:
    name = file.name.removesuffix(".part")
    if name == RECORDING:
        return file.resolve().parent.name
    return Path(name).stem
