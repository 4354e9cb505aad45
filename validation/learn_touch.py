"""Learn which finger the thumb is on from the four gaps, and tell how well that does.

    python validation/touch_clips.py FOLDER --first 200 --clips 260
    python validation/touch_clips.py FOLDER --family test --clips 24 --turned 0 22 50
    python validation/learn_touch.py FOLDER

Prints what `src/handtrack/touch.py` holds, learned on hands of the family `train`; what the
thresholds of an exercise go by, on those of them that were left out; and the table of
`docs/touch.md`: how often hands of the family `test` are read rightly by each way that was tried.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from handtrack.hand import FINGERS, Floats, Hand, Side
from handtrack.measurements import MEASUREMENTS
from handtrack.own_ends import open_gaps
from handtrack.touch import FAR

TOUCH_MM, AWAY_MM, NEAR_MM = 4.0, 13.0, 32.0
"""Pads nearer than the first touch, farther than the second do not; between them is no lesson."""
LEAST_OPEN = 0.5
NEAREST = 0.45
"""Share of the open hand's gap up to which the nearest fingertip alone would be called touched."""
SHARP = 0.01
"""So small that the nearest one decides alone."""
NONE = len(FINGERS)
FAR_WEIGHT = 0.3
"""Frames with an open hand are many and easy."""
CURL_SCALE = 3.0
"""Curls vary less than gaps; without it the ridge would hold them down more."""
RIDGE = 3e-5
FOLDS = 6
WIDEST = 0.8
"""Quantile of the nearest gap from which on a hand counts as open."""


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames of all clips.

    Attributes
    ----------
    share : ndarray, shape (N, 4)
        Gaps over those of the open hand.
    curl : ndarray, shape (N, 8)
        How far each finger is bent beyond the open hand, in the world and in the image.
    truth : ndarray of int, shape (N,)
        The finger, `NONE`, or -1 where the pads are neither near nor away.
    weight, rotation_deg : ndarray, shape (N,)
    clip, visit : ndarray of int, shape (N,)
    """

    share: Floats
    curl: Floats
    truth: NDArray[np.int64]
    weight: Floats
    rotation_deg: Floats
    clip: NDArray[np.int64]
    visit: NDArray[np.int64]


def read(paths: Sequence[Path]) -> Frames:
    """Read clips; frames without a hand and clips without an open one are left out."""
    rows = [row for number, path in enumerate(paths) if (row := _clip(number, path)) is not None]
    return Frames(*(np.concatenate(column) for column in zip(*rows, strict=True)))


def _clip(number: int, path: Path) -> tuple[NDArray[np.generic], ...] | None:
    with np.load(path) as kept:
        side = Side.LEFT if kept["left"] else Side.RIGHT
        image, world = kept["image_px"].astype(float), kept["world_m"].astype(float)
        settling, apart_mm = kept["settling"], kept["gap_mm"].astype(float)
        visit, rotation_deg = kept["visit"], float(kept["rotation_deg"])
    hand = Hand(np.arange(len(image)) / 30, image, world, settling, side, (1, 1))
    gaps = MEASUREMENTS["pinch_gap"].read_each(hand)
    wide = open_gaps(gaps, LEAST_OPEN)
    if not wide:
        return None
    nearest = apart_mm.min(axis=-1)
    truth = np.select(
        [nearest < TOUCH_MM, nearest > AWAY_MM], [apart_mm.argmin(axis=-1), NONE], default=-1
    )
    weight = np.where((truth == NONE) & (nearest > NEAR_MM), FAR_WEIGHT, 1.0)
    seen = np.isfinite(gaps).all(axis=-1)
    share = np.minimum(gaps / np.array(wide), FAR)
    curl = _curl(image, world, share.min(axis=-1))
    same = (np.full(len(gaps), rotation_deg), np.full(len(gaps), number))
    return tuple(column[seen] for column in (share, curl, truth, weight, *same, visit))


def _curl(image: Floats, world: Floats, nearest: Floats) -> Floats:
    """How much shorter than its bones a finger is from knuckle to tip, beyond the open hand."""
    columns = []
    for points in (world, image):
        for finger in FINGERS:
            chain = points[:, finger.mcp : finger.mcp + 4]
            bones = np.linalg.norm(np.diff(chain, axis=1), axis=-1).sum(axis=-1)
            columns.append(1 - np.linalg.norm(chain[:, 3] - chain[:, 0], axis=-1) / bones)
    curl = np.stack(columns, axis=-1)
    wide = nearest >= np.nanquantile(nearest, WIDEST)
    result: Floats = CURL_SCALE * (curl - np.median(curl[wide], axis=0))
    return result


Features = Callable[[Frames], Floats]
"""What a way of reading goes by, shape (N, K)."""


def gaps_alone(frames: Frames) -> Floats:
    """What `handtrack.touch` goes by."""
    return frames.share


def logarithms(weights: Floats, features: Floats) -> Floats:
    """Softmax of a line a finger, and 0 for none, in logarithms: shape (N, 5)."""
    lines = features @ weights[:-1] + weights[-1]
    lines = np.concatenate([lines, np.zeros((len(lines), 1))], axis=-1)
    lines -= lines.max(axis=-1, keepdims=True)
    result: Floats = lines - np.log(np.exp(lines).sum(axis=-1, keepdims=True))
    return result


def learn(frames: Frames, features: Features) -> Floats:
    """Fit weights, shape (K + 1, 4): a row for each feature and one for the rest."""
    use = frames.truth >= 0
    given, truth, weight = features(frames)[use], frames.truth[use], frames.weight[use]
    weight = weight / weight.sum()
    wanted = np.eye(NONE + 1)[truth]
    filled = np.concatenate([given, np.ones((len(given), 1))], axis=-1)
    shape = (filled.shape[1], NONE)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        logs = logarithms(weights, given)
        miss = -(weight * logs[np.arange(len(truth)), truth]).sum()
        slope = filled.T @ ((np.exp(logs) - wanted)[:, :NONE] * weight[:, None])
        slope[:-1] += 2 * RIDGE * weights[:-1]
        return miss + RIDGE * float((weights[:-1] ** 2).sum()), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    fitted: Floats = found.x.reshape(shape)
    return fitted


def left_out(frames: Frames) -> Floats:
    """Read every clip by what was learned on others: shape (N, 5)."""
    logs = np.zeros((len(frames.share), NONE + 1))
    for fold in range(FOLDS):
        held = frames.clip % FOLDS == fold
        others = Frames(*(getattr(frames, column.name)[~held] for column in fields(frames)))
        logs[held] = logarithms(learn(others, gaps_alone), frames.share[held])
    return logs


def thresholds(frames: Frames) -> list[str]:
    """How open hands and touches read that were not learned from."""
    logs = left_out(frames)
    wide = (frames.truth == NONE) & (frames.weight == FAR_WEIGHT)
    on = np.exp(logs[wide, :NONE]).sum(axis=-1)
    doubts, others = (
        np.exp([getattr(v, name) for v in visits(frames, logs) if v.touched])
        for name in ("doubt", "other")
    )
    return [
        f"open hands: 90 of 100 frames read at most {np.quantile(on, 0.9):.2f} on a finger",
        "touches: another reading is at most so many times as likely "
        f"in 90 of 100: {np.quantile(doubts, 0.9):.0f}, in 97: {np.quantile(doubts, 0.97):.0f}",
        "touches: every other finger is at least so many times less likely than the reading "
        f"in 90 of 100: {np.quantile(others, 0.1):.0f}",
    ]


def nearest(frames: Frames) -> Floats:
    """Read by the nearest fingertip, as if nothing had been learned: shape (N, 5)."""
    none = np.full((len(frames.share), 1), -NEAREST)
    return np.concatenate([-frames.share, none], axis=-1) / SHARP


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a finger: how it was, and how it reads.

    Attributes
    ----------
    right : bool
        Whether the finger reads rightly.
    touched, on : bool
        Whether the thumb touched it, and whether it reads so.
    doubt, other : float
        How much likelier (logarithms) the likeliest reading is than the truth, and than the
        likeliest other finger.
    rotation_deg : float
    """

    right: bool
    touched: bool
    on: bool
    doubt: float
    other: float
    rotation_deg: float


