"""A thousand damaged files: each gives a result or says what is wrong with it."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import json
import math
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise, parse, read
from handtrack.definitions.library import exercise_files, load_all
from handtrack.errors import ExerciseError, HandtrackError
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_file import Writer, part_path
from handtrack.scoring import results
from handtrack.scoring.score import score
from handtrack.verifiers import calibration_file
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style

pytestmark = pytest.mark.slow

Random = np.random.Generator
Made = TypeVar("Made")
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    1e308,
    math.nan,
    math.inf,
    "",
    "x",
    "é" * 3000,
    [],
    [[[]]],
    {},
    {"value": "x"},
    [1, "a", None],
]
EXERCISES = load_all()


@cache
def healthy(slots: int = 1) -> Recording:
    """Three fists; with two slots, the second hand comes and goes, and presence is told."""
    exercise = next(e for e in EXERCISES if e.id == "34")
    one = perform(exercise, Style(amplitudes=[1.0, 0.6, 1.0], noise_L=0.003, rest_s=0.3))
    if slots == 1:
        return one
    gone = np.arange(len(one)) % 50 < 25
    doubled = {n: np.concatenate([getattr(one, n)] * 2, axis=1) for n in one.header.arrays[1:]}
    doubled["image_px"][gone, 1] = np.nan
    doubled["world_m"][gone, 1] = np.nan
    doubled["is_right"][gone, 1] = -1
    doubled["side_score"][gone, 1] = np.nan
    doubled["presence"] = np.where(doubled["is_right"] < 0, np.nan, 0.9).astype(np.float32)
    header = dataclasses.replace(one.header, slots=2, presences=True)
    return dataclasses.replace(one, header=header, **doubled)


def frames(whole: Recording) -> list[TrackedFrame]:
    names = whole.header.arrays
    return [TrackedFrame(**{n: getattr(whole, n)[i] for n in names}) for i in range(len(whole))]


@cache
def as_file(kind: str, slots: int) -> bytes:
    """The bytes of a finished or an interrupted recording."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.npz"
        if kind == "npz":
            recording_file.write(path, healthy(slots))
            return path.read_bytes()
        with Writer(path, healthy(slots).header) as writer:
            for frame in frames(healthy(slots)):
                writer.append(frame)
        return part_path(path).read_bytes()


def flipped(blob: bytes, random: Random) -> bytes:
    """Some bytes changed, half of the time near either end, where the structure is."""
    damaged = bytearray(blob)
    for _ in range(int(random.integers(1, 12))):
        near = int(random.integers(0, min(len(blob), 900)))
        anywhere = int(random.integers(0, len(blob)))
        place = [near, len(blob) - 1 - near, anywhere, anywhere][int(random.integers(0, 4))]
        damaged[place] ^= int(random.integers(1, 256))
    return bytes(damaged)


def cut_short(blob: bytes, random: Random) -> bytes:
    return blob[: int(random.integers(0, len(blob)))]


