"""The figure: estimated against true angle through one repetition of each movement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation.evaluate.page_format import words
from validation.evaluate.score_clip import Joint, Outcome

TRUE, SEEN = "#1b1b1b", "#c2410c"
COLUMNS = 3

Shown = tuple[Outcome, Joint, int]


def chosen(outcomes: Sequence[Outcome]) -> list[Shown]:
    """For each exercise and measurement the repetition whose error is the median of all."""
    found: dict[tuple[str, str], list[tuple[float, str, int, Shown]]] = {}
    for o in outcomes:
        for joint in o.joints:
            for place, arc in zip(joint.place, joint.reps, strict=True):
                error = np.inf if arc.seen is None else abs(arc.seen - arc.true)
                entry = (float(error), o.clip.name, place, (o, joint, place))
                found.setdefault((o.exercise.id.zfill(4), joint.name), []).append(entry)
    result = []
    for _, entries in sorted(found.items()):
        ordered = sorted(entries, key=lambda e: (e[0], e[1], str(e[3][1].reading.finger), e[2]))
        result.append(ordered[(len(ordered) - 1) // 2][3])
    return result


def draw(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write the figure as SVG, the same bytes for the same numbers."""
    shown = chosen(outcomes)
    rows = max(-(-len(shown) // COLUMNS), 1)
    with rc_context({"svg.hashsalt": "handtrack", "font.size": 8}):
        figure = Figure(figsize=(3.1 * COLUMNS, 2.2 * rows), layout="constrained")
        axes = figure.subplots(rows, COLUMNS, squeeze=False).ravel().tolist()
        for axis, (outcome, joint, place) in zip(axes, shown, strict=False):
            _panel(axis, outcome, joint, place)
        for axis in axes[len(shown) :]:
            axis.set_axis_off()
        if shown:
            figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _panel(axis: Axes, outcome: Outcome, joint: Joint, place: int) -> None:
    start_s, end_s = outcome.clip.reps[place].start_s, outcome.clip.reps[place].end_s
    inside = (joint.time_s >= start_s) & (joint.time_s <= end_s)
    time_s = joint.time_s[inside] - start_s
    arc = joint.reps[joint.place.index(place)]
    axis.plot(time_s, joint.true[inside], color=TRUE, linewidth=1.6, label="true")
    axis.plot(time_s, joint.seen[inside], color=SEEN, linewidth=1.2, label="read")
    finger = f", {joint.reading.finger}" if joint.reading.finger else ""
    told = "refused" if arc.seen is None else f"{arc.seen:.0f}° ± {arc.error or 0:.0f}°"
    axis.set_title(
        f"{outcome.exercise.id}. {words(joint.name)}{finger}, {outcome.view}\n"
        f"true range {arc.true:.0f}°, printed {told}",
        fontsize=8,
        loc="left",
    )
    axis.set_xlabel("s")
    axis.set_ylabel("degrees")
    axis.spines[["top", "right"]].set_visible(False)
