"""A folder of recordings that were made up, from its rows to the page."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.recording_file import write
from synthetic_hand.performances.perform import perform, repetition_times_s, still
from synthetic_hand.performances.style import Style
from validation.real_hands.build_report import Bench, report
from validation.real_hands.causes import Causes
from validation.real_hands.clips import NO_VIEW, read_clips, view_words
from validation.real_hands.disagreement_plots import draw_clip
from validation.real_hands.page import page
from validation.real_hands.peak_counting import read_totals, yardstick
from validation.real_hands.score_clips import FEW, counted

FIST = find("34")
STYLE = Style(amplitudes=[1.0, 1.0, 1.0])
ENDS_S = [(start_s + end_s) / 2 for start_s, end_s in repetition_times_s(FIST, STYLE)]
BASELINE = "import sys; print('a line'); print('1 of 2 exact, F1 0.50, 3.5 ghosts a minute')"


def rows() -> list[dict[str, Any]]:
    plain = {
        "kind": "video",
        "exercise": ["unheard-of", "34"],
        "reps": 3,
        "alt": [],
        "event_s": ENDS_S,
        "start_s": None,
        "end_s": None,
        "person": "a",
        "view": "palm, then back",
        "track": "fist.npz",
    }
    idle = {"kind": "negative", "exercise": [], "reps": 0, "alt": [], "event_s": []}
    return [
        {**plain, "name": "whole"},
        {**plain, "name": "late", "reps": 2, "event_s": ENDS_S[1:], "start_s": ENDS_S[1] - 0.1},
        {**plain, "name": "unknown", "exercise": ["unheard-of"]},
        {**idle, "name": "idle", "person": "b", "track": "still.npz"},
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("real")
    (place / "tracks").mkdir()
    write(place / "tracks/fist.npz", perform(FIST, STYLE))
    write(place / "tracks/still.npz", still(FIST, 6.0))
    (place / "counts.json").write_text(json.dumps(rows()), encoding="utf-8")
    (place / "baseline.py").write_text(BASELINE, encoding="utf-8")
    return place


def test_rows_are_read_with_what_they_leave_open(folder: Path) -> None:
    whole, late, _, idle = read_clips(folder)
    assert whole.fair == (3,)
    assert (whole.start_s, whole.end_s) == (-math.inf, math.inf)
    assert whole.view == ("palm", "back")
    assert late.holds(ENDS_S[1])
    assert not late.holds(ENDS_S[0])
    assert idle.negative
    assert idle.view == (NO_VIEW,)


def test_a_view_is_told_by_its_words_alone() -> None:
    assert view_words("side to oblique, a second hand in the picture") == ("side", "oblique")
    assert view_words("backlit") == (NO_VIEW,)


def test_what_was_done_is_counted_and_what_lies_outside_the_exercise_is_not(folder: Path) -> None:
    whole, late = map(counted, Bench.of(folder).scorings())
    assert (whole.exercise, whole.counted, whole.within, whole.peak) == ("34", 3, 3, 3)
    assert (late.counted, late.within, late.not_there) == (2, 2, 0)
    assert late.at_most is not None
    assert late.at_most <= 2


def test_the_whole_folder_makes_a_page(folder: Path) -> None:
    bench = Bench.of(folder)
    found = report(bench, bench.scorings())
    assert found.left_out == ("unknown",)
    assert found.people == 2
    assert found.ghosts.exercises == FEW
    assert found.ghosts.found == ()
    assert found.yardstick is not None
    assert "2 recordings of 1 people" in page(found, Causes({}, {}))
    assert {n.clip for n in found.named} == {"whole", "late", "unknown", "idle"}


def test_a_clip_can_be_drawn(folder: Path, tmp_path: Path) -> None:
    scoring, _ = Bench.of(folder).scorings()
    draw_clip(scoring, tmp_path / "new/whole.png")
    assert (tmp_path / "new/whole.png").stat().st_size > 10_000


def test_the_yardstick_is_what_its_script_says_last(folder: Path, tmp_path: Path) -> None:
    found = yardstick(folder)
    assert found is not None
    assert (found.exact, found.of, found.f1, found.ghosts_a_minute) == (1, 2, 0.5, 3.5)
    assert yardstick(tmp_path) is None


def test_a_script_that_says_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="totals"):
        read_totals("nothing to say\n")
