"""A perfect tracker must look perfect in the tables, and a poor one as poor as it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from handtrack.definitions.library import find
from handtrack.events import Status
from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.views import View
from synthetic_hand.landmarks import synthetic_recording
from synthetic_hand.landmarks_only import landmarks_only
from synthetic_hand.pose import FIST
from validation.evaluate.clips import Made
from validation.evaluate.group_values import Group
from validation.evaluate.page import page
from validation.evaluate.report_values import ValidationReport, read_json, to_json
from validation.evaluate.run import made_by
from validation.evaluate.score_clip import Outcome, score_clip
from validation.evaluate.tables_from_clips import group
from validation.tests.helpers.scripted_clips import told_clip

WRIST = ({"wrist_flexion": -30.0}, {"wrist_flexion": 40.0}, View.SIDE)


def scored(seen: Hand | None = None, side: Side = Side.RIGHT) -> Outcome:
    clip, hand = told_clip("11", *WRIST, side=side)
    return score_clip(clip, synthetic_recording(seen or hand), find("11"))


def table(*outcomes: Outcome) -> Group:
    return group("told", outcomes)


@pytest.fixture(autouse=True, scope="module")
def exact() -> Iterator[None]:
    with landmarks_only():
        yield


@pytest.mark.parametrize("side", list(Side))
def test_a_perfect_tracker_counts_and_measures_without_error(side: Side) -> None:
    found = table(scored(side=side))
    total = found.total
    assert (total.exact.hits, total.f1, total.ghosts) == (1, 1.0, 0)
    assert total.detected.share == 1.0
    assert total.sided.share == 1.0
    (wrist,) = found.angles
    assert wrist.reps.n == 3
    assert wrist.reps.mae == pytest.approx(0.0, abs=1.0)
    assert wrist.frames.mae == pytest.approx(0.0, abs=1.0)
    assert wrist.covered.share == 1.0


def test_partial_repetitions_stand_in_their_own_row() -> None:
    rows = {row.made: row for row in table(scored()).verdicts}
    assert (rows["full"].valid, rows["full"].missed) == (3, 0)
    assert (rows["partial"].partial, rows["partial"].valid) == (1, 0)
    right = rows["partial"].right_reason
    assert right
    assert (right.hits, right.of) == (1, 1)


def test_a_tracker_that_reads_a_wrist_too_small_is_shown_to() -> None:
    clip, hand = told_clip("11", {"wrist_flexion": -18.0}, {"wrist_flexion": 24.0}, View.SIDE)
    true, _ = told_clip("11", *WRIST)
    outcome = score_clip(true, synthetic_recording(hand), find("11"))
    (wrist,) = table(outcome).angles
    assert len(clip.joints_m) == len(true.joints_m)
    assert wrist.reps.bias == pytest.approx(42.0 - 70.0, abs=1.0)
    assert wrist.reps.mae == pytest.approx(28.0, abs=1.0)
    assert wrist.covered.hits == 0


def test_a_hand_that_is_not_found_is_missed_and_not_counted() -> None:
    _, hand = told_clip("11", *WRIST)
    half = np.arange(len(hand.image_px)) >= len(hand.image_px) // 2
    unseen = replace(
        hand,
        image_px=np.where(half[:, None, None], np.nan, hand.image_px),
        world_m=np.where(half[:, None, None], np.nan, hand.world_m),
    )
    found = table(scored(unseen))
    assert found.total.detected.share == pytest.approx(0.5, abs=0.01)
    assert found.total.exact.hits == 0
    assert found.verdicts[0].missed + found.verdicts[0].unverifiable >= 1
    assert found.total.f1 is not None
    assert found.total.f1 < 1.0


def test_landmarks_beside_the_hand_do_not_count_as_found() -> None:
    _, hand = told_clip("11", *WRIST)
    beside = replace(hand, image_px=hand.image_px + np.array([400.0, 0.0, 0.0]))
    assert table(scored(beside)).total.detected.hits == 0


def test_a_spoiled_repetition_that_counts_is_no_ghost_but_a_miscount() -> None:
    made = (Made.FULL, Made.FULL, Made.SPOILED, Made.FULL)
    clip, hand = told_clip("11", *WRIST, shares=(1.0,) * 4, made=made, spoiled="no_return")
    outcome = score_clip(clip, synthetic_recording(hand), find("11"))
    assert (outcome.miscount, outcome.ghosts) == (1, 0)
    (row,) = table(outcome).spoiled
    assert (row.made, row.valid) == ("no_return", 1)
    assert row.right_reason
    assert row.right_reason.hits == 0


def test_a_repetition_where_nothing_was_done_is_a_ghost() -> None:
    clip, hand = told_clip("11", *WRIST, shares=(1.0,) * 4, made=(Made.FULL,) * 4)
    idle = replace(clip, reps=clip.reps[:1])
    outcome = score_clip(idle, synthetic_recording(hand), find("11"))
    assert (outcome.miscount, outcome.ghosts) == (3, 3)


def test_refused_ranges_are_counted_and_not_averaged() -> None:
    clip, hand = told_clip("34", {}, FIST, View.PALM)
    found = table(score_clip(clip, synthetic_recording(hand), find("34")))
    rows = {row.measure: row for row in found.angles}
    pip = rows["pip_flexion"]
    assert pip.reps.n + pip.refused.hits == 3 * 4
    assert len(found.fingers) == 4 * len(found.angles)


def test_what_is_published_can_be_read_back_and_makes_the_same_page(tmp_path: Path) -> None:
    told = ValidationReport(1, 1, made_by(), (), (table(scored()),), (), (), (), None)
    path = tmp_path / "validation.json"
    path.write_text(to_json(told))
    assert read_json(path) == told
    assert page(read_json(path)) == page(told)
    assert "wrist flexion" in page(told)


def test_what_hides_itself_is_a_miscount_only_where_it_is_passed_over() -> None:
    start = {"forearm_rotation": 170.0}
    clip, hand = told_clip("3", start, {}, View.PALM, shares=(1.0,), made=(Made.FULL,), hold_s=21.0)
    outcome = score_clip(clip, synthetic_recording(hand), find("3"))
    assert outcome.clip.reps[0].made is Made.HIDDEN
    assert [r.status for r in outcome.found] == [Status.UNVERIFIABLE]
    assert (outcome.miscount, outcome.counted.missed) == (0, ())
    frames = np.arange(len(hand.image_px))

    def seen(which: NDArray[np.intp], factor: float = 1.0) -> Hand:
        image, world = hand.image_px[which] * factor, np.asarray(hand.world_m)[which] * factor
        return replace(hand, image_px=image, world_m=world)

    still = score_clip(clip, synthetic_recording(seen(0 * frames)), find("3"))
    assert (still.found, still.miscount) == ((), -1)
    nobody = score_clip(clip, synthetic_recording(seen(frames, np.nan)), find("3"))
    assert (nobody.found, nobody.miscount) == ((), 0)
