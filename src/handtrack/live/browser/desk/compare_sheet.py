"""Values of the comparison of two assessments of one hand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from handtrack.assessment.accuracy import counted_values
from handtrack.assessment.motions import MOTIONS, motion_of
from handtrack.live.browser.desk.desk_words import NOTHING, DeskWords
from handtrack.records.change import Change, ChangeVerdict, change
from handtrack.records.values import AssessmentRecord, History

_KINDS = {
    ChangeVerdict.BETTER: "better",
    ChangeVerdict.WORSE: "worse",
    ChangeVerdict.CHANGED: "changed",
    ChangeVerdict.NO_CHANGE: "same",
    ChangeVerdict.NOT_COMPARABLE: "none",
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One motion on both days.

    Parameters
    ----------
    title, before, after : str
        The figures with their errors and labels.
    kind : str
        "better", "worse", "changed", "same", or "none" where they cannot be compared.
    verdict : str
    by : str
        How much more or less; "" where they cannot be compared.
    least : str
        The least change that counts.
    """

    title: str
    before: str
    after: str
    kind: str
    verdict: str
    by: str
    least: str


@dataclass(frozen=True, slots=True)
class JointChanges:
    """Motions of one joint or finger."""

    title: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class CompareSheet:
    """What the comparison of two assessments shows; `counts` by kind, those that are not 0."""

    first: str
    second: str
    hand: str
    other_manner: bool
    groups: tuple[JointChanges, ...]
    counts: tuple[tuple[str, int], ...]


def compare_sheet(
    history: History, first: AssessmentRecord, second: AssessmentRecord, words: DeskWords
) -> CompareSheet:
    """Values of a comparison.

    Parameters
    ----------
    history : History
        Whose trials tell how well repeats agree.
    first, second : AssessmentRecord
        Of one hand; the earlier one first.
    words : DeskWords
    """
    before, after = first.assessment, second.assessment
    keys = {f.motion for f in (*before.figures, *after.figures) if f.value is not None}
    order = list(MOTIONS)
    ordered = sorted(keys, key=lambda key: (order.index(motion_of(key).key), key))
    groups = tuple(
        JointChanges(
            words.say("limb", limb), tuple(_line(history, first, second, k, words) for k in part)
        )
        for limb, part in groupby(ordered, key=lambda key: key.partition(".")[0])
    )
    kinds = [line.kind for group in groups for line in group.lines]
    counts = ((kind, kinds.count(kind)) for kind in _KINDS.values())
    return CompareSheet(
        words.moment(first.at),
        words.moment(second.at),
        words.hand(before.side),
        before.manner is not after.manner,
        groups,
        tuple((kind, n) for kind, n in counts if n),
    )


def _line(
    history: History, first: AssessmentRecord, second: AssessmentRecord, key: str, words: DeskWords
) -> ChangeLine:
    before, after = first.assessment.figure(key), second.assessment.figure(key)
    values = [words.measured(figure) if figure else NOTHING for figure in (before, after)]
    title = words.motion(key)
    if before is None or after is None:
        return ChangeLine(title, values[0], values[1], "none", words.say("change", "none"), "", "")
    sets = [
        counted_values(figure)
        for record in history.assessments
        if record.assessment.side is first.assessment.side
        for figure in [record.assessment.figure(key)]
        if figure is not None
    ]
    made_by = first.assessment.made_by, second.assessment.made_by
    found = change(before, after, made_by, sets)
    verdict, by, least = change_words(found, key, words)
    return ChangeLine(title, values[0], values[1], _KINDS[found.verdict], verdict, by, least)


def change_kind(verdict: ChangeVerdict) -> str:
    """The verdict in one word, as style sheets and texts name it."""
    return _KINDS[verdict]


def change_words(found: Change, key: str, words: DeskWords) -> tuple[str, str, str]:
    """A change as verdict, amount and least change that counts.

    Parameters
    ----------
    found : Change
    key : str
        The motion.
    words : DeskWords
    """
    verdict = words.say("change", _KINDS[found.verdict])
    if found.delta is None:
        return verdict, "", ""
    more = "more" if found.delta >= 0 else "less"
    by = words.say("change", more, size=words.size(key, found.delta))
    return verdict, by, words.size(key, found.mdc)
