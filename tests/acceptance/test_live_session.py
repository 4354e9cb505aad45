"""Whole live sessions on rendered clips and fake cameras."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find, load_all
from handtrack.errors import OutputError, RecordingError
from handtrack.events import Status
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Finger, Side
from handtrack.landmarks.recording import TrackedFrame, choose_slot
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.states import Key, Question, Screen
from handtrack.live.language.texts import sentence
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.session_folder.set_results import results
from handtrack.live.session_folder.stored_session import answers, events, read_session, sessions
from handtrack.live.session_plan import PlannedExercise, SessionPlan, single, with_hold_time
from handtrack.scoring.score import score
from handtrack.sources.video import VideoSource
from handtrack.tracking.track_video import track_video
from handtrack.verifiers.registry import counter_for
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.choices import one_of_each_kind
from tests.helpers.live_session import Press, Ran, Replay, Scene, live, trackers
from tests.helpers.paths import ROOT, SAMPLE_VIDEOS

pytestmark = pytest.mark.slow

SPREAD = SAMPLE_VIDEOS / "spread.mp4"
PLAN = single(find("33"), Side.RIGHT, reps=4)


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One hands-free session, looked at by several tests."""
    return live(SPREAD, PLAN, tmp_path_factory.mktemp("sessions"))


def test_a_session_goes_hands_free_from_placement_to_a_saved_summary(spread: Ran) -> None:
    assert spread.screens == [
        Screen.PLACE,
        Screen.SHOW,
        Screen.GUIDE,
        Screen.READY,
        Screen.WORK,
        Screen.SUMMARY,
        Screen.END,
    ]
    kept = read_session(spread.folder)
    assert (kept.ended, kept.valid, len(kept.sets)) == ("finished", 4, 1)


def test_the_counts_are_those_of_score_repetition_by_repetition(tmp_path: Path) -> None:
    exercise = find("33")
    scored = score(track_video(SPREAD, trackers(1)), exercise, Side.RIGHT).result
    saved = {("33", Side.RIGHT): scored.calibration}

    def press(shown: ScreenModel) -> tuple[Key | None, None]:
        return (Key.GO if shown.state.screen in (Screen.OFFER, Screen.SUMMARY) else None), None

    ran = live(SPREAD, single(exercise, Side.RIGHT, reps=100), tmp_path, press, saved)
    assert Screen.OFFER in ran.screens
    (told,) = results(read_session(ran.folder))
    for done in (ran.state.done[0].repetitions, told.repetitions):
        assert len(done) == len(scored.repetitions)
        for ours, theirs in zip(done, scored.repetitions, strict=True):
            assert (ours.status, ours.reasons) == (theirs.status, theirs.reasons)
            assert (ours.start_s, ours.end_s, ours.peak) == pytest.approx(
                (theirs.start_s, theirs.end_s, theirs.peak), abs=1e-6
            )


def test_every_repetition_is_shown_with_its_reason(spread: Ran) -> None:
    said = {(s.last, s.reason) for s in spread.shown if s.last}
    assert (Status.VALID, "") in said
    assert (Status.PARTIAL, "too_small") in said


def test_the_bar_fills_to_the_persons_own_range(spread: Ran) -> None:
    shares = [s.share for s in spread.shown if s.share is not None]
    assert max(shares) == pytest.approx(1.0, abs=0.15)
    assert min(shares) == pytest.approx(0.0, abs=0.15)


def test_keys_alone_answer_pause_repeat_and_stop(tmp_path: Path) -> None:
    pressed: list[str] = []

    def press(shown: ScreenModel) -> tuple[Key | None, int | None]:
        state = shown.state
        match state.screen:
            case Screen.QUESTION:
                return None, 3 if state.question in (Question.PAIN_BEFORE,) else 5
            case Screen.WORK if state.valid == 1 and "pause" not in pressed:
                pressed.append("pause")
                return Key.GO, None
            case Screen.PAUSED:
                return Key.GO, None
            case Screen.WORK if state.valid == 2:
                return Key.STOP, None
            case Screen.SUMMARY:
                return Key.GO, None
        return None, None

    ran = live(SPREAD, PLAN, tmp_path, press, ask=True)
    assert Screen.PAUSED in ran.screens
    assert dict(ran.state.answers)[Question.PAIN_AFTER] == 5
    kept = read_session(ran.folder)
    assert (kept.ended, kept.valid) == ("stopped", 2)
    about = json.loads((ran.folder / "session.json").read_text())
    assert about["answers"] == {
        "pain_before": 3,
        "effort_before": 5,
        "pain_after": 5,
        "effort_after": 5,
    }
    assert answers(ran.folder) == about["answers"]  # each was on disk when it was given


