"""Clips to score, and folders for their results, from the paths that a user names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handtrack.batch.exports import ANNOTATED, RECORDING, RESULT
from handtrack.batch.jobs import RECORDING_SUFFIXES
from handtrack.errors import OutputError, SourceError

VIDEO_SUFFIXES = frozenset(
    (".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg")
    + (".mts", ".ogv", ".ts", ".webm", ".wmv")
)
"""Names by which a folder's videos are told from its other files; a file named alone is tried."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Clips to score.

    Parameters
    ----------
    files : tuple of Path
        Videos and landmark recordings, each once.
    below : tuple of Path
        For each the folder it lies in, as seen from the one that was named; the empty path for a
        file that was named itself.
    passed_over : tuple of str
        For each folder a sentence about what in it is not taken.
    """

    files: tuple[Path, ...]
    below: tuple[Path, ...]
    passed_over: tuple[str, ...] = ()


def inputs_of(paths: Iterable[Path], out: Path | None = None) -> Inputs:
    """Find the clips that paths stand for: files themselves, and the clips in and below folders.

    Parameters
    ----------
    out : Path, optional
        Where results go: nothing in there is an input, unless it is named itself.

    Raises
    ------
    SourceError
        A folder cannot be read, or holds no clip.
    """
    found: dict[Path, tuple[Path, Path]] = {}
    sentences: list[str] = []
    for path in paths:
        clips = [path]
        if path.is_dir():
            clips, sentence = _clips_in(path, out)
            sentences += [sentence] * bool(sentence)
        for clip in clips:
            below = clip.parent.relative_to(path) if clip != path else Path()
            found.setdefault(clip.resolve(), (clip, below))
    files = tuple(clip for clip, _ in found.values())
    return Inputs(files, tuple(below for _, below in found.values()), tuple(sentences))


def _clips_in(folder: Path, out: Path | None) -> tuple[list[Path], str]:
    """The clips of a folder, and what was passed over in it.

    Recordings that handtrack kept among its results are clips where there is nothing else: of the
    same film there would be two otherwise.
    """
    left: Counter[str] = Counter()
    clips: list[Path] = []
    kept: list[Path] = []
    results = out.resolve() if out else None
    for place, names in _walk(folder, results, left):
        if RESULT in names and RECORDING in names:
            kept.append(place / RECORDING)
        else:
            clips += _clips_of(place, names, left)
    if clips:
        left["kept among results"] += len(kept)
    else:
        clips = kept
    if not clips:
        raise SourceError(
            f"The folder {folder} holds no video and no landmark recording; name a video or its "
            "folder."
        )
    told = ", ".join(f"{number} {what}" for what, number in sorted(left.items()) if number)
    return sorted(clips), f"Passed over in {folder}: {told}." if told else ""


def _walk(
    folder: Path, results: Path | None, left: Counter[str]
) -> Iterator[tuple[Path, list[str]]]:
    """Every folder with the names of the files in it; what cannot be entered is counted."""

    def unread(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise SourceError(f"The folder {folder} cannot be read: {error.strerror}.") from error
        left["in a folder that cannot be read"] += 1

    for place, inside, names in os.walk(folder, onerror=unread):
        here = Path(place)
        for name in list(inside):
            if name.startswith("."):
                left["hidden"] += 1
            elif (here / name).is_symlink():
                left["behind a link to a folder"] += 1
            elif (here / name).resolve() != results:
                continue
            inside.remove(name)
        yield here, names


def _clips_of(place: Path, names: Sequence[str], left: Counter[str]) -> Iterator[Path]:
    """The clips among the files of one folder; the others are counted."""
    files = [Path(name) for name in names]
    videos = {file.stem for file in files if file.suffix.lower() in VIDEO_SUFFIXES}
    for file in files:
        if file.name.startswith("."):
            left["hidden"] += 1
        elif file.suffix == ".part":
            left["unfinished (.part)"] += 1
        elif not _is_clip(place / file):
            left["neither video nor recording"] += 1
        elif file.suffix in RECORDING_SUFFIXES and file.stem in videos:
            left["recorded from the video beside it"] += 1
        else:
            yield place / file


def _is_clip(path: Path) -> bool:
    known = path.suffix.lower() in VIDEO_SUFFIXES or path.suffix in RECORDING_SUFFIXES
    return known and path.is_file()


def result_folders(
    files: Sequence[Path], out: Path, below: Sequence[Path] | None = None
) -> list[Path]:
    """Name a folder in `out` for each file; a second one of the same name ends in -2.

    A recording that handtrack kept among its results has the name of its folder, so that scoring
    it again leads to the same place.

    Parameters
    ----------
    below : sequence of Path, optional
        For each file the folder in `out` in which its own folder stands; otherwise `out` itself.

    Raises
    ------
    OutputError
        What is kept of one file would replace another one.
    """
    taken: set[str] = set()
    folders: list[Path] = []
    for file, within in zip(files, below or [Path()] * len(files), strict=True):
        if file.name.removesuffix(".part") == RECORDING:
            within = within.parent  # its folder is its name
        place = plain = within / _name(file)
        number = 1
        while str(place).casefold() in taken:  # as some file systems compare
            number += 1
            place = plain.with_name(f"{plain.name}-{number}")
        taken.add(str(place).casefold())
        folders.append(out / place)
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
    stem = Path(name).stem
    return name if stem in (".", "..") else stem
