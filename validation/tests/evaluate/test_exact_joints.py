"""Every repeated movement on exact joints: whole, small and spoiled repetitions, as people do them.

No tracker errs here, so the counting has no excuse. The hands are of the family that may be tuned
on; the published figures are of others.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.definitions.library import find
from handtrack.definitions.verifier_tables import Cycle
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from validation.evaluate.clips import Clip, Made, read_clip
from validation.evaluate.exact_joints import outcomes_of
from validation.evaluate.expected_reasons import right_reason
from validation.evaluate.score_clip import Outcome
from validation.render.acts.catalogue import ACTS
from validation.render.acts.course import BRISK, SLOW, Tempo
from validation.render.clips.sets import Plan, perform
from validation.render.clips.truth_file import write_truth
from validation.render.model.anthropometry import Family

pytestmark = pytest.mark.slow

REPEATED = [
    number
    for number, act in ACTS.items()
    if act.course and not act.once and isinstance(find(number).method, Cycle)
]
PEOPLE = [(300, Side.RIGHT, Tempo()), (301, Side.LEFT, SLOW), (302, Side.LEFT, BRISK)]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Outcome]]:
    """By exercise, one of each of the people."""
    folder = tmp_path_factory.mktemp("truth")
    return {
        number: [
            outcome
            for person in PEOPLE
            for outcome in outcomes_of(clip_of(folder, number, *person))
        ]
        for number in REPEATED
    }


def clip_of(folder: Path, number: str, seed: int, side: Side, tempo: Tempo) -> Clip:
    """The truth of a clip that nobody filmed."""
    name = f"{number}_{seed}"
    plan = Plan(number, 1000 * int(number) + seed, Family.TRAIN, side, tempo=tempo)
    write_truth(perform(plan, name), folder / f"{name}.json")
    (folder / f"{name}.mp4").touch()
    return read_clip(folder / f"{name}.json")


@pytest.mark.parametrize("number", REPEATED)
def test_whole_repetitions_count_and_no_others(
    number: str, outcomes: dict[str, list[Outcome]]
) -> None:
    for o in outcomes[number]:
        result = o.scored.result
        if not result.calibration.believed:  # most of what this person did is spoiled
            assert result.summary.valid == 0
            assert result.summary.bounds
            assert result.summary.bounds.at_most is None
            continue
        assert o.miscount == 0
        partner = dict(o.same.pairs)
        for i, rep in enumerate(o.clip.reps):
            if rep.made is Made.FULL:
                assert o.found[partner[i]].status is Status.VALID


def test_what_does_not_count_is_turned_down_for_what_was_wrong_with_it(
    outcomes: dict[str, list[Outcome]],
) -> None:
    told = []
    for o in (o for some in outcomes.values() for o in some):
        partner = dict(o.same.pairs)
        told += [
            right_reason(rep, o.found[partner[i]] if i in partner else None)
            for i, rep in enumerate(o.clip.reps)
            if rep.made is not Made.FULL
        ]
    assert len(told) > 100
    assert sum(told) / len(told) >= 0.95
