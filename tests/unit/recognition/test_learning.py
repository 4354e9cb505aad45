from __future__ import annotations

import pytest

from handtrack.definitions.exercise import Exercise, parse
from handtrack.definitions.library import find, load_all
from handtrack.errors import ExerciseError
from handtrack.events import Status
from handtrack.landmarks.hand import FINGERS, Finger, Hand
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.views import View
from handtrack.recognition.learn_exercise import exercise_text, learn_exercise, movers, views_of
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.sequence import touching_in_order
from synthetic_hand.performances.style import Style
from synthetic_hand.recording_changes import mirrored, without_hand

EXERCISES = load_all()
THREE = Style(amplitudes=[1.0] * 3, noise_L=0.004)


def proposed(recording: Recording, like: str = "cycle", reps: int = 3) -> Exercise:
    return learn_exercise(recording, like, "mine", reps, EXERCISES, "demo.mp4")


def hand_of(recording: Recording) -> Hand:
    return recording.hand(*choose_slot(recording, None))


def counted(recording: Recording, exercise: Exercise) -> list[Status]:
    return [r.status for r in score(recording, exercise).result.repetitions]


@pytest.mark.parametrize(
    ("shown", "measure", "ends", "view"),
    [
        ("34", "aperture", "low", View.PALM),
        ("33", "span", "high", View.PALM),
        ("2", "thumb_ulnar", "high", View.PALM),
        ("14", "wrist_flexion", "high", View.SIDE),
        ("32", "pip_flexion", "low", View.SIDE),
    ],
)
def test_what_moves_becomes_the_signal(shown: str, measure: str, ends: str, view: View) -> None:
    exercise = proposed(perform(find(shown), THREE))
    assert exercise.cycle is not None
    assert exercise.signals[exercise.cycle.signal].measure == measure
    assert exercise.cycle.ends == ends
    assert exercise.views == (view,)


@pytest.mark.parametrize("shown", ["34", "33", "2", "10", "11", "12", "14", "20", "28", "31", "32"])
def test_the_demonstration_counts_as_often_as_it_was_shown(shown: str) -> None:
    recording = perform(find(shown), THREE)
    exercise = proposed(recording)
    assert counted(recording, exercise) == [Status.VALID] * 3
    assert parse(exercise_text(exercise, 3, "demo.mp4"), "mine.toml") == exercise


def test_another_performance_counts_by_it_and_half_of_it_does_not() -> None:
    exercise = proposed(perform(find("34"), THREE))
    others = Style(side=THREE.side, amplitudes=[1.0, 0.9, 0.5, 1.0], move_s=0.7, seed=9)
    again = counted(perform(find("34"), others), exercise)
    assert again == [Status.VALID, Status.VALID, Status.PARTIAL, Status.VALID]
    tiny = Style(amplitudes=[0.3] * 3)
    assert Status.VALID not in counted(perform(find("34"), tiny), exercise)


def test_a_left_hand_teaches_the_same() -> None:
    recording = perform(find("34"), THREE)
    assert proposed(mirrored(recording)).cycle == proposed(recording).cycle


def test_thresholds_say_that_they_were_measured_in_the_demonstration() -> None:
    exercise = proposed(perform(find("34"), THREE))
    sources = {trail: t.source for trail, t in exercise.thresholds().items()}
    assert sources["cycle → least"] == "measured: half of the way in demo.mp4"
    assert all(s.startswith(("measured", "provisional")) for s in sources.values())


def test_a_posture_is_learned_with_its_time() -> None:
    posture = Style(amplitudes=[1.0] * 3, hold_s=4.0, rest_s=1.5)
    exercise = proposed(perform(find("34"), posture), "hold")
    assert exercise.hold is not None
    assert 2.5 < exercise.hold.seconds.value < 4.5
    short = Style(amplitudes=[1.0] * 2, hold_s=0.5, rest_s=1.5)
    assert Status.VALID not in counted(perform(find("34"), short), exercise)


def test_an_order_of_touches_is_learned() -> None:
    order = [Finger.LITTLE, Finger.RING, Finger.MIDDLE, Finger.INDEX]
    exercise = proposed(touching_in_order(order * 3), "sequence")
    assert exercise.sequence is not None
    assert list(exercise.sequence.order) == order
    assert Status.VALID not in counted(touching_in_order(FINGERS), exercise)


def test_another_number_than_was_shown_is_refused_with_what_was_seen() -> None:
    with pytest.raises(ExerciseError, match=r"exactly 5 times\..*aperture \(3 times\)"):
        proposed(perform(find("34"), THREE), reps=5)


def test_a_hand_that_does_nothing_teaches_nothing() -> None:
    with pytest.raises(ExerciseError, match="Nothing moves clearly"):
        proposed(still(find("34"), 8.0, THREE))
    with pytest.raises(ExerciseError, match="does not touch"):
        proposed(still(find("34"), 8.0, THREE), "sequence")


def test_no_hand_is_said_so() -> None:
    recording = perform(find("34"), THREE)
    with pytest.raises(ExerciseError, match="no hand"):
        proposed(without_hand(recording, recording.time_s >= 0))


def test_only_what_can_be_seen_from_there_is_proposed() -> None:
    hand = hand_of(perform(find("34"), THREE))
    assert views_of(hand) == (View.PALM,)
    assert all(View.PALM in mover.reading.measurement.views for mover in movers(hand))
