"""Damage to bytes, values, TOML, JSON, archives and arrays, by chance."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

ODD: list[Any] = [
    None, True, -1, 0, 1.5, 10**30, 1e308, float("nan"), float("inf"), "", "x", "\ud800",
    "\x1b[31mx\x1b]0;y\x07\x9b", "é" * 3000, [], [[[]]], {}, {"value": "x"}, [1, "a", None],
    "v9999", 2**63, -(2**70), "2026-99-99", "../../../etc/passwd",
]  # fmt: skip

Chance = random.Random


def bytes_changed(data: bytes, chance: Chance) -> bytes:
    """Flip, cut, blank, double or drop a stretch; half of the time near either end."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8])):
        if not changed:
            break
        near = min(len(changed), 900)
        at = chance.choice(
            [chance.randrange(near), len(changed) - 1 - chance.randrange(near)]
            + [chance.randrange(len(changed))] * 2
        )
        length = chance.choice([1, 4, 100, 5000])
        stretch = changed[at : at + length]
        changed[at : at + length] = chance.choice(
            [
                bytes(len(stretch)),
                b"\xff" * len(stretch),
                stretch * 2,
                b"",
                chance.randbytes(length),
            ]
        )
        if chance.random() < 0.15:
            del changed[at:]
    return bytes(changed)


def tables(value: Any) -> list[Any]:
    """Every table and list that is not empty, in a document."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict | list) and value else []
    return [*own, *(t for v in inside for t in tables(v))]


def values_changed(document: Any, chance: Chance) -> Any:
    """Replace, drop, rename or deepen some values."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        table = chance.choice(tables(document) or [[0]])
        place = chance.choice(list(table) if isinstance(table, dict) else range(len(table)))
        way = chance.randrange(5)
        if way == 0:
            table.pop(place)
        elif way == 1 and isinstance(table, dict):
            table[place + "_"] = table.pop(place)
        elif way == 2:
            for _ in range(chance.choice([1, 50])):
                table[place] = [table[place]]
        else:
            table[place] = chance.choice(ODD)
    return document


def json_changed(data: bytes, chance: Chance) -> bytes:
    """Change what a JSON text says, or the text."""
    if chance.random() < 0.25:
        return bytes_changed(data, chance)
    text = json.dumps(values_changed(json.loads(data), chance))
    if chance.random() < 0.1:
        text = text.replace("0", "1" + "0" * 5000, 1)
    return text.encode()


def toml_changed(data: bytes, chance: Chance) -> bytes:
    """Change a value, a line or the bytes of a TOML text."""
    lines = data.decode().splitlines()
    at = chance.choice([i for i, line in enumerate(lines) if " = " in line])
    key = lines[at].partition(" = ")[0]
    ways = ["9" * 5000, "9" * 4000, "[" * 3000, "1e999", "nan", '"\\ud800"', '"""', "2026-99-99"]
    ways += [json.dumps(o) for o in ODD if o is not None]
    if chance.random() < 0.3:
        return bytes_changed(data, chance)
    lines[at] = f"{key} = {chance.choice(ways)}"
    if chance.random() < 0.2:
        lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "\n".join(lines).encode(errors="surrogatepass")


def zip_changed(data: bytes, chance: Chance) -> bytes:
    """Change what is inside a zip, so that its sums are right; or the bytes of the zip."""
    if chance.random() < 0.3:
        return bytes_changed(data, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        names = old.namelist()
        chosen = chance.choice(names)
        with zipfile.ZipFile(
            out, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
        ) as new:
            for name in names:
                inside = old.read(name)
                if name == chosen:
                    way = chance.randrange(6)
                    name = name + chance.choice(["x", "/../../y"]) if way == 0 else name
                    if way == 1:
                        continue
                    inside = inside + bytes(chance.choice([1, 200 << 20])) if way == 2 else inside
                    change = json_changed if name.endswith(".json") else bytes_changed
                    inside = change(inside, chance) if way > 2 else inside
                new.writestr(name, inside)
    return out.getvalue()


def npz_changed(data: bytes, chance: Chance) -> bytes:
    """Change the header's values, the arrays, or the zip."""
    if chance.random() < 0.4:
        return zip_changed(data, chance)
    with np.load(io.BytesIO(data)) as arrays:
        held = {name: arrays[name].copy() for name in arrays.files}
    if chance.random() < 0.5:
        text = json_changed(bytes(held["header"]), chance)
        held["header"] = np.frombuffer(text, np.uint8)
    else:
        name = chance.choice([n for n in held if n != "header"])
        array, span = held[name], chance.randrange(1, len(held[name]))
        ways: list[Callable[[], Any]] = [
            lambda: array[:span],
            lambda: array[:0],
            lambda: array[::-1].copy(),
            lambda: array.astype(">f8"),
            lambda: np.full_like(array, chance.choice([0, 1, -1])),
            lambda: array.reshape(-1),
            lambda: np.zeros((1 << 22, *array.shape[1:]), array.dtype)[:200_000],
            lambda: np.where(
                np.arange(len(array)).reshape(-1, *[1] * (array.ndim - 1)) < span, array, 0
            ).astype(array.dtype),
        ]
        held[name] = chance.choice(ways)()
    out = io.BytesIO()
    chance.choice([np.savez, np.savez_compressed])(out, **held)
    return out.getvalue()
