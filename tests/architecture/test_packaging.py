"""The wheel: built, installed in a fresh environment, and started from another folder.

PyPI has distributions that are named like two of our packages: a mixture must not go unnoticed.
"""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from emulator.version import VERSION

ROOT = Path(__file__).parents[2]
PACKAGES = ("emulator", "models", "fax_engine", "hardware_sim")

OWNERS = """
import importlib.metadata, importlib.util, json
owners = importlib.metadata.packages_distributions()
print(json.dumps({name: [sorted(set(owners.get(name, ()))), importlib.util.find_spec(name).origin] for name in %r}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that has our wheel; the dependencies are borrowed from this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    site = next(home.glob("lib/python*/site-packages"))
    borrowed = next(path for path in map(Path, sys.path) if (path / "click").is_dir())
    (site / "borrowed.pth").write_text(f"{borrowed}\n")
    install = [
        "--python",
        str(home / "bin" / "python"),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--ignore-installed",
    ]
    subprocess.run([sys.executable, "-m", "pip", *install, str(wheel)], check=True, capture_output=True)
    return home / "bin"


def run(folder: Path, program: Path, *words: str) -> str:
    # -P and a foreign folder: nothing but what is installed may be found.
    done = subprocess.run([program, *words], cwd=folder, env={}, check=True, capture_output=True, text=True)
    return done.stdout


def test_the_wheel_holds_everything_that_is_needed_at_run_time(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours <= packed
    assert any(name.endswith(".ttf") for name in packed)
    assert {name.split("/")[0] for name in packed} == {*PACKAGES, f"faxfinder_emulator-{VERSION}.dist-info"}


def test_the_console_script_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "emulator").mkdir()
    (tmp_path / "emulator" / "__init__.py").write_text("raise ImportError('a stranger')")
    assert run(tmp_path, installed / "faxfinder-emulator", "version") == f"faxfinder-emulator {VERSION}\n"
    assert "--http-port" in run(tmp_path, installed / "faxfinder-emulator", "serve", "--help")


def test_the_top_level_names_have_one_owner(installed: Path, tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, installed / "python", "-P", "-c", OWNERS % (PACKAGES,)))
    for name in PACKAGES:
        owners, origin = found[name]
        assert owners == ["faxfinder-emulator"]
        assert Path(origin).is_relative_to(installed.parent)


def test_the_console_script_is_the_only_start(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        scripts = archive.read(f"faxfinder_emulator-{VERSION}.dist-info/entry_points.txt").decode().split()
        modules = archive.namelist()
    assert scripts == ["[console_scripts]", "faxfinder-emulator", "=", "emulator.cli:main"]
    assert not [name for name in modules if name.endswith("__main__.py")]
