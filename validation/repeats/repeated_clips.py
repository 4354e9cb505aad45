"""Rendered hands that are assessed several times: each time placed, lit and filmed anew.

The same hand holds the same poses on every occasion; camera, light, room, sleeve and the camera's
faults are drawn anew for each occasion and section, within the placement that the protocol
prescribes, and no joint is held to better than half a degree. Each pose is reached in a few
frames, then drawn once and exposed again and again before a trembling camera: as long as the
tracker needs to settle on it, and some frames more, which are measured. Pictures go to the tracker
as they are, not through a video file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np

import handtrack
from handtrack.assessment.assess import assess
from handtrack.assessment.poses.find_poses import Mark, marked_poses
from handtrack.assessment.poses.order_check import order_faults
from handtrack.assessment.protocol import Protocol, find_protocol
from handtrack.assessment.rom_result import Assessment
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording_file import Writer
from handtrack.landmarks.recording_header import Header
from handtrack.sources.video import Frame
from handtrack.tracking.tracker import Tracker
from validation.render.clips.picture import canvas, dressed, over
from validation.render.model.anthropometry import Family, Shape, random_shape, shaped
from validation.render.model.mesh import Model
from validation.render.model.pose import Pose, blend, full
from validation.render.scene.appearance import LIGHTS, SKINS, Look, random_look
from validation.render.scene.camera import Camera, middle_of, place
from validation.render.scene.drawables import SkinPart
from validation.render.scene.sensor import Exposer, Picture
from validation.studies.held_poses import ACTS, side_of

FPS = 10.0
MOVING, HELD, MEASURED = 4, 16, 5
"""Frames on the way to each pose, of the pose, and of those the last; a tracker that finds the hand
anew settles for ten."""
FRAMES = MOVING + HELD
SIZE_PX = (448, 336)
HAND_M, HAND_PX = 0.09, {"wrist": 75.0, "deviation": 90.0, "forearm": 95.0}
USUAL_HAND_PX = 110.0
"""Wrist to middle knuckle in the picture: a hand that fills a good part of it."""
TURN_DEG, NEARER, ASIDE = 10.0, 0.12, 0.05
"""How far the camera may stand from where it is wanted: a third of the 30 degrees that a view
allows, an eighth of the distance, a twentieth of the picture's height. Judgement."""
UNLIKE_DEG = 0.5
"""Standard deviation with which a joint comes back to the same pose."""
PROTOCOL_ID = "hand-basic"
ENOUGH_LIGHT = ("window", "lamp", "ceiling", "screen")
"""A session asks for more where there is less."""


