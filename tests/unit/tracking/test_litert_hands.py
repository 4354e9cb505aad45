"""Which hands the LiteRT tracker follows, searches for and gives up; a made-up world is its view.

The laws of any tracker are in test_trackers.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from handtrack.errors import TrackerError
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking import litert_hands
from handtrack.tracking.hand_tracks import EXTRA_PASSES, SETTLING_FRAMES
from handtrack.tracking.identity import ALIKE_PALMS, Detection
from handtrack.tracking.litert import hand_search, networks
from handtrack.tracking.litert.hand_reader import WHOLE, HandReader
from handtrack.tracking.litert.hand_search import (
    CONVINCING,
    LEAST_HOPE,
    LOOK_AGAIN_FRAMES,
    MORE_PASSES,
)
from handtrack.tracking.litert.palm_detector import LEAST_SCORE, Palm
from handtrack.tracking.litert.region import Region
from handtrack.tracking.litert_hands import CHECK_EVERY, UNSURE, LiteRTTracker
from handtrack.tracking.model_file import find_model
from handtrack.tracking.open_tracker import LandmarkEngine
from handtrack.tracking.search_window import SearchWindow
from handtrack.tracking.warmup_image import warmup_image
from tests.helpers.known_hands import known
from tests.helpers.tracked_pictures import frames, track
from tests.helpers.video_files import shared_tracker

SIZE_PX = (640, 480)
HAND = known().hand.image_px[0].astype(np.float32)
PALM_PX = Detection(HAND, HAND, True, 0.9).palm_px
REACH_PX = 2 * PALM_PX
"""A region shows the hand whose middle is within this of its own."""


@dataclass(frozen=True)
class Seen:
    """A hand in the made-up world: where, how sure the landmarks are, how sure the palm."""

    x_px: float
    presence: float = 0.95
    palm: float = 0.9

    def detection(self) -> Detection:
        """What the landmark network gives for it."""
        points = HAND.copy()
        points[:, :2] += (self.x_px, 240) - points[:, :2].mean(axis=0)
        return Detection(points, points / 1000, True, 0.9, self.presence)

    def region(self) -> Region:
        """Where its palm says that it is."""
        return Region.around_landmarks(self.detection().image_px)


World = Sequence[Sequence[Seen]]


class MadeUp(HandReader):
    """Reads a made-up world, and counts how often it was asked."""

    def __init__(self, world: World) -> None:
        self.world, self.reads, self.searches = world, 0, 0

    def read(self, frame: Frame, region: Region) -> Detection:
        """The nearest hand in reach, or else something that is none, where it was looked for."""
        self.reads += 1
        away = {abs(seen.region().x_px - region.x_px): seen for seen in self.world[frame.index]}
        if away and min(away) < REACH_PX:
            return away[min(away)].detection()
        return Seen(region.x_px, presence=0.0).detection()

    def palms(
        self, frame: Frame, window: SearchWindow = WHOLE, least_score: float = LEAST_SCORE
    ) -> list[Palm]:
        """The palms of all hands, in whatever window."""
        self.searches += 1
        seen = sorted(self.world[frame.index], key=lambda one: -one.palm)
        return [Palm(one.palm, one.region()) for one in seen if one.palm >= least_score]


def tracker_of(world: World, slots: int = 1) -> tuple[LiteRTTracker, MadeUp]:
    """A tracker whose networks see a made-up world."""
    reader = MadeUp(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(litert_hands, "HandNetworks", lambda path, threads: None)
        patch.setattr(litert_hands, "HandReader", lambda networks: reader)
        return LiteRTTracker(find_model().path, slots), reader


def seen_by(tracker: LiteRTTracker, world: World) -> list[TrackedFrame]:
    nothing = np.zeros((48, 64, 3), np.uint8)
    return [tracker.track(Frame(i, i / 30, nothing, SIZE_PX)) for i in range(len(world))]


def tracked(world: World, slots: int = 1) -> list[TrackedFrame]:
    """Track a made-up world from its beginning."""
    return seen_by(tracker_of(world, slots)[0], world)


def places(run: list[TrackedFrame], slot: int = 0) -> list[float | None]:
    """Where the hand of a slot is in each frame, across; None without one."""
    middles = [float(t.image_px[slot, :, 0].mean()) for t in run]
    return [None if np.isnan(x) else round(x) for x in middles]


def presences(run: list[TrackedFrame]) -> list[float]:
    return [round(float(t.presence[0]), 2) for t in run if t.presence is not None]


SURE = Seen(300)
GONE: tuple[Seen, ...] = ()


# Following


def test_an_unsure_hand_is_kept_and_its_presence_recorded() -> None:
    unsure = [[Seen(300, presence, palm=0.0)] for presence in (0.45, 0.3, UNSURE + 0.01)]
    run = tracked([[SURE], *unsure])
    assert places(run) == [300] * 4
    assert presences(run) == [0.95, 0.45, 0.3, round(UNSURE + 0.01, 2)]
    assert run[2].hand(0, Side.RIGHT, SIZE_PX).settling  # so that it is not measured


def test_a_hand_that_is_denied_is_given_up() -> None:
    denied = [Seen(300, UNSURE - 0.01, palm=0.0)]
    assert places(tracked([[SURE], denied, denied])) == [300, None, None]


def test_an_unsure_hand_may_move_and_not_jump() -> None:
    step, jump = 0.5 * ALIKE_PALMS * PALM_PX, 1.5 * ALIKE_PALMS * PALM_PX
    assert places(tracked([[SURE], [Seen(300 + step, 0.3, palm=0.0)]]))[1] is not None
    assert places(tracked([[SURE], [Seen(300 + jump, 0.3, palm=0.0)]]))[1] is None
    assert places(tracked([[SURE], [Seen(300 + jump, 0.9, palm=0.0)]]))[1] is not None


def test_a_followed_sure_hand_is_read_once_a_frame_and_no_palm_searched() -> None:
    world = [[SURE]] * 12
    tracker, reader = tracker_of(world)
    seen_by(tracker, world[:1])
    reader.reads = reader.searches = 0
    nothing = np.zeros((48, 64, 3), np.uint8)
    for i in range(1, 12):
        tracker.track(Frame(i, i / 30, nothing, SIZE_PX))
    assert (reader.reads, reader.searches) == (11, 0)


def test_a_new_hand_is_read_again_in_its_own_region() -> None:
    tracker, reader = tracker_of([[SURE]])
    seen_by(tracker, [[SURE]])
    assert reader.reads == 1 + EXTRA_PASSES


def test_an_unsure_hand_makes_way_for_one_that_the_palm_detector_finds() -> None:
    unsure, other = Seen(100, 0.3, palm=0.0), Seen(500)
    world = [[Seen(100)], *[[unsure, other]] * CHECK_EVERY]
    run = tracked(world)
    assert places(run) == [*[100] * CHECK_EVERY, 500]
    assert run[-1].settling[0]


def test_an_unsure_hand_stays_where_another_has_a_place_of_its_own() -> None:
    world = [[Seen(200)]] + CHECK_EVERY * [[Seen(200, 0.3), Seen(500)]]
    run = tracked(world, slots=2)
    assert (places(run, 0)[-1], places(run, 1)[-1]) == pytest.approx((200, 500))


def test_a_sure_hand_makes_way_for_nobody() -> None:
    world = [[Seen(100)], *[[Seen(100), Seen(500)]] * (3 * CHECK_EVERY)]
    assert places(tracked(world)) == [100] * len(world)


def test_who_joins_a_followed_hand_is_found_at_the_next_check() -> None:
    world = [[Seen(100)], *[[Seen(100), Seen(500)]] * CHECK_EVERY]
    run = tracked(world, slots=2)
    assert places(run, 0) == [100] * len(world)
    assert places(run, 1) == [*[None] * CHECK_EVERY, 500]
    assert [bool(t.settling[1]) for t in run] == [*[False] * CHECK_EVERY, True]


# Searching


def test_a_lost_hand_is_looked_for_where_it_was() -> None:
    back = [Seen(300, 0.9, palm=0.0)]
    world = [[SURE], *[GONE] * 3, back]
    run = tracked(world)
    assert places(run) == [300, None, None, None, 300]
    assert [bool(t.settling[0]) for t in run] == [True, False, False, False, True]


def test_it_is_not_looked_for_there_for_ever() -> None:
    world = [[SURE], *[GONE] * LOOK_AGAIN_FRAMES, [Seen(300, 0.9, palm=0.0)]]
    assert places(tracked(world))[-1] is None
    assert places(tracked(world[1:]))[-1] is None  # nor where none ever was


LOW = LEAST_SCORE - 0.2
"""Score of a palm that is none to the detector, and whose landmarks are read all the same."""


def test_a_hand_whose_palm_scores_low_counts_when_it_is_seen_twice() -> None:
    low = [Seen(300, CONVINCING + 0.01, LOW)]
    assert places(tracked([low, low])) == [None, 300]
    assert places(tracked([low, GONE, low])) == [None, None, None]
    elsewhere = [Seen(300 + 2 * ALIKE_PALMS * PALM_PX, CONVINCING + 0.01, LOW)]
    assert places(tracked([low, elsewhere])) == [None, None]


def test_landmarks_that_do_not_convince_make_no_hand_of_it() -> None:
    low = [Seen(300, CONVINCING - 0.01, LOW)]
    assert places(tracked([low] * 4)) == [None] * 4


@pytest.mark.parametrize(("presence", "passes"), [(LEAST_HOPE - 0.01, 0), (0.5, MORE_PASSES)])
def test_only_a_hopeful_reading_is_repeated(presence: float, passes: int) -> None:
    world = [[Seen(300, presence, LOW)]]
    tracker, reader = tracker_of(world)
    seen_by(tracker, world)
    assert reader.reads == 1 + passes


def test_a_hand_of_another_size_than_before_is_somebody_elses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    low = [Seen(300, CONVINCING + 0.01, LOW)]
    world = [[Seen(100)], GONE, *[low] * 3]
    assert places(tracked(world))[-1] == 300
    monkeypatch.setattr(hand_search, "of_like_size", lambda a, b: False)
    assert places(tracked(world))[-1] is None


# Doubting


def doubtful(*rest: Sequence[Seen]) -> list[TrackedFrame]:
    """Track a hand that no palm detector found from its second frame on, and then the rest."""
    low = [Seen(300, CONVINCING + 0.01, LOW)]
    return tracked([low, low, *rest])[1:]


def test_a_doubtful_hand_makes_way_for_one_that_the_palm_detector_finds() -> None:
    both = [Seen(300, 0.95, LOW), Seen(600, 0.95)]
    run = doubtful(*[both] * CHECK_EVERY)
    assert places(run) == [*[300] * CHECK_EVERY, 600]
    assert run[-1].settling[0]


def test_a_doubtful_hand_is_not_kept_when_it_is_unsure() -> None:
    assert places(doubtful([Seen(300, 0.4, 0.0)])) == [300, None]


def test_a_hand_that_the_palm_detector_found_meanwhile_is_doubted_no_more() -> None:
    confirmed = [[Seen(300)]] * CHECK_EVERY
    run = doubtful(*confirmed, [Seen(300, 0.4, 0.0)])
    assert places(run) == [300] * (CHECK_EVERY + 2)
    assert sum(bool(t.settling[0]) for t in run) == min(SETTLING_FRAMES, len(run))


def test_after_a_reset_nothing_is_doubted_or_remembered() -> None:
    world = [[SURE], *[GONE] * 3, [Seen(300, 0.9, palm=0.0)]]
    tracker, _ = tracker_of(world)
    seen_by(tracker, world)
    tracker.reset()
    nothing = np.zeros((48, 64, 3), np.uint8)
    again = tracker.track(Frame(4, 0.0, nothing, SIZE_PX))
    assert again.is_right[0] == -1


# With the networks themselves

needs_litert = pytest.mark.skipif(
    not LandmarkEngine.LITERT.version, reason="LiteRT is not installed"
)


@needs_litert
def test_another_tracker_has_the_same_networks_and_hands_of_its_own() -> None:
    tracker = shared_tracker(1, LandmarkEngine.LITERT)
    assert isinstance(tracker, LiteRTTracker)
    (first, second) = frames([warmup_image()] * 2)
    (before,) = track(tracker, [first])
    other = tracker.another()
    assert other._reader is tracker._reader
    assert track(other, frames([warmup_image()[:, ::-1]]))[0].is_right.tolist() == [1]
    after = tracker.track(second)
    assert after.is_right.tolist() == before.is_right.tolist() == [0]


@needs_litert
def test_an_error_of_the_engine_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = shared_tracker(1, LandmarkEngine.LITERT)
    assert isinstance(tracker, LiteRTTracker)

    class Broken:
        def get_input_details(self) -> list[dict[str, int]]:
            return [{"index": 0}]

        def tensor(self, index: int) -> Any:
            return lambda: np.empty((1, 192, 192, 3), np.float32)

        def invoke(self) -> None:
            raise RuntimeError("graph is gone")

    with monkeypatch.context() as patch:
        patch.setattr(tracker._reader._networks, "_palms", Broken())
        with pytest.raises(TrackerError, match=r"LiteRT gave up on a frame: graph is gone\."):
            track(tracker, frames([warmup_image()]))


@needs_litert
def test_an_engine_that_does_not_start_is_a_sentence_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    interpreter = pytest.importorskip("ai_edge_litert.interpreter")

    def broken(**options: object) -> None:
        raise RuntimeError("no such operation")

    monkeypatch.setattr(interpreter, "Interpreter", broken)
    with pytest.raises(TrackerError, match="could not be started: no such operation") as caught:
        LiteRTTracker(find_model().path)
    assert "use --tracker mediapipe" in str(caught.value)


def test_what_is_no_archive_of_networks_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.task").write_bytes(b"nothing")
    with pytest.raises(TrackerError, match="LiteRT could not be started"):
        networks.HandNetworks(tmp_path / "a.task")
