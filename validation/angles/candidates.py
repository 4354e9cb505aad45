"""Ways of reading an angle that were tried, each with its cost: the rows of the ablation table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import process_time

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import BONES, FINGERS, PALM, Floats, Hand
from handtrack.landmarks.pose.learned_pose import JOINTS, LearnedPose, estimate_pose
from handtrack.landmarks.pose.pose_features import normalise_hand, palm_inputs, whole_tiles
from handtrack.landmarks.pose.pose_networks import NETWORKS, Network, Networks, packaged
from handtrack.measurements import Space
from handtrack.measurements.joint_angle import JointAngle
from handtrack.measurements.measurement import Measurement
from handtrack.measurements.reading import Reading
from handtrack.verifiers.calibration import Forearm
from validation.angles.data import AngleFrames, normalised_hands, true_bends
from validation.angles.network import teach
from validation.angles.study import Way, by_fit, by_landmarks
from validation.angles.train import examples

_ROUNDS, _FRAMES = 5, 40
_STARTS = np.array([a for a, _ in BONES])
_ENDS = np.array([b for _, b in BONES])


def in_space(space: Space) -> Way:
    """The measurement, read off other landmarks than its own."""

    def way(
        reading: Reading,
        hand: Hand,
        fitted: LearnedPose,
        rest: NDArray[np.bool_],
        forearm: Forearm | None,
    ) -> JointAngle | None:
        return _read(replace(reading.measurement, space=space), reading, hand)

    return way


def with_held_bones(
    reading: Reading,
    hand: Hand,
    fitted: LearnedPose,
    rest: NDArray[np.bool_],
    forearm: Forearm | None,
) -> JointAngle | None:
    """Image points, their depth made anew from bone lengths that are held through the clip."""
    return _read(replace(reading.measurement, space=Space.IMAGE), reading, held_bones(hand))


def _read(measurement: Measurement, reading: Reading, hand: Hand) -> JointAngle | None:
    flat = measurement.space is Space.PLANE and measurement.name == "mcp_flexion"
    # On the screen there is no plane of the palm to take it against.
    if (
        reading.finger is None or measurement.name not in JOINTS or flat
    ):  # it needs the palm's plane
        return None
    deg = measurement.read(hand, reading.finger)
    return JointAngle(deg, np.zeros_like(deg))


def held_bones(hand: Hand) -> Hand:
    """Give every bone its length over the recording and find the depth that this asks for.

    Lengths are medians in sizes of the palm. What a bone lacks on the screen it has in depth, to
    the side to which the tracker has it.
    """
    points = hand.image_px.copy()
    palm = points[:, PALM]
    size = np.sqrt(np.square(palm - palm.mean(axis=1, keepdims=True)).sum(axis=-1).mean(axis=-1))
    lengths = distance(points[:, _ENDS], points[:, _STARTS])
    held = np.median(lengths / size[:, None], axis=0) * size[:, None]
    for i, (start, end) in enumerate(BONES):
        seen = distance(hand.image_px[:, end, :2], hand.image_px[:, start, :2])
        deep = np.sqrt(np.maximum(held[:, i] ** 2 - seen**2, 0.0))
        toward = np.sign(hand.image_px[:, end, 2] - hand.image_px[:, start, 2])
        points[:, end, 2] = points[:, start, 2] + toward * deep
    return replace(hand, image_px=points)


def refitted(networks: Networks) -> Way:
    """The fitted hand, by other networks than the packaged ones."""

    def way(
        reading: Reading,
        hand: Hand,
        fitted: LearnedPose,
        rest: NDArray[np.bool_],
        forearm: Forearm | None,
    ) -> JointAngle | None:
        return by_fit(reading, hand, estimate_pose(hand, networks), rest, forearm)

    return way


def one_member() -> Networks:
    """The first member of each packaged network."""
    every = packaged()
    return Networks(**{name: _first(getattr(every, name)) for name in NETWORKS})


def _first(network: Network) -> Network:
    return Network(tuple(w[:1] for w in network.weights), tuple(b[:1] for b in network.biases))


def fewer_people(frames: AngleFrames, share: float) -> Networks:
    """One member of each, taught on a part of the people."""
    taught = {}
    for name in NETWORKS:
        found = examples(frames, name)
        people = np.unique(found.person)
        used = np.isin(found.person, people[: round(share * len(people))])
        taught[name] = teach(found.inputs[used], found.answers[used], found.clip[used], seed=0)
    return Networks(**taught)


def one_network_for_all(frames: AngleFrames) -> Way:
    """One network that is told all points and gives all bends, instead of one finger at a time."""
    inputs = palm_inputs(normalised_hands(frames)).T
    bends = true_bends(frames.joints_m).reshape(len(frames), -1)
    network = teach(inputs, bends, frames.clip, seed=0)

    def way(
        reading: Reading,
        hand: Hand,
        fitted: LearnedPose,
        rest: NDArray[np.bool_],
        forearm: Forearm | None,
    ) -> JointAngle | None:
        if reading.finger is None or reading.measure not in JOINTS:
            return None
        image_px, world_m = whole_tiles(hand.image_px), whole_tiles(hand.world_m)
        whole = normalise_hand(replace(hand, image_px=image_px, world_m=world_m))
        answers = network(palm_inputs(whole))[0][:, : len(hand.image_px)]
        at = FINGERS.index(reading.finger) * len(JOINTS) + JOINTS.index(reading.measure)
        deg = answers[at].astype(np.float64)
        return JointAngle(deg, np.zeros_like(deg))

    return way


def candidates(frames: AngleFrames) -> Mapping[str, Way]:
    """All of them by name; `frames` are those that may be learned from."""
    return {
        "landmarks, as the measurement": by_landmarks,
        "image points with z": in_space(Space.IMAGE),
        "world points": in_space(Space.WORLD),
        "screen alone": in_space(Space.PLANE),
        "image and world, mean": in_space(Space.BOTH),
        "image, bone lengths held": with_held_bones,
        "one network for the whole hand": one_network_for_all(frames),
        "fitted, half the people": refitted(fewer_people(frames, 0.5)),
        "fitted, one member": refitted(one_member()),
        "fitted": by_fit,
    }


def cost_ms(hand: Hand) -> dict[str, float]:
    """Milliseconds of this process a frame, one frame at a time as in a live session."""
    singles = [hand.at(np.array([i])) for i in range(min(_FRAMES, len(hand.seen)))]
    pip = Reading(measure="pip_flexion", finger=FINGERS[0])
    jobs: dict[str, Callable[[Hand], object]] = {
        "one measurement, off the landmarks": lambda one: pip.of(one, None),
        "bone lengths held (they are known)": held_bones,
        "fitted, one member": lambda one: estimate_pose(one, one_member()),
        "fitted": estimate_pose,
    }
    return {name: min(_timed(job, singles) for _ in range(_ROUNDS)) for name, job in jobs.items()}


def _timed(job: Callable[[Hand], object], hands: list[Hand]) -> float:
    start = process_time()
    for hand in hands:
        job(hand)
    return 1000 * (process_time() - start) / len(hands)


def rest_offset_removed(error: Floats, clip: NDArray[np.int64], rest: NDArray[np.bool_]) -> Floats:
    """Errors of frames with each clip's median error at rest taken off: zero at a neutral pose."""
    result = error.copy()
    for number in np.unique(clip):
        here = clip == number
        if (here & rest).any():
            result[here] -= np.median(error[here & rest], axis=0)
    return result
