"""True angles: what a perfect camera would read, free of where the camera stands.

Joint angles are the project's own measurements on the true joints. The wrist's are what the model
was set to; where nobody told, they are turns of the hand in space against the hand at rest, about
the palm's own axes there. Never are they read off the screen: a projection would hide what a turned
camera does. Forearm rotation is the palm's roll, added to how it faces the camera at rest.
"""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.geometry import arctan2_deg, palm_frame, unit, wrap_deg
from handtrack.landmarks.hand import Floats
from handtrack.measurements.reading import Reading
from validation.evaluate.clips import Clip

REST_S = 0.3
"""How much of the clip before the first repetition is its rest."""


def rest_frames(clip: Clip) -> slice:
    """The frames just before the first repetition."""
    start_s = clip.reps[0].start_s if clip.reps else REST_S
    end = max(int(start_s * clip.fps), 1)
    return slice(max(end - max(int(REST_S * clip.fps), 1), 0), end)


def true_angle(reading: Reading, clip: Clip) -> Floats:
    """A joint's true angle in each frame, shape (N,), degrees."""
    measurement = reading.measurement
    if measurement.needs_forearm:
        told = clip.commanded.get(measurement.name)
        return _wrist(measurement.name, clip) if told is None else told
    if measurement.name == "forearm_rotation":
        return _rotation(clip)
    which = () if reading.finger is None else (reading.finger,)
    return measurement.function(clip.joints_m, clip.side, *which)


def _wrist(name: str, clip: Clip) -> Floats:
    """Turn of the hand out of its line at rest: + palmar, or + ulnar."""
    palm = palm_frame(clip.joints_m, clip.side)
    rest = rest_frames(clip)
    toward = palm.palmar if name == "wrist_flexion" else palm.ulnar
    line, side = (unit(np.mean(axis[rest], axis=0)) for axis in (palm.distal, toward))
    return arctan2_deg(palm.distal @ side, palm.distal @ line)


def _rotation(clip: Clip) -> Floats:
    """Roll of the palm about the hand's length, 0 with the palm to the camera."""
    palm = palm_frame(clip.joints_m, clip.side)
    rest = rest_frames(clip)
    ulnar, palmar = (unit(np.mean(axis[rest], axis=0)) for axis in (palm.ulnar, palm.palmar))
    roll = np.unwrap(arctan2_deg(palm.ulnar @ palmar, palm.ulnar @ ulnar), period=360.0)
    turned = arctan2_deg(np.abs(palm.ulnar[..., 2]), -palm.palmar[..., 2])
    late = np.argmax(np.abs(roll))
    toward_back = np.sign(wrap_deg(turned[late] - np.median(turned[rest]))) * np.sign(roll[late])
    rolled: Floats = toward_back * roll + np.median(turned[rest])
    return rolled


def arc_deg(angle: Floats) -> float:
    """How far a joint goes in a stretch of frames; NaN where it is not known in one of them."""
    return float(np.max(angle) - np.min(angle)) if len(angle) else float("nan")
