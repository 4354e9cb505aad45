"""Judge the corrected angles on hands nobody learned from: tables of docs/accuracy/angles.md.

    python -m validation.angles.ablation SHARDS [--sample FILE] [--plot FILE]

The networks, the choice of a way to read each angle and the error bars all come from the train
family; everything printed here is of the test family. `--sample` writes a few of its frames for the
tests, `--plot` draws estimated against true ranges.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import FINGERS, Floats, Side
from handtrack.landmarks.pose.learned_pose import JOINTS, estimate_pose
from handtrack.landmarks.views import View, view_matches
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.error_model import ErrorModel, measurement_error_deg
from validation.angles.candidates import candidates, cost_ms, rest_offset_removed
from validation.angles.data import AngleFrames, read_frames, toward_camera, true_bends
from validation.angles.error_bars import VIEWS
from validation.angles.study import KINDS, WHOLE_HAND, Row, errors, study


def print_ways(rows: list[Row], names: Sequence[str]) -> None:
    """Mean error of a range by candidate, for fingers of hands that close as a whole."""
    print("| way | " + " | ".join(f"{m[:3].upper()}, {v}" for m in JOINTS for v in VIEWS) + " |")
    print("|---" * (1 + len(JOINTS) * len(VIEWS)) + "|")
    for name in names:
        cells = [
            _mean([r for r in rows if _is(r, m, v) and r.kind in WHOLE_HAND], name)
            for m in JOINTS
            for v in VIEWS
        ]
        print(f"| {name} | " + " | ".join(cells) + " |")


def print_choice(rows: list[Row]) -> None:
    """Print what the product does: way, mean error, bias and coverage of the error bar."""
    print(
        "| measurement | view | ranges | true | landmarks | fitted | used | bias | "
        "within the 95 % bar | bar | label in this view |\n" + "|---" * 11 + "|"
    )
    for measure in KINDS:
        for view in VIEWS:
            here = [r for r in rows if _is(r, measure, view)]
            model = measurement_error_deg(measure, view)
            if len(here) < 6 or model is None or model.rom_bar is None:
                continue
            off = errors(here, model.estimator)
            bars = [bar_deg(r, model) for r in here]
            inside = np.mean(np.abs(off) <= bars)
            known = view in MEASUREMENTS[measure].views and model.good_enough
            print(
                f"| {measure} | {view} | {len(here)} | {np.mean([r.true_deg for r in here]):.0f} "
                f"| {_mean(here, 'landmarks')} | {_mean(here, 'fitted')} | {model.estimator} "
                f"| {np.nanmean(off):+.1f} | {inside:.0%} | {np.median(bars):.0f} "
                f"| {'verified' if known else 'estimated'} |"
            )


def bar_deg(row: Row, model: ErrorModel) -> float:
    """Half width of the bar the product prints for one range."""
    assert model.rom_bar is not None
    return model.rom_bar.half_width_deg(
        row.arcs_deg[model.estimator], row.doubts_deg[model.estimator], row.behind
    )


def print_kinds(rows: list[Row]) -> None:
    """Fists by themselves, from the side, and the fingers next to the camera."""
    print("| fist from the side | ranges | landmarks | used |\n" + "|---" * 4 + "|")
    for measure in JOINTS:
        model = measurement_error_deg(measure, View.SIDE)
        assert model is not None
        fists = [r for r in rows if _is(r, measure, View.SIDE) and r.kind == "fist"]
        for name, here in (
            ("all fingers", fists),
            *((f"{f} finger", [r for r in fists if r.finger is f]) for f in FINGERS),
            ("mean of the four", list(_meaned(fists, model))),
        ):
            print(
                f"| {measure}, {name} | {len(here)} | {_mean(here, 'landmarks')} "
                f"| {_mean(here, model.estimator)} |"
            )


def _meaned(rows: Iterable[Row], model: ErrorModel) -> Iterable[Row]:
    """Ranges of a clip's four fingers, averaged."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.clip, []).append(row)
    for group in groups.values():
        ways = group[0].arcs_deg
        yield Row(
            group[0].measure,
            None,
            group[0].view,
            group[0].kind,
            group[0].clip,
            group[0].strange,
            float(np.mean([r.true_deg for r in group])),
            {w: float(np.mean([r.arcs_deg[w] for r in group])) for w in ways},
            {w: 0.0 for w in ways},
            0.0,
        )


def print_frames(frames: AngleFrames) -> None:
    """Mean error of single frames, as they are and with each clip's rest taken for zero."""
    fitted = estimate_pose(frames.hand)
    true = true_bends(frames.joints_m)
    read = np.stack(
        [[MEASUREMENTS[m].read(frames.hand, f) for m in JOINTS] for f in FINGERS]
    ).transpose(2, 0, 1)
    rest = (frames.peak >= 0) & (frames.peak % 2 == 0)
    ways = {"landmarks": read - true, "fitted": fitted.flexions.deg - true}
    print("| frames | " + " | ".join(f"{m[:3].upper()}, {v}" for m in JOINTS for v in VIEWS) + " |")
    print("|---" * (1 + len(JOINTS) * len(VIEWS)) + "|")
    for name, error in ways.items():
        zeroed = rest_offset_removed(error, frames.clip, rest)
        for title, e in ((name, error), (f"{name}, zero at rest", zeroed)):
            print(f"| {title} | " + " | ".join(_by_view(e, fitted.palm.orientation)) + " |")