@dataclass(frozen=True, slots=True)
class RepeatedHand:
    """One hand that is assessed several times.

    Parameters
    ----------
    number : int
        Seed of its shape, skin and poses; even ones are right hands.
    """

    number: int

    @property
    def side(self) -> Side:
        """Which hand it is."""
        return side_of(self.number)

    @property
    def shape(self) -> Shape:
        """Of the test family; every third hand is of the second model."""
        model = Model.MAKEHUMAN if self.number % 3 == 2 else Model.WEBXR
        return random_shape(Family.TEST, self.number, model)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One section of an assessment of one hand.

    Parameters
    ----------
    hand : RepeatedHand
    section : str
    name : str
        Decides camera, light and noise.
    poses : tuple of Pose
        What is held, one each pose of the section.
    """

    hand: RepeatedHand
    section: str
    name: str
    poses: tuple[Pose, ...]

    @property
    def file_name(self) -> str:
        """Of its landmarks; other poses have another."""
        angles = [sorted((k, float(v)) for k, v in pose.items()) for pose in self.poses]
        digest = sha256(repr(angles).encode()).hexdigest()[:8]
        return f"{self.section}-{self.hand.number}-{self.name}-{digest}.npz"

    @property
    def random(self) -> np.random.Generator:
        """The same for the same hand, section and name."""
        return np.random.default_rng([self.hand.number, *map(ord, self.section + self.name)])


@cache
def protocol() -> Protocol:
    """The protocol that is followed."""
    return find_protocol(PROTOCOL_ID)


def pose_ids(section: str) -> list[str]:
    """Ids of the poses of a section, in order."""
    return [pose.id for s in protocol().select_sections([section]) for pose in s.poses]


def assessed(folder: Path, occasion: Occasion) -> Assessment | None:
    """Assess a hand once; it is filmed and tracked if it was not before.

    None where the angles contradict the order of the poses, so that the program measures nothing.

    Parameters
    ----------
    folder : Path
        Where the landmarks are kept; pictures are not.
    occasion : Occasion
    """
    recording = recording_file.read(filmed(folder, occasion))
    hand = recording.hand(0, occasion.hand.side)
    ids = pose_ids(occasion.section)
    ends_s = [FRAMES * (place + 1) / FPS for place in range(len(ids))]
    marks = [
        Mark(p, end_s - (MEASURED + 0.5) / FPS, end_s - 0.5 / FPS)
        for p, end_s in zip(ids, ends_s, strict=True)
    ]
    taken = marked_poses(protocol(), marks, hand)
    if order_faults(protocol(), hand, taken):
        return None
    return assess(recording, hand, protocol(), taken)


def filmed(folder: Path, occasion: Occasion) -> Path:
    """Film and track a hand, unless it was.

    Parameters
    ----------
    folder : Path
    occasion : Occasion

    Returns
    -------
    Path
        Of its landmarks.
    """
    path = folder / occasion.file_name
    if not path.exists():
        _track(occasion, path)
    return path


def _track(occasion: Occasion, path: Path) -> None:
    tracker = _tracker()
    tracker.reset()
    header = Header(
        SIZE_PX,
        source=path.stem,
        handtrack=handtrack.__version__,
        engine=tracker.engine,
        model_sha256=tracker.model_sha256,
        presences=tracker.has_presence,
    )
    with Writer(path, header) as writer:
        for i, image in enumerate(pictures(occasion)):
            writer.append(tracker.track(Frame(i, i / FPS, np.ascontiguousarray(image), SIZE_PX)))
        writer.finish(header)


@cache
def _tracker() -> Tracker:
    from handtrack.tracking.open_tracker import open_tracker

    return open_tracker()


def pictures(occasion: Occasion) -> Iterator[Picture]:
    """Film one occasion."""
    random = occasion.random
    camera, look = placed(occasion, random), _look(occasion, random)
    hand, side = shaped(occasion.hand.shape), occasion.hand.side
    exposer = Exposer(look.sensor, camera.size_px, look.seed)
    person = replace(look, seed=occasion.hand.number)
    poses = [_as_held(pose, random) for pose in occasion.poses]
    middle = middle_of(np.stack([hand.pose(pose).joints for pose in poses]))
    tremble = np.zeros(2)
    for i, (pose, frames) in enumerate(_drawn(poses)):
        bones, placing = hand.pose(pose), place(camera, side, pose, middle)
        skin, joints = placing(hand.skin(bones)), placing(bones.joints)
        part = dressed(SkinPart(occasion.hand.shape, side, skin, joints, person.shade), look)
        drawn = canvas(camera.size_px, 0).draw([part], camera, LIGHTS[look.light])
        light = over(drawn, camera, look, LIGHTS[look.light])
        for k in range(frames):
            tremble = 0.8 * tremble + random.normal(0, 0.5, 2)
            shift = np.concatenate([np.eye(2), tremble[:, None]], axis=1)
            moved = cv2.warpAffine(light, shift, SIZE_PX, borderMode=cv2.BORDER_REPLICATE)
            yield exposer.expose(np.asarray(moved), (i + k) / FPS)


def _drawn(poses: Sequence[Pose]) -> Iterator[tuple[Pose, int]]:
    """What is drawn, and for how many frames it is seen."""
    for before, pose in zip([poses[0], *poses], poses, strict=False):
        shares = (np.arange(MOVING) + 1) / (MOVING + 1)
        yield from ((blend(before, pose, share), 1) for share in shares.tolist())
        yield pose, HELD


def _as_held(pose: Pose, random: np.random.Generator) -> dict[str, float]:
    angles = {name: float(value) for name, value in full(pose).items()}
    return {
        name: value + (0.0 if name.startswith("arm") else float(random.normal(0, UNLIKE_DEG)))
        for name, value in angles.items()
    }


def _look(occasion: Occasion, random: np.random.Generator) -> Look:
    number = occasion.hand.number
    look = random_look(random, sorted(SKINS)[number % len(SKINS)])
    while look.light not in ENOUGH_LIGHT:
        look = random_look(random, look.skin)
    return replace(look, creases=0.5 + number % 5 / 4)


def placed(occasion: Occasion, random: np.random.Generator) -> Camera:
    """Place the camera where a person puts it who was told where it belongs.

    Parameters
    ----------
    occasion : Occasion
    random : Generator
    """
    wanted = ACTS[occasion.section].camera
    hand_px = HAND_PX.get(occasion.section, USUAL_HAND_PX)
    focal_px = hand_px * wanted.distance_m / HAND_M
    turn, pitch, roll = random.uniform(-TURN_DEG, TURN_DEG, 3).tolist()
    across, down = random.uniform(-ASIDE, ASIDE, 2).tolist()
    return replace(
        wanted,
        rotation_deg=wanted.rotation_deg + turn,
        pitch_deg=wanted.pitch_deg + pitch,
        roll_deg=wanted.roll_deg + roll,
        distance_m=wanted.distance_m * (1 + float(random.uniform(-NEARER, NEARER))),
        shift=(across, down),
        view_deg=float(np.degrees(2 * np.arctan(SIZE_PX[0] / 2 / focal_px))),
        size_px=SIZE_PX,
    )
