"""What the person sees and hears of a session: the screen, the cues, and the keys pressed."""

from __future__ import annotations

from collections.abc import Callable

from handtrack.landmarks.hand import Hand
from handtrack.live.audio.cues import AudioCues, SoundOutput
from handtrack.live.camera_guidance import Observation
from handtrack.live.flow.states import Pressed, Screen, State
from handtrack.live.language.texts import Sentence, Texts
from handtrack.live.performance import SessionSpeed
from handtrack.live.screen.screen_output import ScreenOutput
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.session_end import SessionEnd
from handtrack.live.session_sets import SessionSets
from handtrack.scoring.results import Repetition

MESSAGE_S = 3.0
"""Provisional: how long the last repetition's status stands."""


class SessionDisplay:
    """Shows one session.

    Parameters
    ----------
    output : ScreenOutput
        What it is shown on.
    sound : SoundOutput
    texts : Texts
    stats : bool
        Whether figures of speed are shown.
    hands_free : callable
        Whether the hand chooses, pauses and answers, too.

    Attributes
    ----------
    cues : AudioCues
    summary : tuple of Sentence
        What the set or the session came to.
    end : SessionEnd
        What its end says beside that.
    """

    def __init__(
        self,
        output: ScreenOutput,
        sound: SoundOutput,
        texts: Texts,
        stats: bool = False,
        hands_free: Callable[[], bool] = lambda: True,
    ) -> None:
        self.hands_free = hands_free
        self._output, self._texts, self._stats = output, texts, stats
        self._last: tuple[float, Repetition] | None = None
        self.cues = AudioCues(sound, texts)
        self.summary: tuple[Sentence, ...] = ()
        self.end = SessionEnd()

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
        speed: SessionSpeed | None,
        aspect: float | None,
    ) -> None:
        """Put the screen up.

        Parameters
        ----------
        state : State
        observation : Observation
        hand : Hand or None
            The one that exercises.
        sets : SessionSets
        trouble : Sentence or None
            About the camera or the computer.
        speed : SessionSpeed or None
        aspect : float or None
            Width by height of the picture; None without one.
        """
        progress, guided = sets.progress, sets.guided
        last = self._fresh(observation.time_s, any(done for _, done in progress.parts))
        model = ScreenModel(
            state=state,
            now_s=observation.time_s,
            aspect=aspect,
            points=hand.picture_shares if hand is not None and hand.seen else None,
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
            summary=self.summary if state.screen in (Screen.REST, Screen.SUMMARY) else (),
            end=self.end,
            fingers=observation.fingers,
            speed=speed if self._stats else None,
            side=observation.side,
            still_s=observation.still_s,
        )
        self._output.show(model)

    def _fresh(self, now_s: float, under_way: bool) -> Repetition | None:
        """The last repetition, until `MESSAGE_S` later or until the next pass is under way."""
        if self._last is None or now_s - self._last[0] >= MESSAGE_S or under_way:
            return None
        return self._last[1]

    def use(self, texts: Texts) -> None:
        """Go on in another language."""
        self._texts = self.cues.texts = texts

    def translate(self, sentences: tuple[Sentence, ...]) -> list[str]:
        """Sentences in the session's language."""
        return [self._texts.translate(one) for one in sentences]

    def pressed(self) -> Pressed:
        """Take what was chosen since the last time."""
        return self._output.pressed()
