"""A report's first page: who, what matters, key motions, days, pain, alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handtrack.measurements.number_format import count
from handtrack.records.attention import LOW_PERCENT, PainChange
from handtrack.records.change import ChangeVerdict
from handtrack.records.values import SessionRecord, is_doubtful
from handtrack.reports import phrases
from handtrack.reports.first_page_view import AdherenceView, Field, KeyMotion
from handtrack.reports.sections.key_motions import ChosenMotion, own_cells, place_of
from handtrack.reports.view import RomCell, RomRow

LONGEST_FIELD = 60
"""Letters of a field on the first page; the whole text stands on a later one."""
_MOST_NAMED = 3


def who(header: Sequence[Field]) -> tuple[Field, ...]:
    """Shorten the patient's record to what fits a first page."""
    return tuple(Field(f.label, phrases.shortened(f.text, LONGEST_FIELD)) for f in header)


def table(chosen: Sequence[ChosenMotion], sides: Sequence[str]) -> tuple[KeyMotion, ...]:
    """Make the rows of the key motions.

    Parameters
    ----------
    chosen : sequence of ChosenMotion
    sides : sequence of str
        The hands that the report is about.
    """
    return tuple(_key(one, sides) for one in chosen)


def _key(one: ChosenMotion, sides: Sequence[str]) -> KeyMotion:
    row = one.row
    first, change = row.first, row.change
    if len(sides) == 1:  # the other hand's change is not what the page is about
        own = [cell for cell in own_cells(row, sides) if cell.verdict]
        first = "".join(cell.baseline for cell in own)
        change = "".join(phrases.signed(cell.outcome, cell.verdict) for cell in own)
    return KeyMotion(
        motion=row.motion,
        title=row.title[:1].upper() + row.title[1:],
        why=one.why,
        right=_figure(row.right),
        left=_figure(row.left),
        first=first or phrases.NOTHING,
        verdict=change or "first measurement",
        other_hand=row.other_hand,
    )


def _figure(cell: RomCell | None) -> str:
    if cell is None:
        return phrases.NOTHING
    if cell.value == phrases.NOTHING:
        return cell.value
    manner = cell.manner if cell.manner != "active" else ""
    texts = (cell.value, cell.error, phrases.LABEL_MARKS[cell.label], manner)
    return " ".join(text for text in texts if text)


def motion_sentence(chosen: Sequence[ChosenMotion], sides: Sequence[str]) -> str:
    """Say what became of the key motions, the first of them with its figures.

    Parameters
    ----------
    chosen : sequence of ChosenMotion
    sides : sequence of str
    """
    if not chosen:
        return "Range of motion was not assessed."
    told = [(one.row, c) for one in chosen for c in own_cells(one.row, sides) if c.outcome]
    if not told:
        return "Range of motion was assessed once; this is the baseline."
    row, cell = told[0]
    outcomes = Counter(c.outcome for _, c in told)
    kinds = (
        (ChangeVerdict.BETTER, "better"),
        (ChangeVerdict.WORSE, "worse"),
        (ChangeVerdict.NO_CHANGE, "unchanged within the error"),
        (ChangeVerdict.CHANGED, "changed"),
        (ChangeVerdict.NOT_COMPARABLE, "not comparable"),
    )
    parts = ", ".join(f"{outcomes[kind]} {words}" for kind, words in kinds if outcomes[kind])
    hand = f" of the {sides[0]} hand" if len(sides) == 1 else ""
    title = row.title[:1].upper() + row.title[1:]
    way = f"{title} went from {cell.baseline} to {cell.value}"
    share = f", {cell.other_hand} of the other hand" if cell.other_hand != phrases.NOTHING else ""
    verdict = cell.outcome if cell.outcome != ChangeVerdict.NOT_COMPARABLE else "not comparable"
    return f"Of {count(len(told), 'key motion')}{hand}: {parts}. {way}{share}: {verdict}."


def practice_sentence(adherence: AdherenceView, dose: str, pain_words: str) -> str:
    """Say the days done, the repetitions that counted, and the pain.

    Parameters
    ----------
    adherence : AdherenceView
    dose, pain_words : str
    """
    return f"Exercised on {adherence.words}; {dose} {pain_words}"


@dataclass(frozen=True, slots=True)
class AlertSources:
    """What alerts are drawn from: all of the report's time."""

    rows: Sequence[RomRow]
    sides: Sequence[str]
    sessions: Sequence[SessionRecord]
    adherence: AdherenceView
    pain: PainChange | None


def alerts(of: AlertSources) -> tuple[str, ...]:
    """List what needs attention: pain up, few days done, real worsening, doubtful repetitions."""
    return tuple(
        text for part in (_pain(of), _few_days(of), _worse(of), _doubtful(of)) for text in part
    )


def _pain(of: AlertSources) -> Iterator[str]:
    found = of.pain
    if found is not None and found.up:
        usual = f"{found.usual:g}" if found.usual is not None else ""
        yield f"Pain is up: {found.now} of 10 on {phrases.short_day(found.day)}, usual is {usual}."


def _few_days(of: AlertSources) -> Iterator[str]:
    percent = of.adherence.percent
    if percent is not None and percent < LOW_PERCENT:
        yield f"Few days done: {of.adherence.words}."


def _worse(of: AlertSources) -> Iterator[str]:
    """Every motion that became worse, told once where several tell the same."""
    found: dict[tuple[str, str], str] = {}
    for row in of.rows:
        for side in of.sides:
            for cell in own_cells(row, (side,)):
                if cell.outcome == ChangeVerdict.WORSE:
                    key = side, place_of(row.motion)
                    found.setdefault(
                        key, f"{side} {row.title} from {cell.baseline} to {cell.value}"
                    )
    if found:
        named = list(found.values())
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        yield f"Worse beyond error: {'; '.join(named[:_MOST_NAMED])}{more}."


def _doubtful(of: AlertSources) -> Iterator[str]:
    doubtful = sum(is_doubtful(r) for s in of.sessions for e in s.exercises for r in e.repetitions)
    if doubtful:
        yield f"{count(doubtful, 'repetition')} in doubt: not seen well, or estimated."
    sides = sum(e.side_contradicted for s in of.sessions for e in s.exercises)
    if sides:
        yield f"Check the side of {count(sides, 'exercise')}: the camera saw the other hand."
