"""What the person sees and hears of a session: the screen, the cues, and the keys pressed."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.live.audio.cues import AudioCues
from handtrack.live.audio.sound import Sound
from handtrack.live.camera_guidance import Observation
from handtrack.live.flow.states import Key, Screen, State
from handtrack.live.language.texts import Sentence, Texts
from handtrack.live.screen.demo_drawing import demonstration_of
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.screen.window import Surface
from handtrack.live.session_sets import SessionSets
from handtrack.rendering.text import Image
from handtrack.scoring.results import Repetition

MESSAGE_S = 3.0
"""Provisional: how long the last repetition's status stands."""


class SessionDisplay:
    """Shows one session.

    Parameters
    ----------
    surface : Surface
    stage : Stage
    sound : Sound
    texts : Texts
    stats : bool
        Whether figures of speed are shown.

    Attributes
    ----------
    cues : AudioCues
    summary : tuple of Sentence
        What the set or the session came to.
    """

    def __init__(
        self, surface: Surface, stage: Stage, sound: Sound, texts: Texts, stats: bool = False
    ) -> None:
        self._surface, self._stage, self._texts, self._stats = surface, stage, texts, stats
        self._pool = ThreadPoolExecutor(1, "handtrack-mirror")
        self._mirrored: Future[Image] | None = None
        self._demo: Floats | None = None
        self._last: tuple[float, Repetition] | None = None
        self.cues = AudioCues(sound, texts)
        self.summary: tuple[Sentence, ...] = ()

    def prepare(self, image: Image, exercise: str, side: Side, time_s: float) -> None:
        """Begin, in a thread, what needs no hand: the mirrored picture and the demonstration.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)
            BGR, unmirrored.
        exercise : str
            Its id.
        side : Side
            The hand that is demonstrated.
        time_s : float
            Time of the picture.
        """
        self._demo = demonstration_of(exercise, side)(time_s)
        self._mirrored = self._pool.submit(self._stage.prepare, image, self._demo)

    def add_repetitions(self, found: tuple[Repetition, ...], state: State, now_s: float) -> None:
        """Report repetitions by a tone and a message.

        Parameters
        ----------
        found : tuple of Repetition
            Those that ended now.
        state : State
            With them.
        now_s : float
        """
        if found:
            self._last = now_s, found[-1]
        self.cues.repetitions(found, state.valid)

    def show(
        self,
        state: State,
        observation: Observation,
        hand: Hand | None,
        sets: SessionSets,
        trouble: Sentence | None,
        stats: Sentence | None,
    ) -> None:
        """Paint the screen and put it up, over the picture that was prepared, if any.

        Parameters
        ----------
        state : State
        observation : Observation
        hand : Hand or None
            The one that exercises.
        sets : SessionSets
        trouble : Sentence or None
            About the camera or the computer.
        stats : Sentence or None
            Figures of speed.
        """
        progress, guided = sets.progress, sets.guided
        last = self._fresh(observation.time_s, any(done for _, done in progress.parts))
        mirrored, self._mirrored = self._mirrored, None
        demo, self._demo = self._demo, None
        model = ScreenModel(
            state=state,
            now_s=observation.time_s,
            picture=mirrored.result() if mirrored else None,
            points=_points(hand),
            cue=observation.cue,
            share=progress.share,
            marks=progress.marks,
            timer_s=progress.timer,
            parts=progress.parts,
            last=last.status if last else None,
            reason=str(last.reasons[0].reason) if last and last.reasons else "",
            trouble=trouble,
            guided=min(guided.seen, guided.asked) if guided else 0,
            guided_of=guided.asked if guided else 0,
            demo=demo,
            summary=self.summary if state.screen in (Screen.REST, Screen.SUMMARY) else (),
            fingers=observation.fingers,
            stats=stats if self._stats else None,
        )
        self._surface.show(self._stage.paint(model))

    def _fresh(self, now_s: float, under_way: bool) -> Repetition | None:
        """The last repetition, until `MESSAGE_S` later or until the next pass is under way."""
        if self._last is None or now_s - self._last[0] >= MESSAGE_S or under_way:
            return None
        return self._last[1]

    def translate(self, sentences: tuple[Sentence, ...]) -> list[str]:
        """Sentences in the session's language."""
        return [self._texts.translate(one) for one in sentences]

    def pressed(self) -> tuple[Key | None, int | None]:
        """Take the key or number that was pressed since the last time; puts up what was shown."""
        return self._surface.pressed()

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown()


def _points(hand: Hand | None) -> Floats | None:
    """Landmarks as shares of the picture's width and height, shape (21, 2); None without a hand."""
    if hand is None or not hand.seen:
        return None
    points: Floats = hand.image_px[:, :2] / np.array(hand.frame_size_px)
    return points
