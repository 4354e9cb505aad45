"""Fit how sure recognition is, on recordings of real people: `just recognition-confidence`.

    python -m validation.recognition.fit_confidence [--real FOLDER] [--out FILE] [--page FILE]

Of each recording that an eye counted (`counts.json` and `tracks/` in the folder) the evidence is
collected; so it is of synthetic performances, which keep the weights from learning one camera and
one room. Every figure that is printed, and the level from which on an exercise is named, come from
weights that were fitted without any recording of the person in question. The file that is written
holds the weights fitted to all. To be run again whenever scoring or the prototypes change.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording_file import read
from handtrack.recognition.confidence import WEIGHT_NAMES, Confidence, packaged_path
from handtrack.recognition.prototypes import packaged as prototypes
from handtrack.recognition.segments import Recognition, recognise
from validation.evaluate.recognition import answer_of
from validation.recognition.evidence_cases import (
    Case,
    CountedRecording,
    counted_recordings,
    real_cases,
    synthetic_cases,
    synthetic_jobs,
)

REAL = Path(__file__).parents[3] / "shared" / "real"
PAGE = Path(__file__).parents[2] / "docs/using/recognition.md"
BEGIN, END = "<!-- figures: just recognition-confidence -->", "<!-- end of figures -->"
SYNTHETIC = 1.0
"""How much all synthetic performances weigh beside all real recordings: as much. Provisional."""
RIDGE = 0.003
"""Keeps weights small where few recordings tell: provisional."""
NOT_BELOW_0 = 2
"""So many of the weights are of evidence that can only speak for a movement."""
LEAST = 0.05
"""Everything above is named while the level is looked for."""
NEGATIVES_NAMED = 1 / 20
"""At most so many recordings without an exercise may be named as one."""
BINS = (0.9, 0.75, 0.6)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of a recording by weights fitted without its person.

    Parameters
    ----------
    most : float
        No answer is said to be surer, by the answers on all other people.
    """

    told: CountedRecording
    found: Recognition
    most: float = 1.0

    def at(self, level: float) -> tuple[float, bool] | None:
        """The confidence of what is named, and whether it is right; None where nothing is."""
        named = tuple(
            s
            for s in self.found.named
            if min(s.confidence, self.most) >= level
            and s.start_s < self.told.end_s
            and s.end_s > self.told.start_s
        )
        answer, could_be = answer_of(Recognition(named, ()))
        if answer is None:
            return None
        sure = max(s.confidence for s in named if s.could_be == could_be)
        return min(sure, self.most), bool({*could_be} & {*self.told.exercises})


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--real", type=Path, default=REAL, help="holds counts.json and tracks/")
    parser.add_argument("--out", type=Path, default=packaged_path())
    parser.add_argument("--page", type=Path, default=PAGE, help="where the table goes")
    options = parser.parse_args()
    told = counted_recordings(options.real)
    with get_context("fork").Pool() as pool:
        cases = [case for found in pool.map(real_cases, told, 1) for case in found]
        cases = weighed(cases)
        made = [case for found in pool.map(synthetic_cases, synthetic_jobs(), 1) for case in found]
        share = SYNTHETIC * sum(case.weight for case in cases) / sum(case.weight for case in made)
        made = [Case(c.person, c.rows, c.right, share * c.weight) for c in made]
        without = {
            person: fit([c for c in cases if c.person != person] + made)
            for person in sorted({t.person for t in told})
        }
        found = pool.map(answer, [(t, without[t.person]) for t in told], 1)
    people = {a.told.person: [b for b in found if b.told.person != a.told.person] for a in found}
    limits = {person: surest(others) for person, others in people.items()}
    answers = [replace(a, most=limits[a.told.person]) for a in found]
    level = named_from(answers)
    table = page(answers, level)
    write(options.out, fit(cases + made), surest(found), level, told, len(made))
    replace_figures(options.page, table)
    print(table)
    for one in answers:
        said = one.at(level)
        if said and not said[1]:
            print(f"wrong: {one.told.name}, {said[0]:.2f}, shows {one.told.exercises or 'none'}")


