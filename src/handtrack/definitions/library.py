"""Library of exercise files: the user's folder, else the packaged one, else the checkout's."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

from handtrack.definitions.exercise import Exercise, read
from handtrack.errors import ExerciseError, Fault
from handtrack.files import packaged_folder

LIKE = 0.75
"""Similarity of spelling, 0 to 1, from which a name is suggested for a misspelt one."""
MOST_NEAR = 3


def exercise_files(folder: Path | None = None) -> list[Path]:
    """List the exercise files of a folder in the order of their numbers, then names.

    Raises
    ------
    ExerciseError
        The folder does not exist or holds no exercise file.
    """
    library = folder or packaged_folder("exercises")
    if not library.is_dir():
        raise ExerciseError(f"There is no folder {library} to look for exercises in.")
    found = sorted(library.glob("*.toml"), key=_by_number)
    if not found:
        raise ExerciseError(f"The folder {library} holds no exercise file (NAME.toml).")
    return found


def load_all(folder: Path | None = None) -> list[Exercise]:
    """Read every exercise of a folder, and report all faults of all files at once.

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


def matching(name: str, folder: Path | None = None) -> list[Exercise]:
    """Find every exercise with this id, slug, file or name, in the order of their numbers.

    Names repeat in the article, and therapists use some of them for other exercises: "thumb
    opposition" is rolling a ball in the article and touching the fingertips in the clinic. A name
    therefore finds all exercises whose article or clinical title contains its words.

    Parameters
    ----------
    name : str
        "18", "finger-curl", "Finger Curl", "thumb opposition" or the path of a .toml file.
    folder : Path, optional
        The library. Default: the packaged one.

    Returns
    -------
    list of Exercise
        At least one.

    Raises
    ------
    ExerciseError
        No exercise fits; the text names similar ones.
    """
    if name.endswith(".toml"):
        return [read(Path(name))]
    exercises = load_all(folder)
    key = _plain(name)
    fitting = [e for e in exercises if key == _plain(e.id) or name.lower() == e.slug]
    fitting = fitting or [e for e in exercises if key and _named(key, e)]
    if not fitting:
        raise ExerciseError(_unknown(name, exercises, folder))
    return fitting


def find(name: str, folder: Path | None = None) -> Exercise:
    """Find the one exercise of `matching`.

    Parameters
    ----------
    name : str
        As for `matching`.
    folder : Path, optional
        The library. Default: the packaged one.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        No exercise fits, or several do; the text lists them.
    """
    fitting = matching(name, folder)
    if len(fitting) > 1:
        raise ExerciseError(f"'{name}' fits several exercises: {_listed(fitting)}. Give one id.")
    return fitting[0]


def _named(key: str, exercise: Exercise) -> bool:
    """Whether one of its two titles contains all words of the key, or the key itself."""
    titles = (_plain(exercise.title_article), _plain(exercise.title_clinical))
    words = key.split()
    return any(key in title or all(w in title.split() for w in words) for title in titles)


def _unknown(name: str, exercises: list[Exercise], folder: Path | None) -> str:
    """The text for an unknown name: similar names, and the command that lists all."""
    near = _near(_plain(name), exercises)
    meant = f" Do you mean {_listed(near, ' or ')}?" if near else ""
    where = f" --library {folder}" if folder else ""
    verb = "are" if len(exercises) > 1 else "is"
    return (
        f"There is no exercise '{name}'.{meant} 'handtrack exercises list{where}' shows "
        f"{'all ' + str(len(exercises)) if len(exercises) > 1 else 'the one'} there {verb}."
    )


def _near(key: str, exercises: list[Exercise]) -> list[Exercise]:
    """Up to three exercises whose names, or words of them, are spelt like the key."""
    likeness = {e.id: max(_alike(key, name) for name in _names(e)) for e in exercises}
    found = [e for e in exercises if likeness[e.id] >= LIKE]
    return sorted(found, key=lambda e: -likeness[e.id])[:MOST_NEAR]


def _names(exercise: Exercise) -> list[str]:
    titles = [exercise.slug, exercise.title_article, exercise.title_clinical]
    return [_plain(title) for title in titles]


def _alike(key: str, name: str) -> float:
    """Similarity of two names, 0 to 1, as wholes or of each word of the key to the other."""
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
