"""The ways to explain the episodes of a thumb by the order of a sequence, and what each costs.

An episode is the next finger or the last one again, and an approach may be no touch at all. An
explanation costs by how much, in logarithms, other readings of its episodes are likelier.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from handtrack.events import Label, Touch
from handtrack.landmarks.hand import Finger
from handtrack.verifiers.sequence.contacts import ContactEpisode

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Sequence

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Explanation:
    """The likeliest way to explain the episodes by the order, so many fingers having been touched.

    Parameters
    ----------
    cost : float
        How much likelier (a logarithm) other readings of the episodes are.
    touches : tuple of Touch
        The episodes that are taken for the first fingers of the order.
    approaches : int
        How many of them are not clear.
    """

    cost: float = 0.0
    touches: tuple[Touch, ...] = ()
    approaches: int = 0

    def then(self, episode: ContactEpisode, finger: Finger) -> Explanation:
        """Take an episode for the next finger.

        Parameters
        ----------
        episode : ContactEpisode
        finger : Finger
            The next of the order.
        """
        touch = _taken_for(episode, finger)
        approaches = self.approaches + (not episode.clear)
        return Explanation(self.cost + episode.doubt(finger), (*self.touches, touch), approaches)

    def again(self, episode: ContactEpisode, finger: Finger, price: float) -> Explanation:
        """Take an episode for the same finger once more: the one that reads so stands for both.

        Parameters
        ----------
        episode : ContactEpisode
        finger : Finger
            The last one touched.
        price : float
            What touching it twice costs, a logarithm.
        """
        *before, last = self.touches
        touch = _taken_for(episode, finger)
        surer = touch.label is Label.VERIFIED and last.label is not Label.VERIFIED
        kept = (*before, touch) if surer else self.touches
        return Explanation(self.cost + episode.doubt(finger) + price, kept, self.approaches)


def fault_cost(rule: Sequence, twice: int) -> float:
    """Cost of taking the episodes for what they read as, with a fault made.

    Parameters
    ----------
    rule : Sequence
    twice : int
        How often a finger reads as touched twice running.

    Returns
    -------
    float
        A logarithm, as `Explanation.cost`.
    """
    return log(rule.doubt.value) * (1 + twice) + ROUNDING


def explained(
    rule: Sequence, ways: tuple[Explanation, ...], episode: ContactEpisode
) -> tuple[Explanation, ...]:
    """Go on with every explanation by one episode.

    Parameters
    ----------
    rule : Sequence
    ways : tuple of Explanation
        One each for 1, 2, ... fingers touched; empty before the first.
    episode : ContactEpisode

    Returns
    -------
    tuple of Explanation
        The same with one finger more at most.
    """
    if not ways:
        return (Explanation().then(episode, rule.order[0]),)
    found = []
    for number, finger in enumerate(rule.order[: len(ways) + 1]):
        choices = []
        if number:
            choices.append(ways[number - 1].then(episode, finger))
        if number < len(ways):
            choices.append(ways[number].again(episode, finger, log(rule.doubt.value)))
            if not episode.clear:
                choices.append(ways[number])
        found.append(min(choices, key=lambda way: way.cost))
    return tuple(found)


def _taken_for(episode: ContactEpisode, finger: Finger) -> Touch:
    sure = episode.clear and episode.touch.finger is finger
    label = Label.VERIFIED if sure else Label.ESTIMATED
    return Touch(finger, episode.touch.start_s, episode.touch.end_s, label)


def whole_pass(rule: Sequence, ways: tuple[Explanation, ...], twice: int) -> Explanation | None:
    """Explain the episodes by a whole pass, half of its touches clear at least.

    Parameters
    ----------
    rule : Sequence
    ways : tuple of Explanation
        One each for 1, 2, ... fingers touched.
    twice : int
        How often a finger reads as touched twice running.

    Returns
    -------
    Explanation or None
        None where a fault is likelier.
    """
    if len(ways) < len(rule.order):
        return None
    whole = ways[-1]
    enough = 2 * whole.approaches <= len(rule.order)
    return whole if enough and whole.cost <= fault_cost(rule, twice) else None


def farthest(rule: Sequence, ways: tuple[Explanation, ...], twice: int) -> Explanation:
    """Tell how far a pass may have come: what is undecided counts, as an estimate.

    Parameters
    ----------
    rule : Sequence
    ways : tuple of Explanation
        One at least that is likelier than a fault.
    twice : int
        How often a finger reads as touched twice running.
    """
    likely = [way for way in ways if way.cost <= fault_cost(rule, twice)]
    return likely[-1]
