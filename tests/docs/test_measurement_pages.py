"""The pages about measurements say what the package does."""

import re
from pathlib import Path
from runpy import run_path

import pytest

from handtrack.measurements import MEASUREMENTS

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"


def test_the_table_of_measurements_is_in_step_with_the_package() -> None:
    page = (DOCS / "clinical/measurements.md").read_text("utf-8")
    written = run_path(str(HERE / "measurements_page.py"))["written"]
    assert page == written(page), "run: python tests/docs/measurements_page.py"


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_the_page_mentions_every_measurement(name: str) -> None:
    assert f"| `{name}` |" in (DOCS / "clinical/measurements.md").read_text("utf-8")


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_the_choice_of_landmarks_is_reasoned_for_every_measurement(name: str) -> None:
    page = (DOCS / "accuracy/measurement-spaces.md").read_text("utf-8")
    decisions = page.partition("## Decisions")[2].partition("\n## ")[0]
    row = next(line for line in decisions.splitlines() if f"`{name}`" in line)
    assert MEASUREMENTS[name].space in row.split("|")[2]


def test_the_example_in_the_guide_is_a_measurement_that_works() -> None:
    guide = (DOCS / "development/add-a-measurement.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", guide, flags=re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    assert str(names["reading"]).startswith("1.0")
