"""What an exercise file may say, and what it is told when it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.definitions.exercise import Exercise, json_schema, parse, read
from handtrack.definitions.exercise_tables import RomEntry
from handtrack.errors import ExerciseError
from handtrack.events import Action, Reason
from handtrack.files import packaged_folder
from handtrack.landmarks.hand import FINGERS, Finger
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.landmarks.views import View
from handtrack.measurements.filters import OneEuro
from tests.helpers.frozen_exercises import frozen

FOLDER = packaged_folder("exercises")
FIST = (FOLDER / "34-full-grip.toml").read_text(encoding="utf-8")
VERSION = next(line for line in FIST.splitlines(keepends=True) if line.startswith("version"))
CURL = (FOLDER / "18-finger-curl.toml").read_text(encoding="utf-8")
WRIST = (FOLDER / "11-wrist-bend.toml").read_text(encoding="utf-8")
PEN = (FOLDER / "15-grip-and-release.toml").read_text(encoding="utf-8")
ROLL = (FOLDER / "24-thumb-roll.toml").read_text(encoding="utf-8")
TURN = (FOLDER / "36-rotation.toml").read_text(encoding="utf-8")


def changed(text: str, *replacements: tuple[str, str]) -> str:
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults(text: str) -> dict[str, str]:
    """The faults of a file by their trail, the file's own name left out."""
    with pytest.raises(ExerciseError) as caught:
        parse(text, "mine.toml")
    found = {fault.trail: fault.sentence for fault in caught.value.faults}
    assert all(trail.split(" → ")[0] == "mine.toml" for trail in found)
    assert str(caught.value).startswith("mine.toml ")
    assert all(str(fault) in str(caught.value) for fault in caught.value.faults)
    return {trail.removeprefix("mine.toml").removeprefix(" → "): s for trail, s in found.items()}


# --- what a good file gives


def test_a_file_says_what_it_says() -> None:
    exercise = parse(FIST, "34.toml")
    assert (exercise.id, exercise.slug, exercise.title) == ("34", "full-grip", "34. Composite fist")
    assert exercise.views == (View.PALM, View.OBLIQUE, View.SIDE)
    assert exercise.cycle
    assert exercise.cycle.ends == "low"
    assert exercise.signals["fist"].smooth
    assert exercise.signals["fist"].smooth.filter == OneEuro(2.0, 3.0)
    assert exercise.dose.reps == 10
    assert not exercise.needs_forearm
    assert parse(WRIST, "11.toml").needs_forearm


def test_guards_keep_their_order_and_their_usual_action() -> None:
    exercise = parse(FIST, "34.toml")
    assert [g.kind for g in exercise.guards][:2] == ["view", "moves"]
    assert exercise.guards[0].action is Action.UNVERIFIABLE
    assert exercise.guards[1].action is Action.REJECT
    still = next(g for g in exercise.guards if g.kind == "still")
    assert still.reason is Reason.FOREARM_MOVED


def test_thresholds_are_listed_by_where_they_stand() -> None:
    listed = parse(FIST, "34.toml").thresholds()
    assert listed["cycle → full"].value == 0.8
    assert listed["guard 1 (view) → min_share"].source == "provisional: most of the repetition"
    assert {"sequence → on", "sequence → dwell_s"} <= set(parse(CURL, "18.toml").thresholds())


def test_a_joint_to_report_is_read_finger_by_finger() -> None:
    entry = RomEntry(measure="pip_flexion", fingers=(Finger.INDEX, Finger.RING))
    assert [r.finger for r in entry.readings] == [Finger.INDEX, Finger.RING]
    assert [r.title for r in entry.readings] == [
        "PIP flexion, index finger",
        "PIP flexion, ring finger",
    ]
    assert RomEntry(measure="thumb_ip_flexion").readings[0].title == "thumb IP flexion"


def test_a_signal_knows_its_measurement() -> None:
    exercise = parse(WRIST, "11.toml")
    assert exercise.signals["wrist"].measurement.unit == "deg"
    assert parse(CURL, "18.toml").sequence is not None


