"""Graphs of the desk: everything lies inside, and where its value says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from handtrack.live.browser.desk.desk_charts import TrendPoint, angle_dial, trend_chart
from handtrack.live.browser.desk.signal_chart import MOST_POINTS, signal_chart

START = datetime(2026, 11, 1, 10, tzinfo=UTC)


def _points(values: list[float]) -> list[TrendPoint]:
    return [TrendPoint(START + timedelta(days=n), v, "", str(n)) for n, v in enumerate(values)]


@pytest.mark.parametrize("values", [[50.0], [50.0, 50.0], [-20.0, 0.0, 7.0], [0.31, 0.45]])
@pytest.mark.parametrize("goal", [None, 80.0])
def test_a_trend_lies_inside_its_area(values: list[float], goal: float | None) -> None:
    chart = trend_chart(_points(values), (values[0] - 1, values[0] + 1), goal)
    for place in chart.places:
        assert chart.left <= place.x <= chart.right
        assert 0 <= place.y <= chart.bottom
    assert chart.band
    top, height = chart.band
    assert height > 0
    assert top <= chart.places[0].y <= top + height
    assert all(0 <= row.at <= chart.height for row in chart.rows)
    assert 2 <= len(chart.rows) <= 8
    assert (chart.goal is None) == (goal is None)


def test_larger_is_higher_and_later_is_farther_right() -> None:
    first, second, third = trend_chart(_points([10.0, 30.0, 20.0]), (5.0, 15.0)).places
    assert second.y < third.y < first.y
    assert first.x < second.x < third.x


def test_a_signal_has_gaps_where_it_was_not_seen_and_its_spans_in_place() -> None:
    time_s = np.linspace(0.0, 10.0, 301)
    values = np.sin(time_s)
    values[100:130] = np.nan
    chart = signal_chart(time_s, [("bend", values)], [("full", 0.8)], [(1, 2.0, 4.0)])
    (line,), (span,) = chart.lines, chart.spans
    assert line.path.count("M") == 2
    assert "nan" not in line.path
    assert span.x == pytest.approx(chart.left + 2.0 * chart.per_s, abs=0.2)
    assert span.width == pytest.approx(2.0 * chart.per_s, abs=0.2)
    assert span.x + span.width <= chart.width


def test_a_long_signal_is_thinned_and_an_unknown_one_keeps_its_repetitions() -> None:
    time_s = np.linspace(0.0, 3600.0, 100_000)
    chart = signal_chart(time_s, [("bend", np.ones_like(time_s))], [], [])
    assert len(re.findall("[ML]", chart.lines[0].path)) < 2 * MOST_POINTS
    assert len(chart.seconds) <= 13
    alone = signal_chart(np.empty(0), [], [], [(1, 1.0, 2.0), (2, 5.0, 6.0)])
    assert [span.number for span in alone.spans] == [1, 2]
    assert alone.spans[0].x < alone.spans[1].x


def test_names_of_thresholds_keep_apart() -> None:
    levels = [("rest", 0.20), ("attempt", 0.22), ("full", 0.8)]
    chart = signal_chart(np.linspace(0, 5, 50), [("bend", np.linspace(0, 1, 50))], levels, [])
    assert [level.label for level in chart.levels] == ["full", "attempt", "rest"]
    full, attempt, rest = (level.label_at for level in chart.levels)
    assert full < attempt < rest
    assert rest - attempt >= 12


def test_an_angle_is_drawn_as_it_is() -> None:
    right = angle_dial(90.0)
    assert (right.x, right.y) == (50.0, 2.0)
    assert angle_dial(0.0).x == 94.0
    assert angle_dial(-30.0).y > 46.0 > angle_dial(30.0).y