def first_picture(clip: Path) -> np.ndarray:
    fine, image = cv2.VideoCapture(str(clip)).read()
    assert fine
    return image


def stops_at(seconds: float) -> Press:
    def press(shown: ScreenModel) -> tuple[Key | None, None]:
        return (Key.STOP if shown.now_s > seconds else None), None

    return press


def test_a_black_picture_is_said_to_be_black(tmp_path: Path) -> None:
    black = np.zeros((480, 640, 3), np.uint8)
    ran = live(Scene(lambda t: black), PLAN, tmp_path, stops_at(3.0))
    assert ran.screens[0] is Screen.PLACE
    assert {s.cue for s in ran.shown[1:-1]} == {PlacementCue.NO_PICTURE}


def test_a_dark_picture_asks_for_light(tmp_path: Path) -> None:
    dark = (first_picture(SPREAD) * 0.2).astype(np.uint8)
    ran = live(Scene(lambda t: dark), PLAN, tmp_path, stops_at(3.0))
    assert ran.shown[-2].cue in (PlacementCue.LIGHT, PlacementCue.SHOW_HAND)
    assert PlacementCue.LIGHT in {s.cue for s in ran.shown}


def test_a_camera_that_gives_five_pictures_a_second_is_said_to_be_slow(tmp_path: Path) -> None:
    picture = first_picture(SPREAD)
    ran = live(Scene(lambda t: picture, hz=5.0), PLAN, tmp_path, stops_at(4.0))
    assert sentence("camera", "slow", rate=5) in {s.trouble for s in ran.shown}


def test_an_unplugged_camera_pauses_the_set_and_the_session_goes_on(tmp_path: Path) -> None:
    picture = first_picture(SPREAD)
    exercise = find("33")
    own = score(track_video(SPREAD, trackers(1)), exercise).result.calibration

    def scene(now_s: float) -> np.ndarray | None:
        return None if 8.0 < now_s < 14.0 else picture

    def press(shown: ScreenModel) -> tuple[Key | None, None]:
        if shown.now_s > 18.0:
            return Key.STOP, None
        back = shown.state.screen is Screen.PAUSED and shown.now_s > 14.5
        return (Key.GO if back or shown.state.screen is Screen.OFFER else None), None

    ran = live(Scene(scene), PLAN, tmp_path, press, {("33", Side.RIGHT): own})
    lost = [s for s in ran.shown if 9.0 < s.now_s < 13.9]
    assert lost
    assert {s.trouble for s in lost} == {sentence("camera", "lost")}
    assert ran.screens.count(Screen.WORK) == 2
    assert Screen.PAUSED in ran.screens


def test_a_second_persons_hand_is_not_taken_for_the_patients(tmp_path: Path) -> None:
    left = first_picture(SAMPLE_VIDEOS / "left_spread.mp4")
    ran = live(Scene(lambda t: left), PLAN, tmp_path, stops_at(5.0))
    assert Screen.GUIDE not in ran.screens
    assert PlacementCue.OTHER_HAND in {s.cue for s in ran.shown}


def pictures(clip: Path) -> list[np.ndarray]:
    with VideoSource(clip, None) as video:
        return [np.ascontiguousarray(frame.image_rgb[..., ::-1]) for frame in video]


def test_with_two_people_in_the_picture_the_persons_own_hand_is_followed(tmp_path: Path) -> None:
    """Somebody else's hand is there first, and stays; the person's own comes beside it."""
    exercise, comes_s = find("33"), 2.0
    scored = score(track_video(SPREAD, trackers(1)), exercise, Side.RIGHT).result
    own, other = pictures(SPREAD), pictures(SAMPLE_VIDEOS / "left_spread.mp4")
    nobody = np.full_like(own[0], 120)

    def scene(now_s: float) -> np.ndarray:
        number = round(30 * now_s)
        mine = own[number % len(own)] if now_s >= comes_s else nobody
        return np.hstack([other[number % len(other)], mine])

    plan = single(exercise, Side.RIGHT, reps=3)
    ran = live(Scene(scene), plan, tmp_path, _goes, {("33", Side.RIGHT): scored.calibration})
    before = {s.cue for s in ran.shown if 1.0 < s.now_s < comes_s}
    assert before == {PlacementCue.OTHER_HAND}
    said = sentence("camera", "two_hands", side=sentence("side", Side.RIGHT))
    assert said in {s.trouble for s in ran.shown if s.state.screen is Screen.WORK}
    worked = [s for s in ran.shown if s.state.screen is Screen.WORK]
    assert {s.side for s in worked} == {Side.RIGHT}
    wrists = [float(s.points[0, 0]) for s in worked if s.points is not None]
    assert min(wrists) > 0.5  # where the own hand is
    kept = read_session(ran.folder)
    assert (kept.ended, kept.valid) == ("finished", 3)
    alone = live(SPREAD, plan, tmp_path / "alone", _goes, {("33", Side.RIGHT): scored.calibration})
    assert not any(s.trouble for s in alone.shown)


