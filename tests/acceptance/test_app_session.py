"""Whole sessions through the app, shown by a page without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.live.session_folder.set_results import results
from handtrack.live.session_folder.stored_session import read_session
from handtrack.scoring.score import score
from handtrack.tracking.track_video import track_video
from tests.helpers.app_client import Page, play_clip, serving, workplace
from tests.helpers.live_session import trackers
from tests.helpers.paths import SAMPLE_VIDEOS

pytestmark = pytest.mark.slow


def _goes_on(shown: dict[str, Any]) -> dict[str, Any] | None:
    """Use the saved range, and close the summary."""
    if shown["menu"]:
        return {"type": "choose", "option": "use_saved"}
    return {"type": "key", "key": "go"} if shown["screen"] == "summary" else None


@pytest.mark.parametrize(("clip", "number"), [("spread.mp4", "33"), ("finger_curl.mp4", "18")])
def test_the_counts_are_those_of_score_repetition_by_repetition(
    clip: str, number: str, tmp_path: Path
) -> None:
    path, exercise = SAMPLE_VIDEOS / clip, find(number)
    scored = score(track_video(path, trackers(1)), exercise, Side.RIGHT).result
    saved = {(number, Side.RIGHT): scored.calibration}
    work = workplace(tmp_path, trackers, clip=path, saved=saved)
    with serving(work, tmp_path) as app:
        page = Page(app)
        page.enter()
        begun = page.post("/session", exercise=number, hand="right", reps="100")
        assert (begun.status, begun.getheader("Location")) == (303, "/session")
        with page.socket() as socket:
            assert play_clip(socket, page, _goes_on) == "end"
    (folder,) = (tmp_path / "sessions").iterdir()
    (told,) = results(read_session(folder))
    assert len(told.repetitions) == len(scored.repetitions) > 2
    for ours, theirs in zip(told.repetitions, scored.repetitions, strict=True):
        assert (ours.status, ours.reasons) == (theirs.status, theirs.reasons)
        assert (ours.start_s, ours.end_s, ours.peak) == pytest.approx(
            (theirs.start_s, theirs.end_s, theirs.peak), abs=1e-6
        )
    done = page.shown[-1]
    assert done["totals"][0]["valid"] == scored.summary.valid
