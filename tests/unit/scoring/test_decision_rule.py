"""One rule for every criterion: met, not met, undecided, unreadable."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from handtrack.events import Action, Reason
from handtrack.scoring.criteria.decision_rule import Check, CriterionOutcome, findings


def check(excess: float, **changes: Any) -> Check:
    """A criterion about one repetition that lies so far beyond its limit."""
    given: dict[str, Any] = {
        "reason": Reason.FOREARM_TURNED,
        "action": Action.REJECT,
        "margin": 10.0,
        "detail": lambda r: f"repetition {r}",
    }
    return Check(excess=np.array([excess]), **given | changes)


@pytest.mark.parametrize(
    ("excess", "verdict"),
    [
        (-10.1, CriterionOutcome.MET),
        (-10.0, CriterionOutcome.UNDECIDED),
        (0.0, CriterionOutcome.UNDECIDED),
        (10.0, CriterionOutcome.UNDECIDED),
        (10.1, CriterionOutcome.NOT_MET),
        (math.nan, CriterionOutcome.UNREADABLE),
    ],
)
def test_what_lies_no_farther_from_the_limit_than_the_margin_is_undecided(
    excess: float, verdict: CriterionOutcome
) -> None:
    assert check(excess).outcomes[0] is verdict


@pytest.mark.parametrize("share", [0.0, 0.49, math.nan])
def test_what_was_readable_in_less_than_half_is_unreadable(share: float) -> None:
    hidden = check(50.0, readable=np.array([share]))
    assert hidden.outcomes[0] is CriterionOutcome.UNREADABLE
    assert findings([hidden], 0) == ()
    assert hidden.doubts[0]
    assert check(50.0, readable=np.array([0.5])).outcomes[0] is CriterionOutcome.NOT_MET


def test_a_limit_without_a_margin_is_never_undecided() -> None:
    assert check(0.0, margin=0.0).outcomes[0] is CriterionOutcome.MET
    assert check(1e-9, margin=0.0).outcomes[0] is CriterionOutcome.NOT_MET


def test_only_what_is_not_met_for_sure_takes_the_action() -> None:
    (sure,) = findings([check(11.0)], 0)
    assert (sure.action, sure.detail) == (Action.REJECT, "repetition 0")
    (undecided,) = findings([check(9.0)], 0)
    assert undecided.action is Action.FLAG
    assert findings([check(-9.0)], 0) == ()


def test_what_is_undecided_leaves_doubt_on_either_side_where_it_decides() -> None:
    for excess, doubt in ((-11.0, False), (-9.0, True), (9.0, True), (11.0, False)):
        assert check(excess).doubts[0] == doubt
        assert not check(excess, action=Action.FLAG).doubts[0]


def test_beyond_two_limits_at_once_nothing_can_be_verified() -> None:
    moved = check(9.0, reason=Reason.FOREARM_MOVED)
    found = findings([check(9.0), moved], 0)
    assert [f.action for f in found] == [Action.UNVERIFIABLE] * 2
    within = findings([check(9.0), check(-9.0, reason=Reason.FOREARM_MOVED)], 0)
    assert [f.action for f in within] == [Action.FLAG]
    sure = findings([check(9.0), moved, check(11.0, reason=Reason.WRIST_BENT)], 0)
    assert [f.action for f in sure] == [Action.FLAG, Action.FLAG, Action.REJECT]
    twice = findings([check(9.0), check(8.0)], 0)  # one thing asked in two ways
    assert [f.action for f in twice] == [Action.FLAG] * 2


def test_who_is_not_asked_keeps_every_criterion() -> None:
    spared = check(50.0, asked=np.array([False]))
    assert spared.outcomes[0] is CriterionOutcome.MET
    assert not spared.doubts[0]
