"""A person's own range in a file: read, checked against the exercise, written."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from handtrack.definitions.exercise import Exercise
from handtrack.errors import CalibrationError
from handtrack.files import bytes_of, first_fault
from handtrack.landmarks.free_text import printable_name
from handtrack.landmarks.hand import Finger, Side, without_words
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.registry import counter_for


def read(
    path: Path,
    exercise: Exercise,
    side: Side | None,
    without: tuple[Finger, ...] | None = None,
) -> Calibration:
    """Read a calibration file for this exercise, hand and fingers.

    Parameters
    ----------
    path : Path
    exercise : Exercise
    side : Side or None
        The hand that it must be of; None takes any.
    without : tuple of Finger or None
        The fingers that must have been left out; None takes any.

    Returns
    -------
    Calibration
        With the file's name as its source.

    Raises
    ------
    CalibrationError
        The file is missing, damaged, or was made for another exercise or hand, or other fingers.
    """
    try:
        calibration = TypeAdapter(Calibration).validate_json(bytes_of(path))
    except OSError as e:
        raise CalibrationError(f"Cannot read the calibration {path}: {e.strerror}.") from e
    except ValidationError as e:
        raise CalibrationError(
            f"{path} is not a calibration: {first_fault(e)}. "
            "Make one with 'handtrack score VIDEO --exercise ID --save-calibration FILE'."
        ) from e
    if wrong := _of_another(calibration, exercise, side, without):
        raise CalibrationError(f"{path} was made {wrong}.")
    missing = counter_for(exercise.with_followed_object(calibration.object)).missing(calibration)
    if missing:
        raise CalibrationError(f"{path} holds no {missing}. Record it again.")
    if exercise.needs_forearm and calibration.forearm is None:
        raise CalibrationError(f"{path} holds no forearm line. Record it again.")
    if exercise.choice and calibration.finger not in exercise.choice.fingers:
        raise CalibrationError(f"{path} does not say which finger it is of. Record it again.")
    return replace(calibration, source=printable_name(path.name))


def _of_another(
    own: Calibration, exercise: Exercise, side: Side | None, without: tuple[Finger, ...] | None
) -> str:
    """What it was made for instead, in words; empty where it fits."""
    if own.exercise != exercise.id:
        return f"for exercise {own.exercise}, not for {exercise.id}"
    if side and own.side is not side:
        return f"for the {own.side} hand, not for the {side} one"
    if without is not None and set(without) != set(own.without):
        made, asked = (without_words(f) or "with all fingers" for f in (own.without, without))
        return f"{made}, not {asked}; record it again"
    return ""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a calibration file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(Calibration).json_schema(),
    }


def write(path: Path, calibration: Calibration) -> None:
    """Write a calibration as JSON.

    Parameters
    ----------
    path : Path
        In a folder that exists.
    calibration : Calibration

    Raises
    ------
    CalibrationError
        It cannot be written there.
    """
    try:
        path.write_text(json.dumps(asdict(calibration), indent=2) + "\n", encoding="utf-8")
    except OSError as e:
        raise CalibrationError(f"Cannot write the calibration {path}: {e.strerror}.") from e
