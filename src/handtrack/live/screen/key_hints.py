"""Which keys do something on a screen, and what they do there, as texts name it."""

from __future__ import annotations

from handtrack.live.flow.states import Key, Screen, State

_LEAVE = ((Key.SKIP, "skip"), (Key.STOP, "stop"))
_KEYS: dict[Screen, tuple[tuple[Key, str], ...]] = {
    Screen.WORK: ((Key.GO, "pause"), (Key.REPEAT, "repeat"), *_LEAVE),
    Screen.PAUSED: ((Key.GO, "pick"), (Key.NEXT, "next"), (Key.STOP, "stop")),
    Screen.OFFER: ((Key.GO, "pick"), (Key.NEXT, "next"), (Key.STOP, "stop")),
    Screen.REST: ((Key.GO, "go"), (Key.STOP, "stop")),
    Screen.SUMMARY: ((Key.GO, "close"),),
    Screen.PLACE: ((Key.GO, "go"), *_LEAVE),
    Screen.END: (),
}


def key_hints(state: State) -> tuple[tuple[Key, str], ...]:
    """Keys of this screen with what they do, the most important first."""
    back = ((Key.BACK, "back"),) if state.may_go_back else ()
    return (*_KEYS.get(state.screen, _LEAVE), *back)
