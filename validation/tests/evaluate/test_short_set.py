"""A change that makes the short set worse is told, and one that makes it better is not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.recording_file import write
from handtrack.landmarks.views import View
from synthetic_hand.landmarks import synthetic_recording
from validation.evaluate.agreement import Proportion
from validation.evaluate.report_values import Short
from validation.evaluate.score_clip import score_clip
from validation.evaluate.short_set import SLACK_DEG, score_short, worse, write_short_set
from validation.evaluate.tables_from_clips import short
from validation.evaluate.tracks import Tracks
from validation.tests.helpers.scripted_clips import told_clip


@pytest.fixture(scope="module")
def published() -> Short:
    clip, hand = told_clip("11", {"wrist_flexion": -30.0}, {"wrist_flexion": 40.0}, View.SIDE)
    return short([score_clip(clip, synthetic_recording(hand), find("11"))])


def test_the_same_again_is_no_worse(published: Short) -> None:
    assert published.total.f1 == 1.0
    assert worse(published, published) == []


def test_a_better_result_is_no_worse(published: Short) -> None:
    (row,) = published.ranges
    assert worse(published, replace(published, ranges=(replace(row, mae_deg=9.0),))) == []


def test_a_miscount_is_told(published: Short) -> None:
    now = replace(published.total, exact=Proportion.given(0, 1), f1=0.9, ghosts=1)
    told = worse(replace(published, total=now), published)
    assert [sentence.split(":")[0] for sentence in told] == [
        "clips counted exactly",
        "event F1",
        "ghosts",
    ]


def test_a_larger_error_is_told_with_both_figures(published: Short) -> None:
    (row,) = published.ranges
    assert row.mae_deg is not None
    larger = replace(row, mae_deg=row.mae_deg + SLACK_DEG + 0.1)
    (sentence,) = worse(replace(published, ranges=(larger,)), published)
    assert "wrist_flexion, side: MAE:" in sentence
    assert str(larger.mae_deg) in sentence
    assert str(row.mae_deg) in sentence


def test_a_range_that_is_no_longer_printed_is_told(published: Short) -> None:
    (row,) = published.ranges
    refused = replace(row, printed=Proportion.given(0, 3), mae_deg=None)
    (sentence,) = worse(replace(published, ranges=(refused,)), published)
    assert "printed: 0.0 instead of 1.0" in sentence
    assert "is no longer measured" in worse(replace(published, ranges=()), published)[0]


def test_what_is_kept_scores_as_the_clip_did(tmp_path: Path, published: Short) -> None:
    clip, hand = told_clip("11", {"wrist_flexion": -30.0}, {"wrist_flexion": 40.0}, View.SIDE)
    rendered = tmp_path / "rendered"
    rendered.mkdir()
    video = rendered / "told.mp4"
    frames = len(clip.joints_m)
    reps = ", ".join(
        f'{{"start": {r.start_s * 30}, "end": {r.end_s * 30}, "status": "{r.made.value}"}}'
        for r in clip.reps
    )
    video.with_suffix(".json").write_text(
        f'{{"movement": "told", "exercise": "11", "fps": 30, "frames": {frames}, "width": 640,'
        f' "height": 480, "side": "right", "reps": [{reps}]}}'
    )
    write(rendered / "told.track.npz", synthetic_recording(hand))
    write_short_set([replace(clip, video=video)], Tracks(tmp_path / "cache"), tmp_path / "short")

    again = score_short(tmp_path / "short")
    assert again.total.exact == published.total.exact
    assert again.total.f1 == published.total.f1
    assert again.ranges[0].mae_deg == pytest.approx(published.ranges[0].mae_deg, abs=0.01)
    assert {p.name for p in (tmp_path / "short").iterdir()} == {
        "told.json",
        "told.npz",
        "told.track.npz",
    }
    with np.load(tmp_path / "short/told.npz") as kept:
        np.testing.assert_allclose(kept["joints3d"], clip.joints_m, atol=1e-5)
