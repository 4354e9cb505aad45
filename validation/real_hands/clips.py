"""What a folder of counted recordings holds: `counts.json`, the tracks and videos that it names.

Where the video is there, it is tracked as handtrack tracks it today; else its stored track stands.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import read
from validation.evaluate.tracks import Tracks, default_cache

COUNTS = "counts.json"
TRACKS = "tracks"
EDGE_S = 0.3
"""How far outside the part that is the exercise a repetition may still belong to it: the ends of
that part were read off a contact sheet."""
VIEWS = ("palm", "back", "side", "oblique")
NO_VIEW = "not noted"


@dataclass(frozen=True, slots=True)
class CountedClip:
    """A recording and what an eye saw in it.

    Parameters
    ----------
    shown : tuple of str
        Ids a therapist would score it with, best first; empty where no exercise is done.
    reps : int
        Repetitions counted by eye.
    fair : tuple of int
        Every count that is fair, `reps` among them.
    events_s : tuple of float
        When each repetition is at its far end.
    start_s, end_s : float
        The part that is the exercise; infinite where it is all of the recording.
    view : tuple of str
        The words for where the camera stands that the description uses.
    track, track_two_hands : Path or None
        Landmarks with one hand followed, and with two.
    video : Path or None
        What they are of, where it may be passed on.
    """

    name: str
    person: str
    shown: tuple[str, ...]
    reps: int
    fair: tuple[int, ...]
    events_s: tuple[float, ...]
    start_s: float
    end_s: float
    view: tuple[str, ...]
    track: Path
    track_two_hands: Path | None
    video: Path | None = None

    @property
    def negative(self) -> bool:
        """Whether no exercise is done in it."""
        return not self.shown

    def recording(self, two_hands: bool = False) -> Recording:
        """Its landmarks; of two hands where they are asked for and there are any."""
        if self.video:
            hands = 2 if two_hands and self.track_two_hands else 1
            return Tracks(default_cache() / "tracks").of(self.video, hands)
        return read(self.track_two_hands if two_hands and self.track_two_hands else self.track)

    def holds(self, time_s: float) -> bool:
        """Whether a moment belongs to the part that is the exercise."""
        return self.start_s - EDGE_S <= time_s <= self.end_s + EDGE_S

    def exercise(self, library: Mapping[str, Exercise]) -> Exercise | None:
        """The first of its exercises that the library has."""
        return next((library[id] for id in self.shown if id in library), None)


def read_clips(folder: Path) -> tuple[CountedClip, ...]:
    """Every recording of a folder that has a row in its `counts.json`."""
    rows = json.loads((folder / COUNTS).read_text(encoding="utf-8"))
    return tuple(_clip(row, folder / TRACKS) for row in rows)


def _clip(row: Mapping[str, Any], tracks: Path) -> CountedClip:
    start_s, end_s, two = row.get("start_s"), row.get("end_s"), row.get("track_two_hands")
    counted = row["kind"] == "video"
    return CountedClip(
        name=row["name"],
        person=row["person"],
        shown=tuple(row["exercise"]) if counted else (),
        reps=int(row["reps"]) if counted else 0,
        fair=tuple(sorted({row["reps"], *(row.get("alt") or ())})) if counted else (0,),
        events_s=tuple(map(float, row.get("event_s") or ())) if counted else (),
        start_s=-math.inf if start_s is None else float(start_s),
        end_s=math.inf if end_s is None else float(end_s),
        view=view_words(row.get("view") or ""),
        track=tracks / row["track"],
        track_two_hands=tracks / two if two else None,
        video=tracks.parent / row["video"] if row.get("video") else None,
    )


def view_words(text: str) -> tuple[str, ...]:
    """The views that a description names, in the order of `VIEWS`; `NO_VIEW` alone for none."""
    named = set(re.findall(r"[a-z]+", text.lower()))
    return tuple(view for view in VIEWS if view in named) or (NO_VIEW,)