def test_an_exercise_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        parse(FIST, "34.toml").id = "35"


def test_the_json_schema_fits_the_files() -> None:
    schema = json_schema()
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"schema", "guard", "cycle", "sequence"} <= set(schema["properties"])


# --- mistakes, each with its place


@pytest.mark.parametrize(
    ("old", "new", "trail", "sentence"),
    [
        (VERSION, "", "version", "is missing"),
        ("signals = [", "signal = [", "guard → number 2 → moves → signals", "is missing"),
        ('title_article = "', 'titel = "x"\ntitle_article = "', "titel", "check its spelling"),
        ('grade = "B"', 'grade = "E"', "grade", "must be 'A', 'B', 'C' or 'D'; found 'E'"),
        ("hands = 1", "hands = 3", "hands", "must be 1 or 2; found 3"),
        ('views = ["palm"', 'views = ["front"', "views → number 1", "found 'front'"),
        ("reps = 10", "reps = 0", "dose → reps", "must be at least 1; found 0"),
        ("reps = 10", 'reps = "ten"', "dose → reps", "must be a whole number; found 'ten'"),
        ('source = "default"', 'source = "me"', "dose → source", "found 'me'"),
        ('id = "34"', 'id = "no. 34"', "id", "small letters"),
        ('version = "1.0"', "version = 1.0", "version", "a text in quotation marks; found 1.0"),
        ("schema = 1", "schema = 2", "schema", "must be 1; found 2"),
        ('slug = "full-grip"', 'slug = "Full Grip"', "slug", "small letters"),
        ("rest = { value = 0.20,", "rest = { value = 1.25,", "cycle → rest → value", "found 1.25"),
        ("rest = { value = 0.20,", "rest = { value = 0,", "cycle → rest → value", "more than 0"),
        ("rest = { value = 0.20,", "rest = { value = nan,", "cycle → rest → value", "finite"),
        ("rest = { value = 0.20,", "rest = { valu = 0.25,", "cycle → rest → valu", "spelling"),
        ('measure = "aperture"', 'measure = "fist"', "signals → fist", "no measurement 'fist'"),
        ('kind = "view"', 'kind = "look"', "guard → number 1", "look"),
        ('kind = "view"\n', "", "guard → number 1", "kind"),
        ('action = "reject"', 'action = "scold"', "guard → number 2 → moves → action", "'scold'"),
        ("beta = 3.0", "beta = -3.0", "signals → fist → smooth → beta", "found -3.0"),
        ('kind = "still"', 'kind = "stile"', "guard → number 3", "'still'"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, trail: str, sentence: str) -> None:
    text = changed(FIST, (old, new)) if old in FIST else changed(CURL, (old, new))
    found = faults(text)
    assert trail in found, found
    assert sentence in found[trail]


@pytest.mark.parametrize(
    ("text", "trail", "sentence"),
    [
        (
            changed(FIST, ("attempt = { value = 0.25", "attempt = { value = 0.60")),
            "cycle",
            "rest, attempt, dip and full must grow in this order",
        ),
        (
            changed(FIST, ("\n[[guard]]", "each_way = { value = 1, source = 'x' }\n\n[[guard]]")),
            "cycle",
            'each_way is for ends = "both" only',
        ),
        (
            changed(FIST, ('signal = "fist"', 'signal = "grip"')),
            "",
            "cycle → signal: there is no signal 'grip'; declared: fist, index, middle",
        ),
        (
            changed(FIST, ('signals = ["direction"]', 'signals = ["twist"]')),
            "",
            "there is no signal 'twist'",
        ),
        (
            changed(FIST, ('views = ["palm", "oblique", "side"]', "views = []")),
            "",
            "guard 1 (view): the exercise names no views",
        ),
        (
            changed(FIST, ('verifier = "cycle"', 'verifier = "sequence"')),
            "",
            'verifier "sequence" needs [sequence] and no other',
        ),
        (
            changed(FIST, ('finger = "index"\n', "")),
            "signals → index",
            "'tip_to_wrist' needs a finger: index, middle, ring, little",
        ),
        (
            changed(FIST, ('measure = "aperture"', 'measure = "aperture"\nfinger = "index"')),
            "signals → fist",
            "'aperture' is one figure for the hand; leave 'finger' out",
        ),
        (
            changed(
                FIST,
                ('measure = "aperture"', 'measure = "finger_abduction"\nfinger = "little"'),
            ),
            "signals → fist",
            "'finger_abduction' cannot be taken of the little finger",
        ),
        (
            changed(FIST, ('[[rom]]\nmeasure = "mcp_flexion"', '[[rom]]\nmeasure = "tip_to_palm"')),
            "rom → number 1",
            "'tip_to_palm' is not an angle",
        ),
        (
            changed(
                CURL,
                ('order = ["index", "middle", "ring", "little"]', 'order = ["index", "index"]'),
            ),
            "sequence",
            "order names a finger twice",
        ),
        (
            changed(CURL, ("off = { value = 0.17", "off = { value = 0.62")),
            "sequence",
            "off must be below on, and on below 1",
        ),
        (
            changed(CURL, ("doubt = { value = 40.0", "doubt = { value = 0.5")),
            "sequence → doubt → value",
            "at least 1",
        ),
    ],
)
def test_what_does_not_fit_together_is_named(text: str, trail: str, sentence: str) -> None:
    found = faults(text)
    assert trail in found, found
    assert sentence in found[trail]


def test_all_faults_are_told_at_once() -> None:
    text = changed(
        FIST,
        (VERSION, ""),
        ('grade = "B"', 'grade = "E"'),
        ("reps = 10", "reps = 0"),
        ("beta = 3.0", 'beta = "quick"'),
    )
    found = faults(text)
    assert list(found) == ["version", "grade", "dose → reps", "signals → fist → smooth → beta"]
    with pytest.raises(ExerciseError, match=r"mine\.toml has 4 faults:"):
        parse(text, "mine.toml")
    with pytest.raises(ExerciseError, match=r"mine\.toml has 1 fault:"):
        parse(changed(FIST, ("reps = 10", "reps = 0")), "mine.toml")


def test_a_sentence_never_shows_a_whole_table() -> None:
    (sentence,) = faults(changed(FIST, ('id = "34"', "id = { a = 1, b = 2 }"))).values()
    assert sentence.endswith("found a table")


@pytest.mark.parametrize("text", ["a = ", "a = 1\na = 2", "[cycle", '"' * 5, "\x00"])
def test_text_that_is_no_toml_is_told_where(text: str) -> None:
    with pytest.raises(ExerciseError, match=r"mine\.toml is not valid TOML") as caught:
        parse(text, "mine.toml")
    assert "line" in caught.value.faults[0].sentence


def test_reading_a_file_gives_the_exercise() -> None:
    assert read(FOLDER / "34-full-grip.toml") == parse(FIST, "34-full-grip.toml")


def test_a_file_that_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    cases: dict[Path, str] = {
        tmp_path / "nowhere.toml": "There is no exercise file",
        tmp_path: "is a folder; name one .toml file in it",
    }
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x80")
    cases[binary] = "is not a text file in UTF-8"
    for path, sentence in cases.items():
        with pytest.raises(ExerciseError) as caught:
            read(path)
        assert sentence in str(caught.value)
        assert caught.value.faults == ()


def test_a_file_that_is_forbidden_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("handtrack.definitions.exercise.text_of", forbidden)
    with pytest.raises(ExerciseError, match=r"Cannot read .*: Permission denied"):
        read(tmp_path / "mine.toml")


def test_every_field_of_a_threshold_table_is_known(tmp_path: Path) -> None:
    found = faults(changed(FIST, ("rest = { value = 0.20,", "rest = { value = 0.25, note = 'x',")))
    assert found == {"cycle → rest → note": "is not a key of this file; check its spelling"}


def test_fingers_are_words() -> None:
    exercise = parse(CURL, "18.toml")
    assert isinstance(exercise, Exercise)
    assert exercise.sequence
    assert exercise.sequence.order == FINGERS
    assert "found 'pinky'" in " ".join(faults(changed(CURL, ('"little"]', '"pinky"]'))).values())


# --- where an object is followed


def test_with_its_object_an_exercise_is_counted_by_it() -> None:
    alone = parse(TURN, "36.toml")
    beside = alone.with_followed_object(ObjectKind.ROD)
    assert alone.inhand
    assert beside.inhand
    assert (alone.inhand.mode, beside.inhand.mode) == ("rub", "rotation")
    assert alone.report.estimated
    assert beside.report.estimated == ""
    assert beside.with_followed_object(ObjectKind.ROD) == beside
    assert alone.with_followed_object(ObjectKind.BALL) is alone
    assert alone.with_followed_object(None) is alone


def test_an_object_may_change_what_the_dose_is_of() -> None:
    alone = read(FOLDER / "37-shifting.toml")
    assert alone.followed
    assert (alone.dose.reps, alone.followed.dose.reps) == (20, 5)


def test_thresholds_with_the_object_are_listed_too() -> None:
    found = parse(TURN, "36.toml").thresholds()
    assert found["with_object → inhand → unit_deg"].value == 360.0
    assert found["inhand → least"].value == 0.2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed(PEN, ("closed = { value = 0.6", "closed = { value = 0.4")), "open and closed"),
        (changed(PEN, ("full = { value = 0.7", "full = { value = 0.2")), "attempt and full"),
        (changed(PEN, ('[object]\nkind = "rod"\nname = "pen"\n', "")), "needs [object]"),
        (
            changed(PEN, ("[with_object.transport]", "[with_object.inhand]")),
            "unknown mode 'move'; there are",
        ),
        (changed(PEN, ('grip = "hand"\n', 'grip = "fist"\n')), "there is no signal 'fist'"),
        (changed(ROLL, ("least_deg = { value = 270.0", "least_deg = { value = 400.0")), "grow"),
        (changed(ROLL, ('along = "along"\n', "")), "along and least_radius are for winding"),
        (changed(TURN, ('signal = "pen"', 'signal = "pencil"')), "there is no signal 'pencil'"),
    ],
)
def test_a_mistake_about_handling_is_named(text: str, sentence: str) -> None:
    assert any(sentence in said for said in faults(text).values())


