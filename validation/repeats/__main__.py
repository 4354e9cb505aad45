"""How large a change has to be to be real: films hands again and again, and publishes it.

    python -m validation.repeats FOLDER [--real FOLDER] [--part I N]

Writes the smallest detectable changes that the program reads (`assessment/repeats.toml`), from
twenty-eight hands, then `docs/accuracy/repeats.json` and `repeats.md`, which say how these do on
ten others. Landmarks stay in FOLDER and are not made again; `--part` only films those hands whose
number leaves I when divided by N. All of it takes about twenty minutes of one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from handtrack.assessment.accuracy import smallest_change
from validation.repeats.detectable import detectable, held_errors, toml
from validation.repeats.figures import CHANGED, Repeat, repeats
from validation.repeats.page import page
from validation.repeats.real_repeats import far_ends, two_cameras
from validation.repeats.repeated_clips import Occasion, RepeatedHand, assessed, filmed
from validation.repeats.true_changes import smaller, truth
from validation.repeats.values import (
    CHECK,
    DOCS,
    FIRST,
    LATER,
    LIMITS,
    ROOT,
    SOURCE,
    TIMES,
    Repeats,
    to_json,
)
from validation.studies.held_poses import ACTS, held


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--real", type=Path, default=ROOT.parent / "shared/real")
    parser.add_argument("--part", type=int, nargs=2, metavar=("I", "N"), help="film only")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.part:
        one, step = options.part
        for occasion in (*_setting(), *_check()):
            if occasion.hand.number % step == one:
                filmed(options.folder, occasion)
        return
    refused: list[str] = []
    setting = tuple(_figures(options.folder, _setting(), refused))
    _set_limits(setting)
    check = tuple(_figures(options.folder, _check(), refused))
    found = Repeats(
        setting,
        check,
        tuple(refused),
        tuple(far_ends(options.real)),
        tuple(two_cameras(options.real)),
    )
    (DOCS / "repeats.json").write_text(to_json(found), encoding="utf-8")
    (DOCS / "repeats.md").write_text(page(found), encoding="utf-8")


def _set_limits(setting: tuple[Repeat, ...]) -> None:
    """Write what the program reads.

    Raises
    ------
    SystemExit
        It is no longer what the program has read.
    """
    text = toml(detectable(setting), held_errors(setting), SOURCE)
    if text != LIMITS.read_text(encoding="utf-8"):
        LIMITS.write_text(text, encoding="utf-8")
        raise SystemExit(f"{LIMITS.name} has changed: run this again, with the new limits.")


def _setting() -> Iterator[Occasion]:
    yield from _occasions(FIRST, TIMES[:2])
    yield from _occasions(LATER, TIMES)


def _check() -> Iterator[Occasion]:
    return _occasions(CHECK, (*TIMES, CHANGED))


def _occasions(hands: tuple[int, ...], times: tuple[str, ...]) -> Iterator[Occasion]:
    for time, number, section in product(times, hands, ACTS):
        hand, row = RepeatedHand(number), held(section, number)
        poses = smaller(hand, section, row, smallest_change) if time == CHANGED else row
        yield Occasion(hand, section, time, tuple(poses))


def _figures(folder: Path, occasions: Iterable[Occasion], refused: list[str]) -> Iterator[Repeat]:
    for one in occasions:
        found = assessed(folder, one)
        if found is None:
            refused.append(f"{one.section} of hand {one.hand.number}, {_when(one.name)}")
            continue
        yield from repeats(
            one.hand.number, one.name, found, truth(one.hand, one.section, one.poses)
        )


def _when(time: str) -> str:
    return f"time {int(time) + 1}" if time != CHANGED else time


if __name__ == "__main__":
    main()
