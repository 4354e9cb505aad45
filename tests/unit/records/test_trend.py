"""A motion over time: hands apart, the first one the baseline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from handtrack.assessment.accuracy import smallest_change
from handtrack.assessment.rom_result import Assessment, AssessmentMode
from handtrack.errors import OutputError
from handtrack.landmarks.hand import Side
from handtrack.records.change import ChangeVerdict
from handtrack.records.time_course import Course, time_course
from handtrack.records.values import AssessmentRecord
from handtrack.rendering.trend_figure import write_svg
from tests.helpers.patients import assessment, day


def record(number: int, made: Assessment) -> AssessmentRecord:
    return AssessmentRecord(number, day(number), None, made, ())


RECORDS = [
    record(1, assessment(20.0, Side.LEFT)),
    record(2, assessment(64.0, Side.RIGHT)),
    record(9, assessment(24.0, Side.LEFT)),
    record(10, assessment(3.0, Side.LEFT, "index.pip.flexion")),
    record(30, assessment(45.0, Side.LEFT)),
    record(31, replace(assessment(60.0, Side.LEFT), manner=AssessmentMode.ASSISTED)),
]


@pytest.fixture
def lines() -> tuple[Course, ...]:
    return time_course(RECORDS, "wrist.extension")


def test_hands_and_manners_are_kept_apart(lines: tuple[Course, ...]) -> None:
    assert [(line.side, line.manner, len(line.points)) for line in lines] == [
        (Side.RIGHT, AssessmentMode.ACTIVE, 1),
        (Side.LEFT, AssessmentMode.ACTIVE, 3),
        (Side.LEFT, AssessmentMode.ASSISTED, 1),
    ]


def test_every_point_is_judged_against_the_first(lines: tuple[Course, ...]) -> None:
    changes = [point.change for point in lines[1].points]
    assert changes[0] is None
    assert [c.verdict for c in changes if c] == [ChangeVerdict.NO_CHANGE, ChangeVerdict.BETTER]
    assert [c.delta for c in changes if c] == [4.0, 25.0]
    assert lines[1].mdc == smallest_change("wrist.extension")


def test_what_was_never_measured_has_no_line() -> None:
    assert time_course(RECORDS, "wrist.flexion") == ()
    gone = assessment(20.0)
    gone = replace(gone, figures=(replace(gone.figures[0], value=None),))
    assert time_course([record(1, gone)], "wrist.extension") == ()


def test_the_picture_is_svg_with_the_motion_and_both_hands(
    lines: tuple[Course, ...], tmp_path: Path
) -> None:
    target = tmp_path / "trend.svg"
    write_svg(target, lines[:2], "wrist.extension")
    assert ElementTree.parse(target).getroot().tag.endswith("svg")
    text = target.read_text(encoding="utf-8")
    for words in ("wrist extension", "right, active", "left, active", "no change beyond"):
        assert f"<!-- {words}" in text or words in text


def test_a_picture_that_cannot_be_written_is_said(
    lines: tuple[Course, ...], tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="Cannot write"):
        write_svg(tmp_path / "nowhere/trend.svg", lines, "wrist.extension")
