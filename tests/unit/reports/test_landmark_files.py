"""Landmarks for other programs: read back by readers that are not ours."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from trc import TRCData

from handtrack.landmarks.hand import Hand, Landmark
from handtrack.landmarks.recording_header import Header
from handtrack.reports.exchange.bids import bids_motion
from handtrack.reports.exchange.trc import trc
from synthetic_hand.landmarks import synthetic_track

FRAMES = 30


@pytest.fixture
def hand() -> Hand:
    bend = np.linspace(0.0, 60.0, FRAMES)
    made = synthetic_track({"index_mcp": bend})
    lost = made.world_m.copy()
    lost[7] = np.nan
    uneven = np.asarray(made.time_s) + 2.0 + np.linspace(0, 0.01, FRAMES) ** 2
    return replace(made, world_m=lost, time_s=uneven)


def test_a_trc_file_is_read_by_another_reader(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "hand.trc"
    path.write_text(trc(hand, path.name))
    data = TRCData()
    data.load(str(path))
    assert data["Markers"] == [point.name.lower() for point in Landmark]
    assert (int(data["NumFrames"]), data["Units"]) == (FRAMES, "mm")
    time_s, points = data[1]
    assert time_s == 0.0
    expected = hand.world_m[0] * [1000, -1000, -1000]
    assert np.allclose(points, expected, atol=1e-3)
    assert np.isnan(np.array(data[8][1], dtype=float)).all()


def test_bids_files_fit_each_other(hand: Hand) -> None:
    header = Header((640, 480), container_fps=30.0, handtrack="0.1", engine="litert 2.3.0")
    files = bids_motion(hand, header, "m-k", "2026 09", "wrist bend")
    stem = "sub-mk_ses-202609_task-wristbend_tracksys-litert"
    assert set(files) == {
        f"{stem}_{part}" for part in ("motion.tsv", "motion.json", "channels.tsv", "channels.json")
    }
    rows = [line.split("\t") for line in files[f"{stem}_motion.tsv"].splitlines()]
    channels = files[f"{stem}_channels.tsv"].splitlines()
    about = json.loads(files[f"{stem}_motion.json"])
    assert channels[0].split("\t") == ["name", "component", "type", "tracked_point", "units"]
    assert len(channels) - 1 == len(rows[0]) == about["MotionChannelCount"] == 64
    assert len(rows) == FRAMES
    assert set(rows[7][1:]) == {"n/a"}
    latency = np.array([float(row[0]) for row in rows])
    assert latency[0] == 0.0
    assert np.allclose(latency, np.asarray(hand.time_s) - 2.0, atol=1e-6)
    first = np.array(rows[0][1:], float).reshape(21, 3)
    assert np.allclose(first, hand.world_m[0], atol=1e-6)
