"""Finds exercise files: a folder the user names, then the packaged ones, then the checkout's."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

from handtrack.definitions.exercise import Exercise, read
from handtrack.errors import ExerciseError, Fault
from handtrack.files import packaged_folder

LIKE = 0.75
"""From which likeness of spelling on, 0 to 1, a name is taken for a slip of the other."""
MOST_NEAR = 3


def exercise_files(folder: Path | None = None) -> list[Path]:
    """All exercise files of a folder in the order of their numbers, then names.

    Raises
    ------
    ExerciseError
        The folder does not exist or holds no exercise file.
    """
    place = folder or packaged_folder("exercises")
    if not place.is_dir():
        raise ExerciseError(f"There is no folder {place} to look for exercises in.")
    found = sorted(place.glob("*.toml"), key=_by_number)
    if not found:
        raise ExerciseError(f"The folder {place} holds no exercise file (NAME.toml).")
    return found


def load_all(folder: Path | None = None) -> list[Exercise]:
    """Every exercise of a folder, all faults of all files at once.

    Raises
    ------
    ExerciseError
        A file has faults, or two files share an id.
    """
    exercises: dict[str, Exercise] = {}
    wrong: list[str] = []
    faults: list[Fault] = []
    for path in exercise_files(folder):
        try:
            exercise = read(path)
        except ExerciseError as e:
            wrong.append(path.name)
            faults += e.faults or [Fault(path.name, str(e))]
            continue
        if exercise.id in exercises:
            raise ExerciseError(f"{path} has the id {exercise.id}, and so has another file.")
        exercises[exercise.id] = exercise
    if wrong:
        raise ExerciseError(f"Cannot use {', '.join(wrong)}:", faults)
    return list(exercises.values())


def matching(wanted: str, folder: Path | None = None) -> list[Exercise]:
    """Every exercise with this id, slug, file or name, in the order of their numbers.

    Names repeat in the article, and what it calls one exercise is what a therapist calls another:
    "thumb opposition" is rolling a ball to the one and touching the fingertips to the other. So a
    name finds all exercises in whose article or clinical title its words stand.

    Parameters
    ----------
    wanted : str
        "18", "finger-curl", "Finger Curl", "thumb opposition" or the path of a .toml file.

    Raises
    ------
    ExerciseError
        None fits; the text names those that come near.
    """
    if wanted.endswith(".toml"):
        return [read(Path(wanted))]
    exercises = load_all(folder)
    key = _plain(wanted)
    fitting = [e for e in exercises if key == _plain(e.id) or wanted.lower() == e.slug]
    fitting = fitting or [e for e in exercises if key and _named(key, e)]
    if not fitting:
        raise ExerciseError(_unknown(wanted, exercises, folder))
    return fitting


def find(wanted: str, folder: Path | None = None) -> Exercise:
    """The one exercise that `matching` finds.

    Raises
    ------
    ExerciseError
        None fits, or several do; the text lists them.
    """
    fitting = matching(wanted, folder)
    if len(fitting) > 1:
        raise ExerciseError(f"'{wanted}' fits several exercises: {_listed(fitting)}. Give one id.")
    return fitting[0]


def _named(key: str, exercise: Exercise) -> bool:
    """Whether one of its two titles holds all words of the key, or the key as it is."""
    titles = (_plain(exercise.title_article), _plain(exercise.title_clinical))
    words = key.split()
    return any(key in title or all(w in title.split() for w in words) for title in titles)


def _unknown(wanted: str, exercises: list[Exercise], folder: Path | None) -> str:
    """That there is none of this name, those that come near, and how to see all."""
    near = _near(_plain(wanted), exercises)
    meant = f" Do you mean {_listed(near, ' or ')}?" if near else ""
    where = f" --library {folder}" if folder else ""
    verb = "are" if len(exercises) > 1 else "is"
    return (
        f"There is no exercise '{wanted}'.{meant} 'handtrack exercises list{where}' shows "
        f"{'all ' + str(len(exercises)) if len(exercises) > 1 else 'the one'} there {verb}."
    )


def _near(key: str, exercises: list[Exercise]) -> list[Exercise]:
    """Up to three whose names, or words of them, are spelt much like the key."""
    likeness = {e.id: max(_alike(key, name) for name in _names(e)) for e in exercises}
    found = [e for e in exercises if likeness[e.id] >= LIKE]
    return sorted(found, key=lambda e: -likeness[e.id])[:MOST_NEAR]


def _names(exercise: Exercise) -> list[str]:
    titles = [exercise.slug, exercise.title_article, exercise.title_clinical]
    return [_plain(title) for title in titles]


def _alike(key: str, name: str) -> float:
    """From 0 to 1: how alike two names are, or how alike each word of the one is to the other."""
    words = [max(_spelt(word, other) for other in name.split()) for word in key.split()]
    return max(_spelt(key, name), sum(words) / len(words) if words else 0.0)


def _spelt(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b).ratio()


def _by_number(path: Path) -> tuple[int, str]:
    number = path.stem.partition("-")[0]
    return (int(number) if number.isdecimal() else 10_000, path.stem)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("-", " ").replace("_", " ").split()).lstrip("0")


def _listed(exercises: Iterable[Exercise], between: str = ", ") -> str:
    return between.join(f"{e.id} ({e.title_clinical})" for e in exercises)
