"""How far off learned angles are on a model of hand that no network met.

    python -m validation.angles.across_models FOLDER --networks thumb --real CALIBRATION RECORDINGS

Networks learn from the train family of one model of hand and are judged on the test family of each;
the packaged ones stand beside them. With `--real`, also on frames of a real hand before two
cameras, without the constant of each camera. Writes a part of `docs/accuracy/angles.md` for each of
the networks.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.pose.learned_pose import estimate_pose
from handtrack.landmarks.pose.pose_networks import NETWORKS, packaged
from validation.angles import stereo_reference as stereo
from validation.angles.data import read_frames
from validation.angles.error_bars import GIVEN, frame_errors
from validation.angles.study import Row, errors, readings, study, true_frames
from validation.angles.train import teach_all
from validation.render.model.mesh import Model
from validation.written_page import table, with_part

PAGE = Path(__file__).parents[2] / "docs/accuracy/angles.md"
PARTS = {"fingers": "models-fingers", "palm": "models-palm", "thumb": "models-thumb"}
COMMAND = "validation/angles/across_models.py"
LEAST_RANGES = 5
REAL_HEAD = ["one frame of a real hand", "frames", "landmarks", "learned"]


def across_models(folder: Path, name: str) -> str:
    """Make the table of ranges of motion, each measurement in the views that suit it.

    Parameters
    ----------
    folder : Path
        Holds the shards of `clips.py`, both families of each model.
    name : str
        The network that is judged.
    """
    tests = {model: read_frames(folder, "test", model) for model in Model}
    taught = {
        f"{model} alone": teach_all(read_frames(folder, "train", model), [name]) for model in Model
    }
    taught["packaged"] = packaged()
    found = [
        (of, model, study(frames, estimate_pose(frames.hand, networks)))
        for of, networks in taught.items()
        for model, frames in tests.items()
    ]
    rows = [row for measure in GIVEN[name] for row in _rows(measure, found)]
    return table(["range of", "taught on", "hands of", "ranges", "landmarks", "learned"], rows)


def _rows(measure: str, found: Sequence[tuple[str, Model, list[Row]]]) -> Iterator[list[str]]:
    views = next(r.measurement.views for r in readings() if r.measure == measure)
    for name, model, every in found:
        some = [row for row in every if row.measure == measure and row.view in views]
        if len(some) < LEAST_RANGES:
            continue
        seen = " or ".join(views)
        yield [f"{measure}, {seen}", name, model, str(len(some)), *map(_off, _both(some))]


def _both(rows: list[Row]) -> tuple[Floats, Floats]:
    return errors(rows, "landmarks"), errors(rows, "fitted")


def _off(error: Floats) -> str:
    """Mean error and bias, in degrees."""
    error = error[np.isfinite(error)]
    return f"{np.abs(error).mean():.1f} ({error.mean():+.1f})"


def real_frames(calibration: Path, recordings: Path, name: str) -> str:
    """Make the table of frames of a real hand against its triangulation from two cameras.

    Parameters
    ----------
    calibration, recordings : Path
        See `stereo_reference`.
    name : str
        The network that is judged.
    """
    off: dict[str, dict[str, list[Floats]]] = {
        measure: {"landmarks": [], "fitted": []} for measure in GIVEN[name]
    }
    for hand, points in stereo.usable(calibration, recordings):
        pose = estimate_pose(hand)
        for reading in readings():
            if reading.measure not in off or reading.measurement.needs_forearm:
                continue
            true = true_frames(reading, points, hand.side)
            for way, error in frame_errors(reading, hand, pose, true).items():
                apart = error - np.nanmedian(error)
                off[reading.measure][way].append(apart[np.isfinite(apart)])
    rows = []
    for measure, ways in off.items():
        if all(ways.values()):
            each = {way: np.concatenate(parts) for way, parts in ways.items()}
            means = [f"{np.abs(each[way]).mean():.1f}" for way in ("landmarks", "fitted")]
            rows.append([measure, str(len(each["fitted"])), *means])
    return table(REAL_HEAD, rows)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=NETWORKS)
    parser.add_argument("--real", type=Path, nargs=2, metavar=("CALIBRATION", "RECORDINGS"))
    options = parser.parse_args()
    for name in options.networks:
        text = across_models(options.folder, name)
        if options.real:
            calibration, recordings = options.real
            text += "\n\n" + real_frames(calibration, recordings, name)
        PAGE.write_text(with_part(PAGE.read_text("utf-8"), PARTS[name], COMMAND, text), "utf-8")
        print(text)


if __name__ == "__main__":
    main()
