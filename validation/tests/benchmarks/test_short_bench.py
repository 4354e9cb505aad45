"""The short bench notices what takes more work, and the page holds what was measured."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from validation.benchmarks.clip_pairs import CLIP
from validation.benchmarks.instructions import instructions_of
from validation.benchmarks.pairs import Pair, Ratio, ratios
from validation.benchmarks.published import PAGE, PARTS, UNMEASURED, Measured, Published
from validation.benchmarks.short_bench import (
    RATIO,
    TRACKED_FRAMES,
    heavier,
    network_runs,
)


class Clock:
    """A clock that only work moves."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    def work(self, *seconds: float) -> Callable[[], None]:
        """Work that takes so long the first time, the second time and so on, then as the last."""
        waiting = list(seconds)

        def spend() -> None:
            self.now_s += waiting.pop(0) if len(waiting) > 1 else waiting[0]

        return spend


def pair(clock: Clock, ours_s: tuple[float, ...], rounds: int = 3) -> Pair:
    return Pair("a clip", clock.work(*ours_s), clock.work(1.0), rounds)


def test_a_ratio_tells_how_many_times_as_fast_ours_is_whoever_goes_first() -> None:
    clock = Clock()
    assert ratios(pair(clock, (0.5,)), 4, clock) == [2.0] * 4
    assert Ratio.of([1.0, 4.0, 2.0]).median == 2.0


@pytest.mark.parametrize(("ratio", "fails"), [(1.5, False), (0.81, False), (0.79, True)])
def test_what_fell_by_more_than_a_fifth_fails(ratio: float, fails: bool) -> None:
    wrong = heavier({"a clip": {RATIO: ratio}}, {"a clip": {RATIO: 1.0}})
    assert wrong == ["a clip: 27% more instructions or runs than published."] * fails


def test_what_is_not_published_fails_and_so_does_what_is_no_longer_measured() -> None:
    new, gone = heavier({"new": {RATIO: 1.0}}, {"gone": {RATIO: 1.0}})[::-1]
    assert new.startswith("new: no ratio is published")
    assert gone.startswith("gone: is published, and no longer measured")


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")
def test_twice_the_work_is_twice_the_instructions() -> None:
    program = (
        "from validation.benchmarks.instructions import mark\n"
        "for n in (1, 2, 4):\n    mark()\n    sum(range(100_000 * n))\n"
        "mark()"
    )
    (_, once, twice, four, _), _ = instructions_of("-c", program)
    assert (four - twice) / (twice - once) == pytest.approx(2, rel=0.02)


def test_a_followed_hand_takes_one_run_of_a_network_a_frame() -> None:
    runs = network_runs(CLIP)
    assert TRACKED_FRAMES <= runs < 1.1 * TRACKED_FRAMES


def test_the_page_holds_what_the_file_beside_it_holds() -> None:
    page = PAGE.read_text("utf-8")
    assert Published.read().page(page) == page


def test_a_part_that_is_not_measured_says_so() -> None:
    measured = Measured("a machine", (0.1, 0.2), {"a clip": Ratio(1.5, 1.4, 1.6, 1.35)})
    published = Published({}).with_measured(PARTS[0], measured)
    page = published.page(PAGE.read_text("utf-8"))
    assert page.count(UNMEASURED) == len(PARTS) - 1
    assert "| a clip | 1.50 | 1.40 to 1.60 | 1.35 |" in page
