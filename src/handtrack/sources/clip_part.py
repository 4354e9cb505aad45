"""The part of a clip that is meant, and its slow motion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import TYPE_CHECKING

from handtrack.errors import SourceError

if TYPE_CHECKING:
    from handtrack.landmarks.recording import Recording
    from handtrack.landmarks.recording_header import Header


def seconds_of(text: str) -> float:
    """Parse a time as a player shows it: "90", "90.5", "1:30" or "1:01:30.5".

    Raises
    ------
    ValueError
        The text is no such time.
    """
    values = [float(part) for part in text.strip().split(":")]
    small = all(value < 60 for value in values[1:])
    if len(values) > 3 or not small or not all(isfinite(v) and v >= 0 for v in values):
        raise ValueError(text)
    return sum(value * 60.0**i for i, value in enumerate(reversed(values)))


@dataclass(frozen=True, slots=True)
class ClipPart:
    """A part of a clip.

    Times in results are those of the whole clip, so that a person finds them there. Those of slow
    motion are divided by `slowed`, so that tempo, hold times and rates are real.

    Parameters
    ----------
    start_s, end_s : float
        Half-open interval, in seconds as a player shows them.
    slowed : float
        Factor by which the clip is slower than reality; 1 for an ordinary clip.
    """

    start_s: float = 0.0
    end_s: float = inf
    slowed: float = 1.0

    @property
    def whole(self) -> bool:
        """Whether the part is the whole clip."""
        return self.start_s == 0 and self.end_s == inf

    def life_s(self, player_s: float) -> float:
        """Convert a player's time into real time, which results have."""
        return player_s / self.slowed

    def of(self, recording: Recording, name: str) -> Recording:
        """Cut the part out of a recording.

        Parameters
        ----------
        recording : Recording
        name : str
            Of its file, for the error's text.

        Returns
        -------
        Recording
            With the part in its header.

        Raises
        ------
        SourceError
            The recording holds fewer than two frames of the part, or its slow motion is undone
            already.
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
        """Write that a clip holds fewer than two pictures of the part.

        Parameters
        ----------
        name : str
            Of the clip.
        last_s : float
            Its end.
        """
        end = "its end" if self.end_s == inf else f"{self.end_s:g} s"
        return (
            f"{name} holds fewer than two pictures from {self.start_s:g} s to {end}; it lasts "
            f"{last_s:.1f} s. Give --start and --end within it."
        )


WHOLE = ClipPart()


def part_of(header: Header) -> ClipPart:
    """Read from a header which part of its source a recording is."""
    return ClipPart(header.start_s, inf if header.end_s is None else header.end_s, header.slowed)