def _by_view(error: Floats, facing: Floats) -> list[str]:
    return [
        f"{np.nanmean(np.abs(error[view_matches(v, facing)][..., k])):.1f}"
        for k in range(len(JOINTS))
        for v in VIEWS
    ]


def print_facing(frames: AngleFrames) -> None:
    """How well it is seen from where the camera looks."""
    true = -palm_normal(toward_camera(frames.joints_m), Side.RIGHT)[..., 2]
    seen = {
        "image points": -palm_normal(frames.hand.image_px, Side.RIGHT)[..., 2],
        "world points": -palm_normal(frames.hand.world_m, Side.RIGHT)[..., 2],
        "fitted": estimate_pose(frames.hand).palm.orientation,
    }
    print("| palm's turn to the camera | " + " | ".join(VIEWS) + " |\n" + "|---" * 5 + "|")
    for name, facing in seen.items():
        off = np.abs(_degrees(facing) - _degrees(true))
        cells = [f"{off[view_matches(v, true)].mean():.1f}" for v in VIEWS]
        print(f"| {name} | " + " | ".join(cells) + " |")


def _degrees(facing: Floats) -> Floats:
    result: Floats = np.degrees(np.arccos(np.clip(facing, -1, 1)))
    return result


def print_strange(rows: list[Row]) -> None:
    """Skins, lights and backgrounds that were never learned from."""
    print("| look | ranges | fitted |\n" + "|---" * 3 + "|")
    for name, wanted in (("met in learning", False), ("never met", True)):
        here = [r for r in rows if r.strange is wanted and r.measure in JOINTS]
        print(f"| {name} | {len(here)} | {_mean(here, 'fitted')} |")


def _is(row: Row, measure: str, view: View) -> bool:
    return row.measure == measure and row.view is view


def _mean(rows: list[Row], way: str) -> str:
    off = errors(rows, way)
    return f"{np.nanmean(np.abs(off)):.1f}" if len(off) else ""


def write_sample(frames: AngleFrames, path: Path) -> None:
    """One frame of a clip each, for the tests."""
    _, first, count = np.unique(frames.clip, return_index=True, return_counts=True)
    random = np.random.default_rng(0)
    places = first + (random.random(len(first)) * count).astype(int)
    some = frames.cut(np.sort(places))
    facing = -palm_normal(toward_camera(some.joints_m), Side.RIGHT)[..., 2]
    np.savez_compressed(
        path,
        image_px=some.hand.image_px.astype(np.float32),
        world_m=some.hand.world_m.astype(np.float32),
        bends_deg=true_bends(some.joints_m).astype(np.float32),
        facing=facing.astype(np.float32),
    )


def draw(rows: list[Row], path: Path) -> None:
    """Draw estimated against true ranges, one panel a measurement."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = {
        "mcp_flexion": View.SIDE,
        "pip_flexion": View.SIDE,
        "dip_flexion": View.SIDE,
        "pip_flexion ": View.PALM,
        "wrist_flexion": View.SIDE,
        "wrist_deviation": View.PALM,
        "forearm_rotation": View.PALM,
        "finger_spread": View.PALM,
    }
    figure, axes = pyplot.subplots(2, 4, figsize=(13, 6.6), constrained_layout=True)
    for axis, (measure, view) in zip(axes.flat, panels.items(), strict=True):
        here = [r for r in rows if _is(r, measure.strip(), view)]
        for way, colour in (("landmarks", "#c9772b"), ("fitted", "#2b6fc9")):
            pairs = [(r.true_deg, r.arcs_deg[way]) for r in here if way in r.arcs_deg]
            if pairs:
                axis.scatter(*zip(*pairs, strict=True), s=9, c=colour, label=way, alpha=0.7, lw=0)
        high = max([r.true_deg for r in here], default=1.0) * 1.1
        axis.plot([0, high], [0, high], c="#777777", lw=0.8)
        axis.set(title=f"{measure.strip()}, {view}", xlim=(0, high), ylim=(0, 1.3 * high))
    axes[0, 0].legend(frameon=False)
    figure.supxlabel("true range, degrees")
    figure.supylabel("read range, degrees")
    figure.savefig(path)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=Path)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    test = read_frames(arguments.folder, "test")
    if arguments.sample:
        write_sample(test, arguments.sample)
    ways = candidates(read_frames(arguments.folder, "train"))
    rows = study(
        test, estimate_pose(test.hand), {**ways, "landmarks": ways["landmarks, as the measurement"]}
    )
    print(f"{len(np.unique(test.clip))} people, {len(test)} frames, {len(rows)} ranges\n")
    print_ways(rows, list(ways))
    for table in (print_choice, print_kinds, print_strange):
        print()
        table(rows)
    for table_of_frames in (print_frames, print_facing):
        print()
        table_of_frames(test)
    print("\n| job | ms a frame |\n|---|---|")
    for name, cost in cost_ms(test.hand).items():
        print(f"| {name} | {cost:.2f} |")
    if arguments.plot:
        draw(rows, arguments.plot)


if __name__ == "__main__":
    main()
