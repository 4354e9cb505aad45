"""Laws of any tracker, with each of the two engines."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from handtrack.errors import ModelError, TrackerError
from handtrack.landmarks.hand import Landmark
from handtrack.sources.video import Frame
from handtrack.tracking import identity, mediapipe_hands
from handtrack.tracking.hand_tracks import SETTLING_FRAMES
from handtrack.tracking.litert import hand_search, palm_detector
from handtrack.tracking.model_file import MODEL_SHA256
from handtrack.tracking.open_tracker import LandmarkEngine, TrackerChoice, open_tracker
from handtrack.tracking.search_window import TILES, SearchWindow
from handtrack.tracking.tracker import Tracker
from handtrack.tracking.warmup_image import warmup_image
from tests.helpers.terminals import without_remarks
from tests.helpers.tracked_pictures import (
    EMPTY,
    far_hand,
    found,
    frames,
    same,
    settling,
    track,
    two_hands,
)
from tests.helpers.video_files import moving_hand, shared_tracker

LITERT, MEDIAPIPE = LandmarkEngine
SEARCHES: dict[LandmarkEngine, ModuleType] = {
    LITERT: hand_search,
    MEDIAPIPE: mediapipe_hands,
}
"""The module of each that looks through the tiles."""


@pytest.fixture(
    params=[
        pytest.param(
            engine,
            marks=pytest.mark.skipif(
                not engine.version, reason=f"{engine.package} is not installed"
            ),
        )
        for engine in LandmarkEngine
    ]
)
def engine(request: pytest.FixtureRequest) -> LandmarkEngine:
    return LandmarkEngine(request.param)


@pytest.fixture
def tracker(engine: LandmarkEngine) -> Tracker:
    return shared_tracker(1, engine)


@pytest.fixture
def pair_tracker(engine: LandmarkEngine) -> Tracker:
    return shared_tracker(2, engine)


def test_a_hand_is_found_and_named_for_its_owner(tracker: Tracker) -> None:
    (tracked,) = track(tracker, frames([warmup_image()]))
    assert tracked.image_px.shape == tracked.world_m.shape == (1, 21, 3)
    assert tracked.image_px.dtype == tracked.world_m.dtype == np.float32
    assert tracked.is_right.tolist() == [0]  # the drawn hand is a left one
    assert tracked.is_right.dtype == np.int8
    assert 0.5 <= tracked.side_score[0] <= 1
    tip = tracked.image_px[0, Landmark.MIDDLE_TIP]
    assert tip[:2] == pytest.approx((309, 88), abs=25)


def test_the_mirror_image_has_the_other_label(tracker: Tracker) -> None:
    (tracked,) = track(tracker, frames([warmup_image()[:, ::-1]]))
    assert tracked.is_right.tolist() == [1]


def test_without_a_hand_everything_is_nan_and_nothing_settles(tracker: Tracker) -> None:
    (tracked,) = track(tracker, frames([EMPTY]))
    assert np.isnan(tracked.image_px).all()
    assert np.isnan(tracked.world_m).all()
    assert tracked.is_right.tolist() == [-1]
    assert np.isnan(tracked.side_score).all()
    assert tracked.presence is not None
    assert np.isnan(tracked.presence).all()
    assert tracked.settling.tolist() == [False]


def test_it_tells_how_sure_it_is_where_it_says_so(tracker: Tracker) -> None:
    (tracked,) = track(tracker, frames([warmup_image()]))
    assert tracked.presence is not None
    assert tracked.presence.dtype == np.float32
    assert np.isfinite(tracked.presence).tolist() == [tracker.has_presence]


def test_points_refer_to_the_full_picture_also_in_depth(
    tracker: Tracker, engine: LandmarkEngine
) -> None:
    # LiteRT's crop is cut by the full picture's coordinates, which are rounded otherwise
    off_px, off_m = (0.5, 1e-4) if engine is LITERT else (0.0, 0.0)
    picture = warmup_image()
    small = Frame(0, 0.0, picture, (640, 480))
    large = Frame(0, 0.0, picture, (3840, 2880))
    (a,), (b,) = track(tracker, [small]), track(tracker, [large])
    assert b.image_px == pytest.approx(a.image_px * 6, rel=1e-5, abs=off_px)
    assert b.world_m == pytest.approx(a.world_m, rel=0, abs=off_m)


def test_after_a_reset_the_results_are_those_of_a_fresh_tracker(
    tracker: Tracker, engine: LandmarkEngine
) -> None:
    clip, other = frames(moving_hand(12)), frames([p[:, ::-1] for p in moving_hand(9)])
    fresh = track(open_tracker(TrackerChoice(chosen=engine)), clip)
    track(tracker, other)
    again = track(tracker, clip)
    track(tracker, frames([EMPTY] * 3))
    assert same(fresh, again)
    assert same(fresh, track(tracker, clip))


@pytest.mark.parametrize("times_s", [[0.0] * 9, [-5.0, 0, 1e-5, 2e-5, 1e9, 1e9, 0, np.nan, np.inf]])
def test_no_times_of_a_clip_upset_it(tracker: Tracker, times_s: list[float]) -> None:
    clip = frames(moving_hand(9))
    odd = [Frame(f.index, t, f.image_rgb, f.size_px) for f, t in zip(clip, times_s, strict=True)]
    assert same(track(tracker, clip), track(tracker, odd))


def test_a_hand_settles_for_ten_frames_after_each_detection(tracker: Tracker) -> None:
    gap = 3
    clip = [*moving_hand(14), *[EMPTY] * gap, *moving_hand(14)]
    flags = settling(track(tracker, frames(clip)))
    tail = [False] * (14 - SETTLING_FRAMES)
    expected = [True] * SETTLING_FRAMES + tail
    assert flags == [*expected, *[False] * gap, *expected]


def test_each_hand_settles_by_itself(pair_tracker: Tracker) -> None:
    one = [np.hstack([p, EMPTY]) for p in moving_hand(5)]
    tracked = track(pair_tracker, frames([*one, *two_hands(12)]))
    assert np.isfinite(tracked[-1].image_px).all()
    flags = np.array([t.settling for t in tracked])
    came = [
        int(np.flatnonzero(np.isfinite([t.image_px[s, 0, 0] for t in tracked]))[0]) for s in (0, 1)
    ]
    assert came[0] == 0 < came[1]
    for slot in (0, 1):
        assert np.flatnonzero(flags[:, slot]).tolist() == list(
            range(came[slot], min(came[slot] + SETTLING_FRAMES, len(tracked)))
        )


def test_the_first_frame_is_near_what_later_frames_of_a_still_hand_say(tracker: Tracker) -> None:
    tracked = track(tracker, frames([warmup_image()] * 20))
    last = tracked[-1].image_px[0]
    palm_px = float(np.linalg.norm(last[Landmark.MIDDLE_MCP] - last[Landmark.WRIST]))
    off_px = np.linalg.norm(tracked[0].image_px[0] - last, axis=-1)
    assert off_px.mean() < 0.05 * palm_px


@pytest.mark.parametrize("corner", [(0, 0), (544, 408)])
def test_a_hand_too_small_for_the_whole_picture_is_found_in_a_part(
    monkeypatch: pytest.MonkeyPatch,
    tracker: Tracker,
    engine: LandmarkEngine,
    corner: tuple[int, int],
) -> None:
    clip = frames([far_hand(*corner)] * 30)
    with monkeypatch.context() as patch:
        patch.setattr(SEARCHES[engine], "TILES", (SearchWindow(),))
        patch.setattr(hand_search, "LEAST_SCORE", palm_detector.LEAST_SCORE)
        assert not any(found(track(tracker, clip)))
    seen = found(track(tracker, clip))
    first = seen.index(True)
    assert first < len(TILES)
    assert all(seen[first:])


def test_points_of_a_hand_found_in_a_part_refer_to_the_whole_picture(tracker: Tracker) -> None:
    corner, size = np.array((544, 408)), 96 / 640
    (near,) = track(tracker, frames([warmup_image()]))
    expected = near.image_px[0, :, :2] * size + corner
    clip = track(tracker, frames([far_hand(*corner)] * 30))
    palm_px = float(np.linalg.norm(expected[Landmark.MIDDLE_MCP] - expected[Landmark.WRIST]))
    for tracked in clip:
        if tracked.is_right[0] >= 0:  # while the part grows, and after it
            off_px = np.linalg.norm(tracked.image_px[0, :, :2] - expected, axis=-1)
            assert off_px.mean() < 0.2 * palm_px


def test_what_is_found_in_a_part_and_not_again_from_nearer_does_not_count(
    monkeypatch: pytest.MonkeyPatch, tracker: Tracker
) -> None:
    monkeypatch.setattr(identity, "ALIKE_PALMS", 0.0)
    assert not any(found(track(tracker, frames([far_hand(0, 0)] * 30))))


def test_a_far_smaller_hand_than_the_one_before_is_somebody_elses(tracker: Tracker) -> None:
    clip = frames([*[warmup_image()] * 3, *[np.full_like(warmup_image(), 90)] * 3])
    behind = frames([far_hand(0, 0)] * 30)
    track(tracker, clip)
    assert not any(tracker.track(frame).is_right[0] >= 0 for frame in behind)
    assert any(found(track(tracker, behind)))


def test_two_hands_have_two_slots_that_hold(pair_tracker: Tracker) -> None:
    tracked = track(pair_tracker, frames(two_hands(8)))
    for t in tracked:
        assert t.image_px.shape == (2, 21, 3)
        assert t.is_right.tolist() == [0, 1]
        assert (t.image_px[0, :, 0] < 320).all()
        assert (t.image_px[1, :, 0] > 320).all()


def test_two_slots_hold_one_hand_only_once(pair_tracker: Tracker) -> None:
    tracked = track(pair_tracker, frames(moving_hand(6)))
    assert [np.isfinite(t.image_px[:, 0, 0]).tolist() for t in tracked] == [[True, False]] * 6


def test_it_says_what_it_is(tracker: Tracker, engine: LandmarkEngine) -> None:
    assert tracker.model_sha256 == MODEL_SHA256
    assert tracker.engine == engine.version
    assert tracker.engine.split()[0] == engine
    assert tracker.slots == 1


@pytest.mark.parametrize("slots", [0, 3])
def test_more_hands_than_two_are_not_foreseen(engine: LandmarkEngine, slots: int) -> None:
    with pytest.raises(ValueError, match="slots"):
        open_tracker(TrackerChoice(chosen=engine), slots)


def test_a_wrong_model_is_refused(engine: LandmarkEngine, tmp_path: Path) -> None:
    (tmp_path / "a.task").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="is not the hand model"):
        open_tracker(TrackerChoice(tmp_path / "a.task", engine))


QUIET = """
import sys
from handtrack.tracking.warmup_image import warmup_image
from handtrack.sources.video import Frame
from handtrack.tracking.open_tracker import open_tracker
tracker = open_tracker()
print("own words", file=sys.stderr)
tracked = tracker.track(Frame(0, 0.0, warmup_image(), (640, 480)))
print(int(tracked.is_right[0]))
{end}
"""


def quiet(engine: LandmarkEngine, end: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Track a picture in a process of its own."""
    return subprocess.run(
        [*before, sys.executable, "-c", QUIET.format(end=end)],
        env=os.environ | {"HANDTRACK_TRACKER": engine},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("end", "code", "last"),
    [
        ("", 0, "own words"),
        ("sys.exit(3)", 3, "own words"),
        ("del tracker", 0, "own words"),
        ("raise RuntimeError('mine')", 1, "RuntimeError: mine"),
    ],
)
def test_only_our_own_words_reach_stderr(
    engine: LandmarkEngine, end: str, code: int, last: str
) -> None:
    run = quiet(engine, end)
    text = without_remarks(run.stderr)
    said = text.splitlines()
    assert (run.returncode, run.stdout) == (code, "0\n")
    assert (said[0], said[-1]) == ("own words", last)
    assert all(word not in text for word in ("WARNING", "INFO", "W0000", "ignored"))


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell to close stderr with")
def test_it_starts_where_there_is_no_stderr(engine: LandmarkEngine) -> None:
    run = quiet(engine, "", "sh", "-c", 'exec "$@" 2>&-', "sh")
    # print() turns to stdout where there is no stderr
    assert (run.returncode, run.stdout, run.stderr) == (0, "own words\n0\n", "")


