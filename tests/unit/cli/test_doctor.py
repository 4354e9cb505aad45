from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handtrack.cli import doctor_checks as doctor
from handtrack.cli.app import build
from handtrack.cli.doctor_checks import CheckResult, CheckStatus, examine
from handtrack.tracking.open_tracker import DEFAULT_TRACKER, LandmarkEngine, TrackerChoice


def by_name(choice: TrackerChoice = DEFAULT_TRACKER) -> dict[str, CheckResult]:
    return {finding.what: finding for finding in examine(choice, cameras=False)}


def test_this_machine_is_fit() -> None:
    findings = by_name()
    assert {f.what for f in findings.values() if f.verdict is CheckStatus.FAIL} == set()
    assert "finds the hand in a drawing" in findings["Hand tracking"].text
    engine = DEFAULT_TRACKER.engine
    assert f"{engine} {findings[engine.package].text}" == engine.version
    assert "as it must be" in findings["Hand model"].text


@pytest.mark.parametrize("engine", LandmarkEngine)
def test_the_engine_that_is_asked_for_is_examined(engine: LandmarkEngine) -> None:
    findings = by_name(TrackerChoice(chosen=engine))
    assert engine.package in findings
    assert {other.package for other in LandmarkEngine if other is not engine} & set(
        findings
    ) == set()
    assert findings["Hand tracking"].verdict is not CheckStatus.FAIL


def test_an_engine_that_is_not_installed_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(package: str) -> str:
        raise importlib.metadata.PackageNotFoundError(package)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    found = doctor._package(LandmarkEngine.LITERT.package)
    assert found.verdict is CheckStatus.FAIL
    assert "pip install ai-edge-litert" in found.text


def wheels(monkeypatch: pytest.MonkeyPatch, versions: dict[str, str]) -> CheckResult:
    monkeypatch.setattr(
        importlib.metadata, "packages_distributions", lambda: {"cv2": [*versions, *versions]}
    )
    monkeypatch.setattr(importlib.metadata, "version", versions.__getitem__)
    return doctor._opencv_wheels()


def test_two_opencv_wheels_of_one_version_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    found = wheels(monkeypatch, {"opencv-contrib-python": "5.0.1", "opencv-python": "5.0.1"})
    assert found.verdict is CheckStatus.OK


def test_opencv_wheels_of_two_versions_are_told_and_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = wheels(monkeypatch, {"opencv-contrib-python": "5.0.1", "opencv-python": "5.0.2"})
    assert found.verdict is CheckStatus.FAIL
    assert "opencv-contrib-python==5.0.1 opencv-python==5.0.1" in found.text


def test_no_opencv_wheel_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = wheels(monkeypatch, {})
    assert found.verdict is CheckStatus.FAIL
    assert "pip install opencv-contrib-python" in found.text


def test_a_wrong_model_is_told_and_tracking_is_not_tried(tmp_path: Path) -> None:
    wrong = tmp_path / "hand_landmarker.task"
    wrong.write_bytes(b"x")
    findings = by_name(TrackerChoice(wrong))
    assert findings["Hand model"].verdict is CheckStatus.FAIL
    assert "is not the hand model that handtrack knows" in findings["Hand model"].text
    assert "Hand tracking" not in findings


def test_parts_of_the_build_are_found_by_name() -> None:
    information = "  GUI:      QT5\n  Video I/O:\n    FFMPEG:      YES\n      avcodec:  YES"
    assert doctor._built_with(information, "FFMPEG") == "YES"
    assert doctor._built_with(information, "Video I/O") == "NO"
    assert doctor._built_with(information, "GTK") == "NO"


def test_a_camera_that_is_not_there_is_no_finding() -> None:
    assert doctor._camera(97) is None


def findings_of(monkeypatch: pytest.MonkeyPatch, *verdicts: CheckStatus) -> None:
    def found(*_: object) -> Iterator[CheckResult]:
        for verdict in verdicts:
            yield CheckResult("thing", verdict, "some words " * 12)

    monkeypatch.setattr(doctor, "examine", found)


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [((CheckStatus.OK, CheckStatus.WARN), 0), ((CheckStatus.FAIL, CheckStatus.OK), 1)],
)
def test_only_a_failure_fails(
    monkeypatch: pytest.MonkeyPatch, verdicts: tuple[CheckStatus, ...], code: int
) -> None:
    findings_of(monkeypatch, *verdicts)
    result = CliRunner().invoke(build(), ["doctor"], env={"COLUMNS": "80"})
    assert result.exit_code == code
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(verdicts)
    assert max(map(len, lines)) <= 80


def test_the_findings_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    findings_of(monkeypatch, CheckStatus.OK)
    result = CliRunner().invoke(build(), ["doctor", "--json"])
    assert json.loads(result.stdout)[0]["verdict"] == "OK"
