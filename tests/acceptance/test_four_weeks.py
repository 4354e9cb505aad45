"""Four weeks of a patient, from an empty database to the files a therapist keeps, by commands.

The clips are renderings of a hand model with known angles: the video `sample_videos/spread.mp4`,
and landmarks tracked on others (`tests/data`). The healthy hand is the synthetic one.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pandas
import pytest
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader
from trc import TRCData
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Side
from tests.helpers.held_poses import held
from tests.helpers.paths import ASSESSMENTS, RECORDINGS, ROOT

pytestmark = pytest.mark.slow

START = date.today() - timedelta(days=28)
UP_DEG, DOWN_DEG = 48.0, 55.0
"""What the rendered hand of `wrist-*.npz` was told to do (`validation/studies/assessments.py`)."""
WEEK = (
    ("wrist_flexext", "11"),
    ("thumb_flex", "2"),
    ("opposition_yaw22", "18"),
    ("fist_side", "34"),
)


class Clinic:
    """The command line on one database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = {"COLUMNS": "120", "HANDTRACK_DB": str(folder / "handtrack.db")}

    def __call__(self, *arguments: object) -> str:
        """What a command prints; it must go well."""
        words = [str(a) for a in arguments]
        result = CliRunner().invoke(build(), words, env=self._environment)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """After four weeks."""
    run = Clinic(tmp_path_factory.mktemp("clinic"))
    run("patient", "add", "M. K.", "--birth-year", 1958, "--dominant", "right",
        "--affected", "right", "--diagnosis", "broken radius", "--goal", "knead dough")  # fmt: skip
    for number in (11, 33):
        run(
            "plan",
            "add",
            "mk",
            "--exercise",
            number,
            "--hand",
            "right",
            "--reps",
            4,
            "--from",
            START,
        )
    healthy = run.folder / "healthy.npz"
    poses = [{}, {"wrist_flexion": -62.0}, {"wrist_flexion": 70.0}] * 3
    recording_file.write(healthy, held(poses, side=Side.LEFT))
    measure = ("measure", "--patient", "mk", "--only", "wrist")
    run(*measure, "--source", healthy, "--date", START)
    run(*measure, "--source", ASSESSMENTS / "wrist-first.npz", "--date", START, "--pain", 4)
    for week in range(4):
        for day, (name, exercise) in enumerate(WEEK):
            run("score", RECORDINGS / f"{name}.npz", "-e", exercise, "--patient", "mk",
                "--date", START + timedelta(days=7 * week + day),
                "--pain-before", 4 - week, "--pain", 5 - week, "--effort", 4)  # fmt: skip
    run("score", ROOT / "sample_videos/spread.mp4", "-e", "33", "--patient", "mk",
        "--date", START + timedelta(days=20), "--words", "The putty was hard.")  # fmt: skip
    run(*measure, "--source", ASSESSMENTS / "wrist-again.npz", "--date", START + timedelta(days=27))
    run("patient", "say", "mk", "--pain", 2, "--words", "stiff in the morning")
    formats = "html,pdf,notes,xlsx,csv,json,fhir,bids-motion,trc"
    run("report", "--patient", "mk", "--format", formats, "--out", run.folder / "out")
    return run


def out(clinic: Clinic, name: str) -> Path:
    return clinic.folder / "out" / name


def test_the_commanded_angles_are_measured_within_their_error(clinic: Clinic) -> None:
    lines = json.loads(clinic("trend", "wrist.extension", "--patient", "mk", "--json"))
    flexion = json.loads(clinic("trend", "wrist.flexion", "--patient", "mk", "--json"))
    for found, true in ((lines, UP_DEG), (flexion, DOWN_DEG)):
        own = next(line for line in found if line["side"] == "right")
        assert len(own["points"]) == 2
        for point in own["points"]:
            assert abs(point["value"] - true) <= point["figure"]["error"]


def test_a_hand_that_did_not_change_is_not_called_better_or_worse(clinic: Clinic) -> None:
    page = out(clinic, "report.html").read_text("utf-8")
    assert not re.search("[▲▼] (better|worse):", page)
    assert "unchanged within the error" in page
    assert "60 of 82 repetitions counted." in page
    assert "Pain, as said (0 to 10): 2.5 before and 3.5 after exercise (median)" in page


def test_every_table_opens_in_pandas_without_options(clinic: Clinic) -> None:
    rom, log = (pandas.read_csv(out(clinic, name)) for name in ("rom.csv", "log.csv"))
    assert set(rom["side"]) == {"right", "left"}
    assert rom["value"].dtype == float
    assert (len(log), log["counted"].sum()) == (17, 60)
    repetitions = pandas.read_csv(out(clinic, "repetitions.csv"))
    assert (repetitions["status"].value_counts()[["valid", "partial"]] == [60, 22]).all()
    for name in ("trends.csv", "reasons.csv", "days.csv", "pain.csv", "data_dictionary.csv"):
        assert len(pandas.read_csv(out(clinic, name)))


def test_the_bundle_is_valid_and_carries_the_paper(clinic: Clinic) -> None:
    text = out(clinic, "fhir-bundle.json").read_text("utf-8")
    bundle = Bundle.model_validate_json(text)
    kinds = [type(entry.resource).__name__ for entry in bundle.entry or []]
    assert kinds.count("Procedure") == 17
    assert "application/pdf" in text
    words = "".join(p.extract_text() for p in PdfReader(out(clinic, "report.pdf")).pages)
    assert "The putty was hard." in words


def test_sessions_and_assessments_give_landmarks_that_another_reader_opens(clinic: Clinic) -> None:
    files = sorted(out(clinic, "trc").glob("*.trc"))
    assert len([path for path in files if "-exercise" in path.name]) == 17
    assert len([path for path in files if "-assessment-" in path.name]) == 3
    data = TRCData()
    data.load(str(files[0]))
    assert data["Units"] == "mm"
    assert len(list(out(clinic, "bids").rglob("*_motion.tsv"))) == 20


def test_the_log_holds_what_was_done_and_what_was_asked(clinic: Clinic) -> None:
    with out(clinic, "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrist = [row for row in rows if row["exercise"] == "11"]
    asked = [(r["sets"], r["repetitions"], r["counted"], r["partial"]) for r in wrist]
    assert asked == [("1", "4", "4", "1")] * 4
    pain = [(r["pain_before"], r["pain_after"]) for r in wrist]
    assert pain == [("4", "5"), ("3", "4"), ("2", "3"), ("1", "2")]
    assert re.fullmatch(r"1\.\d+", wrist[0]["tempo_s"])
    assert wrist[0]["sparc"].startswith("-1.")
