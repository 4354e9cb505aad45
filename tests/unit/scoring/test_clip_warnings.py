"""What is asked about a clip: squeezed pictures, slow motion, pictures shown several times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.landmarks import recording_file
from handtrack.landmarks.quality import quality
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.scoring.clip_warnings import pictures_hz, speed_peaks_hz, stroke_s
from handtrack.scoring.hand_shape import palm_looks_squeezed
from handtrack.scoring.score import score
from tests.helpers.frozen_exercises import frozen
from tests.helpers.paths import RECORDINGS
from tests.helpers.real_hands import REAL, needs_real_hands

SPREAD = frozen("33")


def spread() -> Recording:
    return recording_file.read(RECORDINGS / "spread.npz")


def squeezed(recording: Recording, by: float) -> Recording:
    """Pictures of 4:3 shown as 16:9: wider, and z grows with the width."""
    image = recording.image_px * np.array([by, 1, by], np.float32)
    width, height = recording.header.frame_size_px
    header = replace(recording.header, frame_size_px=(round(width * by), height))
    return replace(recording, header=header, image_px=image)


def slowed(recording: Recording, times: int) -> Recording:
    """Filmed at so many times the rate, and shown at the same one."""
    at = np.linspace(0, len(recording) - 1, (len(recording) - 1) * times + 1)
    before = np.floor(at).astype(int)
    after = np.minimum(before + 1, len(recording) - 1)
    part = (at - before).astype(np.float32)[:, None, None, None]
    near = np.rint(at).astype(int)
    step_s = float(np.median(np.diff(recording.time_s)))
    names = ("is_right", "side_score", "settling")
    between = {
        name: getattr(recording, name)[before] * (1 - part) + getattr(recording, name)[after] * part
        for name in ("image_px", "world_m")
    }
    return replace(
        recording,
        time_s=np.arange(len(at)) * step_s,
        **{name: array.astype(np.float32) for name, array in between.items()},
        **{name: getattr(recording, name)[near] for name in names},
    )


def repeated(recording: Recording, times: int) -> Recording:
    """As many frames, of which only every so-manieth is a new one."""
    at = np.arange(len(recording)) // times * times
    names = ("image_px", "world_m", "is_right", "side_score", "settling")
    return replace(recording, **{name: getattr(recording, name)[at] for name in names})


def warnings(recording: Recording) -> tuple[str, ...]:
    return score(recording, SPREAD).result.warnings


def test_an_ordinary_clip_is_asked_nothing() -> None:
    assert warnings(spread()) == ()
    assert pictures_hz(spread()) == pytest.approx(1 / np.median(np.diff(spread().time_s)))


def test_a_squeezed_picture_is_asked_about() -> None:
    (text,) = warnings(squeezed(spread(), 4 / 3))
    assert text.startswith("The hand looks squeezed: from index to little knuckle it is 0.8")
    assert "4:3 shown as 16:9?" in text


def test_slow_motion_is_asked_about() -> None:
    (text,) = warnings(slowed(spread(), 8))
    assert text.startswith("Is this slow motion?")
    assert "--slowed 8" in text


def test_a_person_who_moves_slowly_is_not_asked() -> None:
    """Slow, but made of many small movements, as slow movements are."""
    slow = slowed(spread(), 4)
    swing = 4.0 * np.sin(2 * np.pi * 2.5 * slow.time_s)[:, None]
    image = slow.image_px.copy()
    image[:, 0, 5:, 1] += swing.astype(np.float32)
    found = score(replace(slow, image_px=image), SPREAD)
    assert (stroke_s(found.result.repetitions) or 0) > 1.2
    assert found.result.warnings == ()


@pytest.mark.parametrize("times", [2, 3])
def test_frames_that_show_the_same_picture_count_once(times: int) -> None:
    recording = repeated(spread(), times)
    rate_hz = 1 / float(np.median(np.diff(recording.time_s)))
    assert pictures_hz(recording) == pytest.approx(rate_hz / times)
    advice = score(recording, SPREAD).result.advice
    told = [text for text in advice if "different pictures a second are few" in text]
    assert bool(told) == (rate_hz / times < 15)


def test_pictures_counted_when_they_were_read_are_believed() -> None:
    recording = replace(spread(), header=replace(spread().header, pictures_hz=9.5))
    assert pictures_hz(recording) == 9.5


@needs_real_hands
def test_nobody_real_is_asked_whether_the_pictures_are_squeezed() -> None:
    for path in sorted((REAL / "tracks").glob("*.npz")):
        recording = recording_file.read(path)
        slot, side = choose_slot(recording, None)
        hand = recording.hand(slot, side)
        assert palm_looks_squeezed(hand, quality(hand).good) is None, path.name


def test_too_little_tells_nothing() -> None:
    recording = spread().between(0.0, 0.5)
    hand = recording.hand(*choose_slot(recording, None))
    assert palm_looks_squeezed(hand, quality(hand).good) is None
    assert speed_peaks_hz(hand, quality(hand).good) is None
    assert stroke_s(()) is None
