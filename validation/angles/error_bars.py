"""Measure how far off every angle is, choose how it is read, and write the error bars.

    python -m validation.angles.error_bars SHARDS [--real CALIBRATION RECORDINGS]

People of the train family only, in folds: each is judged by networks that never met them. What is
written (`measurements/accuracy.toml`) is judged in turn on the test family by
`ablation.py`. With `--real` the stereo pair of a real hand bounds the errors of single
frames (`stereo_reference.py`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.landmarks.pose.learned_pose import JOINTS, THUMB_JOINTS, LearnedPose, estimate_pose
from handtrack.landmarks.pose.pose_networks import NETWORKS
from handtrack.landmarks.views import View, view_matches
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.error_model import Bar, Estimator
from handtrack.measurements.joint_angle import TURNS, has_learned_angle
from handtrack.measurements.reading import Reading
from validation.angles import stereo_reference as stereo
from validation.angles.data import AngleFrames, read_frames, toward_camera
from validation.angles.study import KINDS, Row, errors, joined, readings, study, true_frames
from validation.angles.train import teach_all

FOLDS = 3
"""Parts of the people of one model; hands of several models are judged model by model."""
LEAST_ROWS = 12
"""Ranges that an error bar must rest on."""
GAIN = 0.95
"""The fitted hand is used where its mean error is at most this share of the landmarks'."""
COVER = 0.95
FLOOR_DEG = 5.0
"""No bar is narrower: what experienced raters with a goniometer tolerate (PMC8649412). A rendered
hand flatters."""
OTHER_RIG_DEG = {("wrist_flexion", View.SIDE): 13.2, ("forearm_rotation", View.PALM): 13.8}
"""Nor than twice the RMSE on a hand of another make (docs/accuracy/measurement-spaces.md), which no
shape of this family stands for, as no shape stands for a real hand."""
MIN_REAL_FRAMES = 5
GIVEN = {"fingers": JOINTS, "palm": TURNS, "thumb": THUMB_JOINTS}
"""The measurements that each network gives."""
HEAD = """\
# Written by validation/angles/error_bars.py; do not edit by hand. Degrees, provisional.
# way: how the angle is read there. rom: range of motion of one repetition; frame: one
# frame. Rendered hands of people the networks never met; real: one hand, two cameras."""
ACCURACY = Path(__file__).parents[2] / "src/handtrack/measurements/accuracy.toml"
VIEWS = (View.PALM, View.SIDE, View.OBLIQUE, View.DORSAL)


def unmet(frames: AngleFrames, names: Sequence[str] = NETWORKS) -> tuple[AngleFrames, LearnedPose]:
    """Fit every frame with networks that never met its person; frames in the order of folds.

    Parameters
    ----------
    frames : AngleFrames
    names : sequence of str
        The networks that are taught anew; the others are the package's.
    """
    order: list[NDArray[np.intp]] = []
    parts: list[LearnedPose] = []
    for seed, held in enumerate(_folds(frames), 1):
        networks = teach_all(frames.cut(np.flatnonzero(~held)), names, seed)
        places = np.flatnonzero(held)
        order.append(places)
        parts.append(estimate_pose(frames.hand.at(places), networks))
    return frames.cut(np.concatenate(order)), joined(parts)


def _folds(frames: AngleFrames) -> Iterator[NDArray[np.bool_]]:
    """Hands that are judged together: those of one model, or a part of the only model's people."""
    models = np.unique(frames.model)
    if len(models) > 1:
        yield from (frames.model == model for model in models)
    else:
        yield from (frames.clip % FOLDS == fold for fold in range(FOLDS))


