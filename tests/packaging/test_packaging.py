"""What is built contains what it should, and works where it is installed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest

from tests.helpers.paths import ROOT

EXERCISES = sorted((ROOT / "exercises").glob("*.toml"))
DATA_FOLDERS = ("exercises", "norms", "protocols")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, away from the checkout, and return what it printed."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=cwd, env=env | {"COLUMNS": "200"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(kind: str, source: Path, out: Path) -> Path:
    """Build a `wheel` or an `sdist` with the backend of this environment."""
    run(sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "-o", out, source, cwd=out)
    (built,) = out.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


def contents(wheel: Path) -> dict[str, str]:
    """Map each file of a wheel to its hash; its own list of hashes is left out."""
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if not name.endswith(("/RECORD", "/"))
        }


def new_environment(folder: Path) -> Path:
    """Make an empty virtual environment and return its folder of programs."""
    run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    return folder / "bin"


def assert_lists_every_exercise(program: Path, cwd: Path) -> None:
    listing = run(program, "exercises", "list", cwd=cwd)
    ids = {tomllib.loads(path.read_text("utf-8"))["id"] for path in EXERCISES}
    assert ids
    assert {i for i in ids if not re.search(rf"\b{i}\b", listing)} == set(), listing


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what is built from, and litter it with what must stay out."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("src", *DATA_FOLDERS):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", ".gitignore"):
        shutil.copy(ROOT / name, copy / name)
    for folder in (*DATA_FOLDERS, "src/handtrack"):
        (copy / folder / ".env").write_text("SECRET=1\n")
        (copy / folder / "__pycache__").mkdir()
        (copy / folder / "__pycache__/junk.cpython-311.pyc").write_bytes(b"")
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", checkout, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", checkout, tmp_path_factory.mktemp("sdist"))


@pytest.mark.parametrize("folder", DATA_FOLDERS)
def test_a_data_folder_holds_toml_files_and_nothing_else(folder: str) -> None:
    files = sorted((ROOT / folder).glob("*.toml"))
    assert files
    assert sorted((ROOT / folder).iterdir()) == files


def test_the_wheel_holds_the_package_its_data_and_nothing_else(wheel: Path) -> None:
    package = ROOT / "src/handtrack"
    code = {
        f"handtrack/{path.relative_to(package)}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    data = {
        f"handtrack/{folder}/{path.name}"
        for folder in DATA_FOLDERS
        for path in (ROOT / folder).glob("*.toml")
    }
    held = {name for name in contents(wheel) if ".dist-info/" not in name}
    assert held == code | data


def test_the_synthetic_hand_stays_in_the_checkout(wheel: Path, sdist: Path) -> None:
    assert (ROOT / "src/synthetic_hand/__init__.py").exists()
    assert {name.partition("/")[0] for name in contents(wheel) if ".dist-info/" not in name} == {
        "handtrack"
    }
    with tarfile.open(sdist) as archive:
        assert [name for name in archive.getnames() if "synthetic_hand" in name] == []


def test_the_wheel_carries_licence_and_notice(wheel: Path) -> None:
    names = {name.partition(".dist-info/")[2] for name in contents(wheel)}
    assert {"licenses/LICENSE", "licenses/NOTICE"} <= names


def test_a_wheel_built_from_the_sdist_is_the_same(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    options = ("-q", "--no-deps", "--no-build-isolation", "-w", tmp_path)
    run(sys.executable, "-m", "pip", "wheel", *options, sdist, cwd=tmp_path)
    (again,) = tmp_path.glob("*.whl")
    assert contents(again) == contents(wheel)


def test_ignored_files_stay_out_of_the_sdist(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert [n for n in names if Path(n).name == ".env" or "__pycache__" in n] == []


def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    programs = new_environment(tmp_path / "venv")
    run(programs / "pip", "install", "--quiet", wheel, cwd=tmp_path)
    assert_lists_every_exercise(programs / "handtrack", cwd=tmp_path)


def test_an_editable_install_works(checkout: Path, tmp_path: Path) -> None:
    programs = new_environment(tmp_path / "venv")
    (site,) = tmp_path.glob("venv/lib/python*/site-packages")
    # The dependencies are lent by this environment; the name sorts after the editable install's.
    (site / "zz_lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(programs / "pip", "install", "-q", "--no-deps", "-e", checkout, cwd=tmp_path)
    where = run(programs / "python", "-c", "import handtrack as h; print(h.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(checkout)
    run(programs / "python", "-c", "import synthetic_hand.pose", cwd=tmp_path)
    assert_lists_every_exercise(programs / "handtrack", cwd=tmp_path)


def test_the_installed_app_serves_its_pages_and_needs_no_other_program(
    wheel: Path, tmp_path: Path
) -> None:
    programs = new_environment(tmp_path / "venv")
    (site,) = tmp_path.glob("venv/lib/python*/site-packages")
    (site / "zz_lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(programs / "pip", "install", "-q", "--no-deps", wheel, cwd=tmp_path)
    environment = {"PATH": "", "HOME": str(tmp_path), "HANDTRACK_DATA": str(tmp_path / "data")}
    words: list[str | Path] = [programs / "python", "-u", "-m", "handtrack", "app", "--no-browser"]
    with subprocess.Popen(
        words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as app:
        try:
            assert app.stdout
            address = re.search(r"http://\S+", app.stdout.readline())
            assert address
            page = urlopen(address[0], timeout=20).read().decode()
            for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
                assert urlopen(urljoin(address[0], path), timeout=20).status == 200
            assert page.count("/static/") >= 3
        finally:
            app.kill()