def rewritten(random: Random, path: Path) -> None:
    """A recording whose file is sound and whose contents are not."""
    whole = healthy(int(random.integers(1, 3)))
    header: dict[str, Any] = asdict(whole.header)
    names = whole.header.arrays
    arrays: dict[str, Any] = {name: getattr(whole, name).copy() for name in names}
    name = names[int(random.integers(0, len(names)))]
    key = list(header)[int(random.integers(0, len(header)))]
    odd = ODD[int(random.integers(0, len(ODD)))]
    frame = int(random.integers(1, len(whole)))
    span = slice(frame, frame + int(random.integers(1, 60)))
    ways: list[Callable[[], Any]] = [
        lambda: arrays.pop(name),
        lambda: arrays.update({f"{name}_": arrays.pop(name)}),
        lambda: arrays.update({name: arrays[name].astype(np.float64)}),
        lambda: arrays.update({name: arrays[name].astype(str)}),
        lambda: arrays.update({name: arrays[name][:-1]}),
        lambda: arrays.update({name: arrays[name][None]}),
        lambda: arrays.update({name: arrays[name].reshape(-1)}),
        lambda: arrays.update({n: a[:frame] for n, a in arrays.items()}),
        lambda: arrays.update({n: a[: int(random.integers(0, 3))] for n, a in arrays.items()}),
        lambda: arrays["image_px"].__setitem__(span, np.float32(random.choice([0, 1e30, -1e38]))),
        lambda: arrays["image_px"].__setitem__(span, np.float32(random.choice([np.inf, np.nan]))),
        lambda: arrays["world_m"].__setitem__(span, np.float32(random.choice([0, 1e30, np.inf]))),
        lambda: arrays["image_px"].__setitem__((span, slice(None), 9), np.float32(np.nan)),
        lambda: arrays["time_s"].__setitem__(frame, random.choice([np.nan, np.inf, -5, 1e300])),
        lambda: arrays["time_s"].__setitem__(frame, arrays["time_s"][frame - 1]),
        lambda: arrays["time_s"].__setitem__(slice(None), arrays["time_s"][::-1].copy()),
        lambda: arrays["time_s"].__imul__(float(random.choice([1e-9, 1e9, 1e290]))),
        lambda: arrays["is_right"].__setitem__(span, random.choice([-1, 5, -128])),
        lambda: arrays["side_score"].__setitem__(span, random.choice([np.inf, -9, np.nan])),
        lambda: arrays["settling"].__setitem__(span, True),
        lambda: arrays["presence"].__setitem__(span, random.choice([np.inf, -9, np.nan, 0.2])),
        lambda: header.pop(key),
        lambda: header.update({key: odd}),
        lambda: header.update({key: odd}),
        lambda: header.update({f"{key}_": header.pop(key)}),
        lambda: header.update(slots=int(random.integers(-1, 12))),
        lambda: header.update(frame_size_px=[int(x) for x in random.integers(-1, 5, 2)]),
        lambda: header.update(schema=int(random.integers(-2, 5))),
    ]
    for _ in range(int(random.integers(1, 3))):
        with np.errstate(all="ignore"):
            _tried(ways[int(random.integers(0, len(ways)))])
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        np.savez(file, header=np.frombuffer(text, np.uint8), **arrays)


def _tried(way: Callable[[], Any]) -> None:
    """Apply a damage that an earlier one may have made impossible."""
    with contextlib.suppress(KeyError, ValueError, IndexError, AttributeError, TypeError):
        way()


def tried(action: Callable[[], Made]) -> Made | HandtrackError:
    """What the action gives, or how it refuses; any other exception goes through as it is."""
    try:
        return action()
    except HandtrackError as e:
        return e


def scored_or_refused(path: Path, exercise: Exercise) -> bool:
    """Whether the file gave a result."""
    whole = tried(lambda: recording_file.read(path))
    if isinstance(whole, HandtrackError):
        text = str(whole)
        assert str(path) in text
        assert text.endswith(".")
        assert len(text) < 500
        return False
    result = score(whole, exercise).result
    assert results.from_json(results.to_json(result)) == result
    assert result.frames == len(whole)
    counted = [result.summary.valid, result.summary.partial, result.summary.rejected]
    assert sum(counted) + result.summary.unverifiable == len(result.repetitions)
    for repetition in result.repetitions:
        assert whole.time_s[0] <= repetition.start_s < repetition.end_s
        assert repetition.notes or repetition.status == "valid"
    return True


