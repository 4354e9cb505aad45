"""`score` called rightly and wrongly, on recordings; videos are in `tests/acceptance`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from handtrack.definitions import missing_fingers
from handtrack.definitions.library import find
from handtrack.landmarks.hand import Finger
from handtrack.landmarks.recording_file import write
from synthetic_hand.objects import with_carried_pen
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen
from tests.helpers.paths import EXERCISES, GOLDEN

WRIST = GOLDEN / "wrist.npz"
EXERCISE = ("-e", GOLDEN / "wrist.toml")


def score(*arguments: str | Path) -> Result:
    command = ["score", *map(str, arguments)]
    return CliRunner().invoke(build(), command, env={"COLUMNS": "80"})


def refused(*arguments: str | Path) -> str:
    """The one sentence that a call which cannot be done ends with."""
    result = score(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


def called_wrongly(*arguments: str | Path) -> str:
    """The sentence of a call that makes no sense, under the reminder of how to call."""
    result = score(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr.splitlines()[-1]


def test_a_missing_file_is_named() -> None:
    assert refused("nowhere.npz", *EXERCISE) == "There is no file nowhere.npz.\n"
    assert "There is no file nowhere.mp4" in refused("nowhere.mp4", *EXERCISE)


def test_a_damaged_recording_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(b"no zip")
    assert f"{damaged} is not a handtrack landmark recording" in refused(damaged, *EXERCISE)


def test_a_folder_without_videos_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    said = f"The folder {tmp_path} holds no video and no landmark recording; name a video or its"
    assert refused(tmp_path, *EXERCISE).startswith(said)


def test_an_unknown_exercise_is_answered_with_the_known_ones() -> None:
    assert "There is no exercise '99'. 'handtrack exercises list' shows" in refused(
        WRIST, "-e", "99"
    )


def test_a_name_that_fits_several_exercises_asks_for_an_id() -> None:
    assert "fits several exercises" in refused(WRIST, "-e", "wrist")


def test_faults_of_an_exercise_file_are_all_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = (GOLDEN / "wrist.toml").read_text("utf-8")
    file.write_text(text.replace('grade = "A"', 'grade = "Z"\nextra = 1'), "utf-8")
    result = score(WRIST, "-e", file)
    assert result.exit_code == 1
    assert "mine.toml has 2 faults:" in result.stderr
    assert "mine.toml → grade" in result.stderr
    assert "mine.toml → extra" in result.stderr


def test_exercises_of_another_folder(tmp_path: Path) -> None:
    (tmp_path / "wrist.toml").write_text((GOLDEN / "wrist.toml").read_text("utf-8"), "utf-8")
    assert score(WRIST, "-e", "wrist", "--library", tmp_path).exit_code == 0
    sentence = refused(WRIST, "-e", "wrist", "--library", tmp_path / "none")
    assert sentence == f"There is no folder {tmp_path / 'none'} to look for exercises in.\n"


@pytest.mark.parametrize("interval", ["", "abc", "2", "2-1", "1-1", "-1-2", "0-inf", "0-nan"])
def test_an_interval_that_is_none(interval: str) -> None:
    assert called_wrongly(WRIST, *EXERCISE, f"--neutral={interval}") == (
        f"Error: Invalid value for --neutral: '{interval}' is no interval; write it in seconds, "
        "as 0-2."
    )


def test_a_neutral_hold_without_a_hand() -> None:
    sentence = refused(WRIST, *EXERCISE, "--neutral", "50-60")
    assert "no hand was seen from 50 to 60 s" in sentence


def test_a_hand_that_is_none() -> None:
    line = called_wrongly(WRIST, *EXERCISE, "--hand", "middle")
    assert line == "Error: Invalid value for --hand: 'middle' is neither left nor right."


def test_the_given_hand_is_scored_and_said() -> None:
    right = json.loads(score(WRIST, *EXERCISE, "--hand", "Right", "--json").stdout)
    assert (right["side"], right["side_source"]) == ("right", "given")
    left = score(WRIST, *EXERCISE, "--hand", "left").stdout
    assert "(as seen)" not in left
    assert "the camera took it for a right one" in " ".join(left.split())


def test_annotate_wants_a_folder_and_a_video(tmp_path: Path) -> None:
    assert "name that with --out" in called_wrongly(WRIST, *EXERCISE, "--annotate")
    line = called_wrongly(WRIST, *EXERCISE, "--annotate", "--out", tmp_path)
    assert "holds landmarks and no pictures" in line


def test_a_missing_exercise_is_a_wrong_call() -> None:
    assert "--exercise" in called_wrongly(WRIST)


def test_workers_are_at_least_one() -> None:
    assert "--workers" in called_wrongly(WRIST, *EXERCISE, "--workers", "0")


def test_a_calibration_serves_its_own_exercise_and_hand_only(tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    first = score(WRIST, *EXERCISE, "--save-calibration", own, "--json")
    again = score(WRIST, *EXERCISE, "--calibration", own, "--json")
    one, other = json.loads(first.stdout), json.loads(again.stdout)
    assert one["repetitions"] == other["repetitions"]
    assert other["calibration"]["source"] == "own.json"
    assert other["side_source"] == "given"
    assert "made for exercise wrist, not for 18" in refused(WRIST, "-e", "18", "--calibration", own)
    sentence = refused(WRIST, *EXERCISE, "--calibration", own, "--hand", "left")
    assert "made for the right hand, not for the left one" in sentence
    sentence = refused(WRIST, *EXERCISE, "--calibration", tmp_path / "none.json")
    assert "Cannot read the calibration" in sentence


def test_a_calibration_excludes_a_neutral_hold(tmp_path: Path) -> None:
    line = called_wrongly(WRIST, *EXERCISE, "--calibration", tmp_path, "--neutral", "0-1")
    assert "leave out one of the two" in line


def test_one_calibration_is_kept_of_one_file(tmp_path: Path) -> None:
    files = (WRIST, GOLDEN / "opposition.npz")
    line = called_wrongly(*files, *EXERCISE, "--save-calibration", tmp_path / "own.json")
    assert "there are 2" in line


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("x")
    sentence = refused(WRIST, *EXERCISE, "--out", taken)
    assert str(taken) in sentence


def test_several_files_have_a_row_each_and_a_failed_one_stops_nobody(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(b"no zip")
    result = score(damaged, WRIST, "missing.npz", *EXERCISE, "--out", tmp_path / "out")
    assert result.exit_code == 1
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}
    assert rows["wrist.npz"] == ["right", "2", "10", "2", "1", "0", "0", "scored"]
    assert rows["damaged.npz"][-1] == rows["missing.npz"][-1] == "failed"
    assert "1 file scored, 2 failed." in result.stdout
    assert "There is no file missing.npz." in result.stdout
    assert (tmp_path / "out/wrist/result.json").exists()


def test_several_files_as_json_are_a_line_each(tmp_path: Path) -> None:
    result = score("missing.npz", WRIST, *EXERCISE, "--json")
    assert result.exit_code == 1
    failed, fine = map(json.loads, result.stdout.splitlines())
    assert failed == {
        "file": "missing.npz",
        "error": "There is no file missing.npz.",
        "result": None,
    }
    assert (fine["file"], fine["error"]) == (str(WRIST), None)
    assert fine["result"] == json.loads(score(WRIST, *EXERCISE, "--json").stdout)


def test_a_failed_file_as_json_leaves_stdout_empty() -> None:
    assert refused("missing.npz", *EXERCISE, "--json") == "There is no file missing.npz.\n"


def test_scoring_a_kept_recording_again_leads_to_the_same_folder(tmp_path: Path) -> None:
    score(WRIST, *EXERCISE, "--out", tmp_path)
    kept = tmp_path / "wrist/recording.npz"
    before = (kept.read_bytes(), kept.stat().st_mtime_ns)
    again = score(kept, *EXERCISE, "--out", tmp_path)
    assert again.stdout.endswith(f"Written to {tmp_path / 'wrist'}\n")
    assert (kept.read_bytes(), kept.stat().st_mtime_ns) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["summary.csv", "wrist"]


def test_what_an_interrupted_run_left_is_scored(tmp_path: Path) -> None:
    from handtrack.landmarks import recording_file
    from handtrack.landmarks.recording import TrackedFrame

    whole = recording_file.read(WRIST)
    writer = recording_file.Writer(tmp_path / "cut.npz", whole.header)
    with writer:
        for i in range(100):
            names = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
            arrays = {n: getattr(whole, n)[i] for n in names}
            writer.append(TrackedFrame(**arrays))
    result = score(tmp_path / "cut.npz.part", *EXERCISE, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "Incomplete: The recording was interrupted." in result.stdout
    assert (tmp_path / "out/cut/result.json").exists()


def test_touches_to_a_beat_are_summed_up(tmp_path: Path) -> None:
    file = tmp_path / "beat.npz"
    write(file, perform(find("39"), Style(amplitudes=[1.0, 0.0, 1.0, 0.6])))
    printed = score(file, "-e", "39").stdout
    (beat,) = (line for line in printed.splitlines() if line.startswith("Beat"))
    assert beat.split(maxsplit=1)[1].startswith("2 on time, 0 early, 0 late, 1 missed; typically ")
    assert "touched nothing on this beat (middle was asked)" in " ".join(printed.split())


def test_a_finger_can_be_said_where_there_is_a_choice(tmp_path: Path) -> None:
    hook = frozen("32")
    clip = tmp_path / "hook.npz"
    write(clip, perform(hook.with_finger(Finger.RING), Style(amplitudes=[1.0] * 3)))
    file = EXERCISES / "32-hooked-finger-extension.toml"
    seen = json.loads(score(clip, "-e", file, "--json").stdout)
    told = json.loads(score(clip, "-e", file, "--finger", "Index", "--json").stdout)
    assert (seen["finger"], told["finger"]) == ("ring", "index")
    assert (seen["summary"]["valid"], told["summary"]["valid"]) == (3, 0)


def test_a_finger_that_makes_no_sense_is_told() -> None:
    assert "leaves no choice of finger" in called_wrongly(WRIST, *EXERCISE, "--finger", "ring")
    assert "'toe' is none of index, middle" in called_wrongly(WRIST, *EXERCISE, "--finger", "toe")
    wrong = refused(WRIST, "-e", EXERCISES / "31-two-finger-spread.toml", "--finger", "little")
    assert "is not done with the little finger: index, middle, ring." in wrong


def test_what_was_counted_with_an_object_says_so(tmp_path: Path) -> None:
    carried = find("15")
    style = Style(amplitudes=[1.0] * 2)
    clip, alone = tmp_path / "pen.npz", tmp_path / "hand.npz"
    write(clip, with_carried_pen(carried, style, [True] * 2))
    write(alone, perform(carried, style))
    told = " ".join(score(clip, "-e", "15", "--hand", "right").stdout.split())
    assert "Counted with the object that was followed (rod)." in told
    assert "excursion: way of the hand, in hand lengths." in told
    assert "estimated" not in told
    told = " ".join(score(alone, "-e", "15", "--hand", "right").stdout.split())
    assert "Counted with the object" not in told
    assert "whether the pen went along is seen only where it is made known." in told


def test_a_finger_can_be_left_out_and_is_told(tmp_path: Path) -> None:
    clip, own = tmp_path / "curl.npz", tmp_path / "own.json"
    write(
        clip,
        perform(
            missing_fingers.without_fingers(find("18"), (Finger.RING,)), Style(amplitudes=[1.0] * 3)
        ),
    )
    whole = score(clip, "-e", "18")
    assert "0 valid" in whole.stdout
    assert "without" not in whole.stdout
    text = " ".join(score(clip, "-e", "18", "--without", "ring").stdout.split())
    assert "right hand (as seen) without the ring finger;" in text
    assert "3 valid of 10" in text
    told = json.loads(
        score(clip, "-e", "18", "--without", "Ring", "--save-calibration", own, "--json").stdout
    )
    assert told["without"] == told["calibration"]["without"] == ["ring"]
    assert json.loads(own.read_text())["without"] == ["ring"]
    kept = json.loads(score(clip, "-e", "18", "--calibration", own, "--json").stdout)
    assert (kept["without"], kept["summary"]["valid"]) == (["ring"], 3)
    for other, said in (("little", "the little finger"), ("none", "all fingers")):
        sentence = refused(clip, "-e", "18", "--calibration", own, "--without", other)
        assert f"made without the ring finger, not with{'out' * (other != 'none')} {said}" in (
            sentence
        )


@pytest.mark.parametrize(
    "given", [["--without", "ring,little"], ["--without", "little", "--without", "ring"]]
)
def test_several_fingers_can_be_left_out(given: list[str], tmp_path: Path) -> None:
    clip = tmp_path / "fist.npz"
    write(clip, perform(find("34"), Style(amplitudes=[1.0] * 3)))
    told = json.loads(score(clip, "-e", "34", *given, "--json").stdout)
    assert told["without"] == ["ring", "little"]
    assert {r["finger"] for r in told["ranges"]} == {"index", "middle"}
    text = score(clip, "-e", "34", *given).stdout
    assert text.count("ring and little finger left out as asked") == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["-e", "18", "--without", "ring,little,middle"], "it needs at least 2 of its fingers."),
        (["-e", "28", "--finger", "ring", "--without", "ring"], "without the ring finger."),
        (["-e", "18", "--without", "thumb"], "'thumb' is none of: index, middle, ring, little"),
        (["-e", "18", "--without", "none,ring"], "give fingers or none, not both."),
        (["-e", "auto", "--without", "ring"], "--without"),
    ],
)
def test_what_cannot_be_left_out_is_said(options: list[str], sentence: str) -> None:
    assert sentence in called_wrongly(WRIST, *options)
