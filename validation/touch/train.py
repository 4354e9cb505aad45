"""Learn which finger the thumb is on from the four gaps, and tell how well that does.

    python -m validation.touch.clips FOLDER --first 200 --clips 260
    python -m validation.touch.clips FOLDER --clips 60 --gliding
    python -m validation.touch.clips FOLDER --family test --clips 24 --turned 0 22 50
    python -m validation.touch.clips FOLDER --family test --clips 14 --turned 0 22 50 --gliding
    python -m validation.touch.train FOLDER

Writes `src/handtrack/verifiers/sequence/touch_weights.toml`, learned on hands of the family
`train`, and the figures of `docs/accuracy/touch.md`: what the thresholds of an exercise go by, on
those that were left out, and how often each way that was tried reads hands of the family `test`
rightly.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from handtrack.definitions.library import find
from handtrack.landmarks.hand import FINGERS, Floats
from handtrack.verifiers.sequence.touch_classifier import FAR, WEIGHTS, closeness
from validation.touch.data import NONE, TouchFrames, read

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/accuracy/touch.md"
COPIES = 6
"""How many times each clip is read with errors."""
TEST_COPIES = 2
NEAREST = 0.45
"""Share of the open hand's gap up to which the nearest fingertip alone would be called touched."""
SHARP = 0.01
"""So small that the nearest one decides alone."""
RIDGE = 3e-5
FOLDS = 6


Features = Callable[[TouchFrames], Floats]
"""What a way of reading goes by, shape (N, K)."""


def plain(frames: TouchFrames) -> Floats:
    """The gaps themselves."""
    return np.minimum(frames.share, FAR)


def logged(frames: TouchFrames) -> Floats:
    """What `handtrack.verifiers.sequence.touch_classifier` goes by."""
    return closeness(frames.share)


def logarithms(weights: Floats, features: Floats) -> Floats:
    """Softmax of a line a finger, and 0 for none, in logarithms: shape (N, 5)."""
    lines = features @ weights[:-1] + weights[-1]
    lines = np.concatenate([lines, np.zeros((len(lines), 1))], axis=-1)
    lines -= lines.max(axis=-1, keepdims=True)
    result: Floats = lines - np.log(np.exp(lines).sum(axis=-1, keepdims=True))
    return result


def learn(frames: TouchFrames, features: Features) -> Floats:
    """Fit weights, shape (K + 1, 4): a row for each feature and one for the rest."""
    use = frames.truth >= 0
    given, truth = features(frames)[use], frames.truth[use]
    wanted = np.eye(NONE + 1)[truth]
    filled = np.concatenate([given, np.ones((len(given), 1))], axis=-1)
    shape = (filled.shape[1], NONE)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        logs = logarithms(weights, given)
        miss = -logs[np.arange(len(truth)), truth].mean()
        slope = filled.T @ (np.exp(logs) - wanted)[:, :NONE] / len(truth)
        slope[:-1] += 2 * RIDGE * weights[:-1]
        return miss + RIDGE * float((weights[:-1] ** 2).sum()), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    fitted: Floats = found.x.reshape(shape)
    return fitted


def left_out(frames: TouchFrames) -> Floats:
    """Read every clip by what was learned on others: shape (N, 5)."""
    logs = np.zeros((len(frames.share), NONE + 1))
    for fold in range(FOLDS):
        held = frames.person % FOLDS == fold
        others = TouchFrames(*(getattr(frames, column.name)[~held] for column in fields(frames)))
        logs[held] = logarithms(learn(others, logged), closeness(frames.share[held]))
    return logs


def thresholds(frames: TouchFrames) -> list[str]:
    """How open hands and touches read that were not learned from."""
    logs = left_out(frames)
    on = np.exp(logs[:, :NONE]).sum(axis=-1)
    touched = [v for v in visits(frames, logs) if v.touched]
    chance, doubts, others = (
        np.exp([getattr(v, name) for v in touched]) for name in ("chance", "doubt", "other")
    )
    sequence = find("18").sequence
    off = sequence.off.value if sequence else np.nan
    return [
        f"- Of 100 frames of open hands 50 read at most {np.quantile(on[frames.away], 0.5):.2f} "
        f"on a finger, 90 at most {np.quantile(on[frames.away], 0.9):.2f}.",
        f"- Of 100 touches 90 read at least {np.quantile(chance, 0.1):.2f} on a finger, 97 at "
        f"least {np.quantile(chance, 0.03):.2f}; {100 * np.mean(chance < off):.0f} read below "
        f"{off:g}, the `off` of exercise 18.",
        "- In 90 of 100 touches no reading is more than "
        f"{np.quantile(doubts, 0.9):.0f} times as likely as the truth, in 97 none more than "
        f"{np.quantile(doubts, 0.97):.0f} times.",
        "- In 90 of 100 touches every other finger is at least "
        f"{np.quantile(others, 0.1):.0f} times less likely than what it reads as.",
    ]


