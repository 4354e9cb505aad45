"""Damaged files of every kind, through the command line: no traceback, no hang, no silent zero.

The full numbers: `just mutate`, which is
`python -m tests.helpers.damaged_inputs --data 500 --videos 200`.
"""

from __future__ import annotations

import pytest

from tests.helpers.damaged_inputs import data_case, faults, video_case

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seeds", [range(n, n + 20) for n in range(0, 80, 20)], ids=str)
def test_damaged_data_is_answered_in_a_sentence_or_a_result(seeds: range) -> None:
    assert list(faults(seeds, data_case)) == []


@pytest.mark.parametrize("seeds", [range(n, n + 6) for n in range(0, 12, 6)], ids=str)
def test_damaged_clips_are_answered_in_a_sentence_or_a_result(seeds: range) -> None:
    assert list(faults(seeds, video_case)) == []
