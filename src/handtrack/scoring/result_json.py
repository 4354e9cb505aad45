"""A result as versioned JSON, both ways, whatever kind of result it is."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, AliasChoices, Field, TypeAdapter, ValidationError

from handtrack.errors import RecordingError
from handtrack.files import first_fault
from handtrack.landmarks.recording_header import engine_name

R = TypeVar("R")
OptionalFloat = Annotated[float, Field(allow_inf_nan=False)] | None
"""A figure, `null` in JSON where it could not be measured; never NaN or infinite."""
EngineName = Annotated[
    str, Field(validation_alias=AliasChoices("engine", "mediapipe")), AfterValidator(engine_name)
]
"""The landmark engine and its version, also of results of before there were two."""


@cache
def adapter(kind: Hashable) -> TypeAdapter[Any]:
    """What turns a value of this type into plain data and back; made once, for that takes 13 ms."""
    return TypeAdapter(cast(Any, kind))


def dump(result: object) -> str:
    """The result as JSON, indented."""
    return adapter(cast(Hashable, type(result))).dump_json(result, indent=2).decode() + "\n"


def load(kind: type[R], text: str | bytes, what: str) -> R:
    """Read a result back.

    Parameters
    ----------
    kind : type
        Of the result.
    text : str or bytes
        JSON.
    what : str
        The result in words, as in "This is no handtrack result".

    Returns
    -------
    R
        An instance of `kind`.

    Raises
    ------
    RecordingError
        The text is not a result of this kind and version.
    """
    try:
        result: R = adapter(cast(Hashable, kind)).validate_json(text)
    except ValidationError as e:
        raise RecordingError(f"This is no {what}: {first_fault(e)}.") from e
    return result


def schema(kind: type[R]) -> dict[str, Any]:
    """The JSON Schema of a kind of result."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **adapter(cast(Hashable, kind)).json_schema(mode="serialization"),
    }