def weighed(cases: Sequence[Case]) -> list[Case]:
    """Each person the same, and each recording of a person, and each stretch of a recording."""
    in_recording = Counter(case.person for case in cases)
    of_person = Counter(recording.partition("\n")[0] for recording in in_recording)
    found = []
    for case in cases:
        person = case.person.partition("\n")[0]
        weight = 1 / in_recording[case.person] / of_person[person]
        found.append(Case(person, case.rows, case.right, weight))
    return found


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """The weights that make the right answers likeliest (conditional logit, ridge)."""
    some = [case for case in cases if case.right.any()]
    scale = np.concatenate([case.rows for case in some]).std(axis=0)
    total = sum(case.weight for case in some)

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = RIDGE * float((weights**2).mean()), 2 * RIDGE * weights / len(weights)
        for case in some:
            scaled = case.rows / scale
            worth = scaled @ weights
            share = np.exp(worth - worth.max())
            share /= share.sum()
            right = share * case.right
            value -= case.weight / total * float(np.log(right.sum() + 1e-12))
            slope -= case.weight / total * scaled.T @ (right / (right.sum() + 1e-12) - share)
        return value, slope

    free = [(0.0, None)] * NOT_BELOW_0 + [(None, None)] * (len(WEIGHT_NAMES) - NOT_BELOW_0)
    found = minimize(loss, np.zeros(len(WEIGHT_NAMES)), jac=True, method="L-BFGS-B", bounds=free)
    return dict(zip(WEIGHT_NAMES, (found.x / scale).tolist(), strict=True))


def answer(job: tuple[CountedRecording, dict[str, float]]) -> Answer:
    """What the product says of a recording with weights that do not know its person."""
    told, weights = job
    confidence = Confidence(weights, most=1.0, named_from=LEAST)
    return Answer(told, recognise(read(told.track), load_all(), prototypes(), confidence))


def surest(answers: Sequence[Answer]) -> float:
    """The largest confidence that is borne out by the answers that say so much or more.

    By the mean that Jeffreys' prior gives, as what counted is weighed, so that few answers bear out
    little.
    """
    said = [found for a in answers if (found := a.at(LEAST))]
    for percent in range(99, 50, -1):
        right = [is_right for sure, is_right in said if sure >= percent / 100]
        if (sum(right) + 0.5) / (len(right) + 1) >= percent / 100:
            return percent / 100
    return 0.5


def named_from(answers: Sequence[Answer]) -> float:
    """The level with most right names over wrong ones, at which few negatives are named."""
    idle = [a for a in answers if not a.told.exercises]
    best, gained = 0.95, -1
    for percent in range(30, 95, 5):
        level = percent / 100
        said = [found for a in answers if (found := a.at(level))]
        gain = sum(1 if right else -1 for _, right in said)
        few = sum(a.at(level) is not None for a in idle) <= NEGATIVES_NAMED * len(idle)
        if few and gain > gained:
            best, gained = level, gain
    return best


def page(answers: Sequence[Answer], level: float) -> str:
    """What came out, as a table."""
    shown = [a for a in answers if a.told.exercises]
    idle = [a for a in answers if not a.told.exercises]
    right = sum(bool((one := a.at(level)) and one[1]) for a in shown)
    named = sum(a.at(level) is not None for a in idle)
    people = len({a.told.person for a in answers})
    lines = [
        f"Of {len(answers)} recordings of {people} people, each by weights fitted without that "
        f"person, an exercise being named from a confidence of {level:.0%} on:",
        "",
        f"- with an exercise: {right} of {len(shown)} named right (what is shown is among what it "
        f"could be);",
        f"- without one: {named} of {len(idle)} named.",
        "",
        "| confidence | names | right | share |",
        "|---|---|---|---|",
    ]
    said = [found for a in answers if (found := a.at(level))]
    top = 1.01
    for low in (*(b for b in BINS if b > level), level):
        hits = [is_right for sure, is_right in said if low <= sure < top]
        share = f"{sum(hits) / len(hits):.0%}" if hits else ""
        title = f"{low:.0%} to {min(top, 1.0):.0%}"
        lines.append(f"| {title} | {len(hits)} | {sum(hits)} | {share} |")
        top = low
    return "\n".join(lines)


def write(
    path: Path,
    weights: dict[str, float],
    most: float,
    level: float,
    told: Sequence[CountedRecording],
    made: int,
) -> None:
    """Write the file of weights."""
    lines = [
        "# How sure recognition is: written by `just recognition-confidence`, not by hand.",
        "",
        f"named_from = {level:.2f}",
        f"most = {most:.2f}",
        "",
        "[weights]",
        *(f"{name} = {value:.4f}" for name, value in weights.items()),
        "",
        "[learned_from]",
        f"real_recordings = {len(told)}",
        f"real_people = {len({t.person for t in told})}",
        f"real_without_exercise = {sum(not t.exercises for t in told)}",
        f"synthetic_stretches = {made}",
        f"synthetic_weight = {SYNTHETIC}",
        f'weighed = "each person the same, ridge {RIDGE}"',
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def replace_figures(path: Path, table: str) -> None:
    """Put the figures into the page, between its marks."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
