"""Tables of numbers for the verifiers' machines, and machines fed in both ways."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, get_args

import numpy as np

from handtrack.definitions.fields import Threshold
from handtrack.definitions.handling_tables import Carry, Items, Turning
from handtrack.definitions.verifier_tables import Activity, BeatCue, Cycle, Hold, Sequence
from handtrack.events import ActivityEvent, Candidate
from handtrack.landmarks.hand import FINGERS, Floats
from handtrack.measurements.reading import FrozenTable
from handtrack.verifiers.machine import Engine, Machine, Rule, State, run

Table = TypeVar("Table", bound=FrozenTable)

_USUAL: dict[type[FrozenTable], dict[str, Any]] = {
    Cycle: {"signal": "x", "ends": "high", "least": 1, "arm_s": 0.1}
    | {"rest": 0.25, "attempt": 0.30, "dip": 0.50, "full": 0.80},
    Hold: {"signal": "x", "ends": "high", "least": 1, "rest": 0.25, "attempt": 0.4, "full": 0.8}
    | {"still": 0.2, "seconds": 6.0, "slack_s": 1.0, "grace_s": 1.5, "attempt_s": 2.0},
    Sequence: {"order": FINGERS, "on": 0.5, "off": 0.1, "dwell_s": 0.08, "least_open": 0.5}
    | {"doubt": 1.0, "pass_s": 10.0},
    Activity: {
        "deeds": tuple(ActivityEvent),
        "move": 0.15,
        "linger_s": 3.0,
        "on": 0.45,
        "off": 0.68,
    }
    | {"grip_s": 0.1, "carry": 1.0, "tap": 0.08, "tap_s": 0.6, "least_s": 2.0, "least_open": 0.5}
    | {"minute_s": 10.0},
    Carry: {"mode": "move", "grip": "x", "closed": 0.6, "open": 0.4, "attempt": 0.25, "full": 0.6}
    | {"least_grip": 1, "least": 1, "dwell_s": 0.1},
    Items: {"mode": "dispense", "items": 8, "together_s": 0.4, "item_s": 10.0},
    Turning: {"mode": "rotation", "signal": "x", "unit_deg": 360, "least_deg": 180}
    | {"attempt_deg": 60, "back_deg": 45, "stop_s": 0.5},
    BeatCue: {"lead_in_s": 2.0, "every_s": 2.0, "window_s": 0.35},
}


@cache
def _is_number(kind: type[FrozenTable], name: str) -> bool:
    annotation = kind.model_fields[name].annotation
    kinds = get_args(annotation) or (annotation,)
    return any(isinstance(one, type) and issubclass(one, Threshold) for one in kinds)


def table(kind: type[Table], **said: Any) -> Table:
    """A verifier's table with these numbers, and usual ones for what is not said."""
    values = {**_USUAL[kind], **said}
    if values.get("ends") == "both":
        values.setdefault("settle_s", 1.0)
    numbers = {
        name: {"value": value, "source": "a test"} if _is_number(kind, name) else value
        for name, value in values.items()
    }
    return kind.model_validate(numbers)


def two_ended(**said: Any) -> Cycle:
    """A cycle from one end to the other."""
    return table(Cycle, ends="both", **said)


def followed(
    engine: Engine[Rule, State], rule: Rule, time_s: Floats, progress: Floats
) -> list[Candidate]:
    """What comes of a recording, whole and frame by frame, which must agree."""
    whole = list(run(engine, rule, time_s, progress))
    fed = Machine(engine, rule)
    single: list[Candidate] = []
    for now_s, row in zip(time_s.tolist(), np.asarray(progress), strict=True):
        open_s = fed.open_since_s
        found = fed.push(now_s, row)
        assert all(c.start_s >= open_s for c in found)
        single += found
    if len(time_s):
        single += fed.finish()
    assert single == whole
    return whole
