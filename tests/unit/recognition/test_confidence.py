from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handtrack.definitions.library import find, load_all
from handtrack.errors import ConfidenceError
from handtrack.landmarks.hand import Side
from handtrack.recognition.confidence import LONE_MAX, Confidence, packaged, packaged_path, read
from handtrack.recognition.evidence import Evidence, FamilyEvidence, Stretch
from handtrack.recognition.prototypes import packaged as prototypes
from handtrack.recognition.segments import recognise
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style

EXERCISES = load_all()


def tried(
    id: str = "34", distance: float = 100.0, counted: int = 4, attempts: int | None = None
) -> FamilyEvidence:
    attempts = counted if attempts is None else attempts
    evidence = Evidence(distance, distance, counted / (attempts + 1))
    return FamilyEvidence(find(id), evidence, counted, attempts, 0.0, 5.0, Side.RIGHT)


def share(
    best: FamilyEvidence, *others: FamilyEvidence, none: float = 200.0, travel: float = 0.0
) -> float:
    stretch = Stretch(0.0, 6.0, (best, *others), Evidence(none, none), travel)
    return packaged().probabilities(stretch)[0]


def test_shares_are_one_together_and_none_is_among_them() -> None:
    stretch = Stretch(0.0, 6.0, (tried(), tried("10", 300.0)), Evidence(200.0, 200.0), 1.0)
    shares = packaged().probabilities(stretch)
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(1.0)


def test_what_is_nearer_is_surer() -> None:
    assert share(tried(distance=80.0)) > share(tried(distance=150.0))


def test_a_near_competitor_takes_from_the_confidence() -> None:
    assert share(tried(), tried("10", 500.0)) > share(tried(), tried("10", 105.0))


def test_one_counted_of_eight_is_less_sure_than_eight_of_eight() -> None:
    assert share(tried(counted=8)) > share(tried(counted=4, attempts=8))
    assert share(tried(counted=4, attempts=8)) > share(tried(counted=1, attempts=8))


def test_a_lone_movement_is_less_sure_than_four_and_never_very_sure() -> None:
    assert share(tried(counted=4)) > share(tried(counted=1))
    assert packaged().confidence_of(0.99, tried(counted=1)) <= LONE_MAX


def test_a_lone_sequence_is_no_lone_movement() -> None:
    assert (
        Confidence(packaged().weights, 0.95, 0.4).confidence_of(0.99, tried("18", counted=1))
        == 0.95
    )


def test_a_hand_that_travels_speaks_for_none() -> None:
    assert share(tried(), travel=0.0) > share(tried(), travel=10.0)


def test_only_ratios_of_distances_matter() -> None:
    assert share(tried(distance=100.0), none=200.0) == pytest.approx(
        share(tried(distance=300.0), none=600.0)
    )


def test_nothing_is_surer_than_what_was_borne_out() -> None:
    assert packaged().confidence_of(0.999, tried()) == packaged().most


def test_a_lesser_candidate_is_told_as_perhaps() -> None:
    recording = perform(find("34"), Style(amplitudes=[1.0] * 4))
    strict = replace(packaged(), most=0.8, named_from=0.9)
    (segment,) = recognise(recording, EXERCISES, prototypes(), strict).segments
    assert segment.exercise is None
    assert segment.could_be == ()
    assert segment.suggestion is not None
    assert "34" in segment.suggestion.could_be
    assert segment.suggestion.confidence < 0.9


def test_what_is_named_has_no_perhaps() -> None:
    recording = perform(find("34"), Style(amplitudes=[1.0] * 4))
    (segment,) = recognise(recording, EXERCISES, prototypes()).named
    assert segment.suggestion is None
    assert packaged().named_from <= segment.confidence <= packaged().most


def test_a_file_that_weighs_something_else_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "confidence.toml"
    text = packaged_path().read_text(encoding="utf-8")
    wrong.write_text(text.replace("travel =", "weather ="), encoding="utf-8")
    with pytest.raises(ConfidenceError, match="must weigh"):
        read(wrong)
