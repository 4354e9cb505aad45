from itertools import pairwise

import numpy as np
import pytest

from handtrack.landmarks.hand import FINGERS
from validation.render.acts.catalogue import ACTS
from validation.render.acts.course import GONE_M, Course, Tempo, Turn, random_turns, repeat
from validation.render.acts.motion import Motion, Repetition, Spoil, Status, Sway, least_jerk
from validation.render.model.anthropometry import PLAIN
from validation.render.model.pose import FIST, OPEN

CLOSE = Course(OPEN, (FIST,), spoils={Spoil.FOREARM_MOVES: ({**FIST, "arm_x": 0.1},)})


def calm(course: Course, *turns: Turn) -> Motion:
    """The movement without wandering."""
    moved = repeat(course, turns, Tempo(), seed=3)
    return Motion(moved.times_s, moved.poses, moved.repetitions)


def bend(motion: Motion, time_s: float, name: str = "index_pip") -> float:
    return float(motion.at(np.array([time_s]))[name][0])


def test_a_repetition_goes_all_the_way_and_back() -> None:
    motion = calm(CLOSE, Turn(), Turn())
    assert [r.status for r in motion.repetitions] == [Status.FULL] * 2
    for r in motion.repetitions:
        assert bend(motion, r.start_s) == pytest.approx(OPEN["index_pip"])
        assert bend(motion, r.peak_s) == pytest.approx(FIST["index_pip"])
        assert bend(motion, r.end_s) == pytest.approx(OPEN["index_pip"])


def test_a_small_one_is_partial_and_stops_at_its_share() -> None:
    motion = calm(CLOSE, Turn(0.4))
    (r,) = motion.repetitions
    assert (r.status, r.spoiled) == (Status.PARTIAL, None)
    assert bend(motion, r.peak_s) == pytest.approx(0.4 * FIST["index_pip"])


def test_a_spoiled_one_goes_another_way_and_says_so() -> None:
    motion = calm(CLOSE, Turn(spoil=Spoil.FOREARM_MOVES))
    (r,) = motion.repetitions
    assert (r.status, r.spoiled) == (Status.SPOILED, Spoil.FOREARM_MOVES)
    assert bend(motion, r.peak_s, "arm_x") == pytest.approx(0.1)
    assert bend(motion, r.end_s, "arm_x") == pytest.approx(0.0)


def test_out_of_frame_takes_the_arm_away_and_brings_it_back() -> None:
    motion = calm(CLOSE, Turn(spoil=Spoil.OUT_OF_FRAME))
    (r,) = motion.repetitions
    assert abs(bend(motion, r.peak_s, "arm_x")) == pytest.approx(GONE_M)
    assert bend(motion, r.end_s, "arm_x") == pytest.approx(0.0)


def test_what_is_not_brought_back_is_followed_from_where_it_stopped() -> None:
    motion = calm(CLOSE, Turn(spoil=Spoil.NO_RETURN), Turn())
    first, second = motion.repetitions
    assert second.start_s == first.end_s
    assert bend(motion, first.end_s) == pytest.approx(0.38 * FIST["index_pip"])
    assert bend(motion, second.end_s) == pytest.approx(0.0)


def course_of(exercise: str) -> Course:
    course = ACTS[exercise].course
    assert course
    return course(PLAIN)


@pytest.mark.parametrize("exercise", [name for name, act in ACTS.items() if act.plays])
def test_an_act_of_its_own_kind_lasts_beyond_its_last_repetition(exercise: str) -> None:
    plays = ACTS[exercise].plays
    assert plays
    motion = plays(PLAIN, np.random.default_rng(1))
    assert (np.diff(motion.times_s) > 0).all()
    assert 0 < motion.repetitions[-1].end_s < motion.lasts_s
    assert any(r.status is Status.FULL for r in motion.repetitions)


def test_touches_are_stays_in_order() -> None:
    course = course_of("18")
    whole, half = calm(course, Turn(), Turn(0.5)).repetitions
    assert tuple(t.finger for t in whole.touches) == FINGERS
    assert tuple(t.finger for t in half.touches) == FINGERS[:2]
    assert (whole.status, half.status) == (Status.FULL, Status.PARTIAL)
    for r in (whole, half):
        times = [
            r.start_s,
            *(t for touch in r.touches for t in (touch.start_s, touch.end_s)),
            r.end_s,
        ]
        assert all(a < b for a, b in pairwise(times))


def test_the_hand_rests_before_and_after() -> None:
    motion = calm(CLOSE, Turn())
    assert motion.repetitions[0].start_s == pytest.approx(Tempo().still_s)
    assert motion.lasts_s - motion.repetitions[-1].end_s >= Tempo().still_s


def test_a_course_begins_where_it_is_told() -> None:
    course = Course({"wrist_flexion": -40.0}, ({"wrist_flexion": 50.0},), begin=OPEN)
    motion = calm(course, Turn())
    assert bend(motion, 0.0, "wrist_flexion") == 0.0
    assert bend(motion, motion.repetitions[0].start_s, "wrist_flexion") == pytest.approx(-40.0)
    assert bend(motion, motion.lasts_s, "wrist_flexion") == 0.0


def test_least_jerk_starts_and_ends_at_rest() -> None:
    t = np.array([-1.0, 0.0, 1e-3, 0.5, 1 - 1e-3, 1.0, 2.0])
    way = least_jerk(t)
    np.testing.assert_allclose(way, [0, 0, 0, 0.5, 1, 1, 1], atol=1e-7)


def test_swaying_is_small_and_decided_by_its_seed() -> None:
    times_s = np.arange(0, 20, 1 / 30)
    plain = Motion(np.array([0.0, 20.0]), (OPEN, OPEN))
    course = [Motion(plain.times_s, plain.poses, (), Sway(seed)).at(times_s) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(course[0]["index_pip"], course[1]["index_pip"])
    assert np.abs(course[0]["index_pip"] - course[2]["index_pip"]).max() > 0.1
    assert 0.1 < np.abs(course[0]["index_pip"]).max() < 2.0
    assert np.abs(course[0]["arm_x"]).max() < 0.008


@pytest.mark.parametrize("seed", range(5))
def test_what_people_do_begins_and_ends_whole_and_holds_every_kind(seed: int) -> None:
    turns = random_turns(CLOSE, 8, seed)
    assert len(turns) == 8
    assert all(t.spoil is None and t.amplitude >= 0.88 for t in (turns[0], turns[-1]))
    after = [b for a, b in pairwise(turns) if a.spoil is Spoil.NO_RETURN]
    assert all(t == Turn(1.0) for t in after)  # in the place of whatever it was
    assert 2 - len(after) <= sum(t.spoil is not None for t in turns) <= 2
    assert 2 - len(after) <= sum(t.amplitude < 0.6 for t in turns) <= 2


@pytest.mark.parametrize("exercise", [name for name, act in ACTS.items() if act.course])
def test_every_act_can_be_done_whole_small_and_spoiled_in_each_of_its_ways(exercise: str) -> None:
    course = course_of(exercise)
    turns = [Turn(), Turn(0.4), *(Turn(spoil=kind) for kind in course.spoilable)]
    done: tuple[Repetition, ...] = repeat(course, turns, Tempo(), seed=1).repetitions
    assert [r.spoiled for r in done] == [t.spoil for t in turns]
    assert all(a.end_s <= b.start_s for a, b in pairwise(done))
    assert all(r.start_s < r.peak_s < r.end_s for r in done)
