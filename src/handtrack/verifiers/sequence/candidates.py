"""What a pass of touches comes to: whole, in another order, cut short, or lost from sight."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status, Touch
from handtrack.landmarks.hand import Finger
from handtrack.verifiers.sequence.explanations import Explanation

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Sequence


def valid(whole: Explanation) -> Candidate:
    """Build the candidate of a whole pass."""
    touches = whole.touches
    findings: tuple[Finding, ...] = ()
    unclear = ", ".join(t.finger for t in touches if t.label is Label.ESTIMATED)
    if unclear:
        findings = (Finding(Reason.NOT_SEEN_CLEARLY, Action.FLAG, f"{unclear} finger"),)
    return Candidate(
        touches[0].start_s, touches[-1].end_s, Status.VALID, findings, _label(touches), touches
    )


def rejected(
    rule: Sequence, touches: tuple[Touch, ...], near: tuple[Finger, ...] = ()
) -> Candidate:
    """Build the candidate of a pass in which another finger was touched than the next in order.

    Parameters
    ----------
    rule : Sequence
    touches : tuple of Touch
        What was touched; one at least.
    near : tuple of Finger
        What was only approached.
    """
    seen = [rule.order.index(t.finger) for t in touches]
    ascending = all(a < b for a, b in pairwise(seen))
    left_out = [f for i, f in enumerate(rule.order[: max(seen)]) if i not in seen]
    if ascending and left_out:
        missed = set(left_out) <= set(near)
        reason = Reason.NEAR_MISS if missed else Reason.SKIPPED_FINGER
        detail = ", ".join(left_out)
    else:
        reason = Reason.OUT_OF_ORDER
        detail = " → ".join(t.finger for t in touches)
    sure = not ascending or (len(left_out) > 1 and reason is not Reason.NEAR_MISS)
    return failed(touches, Status.REJECTED, reason, detail, sure)


def failed(
    touches: tuple[Touch, ...], status: Status, reason: Reason, detail: str = "", sure: bool = True
) -> Candidate:
    """Build the candidate of a pass that does not count.

    Parameters
    ----------
    touches : tuple of Touch
        One at least.
    status : Status
        Not valid.
    reason : Reason
    detail : str
        The figures behind it.
    sure : bool
        That one finger alone was not touched never is: one touch in fifteen does not show.
    """
    label = _label(touches) if sure else Label.ESTIMATED
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    finding = Finding(reason, action, detail)
    return Candidate(touches[0].start_s, touches[-1].end_s, status, (finding,), label, touches)


def _label(touches: tuple[Touch, ...]) -> Label:
    estimated = any(t.label is Label.ESTIMATED for t in touches)
    return Label.ESTIMATED if estimated else Label.VERIFIED
