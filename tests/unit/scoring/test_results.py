"""What a session came to, as JSON there and back."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace

import jsonschema
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.errors import RecordingError
from handtrack.events import Action, Finding, Label, Reason, Status, Touch
from handtrack.landmarks.hand import Finger
from handtrack.scoring.results import ExerciseResult, Note, from_json, json_schema, to_json
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen

EXERCISES = load_all()


def result(exercise: Exercise) -> ExerciseResult:
    """Valid and partial repetitions, and one during which the hand was lost."""
    style = Style(amplitudes=[1.0, 0.6, 1.0, 1.0], lost_s=[(8.2, 9.6)])
    return score(perform(exercise, style), exercise).result


@pytest.fixture(scope="module", params=EXERCISES, ids=lambda e: e.slug)
def told(request: pytest.FixtureRequest) -> ExerciseResult:
    return result(request.param)


def test_json_gives_back_every_figure_to_the_last_digit(told: ExerciseResult) -> None:
    assert told.repetitions
    assert from_json(to_json(told)) == told
    assert from_json(to_json(told).encode()) == told


def test_json_keeps_to_its_schema(told: ExerciseResult) -> None:
    jsonschema.validate(json.loads(to_json(told)), json_schema())


def test_the_schema_asks_for_every_field() -> None:
    schema = json_schema()
    names = {field.name for field in fields(ExerciseResult)}
    assert set(schema["properties"]) == names
    assert set(schema["required"]) >= names - {
        "schema",
        "warnings",
        "movement",
        "without",
    }  # older ones lack it
    jsonschema.Draft202012Validator.check_schema(schema)


def test_what_could_not_be_measured_is_null_and_never_nan() -> None:
    exercise = frozen("18")
    nothing = score(perform(exercise, Style(amplitudes=[])), exercise).result
    assert nothing.summary.tempo.median_s is None
    told = json.loads(to_json(result(exercise)))
    assert told["repetitions"][0]["peak"] is None
    text = to_json(nothing)
    assert "NaN" not in text
    assert "Infinity" not in text


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("frames", "many", "frames"),
        ("side", "middle", "side"),
        ("schema", 2, "schema"),
        ("duration_s", None, "duration_s"),
        ("repetitions", [{}], "repetitions → number 1 → number"),
        ("summary", {}, "summary → valid"),
    ],
)
def test_what_is_no_result_is_told_where(key: str, value: object, says: str) -> None:
    table = json.loads(to_json(result(EXERCISES[0])))
    with pytest.raises(RecordingError) as caught:
        from_json(json.dumps(table | {key: value}))
    assert str(caught.value).startswith(f"This is no handtrack result: {says}: ")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", b"\xff"])
def test_what_is_no_json_is_no_result(text: str | bytes) -> None:
    with pytest.raises(RecordingError, match="This is no handtrack result"):
        from_json(text)


def test_a_figure_that_is_no_number_is_refused() -> None:
    table = json.loads(to_json(result(EXERCISES[0])))
    table["repetitions"][0]["peak"] = math.inf
    with pytest.raises(RecordingError, match="peak"):
        from_json(json.dumps(table))


def test_a_result_of_before_there_were_two_engines_names_mediapipe() -> None:
    table = json.loads(to_json(result(EXERCISES[0])))
    del table["made_by"]["engine"]
    for old, engine in (("1.2.2", "mediapipe 1.2.2"), ("", "")):
        table["made_by"]["mediapipe"] = old
        assert from_json(json.dumps(table)).made_by.engine == engine


def test_repetitions_are_picked_by_how_they_ended() -> None:
    told = result(EXERCISES[0])
    picked = [r for status in Status for r in told.with_status(status)]
    assert sorted(picked, key=lambda r: r.number) == list(told.repetitions)
    assert len(told.with_status(Status.VALID)) == told.summary.valid


def test_the_note_that_decided_comes_first() -> None:
    (repetition, *_) = result(frozen("34")).repetitions
    flag = Note(Reason.TOO_SLOW, Action.FLAG, "a")
    reject = Note(Reason.FINGERS_BENT, Action.REJECT, "b")
    blind = Note(Reason.WRONG_VIEW, Action.UNVERIFIABLE, "c")
    noted = replace(repetition, notes=(flag, reject, blind))
    rejected = replace(noted, status=Status.REJECTED)
    assert [n.sentence for n in rejected.reasons] == ["b", "a", "c"]
    unverifiable = replace(noted, status=Status.UNVERIFIABLE)
    assert [n.sentence for n in unverifiable.reasons] == ["c", "a", "b"]


# --- the words


def test_a_finding_says_its_figures_in_brackets() -> None:
    bare = Finding(Reason.TOO_FAST, Action.FLAG)
    assert bare.sentence == "faster than the exercise asks"
    assert replace(bare, detail="0.3 s").sentence == "faster than the exercise asks (0.3 s)"


def test_a_touch_is_verified_unless_said_otherwise() -> None:
    assert Touch(Finger.RING, 1.0, 2.0).label is Label.VERIFIED
