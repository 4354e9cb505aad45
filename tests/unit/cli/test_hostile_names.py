"""Whatever a patient is called, no output is harmed by it, and the name itself stays whole."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from handtrack.landmarks import recording_file
from handtrack.landmarks.free_text import sanitised
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import FileKind, NewFile, Source
from tests.helpers.held_poses import WRIST, held
from tests.helpers.patients import exercise, file

NAMES = {
    "script": "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "quotes": """\"'`\\ {{ 7*7 }} {% raw %} ${HOME} $(id)""",
    "hebrew": "קשה אבג 12",
    "arabic": "محمد العربي",
    "turned": "\u202eקשה\u2066 abc",
    "emoji": "\U0001f590\ufe0f\U0001f469\U0001f3fd\u200d\u2695\ufe0f Zoë",
    "long": "n" * 300,
    "chinese": "山田太郎",
    "path": "../../etc/passwd",
    "windows": "C:\\..\\..\\con",
    "dots": "..",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1:A9)",
    "wide": "\uff1d1+1",
    "sql": "x'); DROP TABLE patients;--",
    "markup": "[bold red]x[/bold red] :smile: **x** _y_",
    "line": "a\u2028b",
    "pile": "Z" + "\u0301" * 60,
    "invisible": "\u200b\u00ad\ufeff",
    "formats": "%s %(x)s {0} \\n",
}
FILES = {
    "report.html", "rom.csv", "log.csv", "repetitions.csv", "trends.csv",
    "data_dictionary.csv", "reasons.csv", "days.csv", "pain.csv", "report.json",
    "fhir-bundle.json",
}  # fmt: skip
UNPRINTABLE = ("chinese", "emoji", "wide")
LACKING = {list(NAMES).index(which) for which in UNPRINTABLE}
"""Names with letters that the PDF cannot print on a computer without fonts of its own."""
SAFE = re.compile(r"[A-Za-z0-9._-]+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Page(HTMLParser):
    """The tags and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def run(db: Path, *arguments: str | Path) -> Result:
    environment = {"COLUMNS": "100", "HANDTRACK_DB": str(db)}
    return CliRunner().invoke(build(), [str(a) for a in arguments], env=environment)


def done(db: Path, *arguments: str | Path) -> str:
    result = run(db, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def names_in(db: Path) -> list[str]:
    return [line["patient"]["name"] for line in json.loads(done(db, "patient", "list", "--json"))]


def check_tables(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        pd.read_csv(path)
        with path.open(encoding="utf-8", newline="") as text:
            cells = [cell for row in csv.reader(text) for cell in row]
        assert not any(cell.startswith(FORMULA) for cell in cells if not NUMBER.fullmatch(cell))


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records in which everybody has a hostile name and says hostile things."""
    db = tmp_path_factory.mktemp("everyone") / "h.db"
    for number, name in enumerate(NAMES.values()):
        texts = ("--goal", name, "--diagnosis", name, "--therapist", name)
        done(db, "patient", "add", "--id", f"p{number}", *texts, "--", name)
        done(db, "patient", "say", f"p{number}", "--pain", "3", "--words", name)
    return db


@pytest.mark.parametrize("number", range(len(NAMES)), ids=list(NAMES))
def test_a_hostile_name_harms_no_report(
    number: int, everyone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handtrack.reports.printed.pdf_fonts._system_fonts", tuple)
    key, name = f"p{number}", list(NAMES.values())[number]
    told = done(everyone, "patient", "show", key)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028]", told)
    formats = "html,csv,json,fhir"
    done(everyone, "report", "--patient", key, "-o", tmp_path, "--format", formats)
    assert {path.name for path in tmp_path.rglob("*")} == FILES
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert not page.tags & {"script", "iframe", "object"}
    assert page.handlers == []
    if name not in (NAMES["line"], NAMES["invisible"]):
        assert sanitised(name) in page.words
    check_tables(tmp_path)
    header = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["header"]
    assert sanitised(name) in [field["text"] for field in header]
    data = (tmp_path / "fhir-bundle.json").read_bytes()
    Bundle.model_validate_json(data)
    resources = [entry["resource"] for entry in json.loads(data)["entry"]]
    assert resources[0]["name"] == [{"text": name}]
    paper = base64.b64decode(resources[-1]["presentedForm"][0]["data"])
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert ("□" in words) == (number in LACKING)
    assert ("a letter of which this computer has no font" in " ".join(words.split())) == (
        number in LACKING
    )


def test_hostile_names_stay_whole_in_lists_backups_and_exports(
    everyone: Path, tmp_path: Path
) -> None:
    names = list(NAMES.values())
    assert sorted(names_in(everyone)) == sorted(names)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028]", done(everyone, "patient", "list"))
    done(everyone, "db", "backup", tmp_path / "all.zip")
    done(tmp_path / "other.db", "db", "restore", tmp_path / "all.zip")
    assert sorted(names_in(tmp_path / "other.db")) == sorted(names)
    for number in range(0, len(names), 4):
        one = tmp_path / f"{number}.zip"
        done(everyone, "patient", "export", f"p{number}", "-o", one)
        done(tmp_path / "third.db", "patient", "import", one)
    assert sorted(names_in(tmp_path / "third.db")) == sorted(names[::4])


