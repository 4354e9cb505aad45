"""Agreement of machine and person, and kappa as it is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.events import Status
from handtrack.records.agreement import AgreementRow, agreement, cohens_kappa
from handtrack.records.review import PersonVerdict
from handtrack.records.store.corrections import Author
from handtrack.records.store.location import find_location
from handtrack.records.store.reviews import correct_verdict, undo_verdict
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.patients import START, exercise, file, patient

ANNA = Author("anna", START, "seen on the video")


def pairs(*counts: tuple[str, str, int]) -> list[tuple[str, str]]:
    return [(a, b) for a, b, n in counts for _ in range(n)]


@pytest.mark.parametrize(
    ("found", "kappa"),
    [
        # The worked example of two readers and fifty proposals: 0.7 agree, 0.5 by chance.
        (pairs(("y", "y", 20), ("y", "n", 5), ("n", "y", 10), ("n", "n", 15)), 0.4),
        (pairs(("y", "y", 45), ("y", "n", 15), ("n", "y", 25), ("n", "n", 15)), 0.1304),
        (pairs(("y", "y", 3), ("n", "n", 2)), 1.0),
        (pairs(("y", "n", 2), ("n", "y", 2)), -1.0),
        (pairs(("y", "y", 5)), None),
        ([], None),
    ],
)
def test_kappa_is_agreement_beyond_chance(
    found: list[tuple[str, str]], kappa: float | None
) -> None:
    assert cohens_kappa(found) == (None if kappa is None else pytest.approx(kappa, abs=1e-4))


def test_what_the_machine_did_not_decide_is_apart() -> None:
    def row(exercise: str, machine: Status, person: PersonVerdict) -> AgreementRow:
        return AgreementRow("ab", exercise, 1, machine, person, "")

    rows = [
        row("34", Status.VALID, PersonVerdict.VALID),
        row("34", Status.VALID, PersonVerdict.OTHER_SIDE),
        row("34", Status.UNVERIFIABLE, PersonVerdict.VALID),
        row("11", Status.PARTIAL, PersonVerdict.PARTIAL),
    ]
    found = agreement(rows)
    assert [(a.exercise, a.repetitions, a.undecided, a.agreement) for a in found] == [
        ("11", 1, 0, 1.0),
        ("34", 3, 1, 0.5),
        ("", 4, 1, pytest.approx(2 / 3)),
    ]
    assert agreement([]) == ()


def test_rows_hold_the_verdicts_that_hold_and_no_name(tmp_path: Path) -> None:
    with Store.open(find_location(str(tmp_path / "handtrack.db")), create=True) as store:
        for key in ("mk", "ab"):
            store.add_patient(patient(key))
            store.add_session(key, START, Source.LIVE, [exercise([file(tmp_path, key.encode())])])
        done = store.history("mk").sessions[0].exercises[0]
        correct_verdict(store, "mk", done.id, 3, PersonVerdict.VALID, ANNA)
        correct_verdict(store, "mk", done.id, 1, PersonVerdict.VALID, ANNA)
        wrong = correct_verdict(store, "mk", done.id, 2, PersonVerdict.REJECTED, ANNA)
        undo_verdict(store, "mk", wrong, ANNA)
        sha256 = done.files[0].sha256
        assert store.agreement_rows("mk") == store.agreement_rows()
        assert store.agreement_rows() == (
            AgreementRow(sha256, "wrist", 1, Status.VALID, PersonVerdict.VALID, ANNA.why),
            AgreementRow(sha256, "wrist", 3, Status.PARTIAL, PersonVerdict.VALID, ANNA.why),
        )
        assert store.agreement_rows("ab") == ()
