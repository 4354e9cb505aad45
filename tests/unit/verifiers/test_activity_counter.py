from __future__ import annotations

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.events import ActivityEvent
from handtrack.landmarks.hand import FINGERS, Floats
from handtrack.measurements.filters import GAP_S
from handtrack.verifiers.registry import counter_for

FPS = 30
TIME_S = np.arange(8 * FPS) / FPS


def taps(presses: Floats) -> dict[str, int]:
    """Count the taps of eight seconds of a palm that rests, given how far each finger is down."""
    counter = counter_for(find("9"))
    palm = np.where(np.isnan(presses[:, :1]), np.nan, (320.0, 240.0, 100.0))
    gaps = np.ones((len(presses), len(FINGERS)))
    signal = counter.filtered(TIME_S, np.concatenate([palm, gaps, presses], axis=1))
    progress = np.concatenate([signal[:, :3], gaps[:, :1], signal[:, -len(FINGERS) :]], axis=1)
    machine = counter.machine()
    found = list(machine.run(TIME_S, progress))
    counts = [c for candidate in found for c in candidate.counts if c.deed is ActivityEvent.TAP]
    return {str(c.finger): c.number for c in counts}


def down(at_s: list[float], depth: float, lasts_s: float = 0.28) -> Floats:
    """How far a finger is down that goes there and back again at these times."""
    way = np.zeros(len(TIME_S))
    for start_s in at_s:
        share = np.clip((TIME_S - start_s) / lasts_s, 0, 1)
        way += depth * np.sin(np.pi * share) ** 2
    return way


def four(**fingers: Floats) -> Floats:
    still = np.zeros(len(TIME_S))
    return np.stack([fingers.get(str(finger), still) for finger in FINGERS], axis=1)


def test_a_finger_that_goes_down_by_itself_taps() -> None:
    presses = four(index=down([1, 3, 5], 0.16), ring=down([2, 4], 0.16))
    assert taps(presses) == {"index": 3, "ring": 2}


def test_a_palm_that_is_read_askew_makes_no_finger_tap() -> None:
    wobble = down([1, 2, 3, 4, 5, 6], 0.16)
    assert taps(four(index=wobble, middle=wobble, ring=wobble, little=wobble)) == {}
    tap = wobble + down([2.5], 0.16)
    assert taps(four(index=tap, middle=wobble, ring=wobble, little=wobble)) == {"index": 1}


def test_fingers_that_go_down_together_all_tap() -> None:
    chord = down([1, 3], 0.16)
    assert taps(four(index=chord, ring=chord)) == {"index": 2, "ring": 2}


def test_a_finger_that_hardly_moves_or_stays_down_does_not_tap() -> None:
    assert taps(four(index=down([1, 3, 5], 0.05))) == {}
    assert taps(four(index=down([1, 4], 0.3, lasts_s=2.5))) == {}


@pytest.mark.parametrize("lost", [2, round((GAP_S + 0.1) * FPS)])
def test_a_hand_out_of_sight_does_not_tap(lost: int) -> None:
    presses = four()
    presses[60 : 60 + lost] = np.nan
    assert taps(presses) == {}
