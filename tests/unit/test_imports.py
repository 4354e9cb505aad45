"""Importing handtrack does nothing, and its core needs nothing but arithmetic."""

import ast
import json
import os
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import handtrack

PACKAGE = Path(handtrack.__file__).parent

HEAVY = {
    "ai_edge_litert",
    "av",
    "cv2",
    "mediapipe",
    "matplotlib",
    "numpy",
    "scipy",
    "pydantic",
    "sqlalchemy",
    "jinja2",
}
EDGE_LIBRARIES = {
    *("ai_edge_litert", "av", "cv2", "mediapipe", "typer", "rich", "matplotlib", "sqlalchemy"),
    "jinja2",
}

EDGES = (
    "handtrack.sources",
    "handtrack.tracking.forearm_line",
    "handtrack.tracking.litert",
    "handtrack.tracking.litert_hands",
    "handtrack.tracking.mediapipe_hands",
    "handtrack.tracking.objects",
    "handtrack.tracking.warmup_image",
    "handtrack.rendering",
    "handtrack.batch.annotate",
    "handtrack.records.store",
    "handtrack.reports.write",
    "handtrack.live",
    "handtrack.cli",
    "handtrack.__main__",
)
"""What may import edge libraries. Everything else, and whatever is added, is core."""


def modules() -> list[str]:
    """Name every module of the package, found as files and without importing any."""
    files = sorted(PACKAGE.rglob("*.py"))
    names = [".".join(("handtrack", *f.relative_to(PACKAGE).with_suffix("").parts)) for f in files]
    return [name.removesuffix(".__init__") for name in names]


def is_edge(name: str) -> bool:
    return any(name == edge or name.startswith(f"{edge}.") for edge in EDGES)


CORE = [name for name in modules() if not is_edge(name)]


def fresh(code: str, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a new process whose home, cache and working folder are all `home`."""
    places = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    env = {
        **os.environ,
        **dict.fromkeys(places, str(home)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=home,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


LOADED_BY_CORE = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_core_loads_no_edge_library(tmp_path: Path) -> None:
    assert {"handtrack.landmarks.hand", "handtrack.landmarks.recording", "handtrack.errors"} <= set(
        CORE
    )
    run = fresh(LOADED_BY_CORE, *CORE, home=tmp_path)
    assert run.returncode == 0, run.stderr
    assert EDGE_LIBRARIES & set(json.loads(run.stdout)) == set()


ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def test_importing_every_module_prints_nothing_and_creates_no_file(tmp_path: Path) -> None:
    run = fresh(ALL, *modules(), home=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def imported_first(name: str) -> set[str]:
    """The modules of the package that are imported while this one is; not those in functions."""
    path = PACKAGE.parent / name.replace(".", "/")
    path = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    found = set()
    todo: list[ast.stmt] = list(ast.parse(path.read_text("utf-8")).body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            todo += node.body + node.orelse
    return found & set(modules()) - {name}


def test_any_module_can_be_imported_first() -> None:
    """No module waits for one that waits for it."""
    order = TopologicalSorter({name: imported_first(name) for name in modules()})
    order.prepare()


HELP = """
import json, sys
from handtrack.cli import main
sys.argv = ["handtrack", "--help"]
try:
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def test_help_loads_no_heavy_library(tmp_path: Path) -> None:
    run = fresh(HELP, home=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "score" in run.stdout
    assert HEAVY & set(json.loads(run.stderr)) == set()
