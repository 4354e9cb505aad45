"""The pages about the project's parts name every part."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_every_dependency_has_its_line() -> None:
    page = (ROOT / "docs/development/dependencies.md").read_text("utf-8").lower()
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


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", text):
        target = page.parent / link if link else page
        assert target.exists(), link
        assert not anchor or anchor in headings(target), f"{link}#{anchor}"


def headings(page: Path) -> set[str]:
    """The anchors of a page, as they are made from its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_index_lists_every_page() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    pages = {str(p.relative_to(ROOT / "docs")) for p in PAGES if p.parent != ROOT}
    assert {page for page in pages if f"]({page})" not in index} == {"README.md"}
