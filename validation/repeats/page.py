"""The page on repeated assessments, from their figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np

from handtrack.events import Label
from handtrack.measurements.error_model import MOST_VERIFIED
from handtrack.measurements.number_format import Unit, share
from validation.repeats.detectable import (
    LEAST,
    TWICE,
    Detectable,
    Told,
    detectable,
    misread,
    of_group,
    told,
    twice,
)
from validation.repeats.figures import CHANGED, Pair, Repeat, pairs
from validation.repeats.values import Repeats
from validation.written_page import table

MOST_FALSE, LEAST_FOUND = 0.05, 0.80
"""Wanted: of unchanged motions at most this share told as changed; of true changes of twice the
smallest detectable one at least this share found."""


def page(found: Repeats) -> str:
    """Write the page."""
    groups = detectable(found.setting)
    same, later = pairs(found.check), pairs(found.check, changed=True)
    exact = twice(later)
    parts = [
        "# Repeats: how large a change has to be\n\nWritten by `just repeats FOLDER`; do not edit "
        "by hand. The figures are in [repeats.json](repeats.json).",
        _INTRODUCTION,
        "## In one look\n\n" + _summary(told(same), told(exact)),
        "## The smallest detectable change\n\n" + _method(found) + "\n\n" + _changes(groups),
        "## On hands held back\n\n" + _check_text(found) + "\n\n" + _check(groups, same, exact),
        "## Beside it: how far from the truth\n\n" + _accuracy(groups, found.check),
        "## Real hands\n\n" + _real(found),
        _LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """A figure has two errors, and they answer two questions.

- **Accuracy** (the ±): how far may the figure be from a goniometer? Mostly a bias that stays with
  the person, the view and the protocol.
- **Smallest detectable change**: how far may two figures of the same hand, measured the same way,
  differ although nothing changed? The bias cancels in it, so it may be less than the ±.

Only the second decides whether a change is real; only the first, whether a figure is verified or
compared with norms."""


def _summary(same: Told, exact: Told) -> str:
    rows = [
        _wanted("unchanged motions told as changed", same, f"at most {MOST_FALSE:.0%}"),
        _wanted(
            f"true changes of {TWICE[0]:g} to {TWICE[1]:g} times the smallest detectable one that "
            "are found",
            exact,
            f"at least {LEAST_FOUND:.0%}",
        ),
    ]
    return table(["on hands held back", "measured", "wanted", "pairs compared", "pairs"], rows)


def _wanted(name: str, found: Told, wanted: str) -> list[str]:
    return [name, _percent(found), wanted, str(found.compared), str(found.pairs)]


def _percent(found: Told) -> str:
    return "—" if found.share is None else f"{100 * found.share:.1f} %"


def _method(found: Repeats) -> str:
    hands = {f.hand: {g.occasion for g in found.setting if g.hand == f.hand} for f in found.setting}
    times = sorted({len(occasions) for occasions in hands.values()})
    often = " or ".join(map(str, times))
    return f"""{len(hands)} rendered hands of people outside the training data, a third of them of
another hand model, were assessed {often} times by the protocol, one trial of each pose. Each time
and for each section the camera stood anew, up to 10° turned, tilted and rolled, 12 % nearer or
farther; light, room, sleeve and the camera's noise were others; every joint came back to its angle
with a standard deviation of half a degree. SEM is the standard deviation of one figure.