def nearest(frames: TouchFrames) -> Floats:
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
    chance, doubt, other : float
        Logarithms: of how likely it was on a finger; of how much likelier the likeliest reading is
        than the truth, and than the likeliest other finger.
    rotation_deg : float
    """

    right: bool
    touched: bool
    on: bool
    chance: float
    doubt: float
    other: float
    rotation_deg: float


def visits(frames: TouchFrames, logs: Floats) -> list[Visit]:
    """Visits that either touch throughout or never."""
    key = np.where(frames.visit < 0, -1, frames.clip * 100 + frames.visit)
    found = []
    for visit in np.unique(key[key >= 0]):
        at = key == visit
        truth, mean = frames.truth[at], logs[at].mean(axis=0)
        touched = bool(((truth >= 0) & (truth < NONE)).all())
        if touched or (truth == NONE).all():
            chance = float(np.logaddexp.reduce(mean[:NONE]))
            best, others = mean.max(), np.delete(mean, truth[0])[: NONE - 1]
            found.append(
                Visit(
                    bool(mean[:NONE].argmax() == truth[0]),
                    touched,
                    bool(chance > mean[NONE]),
                    chance,
                    float(best - mean[truth[0]]),
                    float(best - others.max()),
                    float(frames.rotation_deg[at][0]),
                )
            )
    return found


def share(of: Sequence[bool]) -> str:
    """How many, as people read it."""
    return f"{100 * np.mean(of):.0f} % of {len(of)}" if of else "none"


def table(ways: dict[str, Callable[[TouchFrames], Floats]], test: TouchFrames) -> list[str]:
    """How unseen hands are read in each way, by how far they are turned."""
    turns_deg = sorted({float(v) for v in test.rotation_deg})
    turned = " | ".join(f"right finger, {deg:g}°" for deg in turns_deg)
    lines = [
        f"| read by | {turned} | touches noticed | near misses taken for touches |",
        "| --- |" + " --- |" * (len(turns_deg) + 2),
    ]
    for name, way in ways.items():
        all_ = visits(test, way(test))
        cells = [share([v.right for v in all_ if v.touched and v.rotation_deg == deg])
                 for deg in turns_deg]  # fmt: skip
        cells += [share([v.on for v in all_ if v.touched is touched]) for touched in (True, False)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def by(train: TouchFrames, features: Features) -> Callable[[TouchFrames], Floats]:
    """Learn a way of reading."""
    weights = learn(train, features)
    return lambda frames: logarithms(weights, features(frames))


def written(weights: Floats, train: TouchFrames) -> str:
    """Put the weights into the file's text."""
    rows = [
        f"{finger} = [{', '.join(f'{w:.2f}' for w in row)}]"
        for finger, row in zip((*FINGERS, "rest"), weights, strict=True)
    ]
    people = len(np.unique(train.person))
    return "\n".join(
        [
            "# Written by validation/touch/train.py; do not edit by hand. A row for each finger's",
            "# gap and one for the rest, a number in it for each finger touched. Learned from",
            f"# {people} rendered hands of the family train, each read once as it is and {COPIES}",
            "# times with errors as real hands have them.",
            rows[-1],
            "",
            "[gap]",
            *rows[:-1],
            "",
        ]
    )


def replace_table(page: str, name: str, lines: Sequence[str]) -> str:
    """Replace what stands between a page's marks."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    if not after:
        raise ValueError(f"{PAGE} has no marks {name}")
    return before + start + "\n" + "\n".join(lines) + "\n\n" + end + after


def main() -> None:
    """Learn from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    paths = sorted(folder.glob("train-*.npz"))
    glided = sorted(folder.glob("test-*-gliding-*.npz"))
    opened = sorted(set(folder.glob("test-*.npz")) - set(glided))
    train = read(paths, COPIES)
    weights = learn(train, logged)
    (ROOT / "src/handtrack/verifiers/sequence" / WEIGHTS).write_text(
        written(weights, train), encoding="utf-8"
    )
    as_is = read(paths)
    ways: dict[str, Callable[[TouchFrames], Floats]] = {
        "nearest fingertip": nearest,
        "four gaps, learned without errors": by(as_is, plain),
        "logarithms of four gaps, learned without errors": by(as_is, logged),
        "**logarithms of four gaps, learned with errors**": by(train, logged),
    }
    tables = {
        "opening": table(ways, read(opened)),
        "with-errors": table(ways, read(opened, TEST_COPIES, seed=1)),
        "gliding": table(ways, read(glided)),
        "thresholds": thresholds(train),
    }
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in tables.items():
        print("\n".join([f"\n{name}", *lines]))
        page = replace_table(page, name, lines)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
