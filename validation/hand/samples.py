"""The sample videos: which there are, and the registry that says what is true of them.

    python -m validation.hand samples sample_videos

They are made again from their plans; the registry beside them is written from what is true of each.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import numpy as np

from handtrack.definitions.library import find
from handtrack.events import Reason
from handtrack.events import Status as Verdict
from handtrack.landmarks.hand import Floats, Side

from .clip import Clip
from .filming import make
from .motion import Repetition, Spoil, Status
from .record import arrays
from .script import BRISK, SLOW, Tempo, Turn
from .sets import Make, Plan, joined, leaving, negative, perform
from .shapes import Family

EXPECTED: Mapping[Spoil, tuple[Verdict, Reason]] = MappingProxyType(
    {
        Spoil.WRONG_FINGER: (Verdict.REJECTED, Reason.OUT_OF_ORDER),
        Spoil.SKIPPED_FINGER: (Verdict.REJECTED, Reason.SKIPPED_FINGER),
        Spoil.IDLE_FINGER: (Verdict.REJECTED, Reason.FINGER_IDLE),
        Spoil.FINGERS_BEND: (Verdict.REJECTED, Reason.FINGERS_BENT),
        Spoil.FOREARM_MOVES: (Verdict.REJECTED, Reason.FOREARM_MOVED),
        Spoil.FOREARM_TURNS: (Verdict.REJECTED, Reason.FOREARM_TURNED),
        Spoil.HALF_TURN: (Verdict.PARTIAL, Reason.TOO_SMALL),
        Spoil.THUMB_MOVES: (Verdict.REJECTED, Reason.THUMB_MOVED),
        Spoil.OTHER_FINGERS_MOVE: (Verdict.REJECTED, Reason.OTHER_FINGERS_MOVED),
        Spoil.PALM_WRONG_WAY: (Verdict.REJECTED, Reason.PALM_WRONG_WAY),
        Spoil.WRIST_BENDS: (Verdict.REJECTED, Reason.WRIST_BENT),
        Spoil.SHORT_HOLD: (Verdict.REJECTED, Reason.SHORT_HOLD),
        Spoil.OUT_OF_FRAME: (Verdict.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),
        Spoil.NO_RETURN: (Verdict.PARTIAL, Reason.INCOMPLETE_RETURN),
    }
)
"""What handtrack shall say of each way to spoil a repetition."""

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


def _idle(kind: str, name: str) -> Clip:
    """A room without a hand, or a still hand, scored as if it were an exercise."""
    return replace(negative(Family.TRAIN, kind, name, 90), seconds=8.0, exercise="34")


def _leaving_hand() -> Clip:
    """A hand that leaves the picture for good half way through a fist."""
    plan = Plan("34", 91, turns=_row(WHOLE, ALMOST, WHOLE, WHOLE), skin="light")
    whole = perform(_sided("", plan), "leaving_hand")
    return leaving(whole, whole.performers[0].motion.repetitions[-1].peak_s)


def _second_person() -> Clip:
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
    return _HEAD + "".join(_entry(clip, folder / f"{clip.name}.mp4") for clip in made)


_HEAD = """\
# What is true of each clip in this folder, written by `python -m validation.hand samples`. The
# clips are renderings of a hand model, so the truth is exact. Licence and notice:
# LICENSE-clips.txt.
#
# file         the clip, in this folder; `sha256` is its hash
# exercise     the exercise it is scored with
# side         whose hand; `shape` names the hand, `skin` and `light` how it looks
# repetitions  start and end in seconds, what handtrack shall make of it (status and reason), and
#              `made`: full, partial, or how it was spoiled
# touches      thumb to fingertip, in order, with the seconds the contact lasted
# rom          true angles in degrees at the start and at the peak of each repetition, in order, by
#              the definitions of docs/clinical/measurements.md read off the true joints

"""


def _entry(clip: Clip, path: Path) -> str:
    hand = clip.performers[0] if clip.performers else None
    repetitions = hand.motion.repetitions if hand else ()
    rows: dict[str, Any] = {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "licence": "MIT",
        "exercise": clip.exercise,
        "side": str(hand.side) if hand else "none",
        "fps": int(clip.fps),
        "frames": len(clip.times_s),
        "size_px": list(clip.camera.size_px),
    }
    if hand:
        rows["skin"], rows["light"] = hand.look.skin, clip.look.light
        rows["shape"] = f"{hand.shape.family} {hand.shape.seed}"
    lines = ["[[clip]]", *(f"{key} = {_toml(value)}" for key, value in rows.items())]
    lines += _rows("repetitions", [_repetition(r) for r in repetitions])
    touches = [
        {"repetition": i, "finger": str(t.finger), "start_s": t.start_s, "end_s": t.end_s}
        for i, r in enumerate(repetitions, 1)
        for t in r.touches
    ]
    lines += _rows("touches", touches) if touches else []
    lines += _rows("rom", list(_rom(clip))) if repetitions else []
    return "\n".join(lines) + "\n\n"


def _repetition(repetition: Repetition) -> dict[str, Any]:
    told: dict[str, Any] = {"start_s": repetition.start_s, "end_s": repetition.end_s}
    if repetition.status is Status.FULL:
        return told | {"status": "valid", "made": "full"}
    if repetition.spoiled is not None:
        verdict, reason = EXPECTED[repetition.spoiled]
        return told | {
            "status": str(verdict),
            "reason": str(reason),
            "made": str(repetition.spoiled),
        }
    reason = Reason.INCOMPLETE_SEQUENCE if repetition.touches else Reason.TOO_SMALL
    return told | {"status": "partial", "reason": str(reason), "made": "partial"}


def _rom(clip: Clip) -> Iterator[dict[str, Any]]:
    """True angles of the joints the exercise reports."""
    truth = arrays(clip)
    for asked in find(clip.exercise).rom:
        for finger in asked.fingers or (None,):
            name = asked.measure if finger is None else f"{asked.measure}_{finger}"
            series: Floats = truth[f"ang_{name}"]
            repetitions = clip.performers[0].motion.repetitions
            yield {
                "measure": name,
                "start_deg": [_near(series, r.start_s, clip.fps) for r in repetitions],
                "peak_deg": [_near(series, r.peak_s, clip.fps) for r in repetitions],
            }


def _near(series: Floats, time_s: float, fps: float) -> float:
    middle = round(time_s * fps)
    return round(float(np.median(series[max(middle - 1, 0) : middle + 2])), 1)


def _rows(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return [f"{name} = []"]
    texts = [", ".join(f"{k} = {_toml(v)}" for k, v in row.items()) for row in rows]
    return [f"{name} = [", *(f"  {{ {text} }}," for text in texts), "]"]


def _toml(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if np.isfinite(value) else "nan"
    if isinstance(value, list):
        return f"[{', '.join(_toml_short(v) for v in value)}]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _toml_short(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) and np.isfinite(value) else str(value)
