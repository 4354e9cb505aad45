"""Which part of a clip is meant, and how much slower than life it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import TYPE_CHECKING

from handtrack.errors import SourceError

if TYPE_CHECKING:
    from handtrack.landmarks.recording import Header, Recording


def seconds_of(text: str) -> float:
    """Seconds of a moment as a player shows it: "90", "90.5", "1:30" or "1:01:30.5".

    Raises
    ------
    ValueError
        It is none.
    """
    values = [float(part) for part in text.strip().split(":")]
    small = all(value < 60 for value in values[1:])
    if len(values) > 3 or not small or not all(isfinite(v) and v >= 0 for v in values):
        raise ValueError(text)
    return sum(value * 60.0**i for i, value in enumerate(reversed(values)))


@dataclass(frozen=True, slots=True)
class ClipPart:
    """A part of a clip.

    Times of what comes out of it are those of the whole clip, so that a person finds them there;
    of slow motion they are divided by `slowed`, so that tempo, holds and rates are those of life.

    Parameters
    ----------
    start_s, end_s : float
        Half-open interval, in seconds as a player shows them.
    slowed : float
        How many times slower than life the clip is shown; 1 for an ordinary one.
    """

    start_s: float = 0.0
    end_s: float = inf
    slowed: float = 1.0

    @property
    def whole(self) -> bool:
        """Whether nothing is cut off."""
        return self.start_s == 0 and self.end_s == inf

    def life_s(self, player_s: float) -> float:
        """A moment as the player shows it, on the clock of what comes out."""
        return player_s / self.slowed

    def of(self, recording: Recording, name: str) -> Recording:
        """Take the part out of a recording.

        Raises
        ------
        SourceError
            It holds less than two frames of it, or its slow motion is undone already.
        """
        if self == WHOLE:
            return recording
        header = recording.header
        if self.slowed != 1 and header.slowed != 1:
            raise SourceError(
                f"The times of {name} are already divided by {header.slowed:g}; leave out --slowed."
            )
        cut = recording.between(self.start_s, self.end_s)
        if len(cut) < 2:
            last_s = float(recording.time_s[-1]) if len(recording) else 0.0
            raise SourceError(self.empty(name, last_s))
        end_s = min(self.end_s, inf if header.end_s is None else header.end_s)
        header = replace(
            header,
            start_s=max(self.start_s, header.start_s),
            end_s=None if end_s == inf else end_s,
            slowed=header.slowed * self.slowed,
            pictures_hz=header.pictures_hz and header.pictures_hz * self.slowed,
        )
        return replace(cut, header=header, time_s=cut.time_s / self.slowed)

    def empty(self, name: str, last_s: float) -> str:
        """Say that a clip holds too little of this part."""
        end = "its end" if self.end_s == inf else f"{self.end_s:g} s"
        return (
            f"{name} holds fewer than two pictures from {self.start_s:g} s to {end}; it lasts "
            f"{last_s:.1f} s. Give --start and --end within it."
        )


WHOLE = ClipPart()


def part_of(header: Header) -> ClipPart:
    """The part of its source that a recording is."""
    return ClipPart(header.start_s, inf if header.end_s is None else header.end_s, header.slowed)
