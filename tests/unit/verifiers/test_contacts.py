"""The thumb comes to a finger and leaves it: how long, which one, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log

import pytest

from handtrack.definitions.verifier_tables import Sequence as Touching
from handtrack.landmarks.hand import FINGERS
from handtrack.verifiers.sequence.contacts import (
    ContactEpisode,
    TouchState,
    changing,
    cut_off,
    step,
)
from tests.helpers.machines import table
from tests.helpers.touch_likelihoods import (
    INDEX,
    LITTLE,
    MIDDLE,
    RING,
    between,
    frames,
    lost,
    near,
    on,
    touches,
    wide,
)
from tests.helpers.touch_likelihoods import ContactEpisode as Reads

RULE = table(Touching)
FPS = 50


def follow(reads: Sequence[Reads], fps: int = FPS) -> list[ContactEpisode]:
    """All episodes, of every frame and of those only that can change anything, which must agree."""
    time_s, likely = frames(reads, fps)
    found: list[list[ContactEpisode]] = []
    for chosen in (range(len(time_s)), changing(RULE, time_s, likely).tolist()):
        state = TouchState()
        episodes: list[ContactEpisode] = []
        for i in chosen:
            state, more = step(RULE, state, float(time_s[i]), likely[i].tolist())
            episodes += more
        found.append([*episodes, *cut_off(RULE, state, float(time_s[-1]))[1]])
    assert found[0] == found[1]
    return found[0]


def test_a_touch_has_its_finger_and_its_times() -> None:
    (episode,) = follow([wide(), on(MIDDLE), wide()])
    assert episode.clear
    assert (episode.touch.finger, episode.touch.start_s, episode.touch.end_s) == (MIDDLE, 0.3, 0.6)
    assert episode.contact_s == 0.3
    assert episode.doubt(MIDDLE) == 0
    assert episode.doubt(RING) == pytest.approx(log(90))


def test_contact_comes_after_coming_near() -> None:
    (episode,) = follow([wide(), near(RING, 0.2), on(RING), near(RING, 0.2), wide()])
    assert (episode.touch.start_s, episode.contact_s, episode.touch.end_s) == (0.3, 0.5, 1.0)


def test_coming_near_is_not_clear() -> None:
    (episode,) = follow([wide(), near(RING), wide()])
    assert not episode.clear
    assert episode.touch.finger is RING
    assert episode.contact_s == episode.touch.start_s
    assert episode.doubt(RING) == pytest.approx(log((1 - 0.23) / 0.2))  # that it touched nothing


def test_what_is_shorter_than_the_dwell_is_nothing() -> None:
    assert follow([wide(), on(INDEX, 0.06), wide(), near(INDEX, 0.06), wide()]) == []


def test_a_flicker_does_not_part_a_touch() -> None:
    (episode,) = follow([wide(), on(INDEX, 0.06), near(INDEX, 0.04), on(INDEX, 0.06), wide()])
    assert episode.clear
    assert episode.touch.end_s - episode.touch.start_s == pytest.approx(0.16)


def test_an_opening_shorter_than_the_dwell_does_not_part_a_touch() -> None:
    (episode,) = follow([wide(), near(INDEX, 0.06), wide(0.06), on(INDEX), wide()])
    assert episode.touch.start_s == 0.3
    assert episode.contact_s == pytest.approx(0.42)
    assert len(follow([wide(), on(INDEX), wide(0.08), on(INDEX), wide()])) == 2


def test_a_stay_ends_when_the_hand_opens_and_not_when_that_is_certain() -> None:
    (episode,) = follow([wide(), on(INDEX), wide(0.04), lost(1.0), wide()])
    assert episode.touch.end_s == pytest.approx(0.6)


def test_each_opening_parts_two_touches() -> None:
    episodes = follow([wide(), *touches(INDEX, INDEX, RING)])
    assert [s.touch.finger for s in episodes] == [INDEX, INDEX, RING]


def test_the_whole_stay_tells_the_finger() -> None:
    (episode,) = follow([wide(), on(RING, 0.06), on(MIDDLE, 0.3), on(RING, 0.04), wide()])
    assert episode.touch.finger is MIDDLE


def test_doubt_says_how_much_likelier_another_reading_is() -> None:
    (episode,) = follow([wide(), between(RING, MIDDLE, 4.0), wide()])
    assert episode.touch.finger is RING
    assert episode.doubt(MIDDLE) == pytest.approx(log(4.0))
    assert episode.doubt(INDEX) > 4


def test_doubt_is_the_same_at_every_frame_rate() -> None:
    reads = [wide(0.4), between(RING, MIDDLE, 4.0, 0.4), on(RING, 0.4), wide(0.4)]
    at_50, at_25 = follow(reads), follow(reads, fps=25)
    assert at_50[0].doubt(MIDDLE) == pytest.approx(at_25[0].doubt(MIDDLE))


def test_the_thumb_may_go_over_to_another_finger_without_opening() -> None:
    episodes = follow([wide(), *(on(f) for f in FINGERS), wide()])
    assert [s.touch.finger for s in episodes] == list(FINGERS)
    assert [s.touch.start_s for s in episodes] == pytest.approx([0.3, 0.6, 0.9, 1.2])
    assert all(a.touch.end_s == b.touch.start_s for a, b in pairwise(episodes))


def test_a_touch_that_hardly_shows_is_a_stay_of_its_own_where_it_lasts() -> None:
    lasting_s = 1.1 * RULE.lingering.value * RULE.dwell_s.value
    episodes = follow([wide(), on(INDEX), near(MIDDLE, lasting_s), on(RING), wide()])
    assert [(s.touch.finger, s.clear) for s in episodes] == [
        (INDEX, True),
        (MIDDLE, False),
        (RING, True),
    ]
    passing_s = 0.9 * RULE.lingering.value * RULE.dwell_s.value
    episodes = follow([wide(), on(INDEX), near(MIDDLE, passing_s), on(INDEX), wide()])
    assert [s.touch.finger for s in episodes] == [INDEX]


def test_a_neighbour_passed_on_the_way_out_is_not_touched() -> None:
    short_s = 0.9 * RULE.passing.value * RULE.dwell_s.value
    (episode,) = follow([wide(), on(RING), on(LITTLE, short_s), wide()])
    assert episode.touch.finger is RING


def test_a_hand_lost_for_a_moment_goes_on_with_its_stay() -> None:
    (episode,) = follow([wide(), on(MIDDLE, 0.06), lost(0.2), on(MIDDLE, 0.06), wide()])
    assert episode.clear
    assert episode.touch.start_s == 0.3


def test_time_without_the_hand_is_no_touch() -> None:
    assert follow([wide(), on(MIDDLE, 0.02), lost(0.5), on(MIDDLE, 0.02), wide()]) == []


def test_a_stay_cut_off_ends_where_the_hand_was_lost() -> None:
    (episode,) = follow([wide(), on(MIDDLE), lost(0.5)])
    assert episode.touch.end_s == pytest.approx(0.6)


def test_nothing_comes_of_nothing() -> None:
    assert follow([wide(3.0)]) == []
    assert follow([lost(3.0)]) == []


def test_a_step_without_news_gives_the_very_same_state() -> None:
    state = TouchState()
    after, found = step(RULE, state, 0.1, [0.0, 0.0, 0.0, 0.0])
    assert after is state
    assert found == ()