def test_a_full_disk_is_said_and_what_was_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    original = recording_file.Writer.append

    def append(self: recording_file.Writer, frame: TrackedFrame) -> None:
        nonlocal written
        written += 1
        if written > 60:
            raise RecordingError(f"Cannot write {tmp_path}: No space left on device.")
        original(self, frame)

    monkeypatch.setattr(recording_file.Writer, "append", append)
    with pytest.raises(RecordingError, match="No space left"):
        live(SPREAD, PLAN, tmp_path)
    monkeypatch.undo()
    (kept,) = sessions(tmp_path)
    assert kept.ended == "interrupted"
    (result,) = results(kept)
    assert result.frames == 60


def test_a_folder_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot keep the session"):
        live(SPREAD, PLAN, tmp_path / "file")


_KILLED = """
    import sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    import numpy as np
    from tests.helpers.live_session import Replay, Scene, live
    from synthetic_hand.performances.perform import perform
    from synthetic_hand.performances.style import Style
    from handtrack.definitions.library import find, load_all
    from handtrack.live.session_plan import single
    exercise = find("33")
    tracker = Replay(perform(exercise, Style(amplitudes=[1.0] * 300)))
    grey = np.full((480, 640, 3), 128, np.uint8)
    plan = single(exercise, None, reps=1000)
    live(Scene(lambda t: grey), plan, Path(sys.argv[1]), tracker_for=lambda slots: tracker)
"""


def test_killed_at_any_moment_a_session_is_listed_and_scoreable(tmp_path: Path) -> None:
    code = textwrap.dedent(_KILLED).format(root=str(ROOT))
    moments, lost_s = random.Random(7), []
    for number in range(20):
        folder = tmp_path / str(number)
        process = subprocess.Popen([sys.executable, "-c", code, str(folder)])
        limit = time.monotonic() + 60
        while not list(folder.glob("*/*.npz.part")) and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(moments.uniform(0.0, 1.0))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        (kept,) = sessions(folder)
        assert (kept.ended, len(kept.sets)) == (None, 1)
        told = [e for e in events(kept.folder) if e["kind"] == "repetition"]
        (result,) = results(kept)
        ends = [r.end_s for r in result.repetitions if r.status is Status.VALID]
        lost_s.append(max((e["end_s"] for e in told), default=0.0) - max(ends, default=0.0))
        assert len(ends) >= len(told) - 1
    assert max(lost_s) <= 3.0  # one repetition of the performance, which the last second ended
    assert min(lost_s) <= 0.0


def test_a_plan_with_rests_goes_through_to_its_end(tmp_path: Path) -> None:
    plan = SessionPlan((PlannedExercise(find("33"), Side.RIGHT, sets=2, reps=2, rest_s=1.0),))
    ran = live(SPREAD, plan, tmp_path)
    assert ran.screens.count(Screen.WORK) == 2
    assert Screen.REST in ran.screens
    assert [done.finished for done in ran.state.done] == [True, True]
    assert len(read_session(ran.folder).sets) == 2


def _goes(shown: ScreenModel) -> tuple[Key | None, None]:
    """Use the saved range, and close the summary; stop what does not come to its end."""
    if shown.now_s > 300:
        return Key.STOP, None
    return (Key.GO if shown.state.screen in (Screen.OFFER, Screen.SUMMARY) else None), None


