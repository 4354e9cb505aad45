"""The short bench notices what became slower, and the page holds what was measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from validation.benchmarks.pairs import Pair, Ratio, ratios
from validation.benchmarks.published import PAGE, PARTS, UNMEASURED, Measured, Published
from validation.benchmarks.short_bench import slower


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


@pytest.mark.parametrize(("ours_s", "fails"), [(1.0, False), (1.24, False), (1.26, True)])
def test_what_fell_by_more_than_a_fifth_fails(ours_s: float, fails: bool) -> None:
    clock = Clock()
    wrong = slower([pair(clock, (ours_s,))], {"a clip": 1.0}, clock)
    assert bool(wrong) is fails
    assert wrong == ["a clip: 21% slower than published."] * fails


def test_what_looks_slow_is_measured_again_before_it_fails() -> None:
    clock = Clock()
    unlucky = pair(clock, (9.0, 9.0, 9.0, 1.0))
    assert slower([unlucky], {"a clip": 1.0}, clock) == []


def test_a_ratio_that_is_not_published_fails() -> None:
    clock = Clock()
    (wrong,) = slower([pair(clock, (1.0,))], {}, clock)
    assert wrong.startswith("a clip: no ratio is published")


def test_the_page_holds_what_the_file_beside_it_holds() -> None:
    page = PAGE.read_text("utf-8")
    assert Published.read().page(page) == page


def test_a_part_that_is_not_measured_says_so() -> None:
    measured = Measured("a machine", (0.1, 0.2), {"a clip": Ratio(1.5, 1.4, 1.6, 1.35)})
    published = Published({}).with_measured(PARTS[0], measured)
    page = published.page(PAGE.read_text("utf-8"))
    assert page.count(UNMEASURED) == len(PARTS) - 1
    assert "| a clip | 1.50 | 1.40 to 1.60 | 1.35 |" in page
