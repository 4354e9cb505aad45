"""The pages about the project's parts name every part."""

import re
import tomllib
from itertools import chain

from tests.helpers.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_every_dependency_has_its_line() -> None:
    page = (ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *chain.from_iterable(extras)]
    names = [re.split(r"[<>=\[]", dependency)[0].lower() for dependency in wanted]
    assert [n for n in names if not re.search(rf"^\|.*\b{re.escape(n)}\b", page, re.M)] == []


def test_the_page_on_architecture_names_every_module_and_folder_of_the_package() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    parts = [
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "src/handtrack").iterdir()
        if (path.is_dir() or path.suffix == ".py") and not path.name.startswith("__")
    ]
    assert [part for part in parts if f"`{part}`" not in page] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {link}"
        for page in (ROOT / "docs").glob("*.md")
        for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []
