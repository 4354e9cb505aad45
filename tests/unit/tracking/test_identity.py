from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from handtrack.tracking.identity import Detection, HandTrack, assign, distinct

OPEN = np.zeros((21, 3), np.float32)
OPEN[:, 0] = np.linspace(-40, 40, 21)
OPEN[:, 1] = -np.linspace(0, 180, 21)
OPEN[9] = (0, -100, 0)  # a palm of 100 px
PALM_PX = 100.0
NOBODY = (HandTrack(), HandTrack())


def hand(x: float, y: float = 300, *, right: bool = True, score: float = 0.9) -> Detection:
    moved = OPEN + np.array([x, y, 0], np.float32)
    return Detection(moved, OPEN / 1000, right, score)


def wrists(
    slots: tuple[HandTrack, ...], *frames: list[Detection]
) -> list[tuple[float | None, ...]]:
    """Feed frames; return the x given to `hand` for the one in each slot, frame by frame."""
    seen = []
    for detections in frames:
        slots, hands = assign(slots, detections)
        seen.append(tuple(None if h is None else float(h.image_px[0, 0]) + 40 for h in hands))
    return seen


def test_two_hands_keep_their_slots_whatever_the_order_of_detection() -> None:
    frames = [[hand(100 + i), hand(400 - i)][:: 1 if i % 2 else -1] for i in range(6)]
    assert wrists(NOBODY, *frames) == [(100 + i, 400 - i) for i in range(6)]


def test_labels_that_flip_do_not_move_a_hand_to_another_slot() -> None:
    frames = [[hand(100, right=i % 2 == 0), hand(400, right=i % 2 == 1)] for i in range(6)]
    assert wrists(NOBODY, *frames) == [(100, 400)] * 6


def test_two_hands_with_one_label_are_two_hands() -> None:
    assert wrists(NOBODY, [hand(100), hand(400)]) == [(100, 400)]


def test_the_hand_that_stays_keeps_its_slot_when_the_other_leaves() -> None:
    both = [hand(100), hand(400)]
    assert wrists(NOBODY, both, [hand(401)], [hand(402)]) == [(100, 400), (None, 401), (None, 402)]


def test_a_hand_that_comes_back_elsewhere_returns_to_its_slot() -> None:
    both = [hand(100), hand(400)]
    came_back = [hand(600, right=False), hand(401)]
    assert wrists(NOBODY, both, [hand(401)], came_back)[-1] == (600, 401)


def test_a_single_hand_that_was_away_returns_to_its_slot() -> None:
    assert wrists(NOBODY, [hand(100)], [], [hand(500)]) == [(100, None), (None, None), (500, None)]


def test_back_in_its_place_a_hand_is_itself_even_under_the_other_label() -> None:
    seen = wrists(NOBODY, [hand(100, right=True)], [], [hand(110, right=False)])
    assert seen[-1] == (110, None)


def test_the_other_hand_shown_after_the_first_has_a_slot_of_its_own() -> None:
    seen = wrists(NOBODY, [hand(100, right=True)], [], [hand(500, right=False)])
    assert seen[-1] == (None, 500)


def test_when_both_return_the_labels_tell_them_apart() -> None:
    both = [hand(100, right=False), hand(900, right=True)]
    swapped = [hand(400, right=True), hand(600, right=False)]
    assert wrists(NOBODY, both, [], swapped)[-1] == (600, 400)


def test_a_hand_that_jumps_across_the_picture_is_another_hand() -> None:
    assert wrists(NOBODY, [hand(100)], [hand(900)])[-1] == (None, 900)


def test_with_one_slot_there_is_one_hand() -> None:
    seen = wrists((HandTrack(),), [hand(100)], [hand(900, right=False)], [hand(890), hand(100)])
    assert seen == [(100,), (900,), (890,)]


def test_one_hand_found_twice_is_one_hand_and_the_surer_one() -> None:
    twice = [hand(100, score=0.6, right=False), hand(120, score=0.9), hand(500)]
    assert [d.image_px[0, 0] + 40 for d in distinct(twice)] == [120, 500]
    assert wrists(NOBODY, twice) == [(120, 500)]


def test_hands_that_touch_are_two_hands() -> None:
    assert len(distinct([hand(100), hand(100 + 0.9 * PALM_PX)])) == 2


def test_how_far_is_far_depends_on_the_size_of_the_hand() -> None:
    near, far = hand(100), hand(450)
    assert wrists(NOBODY, [near], [far])[-1] == (None, 450)
    large = [Detection(d.image_px * 4, d.world_m, d.is_right, d.side_score) for d in (near, far)]
    step = large[1].image_px[0] - large[0].image_px[0]
    closer = Detection(large[0].image_px + step / 4, OPEN, True, 0.9)
    _, hands = assign(assign(NOBODY, [large[0]])[0], [closer])
    assert [h is not None for h in hands] == [True, False]


@given(
    st.lists(st.floats(0, 200), min_size=2, max_size=20),
    st.lists(st.floats(-25, 25), min_size=2, max_size=20),
    st.data(),
)
def test_hands_apart_are_never_confused(
    left: list[float], drift: list[float], data: st.DataObject
) -> None:
    """Two hands, never nearer than two palms, moving less than a palm a frame."""
    xs = np.clip(np.cumsum([100, *drift]), 0, 200)
    frames, expected = [], []
    for x, _ in pairwise(xs):
        pair = [hand(x, right=data.draw(st.booleans())), hand(x + 400)]
        frames.append(pair if data.draw(st.booleans()) else pair[::-1])
        expected.append((np.float32(x) - 40 + 40, np.float32(x + 400)))
    seen = wrists(NOBODY, *frames)
    assert np.allclose(np.array(seen, float), np.array(expected, float), atol=0.01)