def fit_bar(rows: Sequence[Row], way: str, least_deg: float = FLOOR_DEG) -> Bar:
    """Fit the half width that covers 95 % of the errors: a quantile regression, all parts >= 0."""
    size = np.abs(errors(list(rows), way))
    parts = np.array([[1.0, r.doubts_deg[way], r.arcs_deg[way], r.behind] for r in rows])
    used = np.isfinite(size) & np.isfinite(parts).all(axis=1)
    size, parts = size[used], parts[used]
    n = len(size)
    over, under = np.full(n, 1 - COVER), np.full(n, COVER)
    found = linprog(
        np.concatenate([np.zeros(4), over, under]),
        A_eq=np.hstack([parts, -np.eye(n), np.eye(n)]),
        b_eq=size,
        bounds=[(least_deg, None), *[(0, None)] * (3 + 2 * n)],
    )
    # What was fitted to n covers a little less of what comes next.
    spare = np.sqrt(1 + 3 / n * 1.96**2)
    flat, doubt, arc, behind = (float(v) * spare for v in found.x[:4])
    return Bar(round(flat, 1), round(doubt, 2), round(arc, 3), round(behind, 1))


@dataclass(frozen=True, slots=True)
class Entry:
    """How a measurement is best read in a view, and the lines of `accuracy.toml` that say so."""

    estimator: Estimator
    lines: list[str]


def entries(
    rows: list[Row], frames: AngleFrames, fitted: LearnedPose
) -> dict[tuple[str, View], Entry]:
    """Everything that goes into `accuracy.toml` but the real hand."""
    found: dict[tuple[str, View], Entry] = {}
    for measure in dict.fromkeys(r.measure for r in rows):
        single = frame_rmse(measure, frames, fitted)
        for view in VIEWS:
            here = [r for r in rows if r.measure == measure and r.view is view]
            if len(here) < LEAST_ROWS:
                continue
            mean = {w: float(np.nanmean(np.abs(errors(here, w)))) for w in here[0].arcs_deg}
            better = mean.get("fitted", np.inf) <= GAIN * mean["landmarks"]
            way = Estimator.FITTED if better else Estimator.LANDMARKS
            other_deg = OTHER_RIG_DEG.get((measure, view), 0.0)
            bar = fit_bar(here, way, max(other_deg, FLOOR_DEG))
            # What is not good enough on a hand of another make is not verified on any.
            off_deg = max(mean[way], other_deg / 2)
            # A wrist's angle in one frame is read off the landmarks, and is a turn since rest.
            turn = float(np.sqrt(np.nanmean(errors(here, "landmarks") ** 2)))
            lines = [
                f'way = "{way}"',
                f"rom_mae_deg = {off_deg:.1f}",
                f"rom_bar = {{ flat_deg = {bar.flat_deg}, per_doubt = {bar.per_doubt}, "
                f"per_arc = {bar.per_arc}, per_behind = {bar.per_behind} }}",
                f"frame_rmse_deg = {max(single.get((way, view), turn), FLOOR_DEG / 2):.1f}",
                f"repetitions = {len(here)}",
                f"people = {len({r.clip for r in here})}",
            ]
            found[measure, view] = Entry(way, lines)
    return found


def frame_rmse(
    measure: str, frames: AngleFrames, fitted: LearnedPose
) -> dict[tuple[Estimator, View], float]:
    """Root mean square error of single frames, by how they are read and in which view."""
    squares: dict[tuple[Estimator, View], list[Floats]] = {}
    views = {view: view_matches(view, fitted.palm.orientation) for view in VIEWS}
    for reading in readings():
        if reading.measure != measure or reading.measurement.needs_forearm:
            continue
        true = true_frames(reading, frames.joints_m, Side.RIGHT)
        for way, error in frame_errors(reading, frames.hand, fitted, true).items():
            for view, inside in views.items():
                squares.setdefault((way, view), []).append(error[inside & np.isfinite(error)] ** 2)
    return {key: float(np.sqrt(np.mean(np.concatenate(s)))) for key, s in squares.items()}


def frame_errors(
    reading: Reading, hand: Hand, fitted: LearnedPose, true: Floats
) -> dict[Estimator, Floats]:
    """What each way of reading is off by in every frame."""
    found = {Estimator.LANDMARKS: reading.of(hand, None)}
    if reading.measure == "forearm_rotation":
        found[Estimator.FITTED] = fitted.palm.rotation_deg
    elif reading.measure in THUMB_JOINTS:
        found[Estimator.FITTED] = fitted.thumb.of(reading.measure)[0]
    elif has_learned_angle(reading) and reading.finger is not None:
        found[Estimator.FITTED] = fitted.flexions.of(reading.measure, reading.finger)[0]
    return {w: reading.measurement.difference(deg, true) for w, deg in found.items()}