# Which tracker is opened


def test_the_engine_is_the_one_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDTRACK_TRACKER", "MediaPipe")
    assert TrackerChoice().engine is MEDIAPIPE
    assert TrackerChoice(chosen=LITERT).engine is LITERT
    monkeypatch.setenv("HANDTRACK_TRACKER", "kinect")
    with pytest.raises(TrackerError, match="is 'kinect'; it can be litert or mediapipe"):
        _ = TrackerChoice().engine


def test_mediapipe_takes_over_where_litert_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HANDTRACK_TRACKER", raising=False)
    installed = {"ai-edge-litert": "2.3.0", "mediapipe": "1.2.3"}

    def version(package: str) -> str:
        if package not in installed:
            raise importlib.metadata.PackageNotFoundError(package)
        return installed[package]

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert TrackerChoice().engine is LITERT
    assert TrackerChoice().engine.version == "litert 2.3.0"
    del installed["ai-edge-litert"]
    assert TrackerChoice().engine is MEDIAPIPE
    with pytest.raises(TrackerError, match="ai-edge-litert is not installed; run: pip install"):
        TrackerChoice(chosen=LITERT).check()


def test_a_choice_goes_elsewhere_with_its_own_path_and_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HANDTRACK_TRACKER", "mediapipe")
    there = TrackerChoice(Path("a.task")).elsewhere()
    assert there == TrackerChoice(Path.cwd() / "a.task", MEDIAPIPE)


@pytest.mark.skipif(not LITERT.version, reason="LiteRT is not installed")
def test_cores_change_no_number() -> None:
    clip = frames(moving_hand(6))
    one, two = (open_tracker(TrackerChoice(chosen=LITERT), 1, n) for n in (1, 2))
    assert same(track(one, clip), track(two, clip))
