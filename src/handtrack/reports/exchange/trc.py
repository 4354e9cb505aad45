"""Landmarks as a .trc file, which OpenSim and most marker software read.

Tab-separated text: five lines of header, then a line a frame with its number, its time in seconds
and the x, y, z of each marker. Axes are OpenSim's: x to the right of the picture, y up, z toward
the camera. A frame without the hand has empty cells.

Sources: OpenSim's page on marker (.trc) files. Deviations: coordinates are MediaPipe's own metric
estimate, whose origin is the middle of the hand in each frame, so they show the shape of the hand
and not its way through space; times are those of the frames and may be uneven, `DataRate` is their
median rate.
"""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.hand import Hand, Landmark

_UP = np.array([1.0, -1.0, -1.0])
"""From a picture's axes (y down, z away from the camera) to OpenSim's."""
_MM = 1000.0


def trc(hand: Hand, name: str) -> str:
    """Write the text of the file.

    Parameters
    ----------
    hand : Hand
        Through time, at least one frame.
    name : str
        Of the file, for its first line.
    """
    time_s, points = np.asarray(hand.time_s), hand.world_m * _UP * _MM
    rate_hz = float(1 / np.median(np.diff(time_s))) if len(time_s) > 1 else 30.0
    count, rate = len(time_s), f"{rate_hz:.3f}"
    markers = [landmark.name.lower() for landmark in Landmark]
    numbers = [f"{axis}{n}" for n in range(1, len(markers) + 1) for axis in "XYZ"]
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\t"
        "OrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(markers)}\tmm\t{rate}\t1\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(markers) + "\t\t",
        "\t\t" + "\t".join(numbers),
        "",
    ]
    start_s = time_s[0] if count else 0.0
    for number, (at_s, frame) in enumerate(zip(time_s - start_s, points, strict=True), 1):
        cells = (f"{v:.3f}" if np.isfinite(v) else "" for v in frame.ravel())
        lines.append("\t".join([str(number), f"{at_s:.6f}", *cells]))
    return "\n".join(lines) + "\n"
