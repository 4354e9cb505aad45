"""Whether clips are recognised: what each was named, by what it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.recognition.families import families, family_key
from handtrack.recognition.prototypes import packaged
from handtrack.recognition.segments import Recognition, needs_both_hands, recognise
from validation.evaluate.agreement import Proportion
from validation.evaluate.clips import Clip, Placement
from validation.evaluate.report_values import AcceptanceLimit, NamedClips, Recognised
from validation.evaluate.tracks import Tracks

NOTHING = "none of these"
LEAST_RIGHT = 0.95
MOSTLY_SEEN = 0.5


def recognised(clips: Sequence[Clip], tracks: Tracks) -> Recognised:
    """Name every clip as `handtrack recognise` does; both hands are tracked where it takes both."""
    library = load_all()
    known = {exercise.id: exercise for exercise in library}
    right: dict[Placement, list[bool]] = {placement: [] for placement in Placement}
    same: list[bool] = []
    seen: list[bool] = []
    named: Counter[tuple[str, str]] = Counter()
    for clip in clips:
        shown = [id for id in clip.exercises if id in known]
        if not shown and clip.placement is not Placement.NEGATIVE:
            continue
        recording = tracks.of(clip.video, hands_to_recognise([known[id] for id in shown]))
        found = recognise(recording, library, packaged())
        answer, could_be = answer_of(found)
        right[clip.placement].append(could_be == () if not shown else bool({*shown} & {*could_be}))
        if clip.placement is Placement.PRESCRIBED:
            movements = {family_key(known[id]) for id in shown}
            same.append(answer is not None and family_key(known[answer]) in movements)
            if (recording.is_right >= 0).any(axis=1).mean() >= MOSTLY_SEEN:
                seen.append(right[clip.placement][-1])
            named[label(library, shown[0]), label(library, answer)] += 1
    return Recognised(
        right=Proportion.count(right[Placement.PRESCRIBED]),
        same=Proportion.count(same),
        seen=Proportion.count(seen),
        off=Proportion.count(right[Placement.OFF]),
        idle=Proportion.count(right[Placement.NEGATIVE]),
        named=tuple(
            NamedClips(*pair, clips=count) for pair, count in sorted(named.items(), key=_order)
        ),
    )


def hands_to_recognise(shown: Sequence[Exercise]) -> int:
    """How many hands are tracked where these are to be recognised: both where it takes both."""
    return 2 if any(needs_both_hands(exercise) for exercise in shown) else 1


def answer_of(found: Recognition) -> tuple[str | None, tuple[str, ...]]:
    """What is named for longest, and what that could be; None and nothing for none."""
    longest = max(found.named, key=lambda s: s.end_s - s.start_s, default=None)
    return (longest.exercise, longest.could_be) if longest else (None, ())


def label(library: Sequence[Exercise], id: str | None) -> str:
    """The exercises of one movement, by number."""
    if id is None:
        return NOTHING
    family = next(f for f in families(library).values() if any(e.id == id for e in f))
    return ", ".join(exercise.id for exercise in family)


def _order(item: tuple[tuple[str, str], int]) -> tuple[int, str]:
    shown, named = item[0]
    number = shown.partition(",")[0]
    return (int(number) if number.isdecimal() else 10_000, named)


def recognition_bars(found: Recognised) -> tuple[AcceptanceLimit, ...]:
    """What was promised of recognition."""
    share, claims = found.right.share, found.idle.of - found.idle.hits
    return (
        AcceptanceLimit(
            "",
            "clips recognised as what they show, or as what landmarks cannot tell from it",
            "share",
            LEAST_RIGHT,
            None,
            share,
            f"{found.right.hits} of {found.right.of} clips",
            share is not None and share >= LEAST_RIGHT,
        ),
        AcceptanceLimit(
            "",
            "exercises named where none is done",
            "1",
            None,
            0.0,
            float(claims) if found.idle.of else None,
            f"{found.idle.of} clips",
            bool(found.idle.of) and claims == 0,
        ),
    )
