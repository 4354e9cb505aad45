"""Without a screen that answers, a live session ends with a sentence and not by an abort."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handtrack.errors import OutputError
from handtrack.live.screen.display import platform_for
from tests.helpers.paths import SAMPLE_VIDEOS

SPREAD = SAMPLE_VIDEOS / "spread.mp4"
pytestmark = pytest.mark.slow
_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XAUTHORITY")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the screens of Linux")
@pytest.mark.parametrize(
    ("screen", "told"),
    [
        ({}, "No display"),
        ({"QT_QPA_PLATFORM": "wayland"}, "No display"),
        ({"DISPLAY": ":97"}, ":97"),
        ({"DISPLAY": ":97", "QT_QPA_PLATFORM": "wayland"}, ":97"),
        ({"WAYLAND_DISPLAY": "wayland-97"}, "XWayland"),
    ],
    ids=["none", "none and wayland", "X that does not answer", "and wayland", "only wayland"],
)
def test_a_session_without_a_screen_ends_with_a_sentence(
    screen: dict[str, str], told: str, tmp_path: Path
) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in _SCREEN}
    ran = subprocess.run(
        [sys.executable, "-m", "handtrack", "live", "33", "--source", str(SPREAD), "--no-sound"],
        env={**environment, **screen, "HANDTRACK_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 1
    assert told in ran.stderr
    assert "handtrack score" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not list(tmp_path.glob("sessions/*"))


def test_qt_is_told_to_use_x_where_there_is_x() -> None:
    assert platform_for({"DISPLAY": ":0"}) == "xcb"
    assert platform_for({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}) == "xcb"
    assert platform_for({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland-egl"}) == "xcb"
    assert platform_for({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}) is None
    assert platform_for({"QT_QPA_PLATFORM": "offscreen"}) is None
    with pytest.raises(OutputError, match="No display"):
        platform_for({"QT_QPA_PLATFORM": "wayland"})