def test_the_id_made_of_a_hostile_name_is_safe(tmp_path: Path) -> None:
    for name in NAMES.values():
        done(tmp_path / "h.db", "patient", "add", "--", name)
    lines = json.loads(done(tmp_path / "h.db", "patient", "list", "--json"))
    assert len(lines) == len(NAMES)
    assert all(SAFE.fullmatch(line["patient"]["key"]) for line in lines)


@pytest.mark.parametrize("name", ["A\nB", "a\tb", "a\0b", "a\x1b[2Jb", "a\ud800b", "\x85"])
def test_what_no_record_can_hold_is_refused_in_a_line(name: str, tmp_path: Path) -> None:
    db = tmp_path / "h.db"
    done(db, "patient", "add", "M. K.")
    result = run(db, "patient", "add", "--", name)
    assert result.exit_code == 1
    assert re.fullmatch(r"name holds '\S+', which is no letter; leave it out\.\n", result.stderr)
    assert names_in(db) == ["M. K."]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """Records of a patient with a hostile name: a session of two landmark files, an assessment."""
    db, clip = tmp_path / "h.db", tmp_path / "clip.npz"
    recording_file.write(clip, held([*WRIST]))
    name = NAMES["script"] + NAMES["path"]
    done(db, "patient", "add", "--id", "mk", "--goal", name, "--", name)
    files = [NewFile(clip, FileKind.LANDMARKS, f"{name}.npz")]
    with Store.open(find_location(str(db))) as store:
        at = store.patient("mk").added_at
        store.add_session("mk", at, Source.RECORDED, [exercise(files), exercise(files)], again=True)
    done(db, "measure", "--source", clip, "--only", "wrist", "--patient", "mk")
    return db


def test_files_of_landmarks_have_safe_names_and_none_replaces_another(
    whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done(whole, "report", "--patient", "mk", "-o", out, "--format", "trc,bids-motion")
    paths = [path.relative_to(out) for path in out.rglob("*") if path.is_file()]
    assert all(SAFE.fullmatch(part) for path in paths for part in path.parts)
    assert len([path for path in paths if path.suffix == ".trc"]) == 3
    moved = sorted(path.name for path in paths if path.name.endswith("_motion.tsv"))
    assert len(moved) == 3
    assert sum("_run-2_" in name for name in moved) == 1
    assert sum("_task-assessmentright_" in name for name in moved) == 1


def test_an_anonymous_report_has_the_name_nowhere(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    formats = "html,csv,json,fhir,trc,bids-motion"
    done(whole, "report", "--patient", "mk", "-o", out, "--anonymous", "--format", formats)
    check_tables(out)
    for path in out.rglob("*"):
        assert "mk" not in path.name
        if path.is_file():
            data = path.read_text(encoding="utf-8")
            assert "alert(" not in data
            assert "passwd" not in data
            assert "putty" not in data  # a remark somebody typed


def test_a_trend_names_the_motion_alone(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "<trend> & more.svg"
    text = done(whole, "trend", "wrist.flexion", "--patient", "mk", "--svg", target)
    assert "alert" not in text
    ElementTree.parse(target)
    assert "alert" not in target.read_text(encoding="utf-8")


def test_a_later_report_holds_no_earlier_landmarks(whole: Path, tmp_path: Path) -> None:
    with Store.open(find_location(str(whole))) as store:
        store.add_session(
            "mk",
            store.patient("mk").added_at.replace(year=2020),
            Source.RECORDED,
            [exercise([file(tmp_path)])],
        )
    out = tmp_path / "out"
    formats = "trc,fhir"
    done(whole, "report", "--patient", "mk", "-o", out, "--since", "2024-01-01", "-f", formats)
    assert len(list(out.rglob("*.trc"))) == 3
    bundle = json.loads((out / "fhir-bundle.json").read_text(encoding="utf-8"))
    done_at = [
        entry["resource"]["performedDateTime"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Procedure"
    ]
    assert len(done_at) == 1
    assert not done_at[0].startswith("2020")


def test_landmarks_that_were_never_kept_are_said(tmp_path: Path) -> None:
    db = tmp_path / "h.db"
    done(db, "patient", "add", "M. K.")
    result = run(db, "report", "--patient", "mk", "-o", tmp_path / "out", "-f", "json,trc")
    assert result.exit_code == 1
    assert result.stderr == "There are no landmarks of mk in this time, so no trc was written.\n"
    assert (tmp_path / "out/report.json").exists()
    late = run(db, "report", "--patient", "mk", "-o", tmp_path / "out", "--since", "2999-01-01")
    assert late.exit_code == 2
    assert "2999-01-01 is still to come." in late.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--since", "2999-01-01"], "--since: 2999-01-01 is still to come."),
        (["--until", "never"], "--until: 'never' is no date"),
        (["--since", "2026-10-02", "--until", "2026-10-01"], "2026-10-01 is before 2026-10-02."),
    ],
)
def test_a_trend_over_no_time_is_said(options: list[str], sentence: str, whole: Path) -> None:
    result = run(whole, "trend", "wrist.flexion", "--patient", "mk", *options)
    assert result.exit_code == 2
    assert sentence in result.stderr
