from __future__ import annotations

import re
from pathlib import Path

import pytest

from handtrack.definitions.library import find
from handtrack.errors import OutputError
from handtrack.landmarks.recording import Recording
from handtrack.rendering.trial import draw, write
from handtrack.scoring.score import Scored, score
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Besides, Style

FIST = find("34")


def tried(recording: Recording, id: str = "34") -> Scored:
    return score(recording, find(id))


@pytest.fixture(scope="module")
def mixed() -> Scored:
    idle = Besides.always({"index_mcp": 0.0, "index_pip": 0.0, "index_dip": 0.0})
    return tried(perform(FIST, Style(amplitudes=[1.0, 0.5]), idle))


def test_the_words_of_the_picture_say_what_was_decided_and_why(
    mixed: Scored, tmp_path: Path
) -> None:
    write(tmp_path / "why.svg", mixed, "clip.mp4")
    text = (tmp_path / "why.svg").read_text("utf-8")
    assert "clip.mp4: 34. Composite fist" in text
    for name in ("full", "attempt", "rest"):
        assert f">{name}<" in text
    for repetition in mixed.result.repetitions:
        assert f"{repetition.number}  {repetition.status}" in text
        assert all(note.sentence[:40] in text for note in repetition.reasons[:1])


def test_there_is_a_panel_for_what_each_condition_looks_at(mixed: Scored) -> None:
    titles = [axes.get_title(loc="left") for axes in draw(mixed, "clip").axes]
    for guard in FIST.guards:
        for name in guard.wanted:
            assert any(title.startswith(f"{name} (") for title in titles)
    asked = "changes by at least 0.2 and by 40% of what moves most, else reject"
    assert any(asked in title for title in titles)


def test_the_figures_in_the_picture_are_those_of_the_reasons(mixed: Scored) -> None:
    """A finger left out reads the same in the picture as in the sentence that turned it down."""
    said = [note.sentence for r in mixed.result.repetitions for note in r.reasons]
    changed = {f"{float(f):.3g}" for s in said for f in re.findall(r"changed by ([\d.]+)", s)}
    drawn = {text.get_text() for axes in draw(mixed, "clip").axes for text in axes.texts}
    assert changed
    assert changed <= drawn


def test_the_picture_is_the_same_each_time(mixed: Scored, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        write(tmp_path / name, mixed, "clip.mp4")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_a_png_is_one(mixed: Scored, tmp_path: Path) -> None:
    write(tmp_path / "why.png", mixed, "clip.mp4")
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("id", ["18", "4", "7", "12", "5", "16"])
def test_every_kind_of_exercise_can_be_drawn(id: str) -> None:
    exercise = find(id)
    amplitudes = [0.5] if exercise.activity else [1.0]
    assert draw(tried(perform(exercise, Style(amplitudes=amplitudes)), id), "clip").axes


def test_a_clip_without_a_repetition_says_so(tmp_path: Path) -> None:
    write(tmp_path / "why.svg", tried(still(FIST, 4.0)), "clip.mp4")
    assert "Nothing was found" in (tmp_path / "why.svg").read_text("utf-8")


def test_a_place_that_cannot_be_written_is_a_sentence(mixed: Scored, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Cannot write"):
        write(tmp_path / "none" / "why.svg", mixed, "clip.mp4")
