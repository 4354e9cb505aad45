"""Landmarks as BIDS-Motion files: a table without a header, its channels, and a description.

Source: the BIDS specification, modality "Motion". A webcam delivers its pictures unevenly, so the
first channel is LATENCY, seconds since the first frame. The tracking system is the landmark engine.
Positions are the hand model's own metric estimate, in metres, with the middle of the hand as the
origin of each frame.
"""

from __future__ import annotations

import json
import re

import numpy as np

from handtrack.landmarks.hand import Hand, Landmark
from handtrack.landmarks.recording_header import Header

VERSION = "1.10.0"
_AXES = "xyz"


def bids_motion(
    hand: Hand, header: Header, subject: str, session: str, task: str, run: int = 1
) -> dict[str, str]:
    """Make the files by their names, as BIDS wants them in `sub-…/ses-…/motion/`.

    Parameters
    ----------
    hand : Hand
        Through time.
    header : Header
        Of the recording it comes from.
    subject, session, task : str
        Labels; what is no letter or digit is left out of them.
    run : int
        Which recording of this task in this session.
    """
    system = header.engine.partition(" ")[0] or "unknown"
    labels = (("sub", subject), ("ses", session), ("task", task), ("tracksys", system))
    runs = (("run", str(run)),) if run > 1 else ()
    stem = "_".join(f"{key}-{re.sub('[^A-Za-z0-9]', '', label)}" for key, label in labels + runs)
    time_s = np.asarray(hand.time_s, np.float64)
    rows = np.column_stack([time_s - time_s[:1], hand.world_m.reshape(len(time_s), -1)])
    table = "\n".join(
        "\t".join(f"{v:.6f}" if np.isfinite(v) else "n/a" for v in row) for row in rows
    )
    names = [f"{point.name.lower()}_{axis}" for point in Landmark for axis in _AXES]
    channels = ["name\tcomponent\ttype\ttracked_point\tunits", "latency\tn/a\tLATENCY\tn/a\ts"]
    channels += [f"{name}\t{name[-1]}\tPOS\t{name[:-2]}\tm" for name in names]
    rate_hz = float(1 / np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    about = {
        "SamplingFrequency": header.container_fps or round(rate_hz, 3),
        "SamplingFrequencyEffective": round(rate_hz, 3),
        "TaskName": task,
        "TaskDescription": f"{hand.side} hand",
        "TrackingSystemName": system,
        "DeviceSerialNumber": "n/a",
        "Manufacturer": "webcam, landmarks by MediaPipe",
        "ManufacturersModelName": header.engine or "n/a",
        "SoftwareVersions": f"handtrack {header.handtrack}, {header.engine or 'engine unknown'}",
        "MotionChannelCount": 1 + len(names),
        "POSChannelCount": len(names),
        "LATENCYChannelCount": 1,
        "MissingValues": "n/a",
        "RecordingDuration": round(float(np.ptp(time_s)), 6) if len(time_s) else 0.0,
    }
    frame = {
        "reference_frame": {
            "Levels": {
                "camera": {
                    "SpatialAxes": "RIF",
                    "RotationRule": "n/a",
                    "RotationOrder": "n/a",
                    "Description": "x right, y down, z away from the camera; origin in the hand",
                }
            }
        }
    }
    return {
        f"{stem}_motion.tsv": table + "\n",
        f"{stem}_channels.tsv": "\n".join(channels) + "\n",
        f"{stem}_channels.json": json.dumps(frame, indent=2) + "\n",
        f"{stem}_motion.json": json.dumps(about, indent=2) + "\n",
    }
