"""The lock file belongs to this project file and to no particular workplace."""

import re
import tomllib
from urllib.parse import urlsplit

from packaging.requirements import Requirement

from tests.helpers.paths import ROOT

LOCK_TEXT = (ROOT / "uv.lock").read_text("utf-8")
LOCK = tomllib.loads(LOCK_TEXT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_lock_was_made_from_the_dependencies_of_the_project_file() -> None:
    ours = next(p for p in LOCK["package"] if p["name"] == PROJECT["name"])
    locked = {
        (row["name"], row["specifier"], _extra(row.get("marker", "")))
        for row in ours["metadata"]["requires-dist"]
    }
    asked = {
        (requirement.name.lower(), str(requirement.specifier), extra)
        for extra, texts in (
            ("", PROJECT["dependencies"]),
            *PROJECT["optional-dependencies"].items(),
        )
        for requirement in map(Requirement, texts)
    }
    # A specifier's parts have no order of their own.
    assert {(n, frozenset(s.split(",")), e) for n, s, e in locked} == {
        (n, frozenset(s.split(",")), e) for n, s, e in asked
    }
    assert LOCK["requires-python"] == PROJECT["requires-python"]


def _extra(marker: str) -> str:
    found = re.search(r"extra == '(\w+)'", marker)
    return found[1] if found else ""


def test_the_lock_names_no_local_path_and_no_private_index() -> None:
    sources = [package["source"] for package in LOCK["package"]]
    indexes = {source["registry"] for source in sources if "registry" in source}
    assert [s for s in sources if "registry" not in s] == [{"editable": "."}]
    assert len(indexes) == 1
    urls = [urlsplit(url) for url in re.findall(r'"(\w+:[^"]+)"', LOCK_TEXT) if "//" in url]
    assert {url.scheme for url in urls} == {"https"}
    # The Python community's public hosts all end so; a company's mirror does not.
    assert {str(url.hostname).rpartition(".")[2] for url in urls} == {"org"}
