"""An assessment from options: whose hand, what is left out, where it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handtrack.cli.options import store_at
from handtrack.cli.save_to_records import missing_fingers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from handtrack.assessment.poses.hold_detector import PoseHeld
    from handtrack.assessment.protocol import Protocol
    from handtrack.landmarks.hand import Finger, Hand, Side
    from handtrack.landmarks.recording import Recording
    from handtrack.live.assessment.assessment_order import AssessmentOutcome


@dataclass(frozen=True, slots=True)
class AssessmentOptions:
    """What the user said of an assessment.

    Parameters
    ----------
    patient : str, optional
        Id of the patient for whom it is kept.
    db : str, optional
        Where records are.
    without : tuple of Finger, optional
        Fingers to leave out; by default those of the patient's record.
    assisted : bool
        Whether the joints were moved with help.
    pain : int, optional
        During it, 0 to 10.
    at : datetime, optional
        When it was; by default now.
    """

    patient: str | None = None
    db: str | None = None
    without: tuple[Finger, ...] | None = None
    assisted: bool = False
    pain: int | None = None
    at: datetime | None = None

    def check(self) -> None:
        """Refuse a patient who is not known, before anybody has moved a hand."""
        if self.patient is not None:
            with store_at(self.db) as store:
                store.patient(self.patient)

    def hand(self, recording: Recording, side: Side | None) -> Hand:
        """The hand that is measured, without the fingers to leave out.

        Parameters
        ----------
        recording : Recording
        side : Side, optional
            By default the hand that is seen.
        """
        from handtrack.landmarks.recording import choose_slot

        slot, used = choose_slot(recording, side)
        without = self.without
        if without is None and self.patient is not None:
            without = missing_fingers_of(self.patient, self.db, used)
        return replace(recording.hand(slot, used), without=without or ())

    def measured(
        self, protocol: Protocol, recording: Recording, hand: Hand, held: Sequence[PoseHeld]
    ) -> AssessmentOutcome:
        """Measure the poses that were held.

        Parameters
        ----------
        protocol : Protocol
        recording : Recording
        hand : Hand
            Through the whole recording.
        held : sequence of PoseHeld
        """
        from handtrack.assessment.assess import assess
        from handtrack.assessment.poses.order_check import order_faults
        from handtrack.assessment.rom_result import AssessmentMode
        from handtrack.live.assessment.assessment_order import AssessmentOutcome

        manner = AssessmentMode.ASSISTED if self.assisted else AssessmentMode.ACTIVE
        found = assess(recording, hand, protocol, held, manner)
        return AssessmentOutcome(found, tuple(order_faults(protocol, hand, held)))

    def kept(self, outcome: AssessmentOutcome, landmarks: Path, name: str) -> AssessmentOutcome:
        """Keep an assessment in the patient's records; nothing where none was named.

        Parameters
        ----------
        outcome : AssessmentOutcome
            One in which nothing could be measured is not kept.
        landmarks : Path
            File of the recording.
        name : str
            Of what it was made from.
        """
        from datetime import datetime

        from handtrack.records.store.location import find_location
        from handtrack.records.values import FileKind, NewFile

        if self.patient is None or outcome.empty:
            return outcome
        at = self.at or datetime.now().astimezone()
        files = [NewFile(landmarks, FileKind.LANDMARKS, name)]
        with store_at(self.db) as store:
            key = store.patient(self.patient).key
            number = store.add_assessment(key, at, outcome.found, self.pain, files)
            history = store.history(key)
        record = next(record for record in history.assessments if record.id == number)
        where = find_location(self.db).name
        return replace(outcome, history=history, record=record, where=where)