def visits(frames: Frames, logs: Floats) -> list[Visit]:
    """Visits that either touch throughout or never."""
    key = np.where(frames.visit < 0, -1, frames.clip * 100 + frames.visit)
    found = []
    for visit in np.unique(key[key >= 0]):
        at = key == visit
        truth, mean = frames.truth[at], logs[at].mean(axis=0)
        touched = bool(((truth >= 0) & (truth < NONE)).all())
        if touched or (truth == NONE).all():
            on = float(np.logaddexp.reduce(mean[:NONE])) > mean[NONE]
            best, others = mean.max(), np.delete(mean, truth[0])[: NONE - 1]
            found.append(
                Visit(
                    bool(mean[:NONE].argmax() == truth[0]),
                    touched,
                    on,
                    float(best - mean[truth[0]]),
                    float(best - others.max()),
                    float(frames.rotation_deg[at][0]),
                )
            )
    return found


def share(of: Sequence[bool]) -> str:
    """How many, as people read it."""
    return f"{100 * np.mean(of):.0f} % of {len(of)}" if of else "none"


def table(train: Frames, test: Frames) -> list[str]:
    """How unseen hands are read in each way, by how far they are turned."""
    turns_deg = sorted({float(v) for v in test.rotation_deg})
    ways: dict[str, Features] = {
        "four gaps, learned": gaps_alone,
        "four gaps and four curls, learned": lambda f: np.concatenate([f.share, f.curl], axis=-1),
        "four curls alone, learned": lambda f: f.curl,
    }
    read_as = {"nearest fingertip": nearest(test)}
    read_as |= {
        name: logarithms(learn(train, features), features(test)) for name, features in ways.items()
    }
    turned = " | ".join(f"right finger, {deg:g}°" for deg in turns_deg)
    lines = [
        f"| read by | {turned} | touches noticed | near misses taken for touches |",
        "| --- |" + " --- |" * (len(turns_deg) + 2),
    ]
    for name, logs in read_as.items():
        all_ = visits(test, logs)
        cells = [share([v.right for v in all_ if v.touched and v.rotation_deg == deg])
                 for deg in turns_deg]  # fmt: skip
        cells += [share([v.on for v in all_ if v.touched is touched]) for touched in (True, False)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    """Learn from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    train, test = (read(sorted(folder.glob(f"{family}-*.npz"))) for family in ("train", "test"))
    for name, frames in (("train", train), ("test", test)):
        print(f"{name}: {len(np.unique(frames.clip))} clips, {len(frames.share)} frames")
    print("\nWEIGHTS = (")
    for row in learn(train, gaps_alone):
        print("    (" + ", ".join(f"{w:.2f}" for w in row) + "),")
    print(")\n\n" + "\n".join([*thresholds(train), "", *table(train, test)]))


if __name__ == "__main__":
    main()
