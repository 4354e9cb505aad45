"""The registry of the sample videos: what is true of each, as TOML."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from handtrack.definitions.library import find
from handtrack.events import Reason
from handtrack.events import Status as Verdict
from handtrack.landmarks.hand import Floats
from validation.render.acts.motion import Repetition, Spoil, Status
from validation.render.clips.clip import ClipSpec
from validation.render.clips.truth_file import arrays

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

REGISTRY_HEAD = """\
# What is true of each clip in this folder, written by `python -m validation.render samples`. The
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


def registry_entry(clip: ClipSpec, path: Path) -> str:
    """One clip's entry: its file and hash, what it shows, what is true of it."""
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


def _rom(clip: ClipSpec) -> Iterator[dict[str, Any]]:
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