def real_rmse(
    calibration: Path, recordings: Path
) -> dict[tuple[str, Estimator, View], tuple[float, int]]:
    """The same for a real hand against its triangulation, and in how many frames."""
    squares: dict[tuple[str, Estimator, View], list[Floats]] = {}
    for hand, points in stereo.usable(calibration, recordings):
        fitted = estimate_pose(hand)
        facing = -palm_normal(toward_camera(points), hand.side)[..., 2]
        for reading in readings():
            if reading.measurement.needs_forearm:
                continue
            true = true_frames(reading, points, hand.side)
            for way, error in frame_errors(reading, hand, fitted, true).items():
                for view in VIEWS:
                    inside = view_matches(view, facing)
                    squares.setdefault((reading.measure, way, view), []).append(error[inside] ** 2)
    return {
        key: (float(np.sqrt(np.mean(np.concatenate(parts)))), sum(map(len, parts)) // _fingers(key))
        for key, parts in squares.items()
        if sum(map(len, parts)) // _fingers(key) >= MIN_REAL_FRAMES
    }


def _fingers(key: tuple[str, Estimator, View]) -> int:
    return max(len(MEASUREMENTS[key[0]].fingers), 1)


def write(
    found: dict[tuple[str, View], Entry],
    real: dict[tuple[str, Estimator, View], tuple[float, int]],
    path: Path,
) -> None:
    """Write `accuracy.toml`; what it has of other measurements stays.

    Parameters
    ----------
    found : dict
        By measurement and view.
    real : dict
        Root mean square error of single frames of a real hand, and their number.
    path : Path
    """
    before = _entries_of(path)
    order = list(dict.fromkeys([*map(_name_of, before), *KINDS]))
    written = {name for name, _ in found}
    parts = [lines for lines in before if _name_of(lines) not in written]
    for (name, view), entry in found.items():
        lines = [f'measurement = "{name}"', f'view = "{view}"', *entry.lines]
        if (name, entry.estimator, view) in real:
            rmse, count = real[name, entry.estimator, view]
            lines += [f"real_frame_rmse_deg = {rmse:.1f}", f"real_frames = {count}"]
        parts.append(lines)
    parts.sort(key=lambda lines: order.index(_name_of(lines)))
    texts = ["\n".join(["", "[[residual]]", *lines]) for lines in parts]
    path.write_text("\n".join([HEAD, *texts]) + "\n")


def _entries_of(path: Path) -> list[list[str]]:
    """The lines of each entry of a file; none of a file that is not there."""
    parts = path.read_text().split("[[residual]]\n")[1:] if path.exists() else []
    return [part.strip().split("\n") for part in parts]


def _name_of(lines: list[str]) -> str:
    """The measurement of an entry."""
    return lines[0].split('"')[1]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--real", type=Path, nargs=2, metavar=("CALIBRATION", "RECORDINGS"))
    parser.add_argument("--out", type=Path, default=ACCURACY)
    parser.add_argument(
        "--networks",
        nargs="+",
        choices=NETWORKS,
        default=NETWORKS,
        help="teach these anew, and write what they give; by default all, and all measurements",
    )
    arguments = parser.parse_args()
    frames, fitted = unmet(read_frames(arguments.folder, "train"), arguments.networks)
    given = {name for network in arguments.networks for name in GIVEN[network]}
    everything = set(arguments.networks) == set(NETWORKS)
    rows = [row for row in study(frames, fitted) if everything or row.measure in given]
    found = entries(rows, frames, fitted)
    write(found, real_rmse(*arguments.real) if arguments.real else {}, arguments.out)
    print(f"{arguments.out}: {len(found)} joints and views from {len(rows)} ranges of motion")


if __name__ == "__main__":
    main()
