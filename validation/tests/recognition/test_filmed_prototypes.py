from __future__ import annotations

from handtrack.definitions.library import find
from handtrack.recognition.prototypes import packaged
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from validation.recognition.filmed_prototypes import Film, condensed, extended


def test_only_films_that_are_not_recognised_become_prototypes() -> None:
    spread = perform(find("33"), Style(amplitudes=(1.0, 1.0, 1.0, 1.0)))
    known, other = Film("known", find("33"), spread), Film("other", find("12"), spread)
    assert condensed(packaged(), [known]) == []
    added = condensed(packaged(), [other])
    assert added == [0]
    more = extended(packaged(), [other])
    assert more.kinds[-1] == "filmed other"
    assert set(more.exercises[len(packaged().exercises) :]) == {"12"}
    assert condensed(more, [other]) == []
