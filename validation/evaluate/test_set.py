"""The clips to judge with: rendered when they are wanted, and kept as long as nothing changes them.

They show hands of the family `test`, which nothing is tuned on. Each clip has a folder of its own,
named by the hash of all that it is made from: what is done and seen in it, and the code that draws.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatch
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from validation.evaluate.clips import Clip, TruthError, read_clip

if TYPE_CHECKING:
    from validation.render.clips.clip import ClipSpec as Spec
    from validation.render.clips.sets import Make

SET = "validation"
RENDER = Path(__file__).parents[1] / "render"
DRAWS = ("clips.render_clip", "clips.truth_file")
"""Modules of the renderer that make the files of a clip; with all that they import they decide how
one looks. What it shows is hashed itself."""


def rendered(folder: Path, only: str = "*", workers: int | None = None) -> list[Clip]:
    """Give the clips of the test set, rendering those that are not there yet.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    only : str
        Names to take, as in "34_*".
    workers : int, optional
        How many render at once; one a core otherwise.
    """
    from validation.render.clips.sets import SETS

    clips = SETS[SET]()
    makes = {name: make for name, make in clips.items() if fnmatch(name, only)}
    if not makes:
        raise TruthError(f"The test set has no clip named like '{only}': {', '.join(clips)}.")
    paths = {name: folder / key(make()) / f"{name}.json" for name, make in makes.items()}
    wanted = [(makes[name], path.parent) for name, path in paths.items() if not path.exists()]
    _render(wanted, workers or os.cpu_count() or 1)
    return [read_clip(path) for path in paths.values()]


def key(spec: Spec) -> str:
    """Hash of all that decides a clip and its truth."""
    with np.printoptions(threshold=sys.maxsize, precision=17):
        told = repr(spec)
    return hashlib.sha256(f"{told} {_code()}".encode()).hexdigest()[:24]


@cache
def _code() -> str:
    """Hash of the code, shaders and data that draw."""
    found: set[str] = set()
    for name in DRAWS:
        _imports(name, found)
    files = [_module(name) for name in sorted(found)]
    files += sorted(
        path for part in ("scene/shaders", "model/data") for path in (RENDER / part).iterdir()
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _imports(name: str, found: set[str]) -> None:
    """Add a module of the renderer and all of its own modules that it imports."""
    if name not in found:
        found.add(name)
        text = _module(name).read_text(encoding="utf-8")
        for other in re.findall(r"^\s*from validation\.render\.(\S+) import", text, re.MULTILINE):
            _imports(other, found)


def _module(name: str) -> Path:
    return RENDER / f"{name.replace('.', '/')}.py"


def _render(wanted: Sequence[tuple[Make, Path]], workers: int) -> None:
    if not wanted:
        return
    os.environ["LP_NUM_THREADS"] = "1"  # Mesa would use every core in every worker
    with get_context("spawn").Pool(min(workers, len(wanted)), maxtasksperchild=8) as pool:
        for number, name in enumerate(pool.imap(_film, wanted), 1):
            print(f"rendered {number}/{len(wanted)}: {name}", file=sys.stderr, flush=True)


def _film(job: tuple[Make, Path]) -> str:
    """Film one clip aside and put it in its place when it is whole."""
    from validation.render.clips.render_clip import write_video
    from validation.render.clips.truth_file import write_truth

    make, folder = job
    spec = make()
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix="making-"))
    try:
        write_video(spec, aside / f"{spec.name}.mp4")
        write_truth(spec, aside / f"{spec.name}.json")
        shutil.rmtree(folder, ignore_errors=True)
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return spec.name
