"""The few motions that a report's first page shows, chosen by a rule and never by their size.

The goal's motion comes first, then those that the prescribed exercises train, then the main ones of
the protocol until there are five. Motions that tell the same (the joints of one finger bending, its
total, the way of its tip to the palm) share one place; the best measured of them stands there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handtrack.assessment.motions import MOTIONS, motion_of
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import FINGERS
from handtrack.records.patient import Prescription
from handtrack.records.review import Goal
from handtrack.reports import phrases
from handtrack.reports.view import RomCell, RomRow

LEAST, MOST = 5, 8
"""How many there are, where so many were measured."""
_BEST = ("total", "pip.flexion", "tip_to_palm", "mcp.flexion", "dip.flexion", "pip.extension")
"""Which of a finger's motions stands for the others, among those measured equally well."""
_MAIN = (
    "wrist.extension", "wrist.flexion", "index bends", "middle bends", "thumb.opposition",
    "forearm.supination", "ring bends", "little bends", "spread", "thumb.radial_abduction",
)  # fmt: skip
"""Places that matter for most hands, the most general first."""
RULE = (
    "Chosen by rule: the goal's motion, then those that the prescribed exercises train, then the "
    "main ones of the protocol; one row for motions that tell the same."
)


@dataclass(frozen=True, slots=True)
class ChosenMotion:
    """A row of the table, and why it was chosen."""

    row: RomRow
    why: str


def place_of(motion: str) -> str:
    """Give the place that a motion shares with those that tell the same."""
    part, _, rest = motion.partition("@")[0].partition(".")
    if ("abduction" in rest and part in FINGERS) or motion in ("hand.spread", "hand.span"):
        return "spread"
    bent = part in FINGERS or rest.startswith(("mcp", "ip"))
    if not bent:
        return f"{part}.{rest}"
    return f"{part} {'straightens' if rest.endswith('extension') else 'bends'}"


def _straightens(motion: str) -> bool:
    """Whether it is a finger's way back, which stands after all that bends."""
    return place_of(motion).endswith("straightens")


def choose(
    rows: Sequence[RomRow],
    sides: Sequence[str],
    goals: Sequence[Goal],
    plans: Sequence[Prescription],
    day: date,
) -> tuple[ChosenMotion, ...]:
    """Choose the motions of the first page.

    Parameters
    ----------
    rows : sequence of RomRow
        All that were measured.
    sides : sequence of str
        The hands that the report is about.
    goals : sequence of Goal
    plans : sequence of Prescription
        Those in force on the day come first.
    day : date
        The report's last.
    """
    measured = {row.motion: row for row in rows if "@" not in row.motion and _known(row, sides)}
    chosen: dict[str, ChosenMotion] = {}
    for goal in goals:
        if goal.motion_or_exercise in measured:
            key = goal.motion_or_exercise
            chosen.setdefault(place_of(key), ChosenMotion(measured[key], "goal"))
    library = {exercise.id: exercise for exercise in load_all()} if plans else {}
    for plan in sorted(plans, key=lambda p: not p.runs_on(day)):
        exercise = library.get(plan.exercise)
        keys = set(trained_by(exercise)) if exercise else set()
        trained = sorted((key for key in measured if key in keys), key=_straightens)
        _fill(chosen, measured, sides, trained, f"trained by exercise {plan.exercise}", MOST)
    main = {key for place in _MAIN for key in measured if place_of(key) == place}
    ordered = sorted(main, key=lambda key: (_MAIN.index(place_of(key)), list(MOTIONS).index(key)))
    _fill(chosen, measured, sides, ordered, "main motion of the protocol", LEAST)
    _fill(chosen, measured, sides, measured, "measured", LEAST)
    return tuple(chosen.values())[:MOST]


def _known(row: RomRow, sides: Sequence[str]) -> bool:
    return any(cell.value != phrases.NOTHING for cell in own_cells(row, sides))


def own_cells(row: RomRow, sides: Sequence[str]) -> Iterator[RomCell]:
    """Give the figures of the hands that the report is about.

    Parameters
    ----------
    row : RomRow
    sides : sequence of str
    """
    for side, cell in (("right", row.right), ("left", row.left)):
        if side in sides and cell is not None:
            yield cell


def trained_by(exercise: Exercise) -> Iterator[str]:
    """Give the motions that an exercise trains, as its file says.

    Both directions of wrist and forearm; of fingers and thumb bending, and straightening only where
    the exercise counts that.
    """
    readings = {(r.measure, r.finger) for entry in exercise.rom for r in entry.readings}
    straightens = _counts_straightening(exercise)
    for motion in MOTIONS.values():
        if (motion.measure, motion.finger) in readings and (
            straightens or not _straightens(motion.key)
        ):
            yield motion.key
    if {"mcp_flexion", "pip_flexion", "dip_flexion"} <= {measure for measure, _ in readings}:
        yield from (f"{finger}.{what}" for finger in FINGERS for what in ("total", "tip_to_palm"))


def _counts_straightening(exercise: Exercise) -> bool:
    cycle = exercise.cycle
    if cycle is None or cycle.ends == "high":
        return False
    return exercise.signals[cycle.signal].measure.endswith("_flexion")


def _fill(
    chosen: dict[str, ChosenMotion],
    measured: dict[str, RomRow],
    sides: Sequence[str],
    keys: Collection[str],
    why: str,
    most: int,
) -> None:
    """Add the best measured motion of each place that is free yet, until there are so many."""
    for key in keys:
        place = place_of(key)
        if key not in measured or place in chosen or len(chosen) >= most:
            continue
        if f"{key.partition('.')[0]}.total" in {one.row.motion for one in chosen.values()}:
            continue  # the total holds what the finger lacks in straightening
        alike = [measured[k] for k in keys if k in measured and place_of(k) == place]
        best = min(alike, key=lambda row: _rank(row, sides))
        chosen[place] = ChosenMotion(best, why)


def _rank(row: RomRow, sides: Sequence[str]) -> tuple[bool, int]:
    """What is verified before what is estimated, then by how much it tells of a finger."""
    verified = any(cell.label == "verified" for cell in own_cells(row, sides))
    rest = motion_of(row.motion).key.partition(".")[2]
    return not verified, _BEST.index(rest) if rest in _BEST else len(_BEST)