The smallest detectable change is the larger of 1.96 · √2 · SEM and of what 95 % of the differences
are within, and that *as it may be of others*: what is exceeded by a tenth of as many hands drawn
from these again and again. It is rounded up, and never below {LEAST["deg"]:g}° (people do not come
back to a pose exactly: three-dimensional motion capture of people has one of 5 to 12°,
[10.1186/s13018-019-1177-y](https://doi.org/10.1186/s13018-019-1177-y)) or {LEAST["L"]:g} hand
lengths (judgement). A person's own trials, if they scatter more, make it larger. It stands in
`src/handtrack/assessment/repeats.toml`, which the program reads. *Least ±*: no figure's accuracy is
printed smaller, that is the smallest detectable change divided by √2. *Misread*: more than three
times the bound of what is verified ({3 * MOST_VERIFIED["deg"]:g}°) from the truth, because the
tracker took a hook or a fist for another shape; left out here, since no smallest change guards
against it, but not in the check below. Kapandji's score was not repeated: it is provisional, more
than one step counts.

{_HISTORY}"""


_HISTORY = """Two checks before this one failed, each on ten hands held back, and each ten set the
smallest changes afterwards. Eight hands without regard to others told 6.3 % of 1829 unchanged pairs
as changed. Eighteen with that regard told 6.9 % of 1647, many of them hooks and fists that the
tracker took for another shape. Since then a pose is not measured where the tracker is unsure of the
hand (presence below 0.85; in eight clips of real hands at most 1 % of the frames), which left
5.2 % of 1571."""


def _changes(groups: Sequence[Detectable]) -> str:
    head = ["motions", "pairs", "hands", "SEM", "95 % of differences within",
            "as it may be of others", "smallest detectable change", "least ±",
            "misread"]  # fmt: skip
    rows = [
        [
            one.name,
            str(one.pairs),
            str(one.hands),
            _size(one.sem, one.unit, 1),
            _size(one.largest_95, one.unit, 1),
            _size(one.of_others, one.unit, 1),
            f"**{_size(one.smallest_change, one.unit)}**",
            _size(one.smallest_change / sqrt(2), one.unit, 1),
            str(one.misread),
        ]
        for one in groups
    ]
    return table(head, rows)


def _size(value: float, unit: Unit, more: int = 0) -> str:
    return f"{value:.{more}f}°" if unit == "deg" else f"{value:.2f} L"


def _check_text(found: Repeats) -> str:
    hands = len({f.hand for f in found.check})
    same = len({f.occasion for f in found.check} - {CHANGED})
    refused = (
        f"{len(found.refused)} sections gave nothing, because the angles contradicted the order of "
        f"the poses, as happens where a hand is lost ({'; '.join(found.refused)})."
    )
    return f"""{hands} other hands, that set nothing, were assessed {same} times unchanged, and once
after every motion had become smaller by twice its smallest detectable change, as far as the joint
allows. Every pair of unchanged assessments, and each of them with the changed one, was judged by
the program.
Pairs seen from two sides, or with a figure that was not measured, are not compared.
{refused if found.refused else ""}"""


def _check(groups: Sequence[Detectable], same: Sequence[Pair], exact: Sequence[Pair]) -> str:
    head = ["motions", "unchanged pairs", "compared", "told as changed",
            "true changes of twice", "compared", "found"]  # fmt: skip
    rows = []
    for name, motions in [(one.name, one.motions) for one in groups]:
        still, moved = told(of_group(same, motions)), told(of_group(exact, motions))
        rows.append(
            [name, str(still.pairs), str(still.compared), _percent(still)]
            + [str(moved.pairs), str(moved.compared), _percent(moved)]
        )
    return table(head, rows)


def _accuracy(groups: Sequence[Detectable], check: Sequence[Repeat]) -> str:
    text = f"""The same hands held back, unchanged and changed, against their true angles.
*Within ±*: the share of figures whose truth lies inside the printed interval. Figures with a ±
beyond
{MOST_VERIFIED["deg"]:g}° or {MOST_VERIFIED["L"]:g} hand lengths are never verified."""
    head = ["motions", "figures", "measured", "misread", "bias", "mean error", "95 % within",
            "median ±", "within ±", "verified"]  # fmt: skip
    rows = []
    for one in groups:
        own = [f for f in check if f.sort in one.motions]
        known = [f for f in own if f.value is not None]
        off = np.array([(f.value or 0.0) - f.true for f in known])
        bars = np.array([f.error or 0.0 for f in known])
        sure = sum(f.label is Label.VERIFIED for f in known) / len(known)
        digits = 1 if one.unit == "deg" else 2
        bias = f"{off.mean():+.{digits}f}{'°' if one.unit == 'deg' else ' L'}"
        rows.append(
            [
                one.name,
                str(len(own)),
                share(len(known) / len(own)),
                str(sum(map(misread, own))),
                bias.replace("-", "\N{MINUS SIGN}"),
            ]
            + [_size(float(v), one.unit, 1) for v in _errors(off)]
            + [_size(float(np.median(bars)), one.unit)]
            + [share(float(np.mean(np.abs(off) <= bars))), share(sure)]
        )
    return text + "\n\n" + table(head, rows)


def _errors(off: Iterable[float]) -> tuple[float, float]:
    size = np.abs(list(off))
    return float(size.mean()), float(np.percentile(size, 95))


def _real(found: Repeats) -> str:
    ends = table(
        [
            "motions",
            "standard deviation",
            "1.96 · √2 times that",
            "repetitions beyond the first",
            "people",
        ],
        [
            [r.name, f"{r.sd_deg:.1f}°", f"{1.96 * sqrt(2) * r.sd_deg:.0f}°", str(r.count)]
            + [str(r.people)]
            for r in found.far_ends
        ],
    )
    cameras = table(
        ["motions", "angles differ by", "changes differ by", "angles compared"],
        [
            [c.name, f"{c.apart_deg:.1f}°", f"{c.change_deg:.1f}°", str(c.frames)]
            for c in found.cameras
        ],
    )
    return f"""No real hand is on record twice with the camera set up anew, so real hands set
nothing here.

**The same end of a movement, again and again.** Recordings of exercises whose far end is one pose,
each joint's angle there, the camera untouched. It holds what the person does differently each time
and the jitter of a moving hand, and lacks what another placement adds:

{ends}

**One hand, two cameras, the same moments** (the stereo pair, one person). Root mean square of the
difference of single pictures; the cameras stand at different sides, so the program would not
compare these. Changes are counted from each joint's middle angle. From two sides the bias does
*not* cancel in a change, which is why figures from two views are never compared:

{cameras}"""


_LIMITS = """## What this does not show

- How much a person differs from day to day: warmth, pain, effort. It is in the smallest change only
  as far as the person's own trials scatter.
- A real hand's skin and a camera's compression. Rendered hands are read better than real ones
  ([angles](angles.md)).
- Cameras placed worse than 10° from where they are wanted, or another camera."""
