"""Everything that can be wrong with what we were given.

Poor *data* (hand lost, wrong view) is a result and never an exception. A wrong *file* or *device*
is one of these; its text says what was found, where, and what to do next::

    HandtrackError
    ├── SourceError        a video that cannot be read
    ├── ModelError         the hand model is missing or not the one we know
    ├── TrackerError       the landmark engine could not be started
    ├── RecordingError     a landmark recording that cannot be read or written
    ├── ExerciseError      an exercise file that says something wrong, all of it at once
    ├── CalibrationError   a calibration file that does not fit
    ├── ObjectError        an object that cannot be told from what is around it
    ├── PlanError          a session plan that says something wrong
    ├── CameraError        no camera that delivers pictures
    ├── OutputError        a result that could not be written
    ├── ManifestError      a list of clips that says something wrong, all of it at once
    ├── ClusterError       no cluster of machines that scores clips
    ├── NormError          a file of norms that says something wrong
    ├── ProtocolError      a protocol that does not exist, or says something wrong
    ├── AssessmentError    a clip in which the poses of a protocol cannot be found
    ├── RecordError        something that cannot be kept of a patient as it was given
    └── StoreError         the records cannot be opened, read or written
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class HandtrackError(Exception):
    """Base of all errors whose text is meant for the user as it stands."""


class SourceError(HandtrackError):
    """A video that is missing, unreadable or not a video."""


class ModelError(HandtrackError):
    """The hand landmark model was not found, or its hash is not the known one."""


class TrackerError(HandtrackError):
    """The landmark engine could not be started on this machine."""


class RecordingError(HandtrackError):
    """A landmark recording that is missing, damaged, or from a newer version."""


class CalibrationError(HandtrackError):
    """A calibration file that is damaged or belongs to another exercise."""


class ObjectError(HandtrackError):
    """An object that was to be followed and could not be learnt."""


class PlanError(HandtrackError):
    """A session plan that is missing, faulty, or names an unknown exercise."""


class CameraError(HandtrackError):
    """No camera can be opened, or none delivers pictures."""


class OutputError(HandtrackError):
    """A result that could not be written where it was asked for."""


class ClusterError(HandtrackError):
    """A cluster that cannot be reached, or has nobody who works."""


class AssessmentError(HandtrackError):
    """A clip in which the poses of a protocol cannot be found, or are marked where nothing is."""


class RecordError(HandtrackError):
    """Something given that no record of a patient can hold, or a patient who is not there."""


class StoreError(HandtrackError):
    """The records are missing, locked, damaged, full, or of a newer version."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a data file: where it stands and what to do about it.

    Parameters
    ----------
    trail : str
        File → table → key.
    sentence : str
        What was found and what is expected, in plain words.
    """

    trail: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.trail}: {self.sentence}"


class DataFileError(HandtrackError):
    """A data file that does not exist, or has faults.

    Attributes
    ----------
    faults : tuple of Fault
        Every fault of the file; empty when it was not found at all.
    """

    def __init__(self, text: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__("\n".join([text, *(f"  {fault}" for fault in faults)]))
        self.faults = tuple(faults)


class ExerciseError(DataFileError):
    """An exercise that does not exist, or a file with faults."""


class ProtocolError(DataFileError):
    """An assessment protocol that does not exist, or a file with faults."""


class NormError(DataFileError):
    """A file of norms with faults."""


class ConfidenceError(DataFileError):
    """A file of the weights of recognition with faults."""


class ManifestError(DataFileError):
    """A list of clips that does not exist, or has faults."""