# --- a finger that the person chooses

CHOSEN = frozen("32")


def test_a_choice_puts_its_finger_wherever_it_is_asked_for() -> None:
    ring = CHOSEN.with_finger(Finger.RING)
    assert {s.finger for s in ring.signals.values() if s.chosen} == {Finger.RING}
    assert {r.finger for entry in ring.rom for r in entry.readings} == {Finger.RING}
    assert ring.choice is not None
    assert ring.choice.fingers == (Finger.RING,)
    assert CHOSEN.signals["bend"].finger is Finger.INDEX


def test_an_exercise_without_a_choice_is_the_same_for_every_finger() -> None:
    fist = frozen("34")
    assert fist.with_finger(Finger.RING) is fist


def test_a_finger_that_is_no_choice_is_refused() -> None:
    pair = frozen("31")
    with pytest.raises(ExerciseError, match="is not done with the little finger: index, middle"):
        pair.with_finger(Finger.LITTLE)


def test_a_choice_and_what_is_chosen_need_each_other() -> None:
    raw = CHOSEN.model_dump(by_alias=True)
    with pytest.raises(ValueError, match=r"\[choice\] needs a signal with chosen = true"):
        Exercise.model_validate(raw | {"choice": None})


def test_a_grade_that_cannot_be_verified_says_why() -> None:
    raw = CHOSEN.model_dump(by_alias=True) | {"grade": "C"}
    with pytest.raises(ValueError, match="grade C needs report → estimated"):
        Exercise.model_validate(raw)
