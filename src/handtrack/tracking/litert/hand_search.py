"""Hand search: where a hand is looked for in the frames in which none is followed.

Laws
----
1. The palm detector searches the whole picture, then one tile of it, the next one each time
   (`search_window`). A hand in a tile counts only if a smaller window confirms it and its size is
   near that of the hand seen before: a person farther behind has smaller hands.
2. A hand that was just lost is looked for where it was.
3. A palm round a bottle or seen from the edge scores low, but its landmarks, read again in their
   own region, may convince. Such a hand counts if the next frame shows it again, and is doubtful
   until the palm detector finds it: a sleeve or a patch of the wall can look like it. So the first
   law's search goes on meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

from handtrack.sources.video import Frame
from handtrack.tracking.identity import Detection, alike, of_like_size
from handtrack.tracking.litert.hand_reader import HandReader
from handtrack.tracking.litert.palm_detector import Palm
from handtrack.tracking.search_window import TILES, SearchWindow

LOOK_AGAIN_FRAMES = 30
"""Provisional: frames in which a lost hand is looked for where it was, a second of most webcams."""
LEAST_SCORE, MOST_READ = 0.1, 2
"""Provisional: least score of a palm in a tile whose landmarks are read all the same, and how many
of a tile: each costs as much as a followed hand."""
LEAST_HOPE, MORE_PASSES = 0.05, 3
"""Provisional: a reading with less presence than this is not repeated; passes until one convinces.
Most regions without a hand stay at 0.00."""
CONVINCING = 0.9
"""Least presence of a hand without a palm: no region of a grid in 40 empty rooms reached it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Parameters
    ----------
    hands : list of Detection
    doubtful : bool
        Whether the palm detector did not find them.
    """

    hands: list[Detection]
    doubtful: bool = False


class HandSearch:
    """Searches for a hand, frame after frame.

    Parameters
    ----------
    reader : HandReader
    """

    def __init__(self, reader: HandReader) -> None:
        self._reader = reader
        self._last: Detection | None = None
        self._candidates: list[Detection] = []
        self._frames = self._tiles = 0

    def follows(self, hand: Detection) -> None:
        """Take note of a hand that is sure and not doubtful, from which a later search begins."""
        self._last, self._candidates, self._frames, self._tiles = hand, [], 0, 0

    def look(self, frame: Frame) -> Found:
        """Search the next frame without a hand."""
        self._frames += 1
        found = self._reader.hands(frame) or self._where_it_was(frame)
        if found:
            return Found(found)
        palms = self._reader.palms(frame, self._next_tile(), LEAST_SCORE)
        return self._seen_twice(frame, palms) or Found(self._in_tile(frame, palms))

    def look_for_palms(self, frame: Frame) -> list[Detection]:
        """Search a frame with a doubtful hand for those that the palm detector finds."""
        found = self._reader.hands(frame)
        return found or self._in_tile(frame, self._reader.palms(frame, self._next_tile()))

    def _next_tile(self) -> SearchWindow:
        self._tiles += 1
        return TILES[(self._tiles - 1) % len(TILES)]

    def _where_it_was(self, frame: Frame) -> list[Detection]:
        """The hand where it was last sure, for `LOOK_AGAIN_FRAMES`."""
        if self._last is None or self._frames > LOOK_AGAIN_FRAMES:
            return []
        hand = self._reader.read_again(frame, self._last)
        return [hand] if hand.sure else []

    def _in_tile(self, frame: Frame, palms: list[Palm]) -> list[Detection]:
        """Hands in a tile that a smaller window confirms.

        A false detection is rarely repeated where it fills more of the view.
        """
        found = self._reader.hands_of(frame, palms)
        if not found:
            return []
        nearer = SearchWindow.around(*(found[0].centre_px / frame.size_px).tolist())
        again = self._reader.hands(frame, nearer)
        fine = all(any(alike(a, b) for b in found) and self._fits(a) for a in again)
        return again if fine else []

    def _fits(self, hand: Detection) -> bool:
        """Whether a hand is about as large as the one seen before; True if none was."""
        return self._last is None or of_like_size(hand, self._last)

    def _seen_twice(self, frame: Frame, palms: list[Palm]) -> Found | None:
        """A candidate of the frame before that this frame shows again; keeps this frame's."""
        before, self._candidates = self._candidates, self._convincing(frame, palms)
        for hand in before:
            again = self._reader.read_again(frame, hand)
            if again.presence >= CONVINCING and alike(again, hand):
                return Found([again], doubtful=True)
        return None

    def _convincing(self, frame: Frame, palms: list[Palm]) -> list[Detection]:
        """Hands whose landmarks convince although their palms score low."""
        hands = []
        for palm in palms[:MOST_READ]:
            hand = self._reader.read(frame, palm.region)
            for _ in range(MORE_PASSES):
                if not LEAST_HOPE <= hand.presence < CONVINCING:
                    break
                hand = self._reader.read_again(frame, hand)
            if hand.presence >= CONVINCING and self._fits(hand):
                hands.append(hand)
        return hands
