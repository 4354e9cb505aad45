"""A rendered hand that only waves is seen as carrying nothing to its place."""

from __future__ import annotations

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.events import Reason, Status
from handtrack.scoring.score import score
from validation.recognition.performances import disturbed, recorded
from validation.render.clips.negatives import negative
from validation.render.model.anthropometry import Family


@pytest.mark.parametrize("number", ["17", "38"])
@pytest.mark.parametrize("seed", [900, 902])
def test_a_hand_that_waves_puts_nothing_down(number: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    waving = disturbed(recorded(negative(Family.TRAIN, "waving", "waving", seed)), random)
    found = score(waving, find(number)).result.repetitions
    assert found
    assert all(Reason.HAND_OPENED in {note.reason for note in r.notes} for r in found)
    assert {r.status for r in found} == {Status.REJECTED}
