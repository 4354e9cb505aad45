"""What pydantic finds is said in plain words, and never in its own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from handtrack.errors import fault, sentence


class Anything(BaseModel):
    model_config = {"extra": "forbid"}

    whole: Annotated[int, Field(ge=1, le=10)] = 1
    above: Annotated[float, Field(gt=0, lt=5, allow_inf_nan=False)] = 1.0
    text: Annotated[str, Field(min_length=2, max_length=4)] = "ab"
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = "ab"
    some: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    flag: bool = True
    way: Literal["up", "down"] = "up"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"whole": 0}, "must be at least 1; found 0"),
        ({"whole": 11}, "must be at most 10; found 11"),
        ({"whole": "x"}, "must be a whole number; found 'x'"),
        ({"whole": 1.5}, "must be a whole number; found 1.5"),
        ({"above": 0}, "must be more than 0; found 0"),
        ({"above": 5}, "must be less than 5; found 5"),
        ({"above": float("nan")}, "must be a number that is neither infinite nor nan; found nan"),
        ({"above": None}, "must be a number; found None"),
        ({"text": "a"}, "must have 2 characters or more; found 'a'"),
        ({"text": "abcde"}, "must have 4 characters at most; found 'abcde'"),
        ({"text": 5}, "must be a text in quotation marks; found 5"),
        ({"name": "A B"}, "must be small letters and digits, with single hyphens between; found"),
        ({"some": ()}, "must have 1 entry or more; found none"),
        ({"some": (1, 2, 3)}, "must have 2 entries at most; found (1, 2, 3)"),
        ({"some": 5}, "must be a list in square brackets; found 5"),
        ({"flag": "maybe"}, "must be true or false; found 'maybe'"),
        ({"way": "sideways"}, "must be 'up' or 'down'; found 'sideways'"),
        ({"colour": 1}, "is not a key of this file; check its spelling"),
    ],
)
def test_a_mistake_is_a_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Anything(**given)
    (error,) = caught.value.errors(include_url=False)
    assert sentence(error).startswith(said)
    assert str(fault("mine.toml", error)).startswith(f"mine.toml → {next(iter(given))}: ")
