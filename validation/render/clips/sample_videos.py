"""The sample videos: which there are, and the registry that says what is true of them.

    python -m validation.render samples sample_videos

They are made again from their plans; the registry beside them is written from what is true of each.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from handtrack.landmarks.hand import Side
from validation.render.acts.course import BRISK, SLOW, Tempo, Turn
from validation.render.acts.motion import Spoil
from validation.render.clips.clip import ClipSpec
from validation.render.clips.negatives import negative
from validation.render.clips.registry import REGISTRY_HEAD, registry_entry
from validation.render.clips.render_many import make
from validation.render.clips.sets import Make, Plan, joined, leaving, perform
from validation.render.model.anthropometry import Family

WHOLE, ALMOST, HALF = Turn(1.0), Turn(0.9), Turn(0.45)
LIVELY = Tempo(move_s=(0.5, 0.8), hold_s=(0.15, 0.35), pause_s=(0.25, 0.5), still_s=1.2)
_MOST_MB = 40


def _row(*turns: Turn | Spoil) -> tuple[Turn, ...]:
    return tuple(Turn(spoil=t) if isinstance(t, Spoil) else t for t in turns)


_PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        "wrist_over_edge": Plan("1", 11, turns=_row(WHOLE, ALMOST, HALF, WHOLE), skin="light"),
        "left_wrist_over_edge": Plan(
            "1", 12, turns=_row(WHOLE, Spoil.FOREARM_MOVES, WHOLE), skin="brown", light="ceiling"
        ),
        "thumb": Plan(
            "2", 21, turns=_row(WHOLE, ALMOST, HALF, WHOLE, Spoil.FINGERS_BEND, WHOLE), skin="tan"
        ),
        "left_thumb": Plan(
            "2", 22, turns=_row(WHOLE, Spoil.FOREARM_TURNS, HALF, WHOLE), skin="dark"
        ),
        "palm_up_down": Plan(
            "10", 31, turns=_row(WHOLE, ALMOST, Spoil.HALF_TURN, WHOLE), skin="medium"
        ),
        "left_palm_up_down": Plan(
            "10", 32, turns=_row(WHOLE, Turn(0.4), WHOLE, Spoil.FOREARM_MOVES, WHOLE), skin="light"
        ),
        "wrist_bend": Plan("11", 41, turns=_row(WHOLE, HALF, ALMOST, WHOLE), skin="brown"),
        "left_wrist_bend": Plan(
            "11", 42, turns=_row(WHOLE, Spoil.FOREARM_TURNS, WHOLE, WHOLE), skin="medium"
        ),
        "wrist_side": Plan("12", 51, turns=_row(WHOLE, ALMOST, HALF, WHOLE), skin="tan"),
        "left_wrist_side": Plan(
            "12", 52, turns=_row(WHOLE, WHOLE, Spoil.FOREARM_MOVES, WHOLE), skin="light"
        ),
        "finger_curl": Plan("18", 61, turns=_row(WHOLE, Turn(0.5), WHOLE), skin="medium"),
        "left_finger_curl": Plan(
            "18", 62, turns=_row(WHOLE, Spoil.SKIPPED_FINGER, WHOLE), skin="dark"
        ),
        "spread": Plan("33", 71, turns=_row(WHOLE, ALMOST, HALF, WHOLE, WHOLE, HALF), skin="light"),
        "left_spread": Plan("33", 72, turns=_row(WHOLE, ALMOST), skin="tan", tempo=BRISK),
        "spread_spoiled": Plan(
            "33",
            73,
            turns=_row(WHOLE, Spoil.FINGERS_BEND, WHOLE, Spoil.FOREARM_MOVES, WHOLE),
            skin="brown",
        ),
        "fist": Plan(
            "34", 81, turns=_row(WHOLE, ALMOST, HALF, WHOLE, Spoil.IDLE_FINGER, WHOLE), skin="dark"
        ),
        "left_fist": Plan(
            "34", 82, turns=_row(WHOLE, Spoil.NO_RETURN, WHOLE, Spoil.OUT_OF_FRAME, WHOLE)
        ),
        "bottle": Plan("13", 14, turns=_row(WHOLE, HALF, WHOLE), skin="light"),
        "left_ball": Plan("19", 24, turns=_row(WHOLE, Spoil.IDLE_FINGER, WHOLE), skin="brown"),
        "table_roll": Plan("22", 34, turns=_row(WHOLE, WHOLE, HALF, WHOLE), skin="medium"),
        "pinch_putty": Plan("28", 44, turns=_row(WHOLE, Turn(0.9), WHOLE), skin="tan"),
        "left_two_fingers": Plan("31", 54, turns=_row(WHOLE, HALF, WHOLE), skin="light"),
        "wrist_lift": Plan("35", 64, turns=_row(WHOLE, Spoil.FOREARM_MOVES, WHOLE), skin="dark"),
        "to_the_beat": Plan("39", 74, skin="medium"),
        "left_stack_coins": Plan("5", 105, skin="tan"),
        "clothespins": Plan("6", 106, turns=_row(WHOLE, Spoil.SKIPPED_FINGER), skin="brown"),
        "wrist_curl": Plan("14", 114, turns=_row(WHOLE, HALF, WHOLE), skin="light"),
        "pen_across": Plan("15", 115, skin="medium"),
        "left_pen_roll": Plan("16", 116, turns=_row(WHOLE, WHOLE, WHOLE), skin="tan"),
        "coin_drop": Plan("17", 117, turns=_row(WHOLE, WHOLE, WHOLE), skin="light"),
        "ball_pinch": Plan("20", 120, turns=_row(WHOLE, WHOLE, HALF, WHOLE), skin="brown"),
        "left_ball_thumb": Plan("21", 121, turns=_row(WHOLE, HALF, WHOLE), skin="medium"),
        "ball_press": Plan("23", 123, turns=_row(WHOLE, WHOLE, WHOLE), skin="tan"),
        "left_thumb_roll": Plan("24", 124, skin="light"),
        "ball_between": Plan("25", 125, turns=_row(WHOLE, HALF, WHOLE), skin="dark"),
        "thumb_across": Plan("26", 126, turns=_row(WHOLE, ALMOST, WHOLE), skin="medium"),
        "left_scissors": Plan("27", 127, turns=_row(WHOLE, WHOLE, HALF, WHOLE), skin="brown"),
        "putty_grip": Plan(
            "29", 129, turns=_row(WHOLE, HALF, WHOLE, Spoil.IDLE_FINGER, WHOLE), skin="light"
        ),
        "left_flat_pinch": Plan("30", 130, turns=_row(WHOLE, WHOLE, HALF, WHOLE), skin="tan"),
        "hooked_finger": Plan("32", 132, turns=_row(WHOLE, HALF, WHOLE), skin="dark"),
        "pen_turn": Plan("36", 136, turns=_row(WHOLE, WHOLE, WHOLE), skin="medium"),
        "left_pen_shift": Plan("37", 137, turns=_row(WHOLE, WHOLE, WHOLE, WHOLE), skin="light"),
        "beans": Plan("38", 138, skin="brown"),
        "slow_fist": Plan("34", 83, turns=_row(WHOLE, HALF, WHOLE), tempo=SLOW, light="lamp"),
    }
)


def clips() -> dict[str, Make]:
    """Give what makes each sample clip, by its name."""
    made: dict[str, Make] = {
        name: partial(perform, _sided(name, plan), name) for name, plan in _PLANS.items()
    }
    return made | {
        "nobody": partial(_idle, "nobody", "nobody"),
        "still_hand": partial(_idle, "still", "still_hand"),
        "leaving_hand": _leaving_hand,
        "second_person": _second_person,
    }


def _sided(name: str, plan: Plan) -> Plan:
    """Every second person is left-handed here, and the rooms go round."""
    rooms = ("person", "room", "plain", "desk", "gradient", "clutter")
    side = Side.LEFT if name.startswith("left") else Side.RIGHT
    tempo = LIVELY if plan.tempo == Tempo() else plan.tempo
    room = rooms[(plan.seed // 10 + plan.seed) % len(rooms)]
    return replace(plan, side=side, tempo=tempo, background=room, family=Family.TRAIN)


def _idle(kind: str, name: str) -> ClipSpec:
    """A room without a hand, or a still hand, scored as if it were an exercise."""
    return replace(negative(Family.TRAIN, kind, name, 90), seconds=8.0, exercise="34")


def _leaving_hand() -> ClipSpec:
    """A hand that leaves the picture for good half way through a fist."""
    plan = Plan("34", 91, turns=_row(WHOLE, ALMOST, WHOLE, WHOLE), skin="light")
    whole = perform(_sided("", plan), "leaving_hand")
    return leaving(whole, whole.performers[0].motion.repetitions[-1].peak_s)


def _second_person() -> ClipSpec:
    """Another person's hand comes into the picture beside the one that exercises."""
    plan = Plan("33", 92, turns=_row(WHOLE, ALMOST, WHOLE, ALMOST, WHOLE), skin="tan")
    alone = perform(_sided("", plan), "second_person")
    return joined(alone, Side.LEFT, enters_s=3.0, leaves_s=8.0, seed=93)


def sample(folder: Path, workers: int, only: str = "*") -> None:
    """Film the sample clips whose names fit a pattern into a folder, and write the registry of all.

    Raises
    ------
    ValueError
        The clips are too large to be kept in a repository.
    """
    made = clips()
    for path in folder.glob("*.mp4"):
        if path.stem not in made:
            path.unlink()
    with TemporaryDirectory() as truths:
        make([m for name, m in made.items() if fnmatch(name, only)], Path(truths), workers)
        for path in Path(truths).glob("*.mp4"):
            shutil.copy(path, folder)
    (folder / "registry.toml").write_text(registry(folder), "utf-8")


def registry(folder: Path) -> str:
    """Give the text of `registry.toml` for clips that lie in a folder.

    Raises
    ------
    ValueError
        The clips are too large to be kept in a repository.
    """
    made = [makes() for makes in clips().values()]
    size_mb = sum((folder / f"{clip.name}.mp4").stat().st_size for clip in made) / 1e6
    if size_mb > _MOST_MB:
        raise ValueError(f"The clips take {size_mb:.0f} MB, more than {_MOST_MB}.")
    return REGISTRY_HEAD + "".join(
        registry_entry(clip, folder / f"{clip.name}.mp4") for clip in made
    )
