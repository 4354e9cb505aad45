"""Add prototypes from rendered clips: `just filmed-prototypes FOLDER`.

    python -m validation.recognition.filmed_prototypes FOLDER [--out FILE]

What a thing in the hand, another hand or the tracker itself changes in a movement no synthetic hand
shows. So clips of the renderer, of hands of the family `train`, are tracked as the product does it.
Those that are not recognised by the prototypes there are become prototypes themselves, round by
round, until all are (condensed nearest neighbours: Hart 1968, doi:10.1109/TIT.1968.1054155). Clips
of the test set are not looked at, and no footage of anybody is used.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.landmarks.recording import Recording
from handtrack.recognition.families import family_key
from handtrack.recognition.prototypes import (
    FILMED,
    Example,
    Prototypes,
    packaged,
    packaged_path,
    write,
)
from handtrack.recognition.segments import recognise
from validation.evaluate.clips import TruthError, read_folder
from validation.evaluate.recognition import answer_of, hands_to_recognise
from validation.evaluate.tracks import Tracks, default_cache
from validation.recognition.performances import Take
from validation.recognition.train_prototypes import examples_of
from validation.render.model.anthropometry import Family


@dataclass(frozen=True, slots=True)
class Film:
    """A rendered clip of one exercise, tracked.

    Attributes
    ----------
    name : str
    exercise : Exercise
    recording : Recording
    """

    name: str
    exercise: Exercise
    recording: Recording

    @property
    def kind(self) -> str:
        """Kind of its prototypes."""
        return f"{FILMED} {self.name}"

    @property
    def examples(self) -> list[Example]:
        """Profiles of its windows."""
        take = Take(self.exercise.id, self.kind, self.recording)
        return examples_of(take, family_key(self.exercise))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="clips of `just render training FOLDER`")
    parser.add_argument("--out", type=Path, default=packaged_path())
    options = parser.parse_args()
    films = read_films(options.folder)
    added = [films[i] for i in condensed(packaged(), films)]
    write(options.out, extended(packaged(), added))
    names = ", ".join(film.name for film in added) or "none"
    print(f"{len(added)} of {len(films)} clips were added to {options.out}: {names}")


def read_films(folder: Path) -> list[Film]:
    """Track the clips of a folder.

    Raises
    ------
    TruthError
        A clip shows a hand that is not of the family `train`.
    """
    library = {exercise.id: exercise for exercise in load_all()}
    tracks = Tracks(default_cache() / "tracks")
    films = []
    for clip in read_folder(folder):
        if not clip.subject.startswith(Family.TRAIN):
            raise TruthError(f"{clip.video} shows the hand {clip.subject}; teach with others.")
        exercise = library[clip.exercises[0]]
        recording = tracks.of(clip.video, hands_to_recognise([exercise]))
        films.append(Film(clip.name, exercise, recording))
    return films


def condensed(prototypes: Prototypes, films: Sequence[Film]) -> list[int]:
    """Select the films that prototypes do not recognise, nor with those selected before.

    Parameters
    ----------
    prototypes : Prototypes
    films : sequence of Film
        Those that are prototypes already are not selected.

    Returns
    -------
    list of int
        Indices in the order in which they were selected.
    """
    known, selected = prototypes, list[int]()
    waiting = [i for i, film in enumerate(films) if film.kind not in prototypes.kinds]
    while True:
        with get_context("fork").Pool() as pool:
            right = pool.map(partial(is_recognised, known), [films[i] for i in waiting], 1)
        missed = [i for i, fine in zip(waiting, right, strict=True) if not fine]
        if not missed:
            return selected
        known = extended(known, [films[i] for i in missed])
        waiting = [i for i in waiting if i not in missed]
        selected += missed


def extended(prototypes: Prototypes, films: Sequence[Film]) -> Prototypes:
    """Prototypes with those of films, one prototype a film."""
    return prototypes.extended_with([example for film in films for example in film.examples])


def is_recognised(prototypes: Prototypes, film: Film) -> bool:
    """Test whether what a film shows is among what it is named."""
    _, could_be = answer_of(recognise(film.recording, load_all(), prototypes))
    return film.exercise.id in could_be


if __name__ == "__main__":
    main()