@pytest.mark.parametrize("seed", range(20))
def test_damaged_recordings(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(seed)
    good = 0
    for number in range(30):
        exercise = EXERCISES[number % len(EXERCISES)]
        kind = "npz" if number % 3 else "part"
        path = tmp_path / ("x.npz" if kind == "npz" else "x.npz.part")
        if number % 2:
            damage = flipped if number % 4 == 1 else cut_short
            path.write_bytes(damage(as_file(kind, 1 + number % 2), random))
        else:
            path = tmp_path / "x.npz"
            rewritten(random, path)
        good += scored_or_refused(path, exercise)
    assert good < 30


def test_the_healthy_recording_is_one(tmp_path: Path) -> None:
    for kind, name in (("npz", "x.npz"), ("part", "x.npz.part")):
        for slots in (1, 2):
            (tmp_path / name).write_bytes(as_file(kind, slots))
            assert scored_or_refused(tmp_path / name, EXERCISES[0])


def tables(value: Any) -> list[dict[str, Any]]:
    """Every table in a TOML document."""
    if isinstance(value, dict):
        return [value, *(t for v in value.values() for t in tables(v))]
    if isinstance(value, list):
        return [t for v in value for t in tables(v)]
    return []


def toml(value: Any) -> str:
    """Write a document as TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return "{}" if value is None else json.dumps(value, ensure_ascii=False)


def misspelled(document: dict[str, Any], random: Random) -> str:
    """The document with one to three keys removed, renamed, retyped or put in the wrong place."""
    damaged = copy.deepcopy(document)
    for _ in range(int(random.integers(1, 4))):
        table = [t for t in tables(damaged) if t]
        chosen = table[int(random.integers(0, len(table)))]
        key = list(chosen)[int(random.integers(0, len(chosen)))]
        match int(random.integers(0, 5)):
            case 0:
                chosen.pop(key)
            case 1:
                chosen[key + random.choice(["_", "s", " ", "é"])] = chosen.pop(key)
            case 2 | 3:
                chosen[key] = ODD[int(random.integers(0, len(ODD)))]
            case _:
                chosen["extra"] = chosen[key]
    return "\n".join(f"{json.dumps(k)} = {toml(v)}" for k, v in damaged.items())


@pytest.mark.parametrize("seed", range(20))
def test_damaged_exercise_files(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(1000 + seed)
    files = exercise_files()
    path = tmp_path / "34-mine.toml"
    for number in range(25):
        file = files[int(random.integers(0, len(files)))]
        blob = file.read_bytes()
        if number % 5 == 0:
            path.write_bytes(flipped(blob, random))
        elif number % 5 == 1:
            path.write_bytes(cut_short(blob, random))
        else:
            document = tomllib.loads(blob.decode())
            path.write_text(misspelled(document, random), encoding="utf-8")
        exercise = tried(lambda: read(path))
        if isinstance(exercise, HandtrackError):
            faults = exercise.faults if isinstance(exercise, ExerciseError) else ()
            assert path.name in str(exercise)
            assert all(f.trail.startswith(path.name) and f.sentence for f in faults)
            continue
        result = score(healthy(), exercise).result
        assert results.from_json(results.to_json(result)) == result


@pytest.mark.parametrize("seed", range(4))
def test_damaged_calibrations_and_results(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(2000 + seed)
    exercise = EXERCISES[seed * 2]
    result = score(perform(exercise, Style(amplitudes=[1.0, 1.0])), exercise).result
    one = perform(exercise, Style(amplitudes=[1.0]))
    path = tmp_path / "mine.json"
    calibration_file.write(path, result.calibration)
    kept = json.loads(path.read_text(encoding="utf-8"))
    told = json.loads(results.to_json(result))
    for number in range(30):
        damaged = copy.deepcopy(kept if number % 2 else told)
        chosen = [t for t in tables(damaged) if t]
        table = chosen[int(random.integers(0, len(chosen)))]
        key = list(table)[int(random.integers(0, len(table)))]
        table[key] = ODD[int(random.integers(0, len(ODD)))]
        blob = json.dumps(damaged).encode()
        if number % 4 > 1:
            blob = flipped(blob, random)
        path.write_bytes(blob)
        if number % 2:
            own = tried(lambda: calibration_file.read(path, exercise, Side.RIGHT))
            if isinstance(own, HandtrackError):
                assert "\n" not in str(own)
                continue
            again = score(one, exercise, calibration=own).result
            assert results.from_json(results.to_json(again)) == again
        else:
            read_back = tried(lambda: results.from_json(path.read_bytes()))
            if isinstance(read_back, HandtrackError):
                assert "\n" not in str(read_back)
            else:
                results.to_json(read_back)


def test_an_exercise_file_that_nests_without_end_is_refused() -> None:
    for text in ("a = " + "[" * 5000, 'a = "' + "x" * 100_000, "[" * 1000):
        with pytest.raises(HandtrackError):
            parse(text, "deep.toml")
