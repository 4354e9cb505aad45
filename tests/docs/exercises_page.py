"""Writes the tables in `docs/clinical/exercises.md`: `python tests/docs/exercises_page.py`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Items, Turning
from handtrack.definitions.library import load_all
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold, Sequence
from handtrack.events import ActivityEvent
from handtrack.measurements.number_format import count, limit_words, share
from handtrack.verifiers.registry import counter_for

ROOT = Path(__file__).parents[2]
PAGE, MEASURED = ROOT / "docs/clinical/exercises.md", ROOT / "docs/accuracy/validation.json"
BEGIN, END = "<!-- {}: written by tests/docs/exercises_page.py -->\n", "<!-- end of {} -->"
Table = list[list[str]]


def counted(exercises: list[Exercise]) -> Table:
    """What each exercise is, and when a repetition of it counts."""
    measured = _measured()
    head = ["", "in the article", "clinical name", "counted by", "views", "what counts", "dose"]
    rows = [[*head, "grade", "measured"]]
    for e in exercises:
        what = counter_for(e).what
        whose = "the article's" if e.dose.source == "article" else "ours"
        rows.append(
            [
                e.id,
                e.title_article,
                e.title_clinical,
                e.verifier,
                ", ".join(e.views) or "any",
                what_counts(e),
                f"{count(e.dose.reps, what)} ({whose})",
                e.grade,
                measured.get(e.id, ""),
            ]
        )
    return rows


def trusted(exercises: list[Exercise]) -> Table:
    """What of each exercise is verified, estimated and asked."""
    rows = [["", "clinical name", "verified", "estimated", "not to be seen", "asked"]]
    for e in exercises:
        seen = ", ".join(_seen(e))
        rows.append(
            [
                e.id,
                e.title_clinical,
                "" if e.report.estimated else seen,
                f"{seen}: {e.report.estimated}" if e.report.estimated else "",
                " ".join([e.report.hidden, "; ".join(e.report.not_verifiable)]).strip(),
                " ".join(e.report.ask),
            ]
        )
    return rows


def followed(exercises: list[Exercise]) -> Table:
    """How exercises are counted whose object was followed."""
    rows = [["", "clinical name", "object", "what counts", "dose", "verified"]]
    for e in exercises:
        beside, thing = e.followed, e.object
        if beside is None or thing is None:
            continue
        dose = count(beside.dose.reps, counter_for(beside).what)
        seen = beside.report.estimated or ", ".join(_seen(beside))
        kind = f"{thing.name} (`{thing.kind}`)"
        rows.append([e.id, e.title_clinical, kind, what_counts(beside), dose, seen])
    return rows


def faults(exercises: list[Exercise]) -> Table:
    """What is noticed about a repetition besides its size."""
    rows = [["", "clinical name", "noted, and still counted", "does not count"]]
    for e in exercises:
        reasons: dict[bool, list[str]] = {True: [], False: []}
        for guard in e.guards:
            text = str(getattr(guard, "reason", guard.kind)).replace("_", " ")
            reasons[guard.action == "flag"].append(text)
        cells = (", ".join(dict.fromkeys(reasons[flag])) for flag in (True, False))
        rows.append([e.id, e.title_clinical, *cells])
    return rows


def what_counts(e: Exercise) -> str:
    """The rule in half a sentence."""
    match e.method:
        case Cycle() as rule:
            signal = e.signals[rule.signal]
            least = limit_words(rule.least.value, signal.measurement.unit)
            way = "from one end to the other and back" if rule.ends == "both" else "out and back"
            title = signal.title.partition(",")[0] + (" of one finger" if signal.chosen else "")
            full = share(rule.full.value)
            return f"{title}: {way}, {full} of the individual range, at least {least}"
        case Hold() as rule:
            title = e.signals[rule.signal].title
            return f"{title}: held at {share(rule.full.value)} for {rule.seconds.value:g} s"
        case Activity() as rule:
            return f"60 s in which the hand is at work; {_listed(rule.deeds)} are counted"
        case Sequence() as rule:
            order = f"thumb to {', '.join(rule.order)}"
            return f"{order}, one on each beat" if rule.cue else f"{order}, in this order"
        case Carry() as rule:
            least = limit_words(rule.least.value, "L")
            full = share(rule.full.value)
            return f"closed hand carried {full} of the individual path, at least {least}"
        case Items() as rule:
            verbs = {"collect": "leaves", "dispense": "comes to"}
            verb = verbs.get(rule.mode, "leaves, and later comes back to,")
            return f"one piece at a time {verb} the table"
        case Turning() as rule:
            return f"{rule.unit_deg.value:g}° round, or {rule.least_deg.value:g}° where it stops"
        case _:
            return e.summary


def _listed(deeds: tuple[ActivityEvent, ...]) -> str:
    return " and ".join(deeds)


def _seen(e: Exercise) -> list[str]:
    """What the camera tells of it."""
    told = [f"{counter_for(e).what}s", "their times"]
    titles = (r.title.partition(",")[0] for entry in e.rom for r in entry.readings)
    return told + list(dict.fromkeys(titles))


def _measured() -> dict[str, str]:
    """How exactly clips with known truth were counted, by the number of the exercise."""
    if not MEASURED.exists():
        return {}
    page: dict[str, Any] = json.loads(MEASURED.read_text("utf-8"))
    totals: dict[str, list[int]] = {}
    for group in page["groups"]:
        for entry in group["counting"]:
            number, exact = entry["name"].partition(".")[0], entry["exact"]
            before = totals.setdefault(number, [0, 0, 0])
            found = (entry["reps"], exact["hits"], exact["of"])
            totals[number] = [a + b for a, b in zip(before, found, strict=True)]
    return {
        number: f"{hits} of {of} clips exact, {reps} repetitions"
        for number, (reps, hits, of) in totals.items()
    }


def in_markdown(table: Table) -> str:
    """A table with its head."""
    head, *rows = (f"| {' | '.join(row)} |" for row in table)
    return "\n".join([head, "|---" * len(table[0]) + "|", *rows]) + "\n"


def written(page: str) -> str:
    """The page with its tables written anew."""
    exercises = load_all()
    tables = {"counted": counted, "trusted": trusted, "followed": followed, "faults": faults}
    for name, table in tables.items():
        page = _replaced(page, name, in_markdown(table(exercises)))
    return page


def _replaced(page: str, name: str, table: str) -> str:
    begin, end = BEGIN.format(name), END.format(name)
    pattern = re.escape(begin) + r".*?" + re.escape(end)
    page, times = re.subn(pattern, lambda _: begin + table + end, page, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"the page has {times} places for the table '{name}'")
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