@pytest.mark.parametrize("exercise", one_of_each_kind(load_all()), ids=lambda e: f"{e.id}")
def test_every_kind_of_exercise_counts_live_as_in_a_file(
    exercise: Exercise, tmp_path: Path
) -> None:
    performed = perform(exercise, Style(amplitudes=[1.0] * (1 if exercise.activity else 3)))
    side = choose_slot(performed, None)[1]
    own = score(performed, exercise, side).result
    saved = {(exercise.id, side): own.calibration}
    tracker, grey = Replay(performed), np.full((480, 640, 3), 128, np.uint8)
    plan = single(exercise, side, reps=own.summary.valid)
    source = Scene(lambda t: grey)
    ran = live(source, plan, tmp_path, _goes, saved, tracker_for=lambda slots: tracker)
    (told,) = results(read_session(ran.folder))
    assert told.summary.valid == own.summary.valid > 0
    assert [r.status for r in told.repetitions] == [r.status for r in own.repetitions]
    shown = [s for s in ran.shown if s.state.screen is Screen.WORK]
    if exercise.hold or exercise.activity:
        timers = [s.timer_s for s in shown if s.timer_s]
        assert max(now_s for now_s, _ in timers) > 0.9 * timers[0][1]
    elif exercise.sequence and not exercise.sequence.cue:
        assert {sum(done for _, done in s.parts) for s in shown} == {0, 1, 2, 3}
    elif exercise.cycle:
        assert any(s.share is not None and s.share >= s.marks[-1] for s in shown)


def test_a_hold_of_the_plan_is_counted_live_and_when_scored_anew(tmp_path: Path) -> None:
    exercise = with_hold_time(find("3"), 8.0)
    performed = perform(exercise, Style(amplitudes=[1.0] * 2))
    side = choose_slot(performed, None)[1]
    own = score(performed, exercise, side).result.calibration
    tracker, grey = Replay(performed), np.full((480, 640, 3), 128, np.uint8)
    plan = SessionPlan((PlannedExercise(exercise, side, sets=1, reps=2, hold_s=8.0),))
    ran = live(
        Scene(lambda t: grey), plan, tmp_path, _goes, {("3", side): own},
        tracker_for=lambda slots: tracker,
    )  # fmt: skip
    assert {s.timer_s[1] for s in ran.shown if s.timer_s} == {8.0}
    about = ran.folder / "session.json"
    kept = json.loads(about.read_text()) | {"plan": [{"exercise": "3", "hold_s": 8.0}]}
    about.write_text(json.dumps(kept))
    (first,) = results(read_session(ran.folder))
    next(ran.folder.glob("01-*-1.json")).unlink()  # as if it had been interrupted
    (anew,) = results(read_session(ran.folder))
    assert first.summary.valid == anew.summary.valid == 2
    assert anew.made_by.exercise_version.endswith("held for 8 s")


@pytest.mark.parametrize("number", ["1", "3", "15", "24", "34"])
def test_guided_movements_teach_a_session_the_own_range(number: str, tmp_path: Path) -> None:
    exercise = find(number)
    performed = perform(exercise, Style(amplitudes=[1.0] * max(3, exercise.dose.reps)))
    side = choose_slot(performed, None)[1]
    tracker, grey = Replay(performed), np.full((480, 640, 3), 128, np.uint8)
    ran = live(
        Scene(lambda t: grey),
        single(exercise, side, reps=1),
        tmp_path,
        _goes,
        tracker_for=lambda slots: tracker,
    )
    assert Screen.GUIDE in ran.screens
    assert read_session(ran.folder).valid == 1
    asked = {s.guided_of for s in ran.shown if s.state.screen is Screen.GUIDE}
    assert asked == {counter_for(exercise).guided}


@pytest.mark.parametrize(("number", "finger"), [("34", Finger.LITTLE), ("18", Finger.RING)])
def test_a_session_leaves_a_finger_out_from_the_guidance_on(
    number: str, finger: Finger, tmp_path: Path
) -> None:
    whole = single(find(number), Side.RIGHT, reps=1)
    plan = whole.without_fingers(lambda item: (finger,))
    performed = perform(plan.items[0].exercise, Style(amplitudes=[1.0] * 6, still_s=6.0))
    tracker, grey = Replay(performed), np.full((480, 640, 3), 128, np.uint8)
    of_all = score(performed, whole.items[0].exercise, Side.RIGHT).result.calibration
    ran = live(
        Scene(lambda t: grey), plan, tmp_path, _goes, {(number, Side.RIGHT): of_all},
        tracker_for=lambda slots: tracker,
    )  # fmt: skip
    assert Screen.OFFER not in ran.screens  # that range is one of all fingers
    assert Screen.GUIDE in ran.screens
    (told,) = results(read_session(ran.folder))
    assert told.without == (finger,)
    assert read_session(ran.folder).valid == told.summary.valid == 1
    assert all(t.finger is not finger for r in told.repetitions for t in r.touches)
