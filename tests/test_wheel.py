"""The wheel in an environment that has nothing else of ours: rules are in it, and commands work in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from attrs import frozen

from tests.library_builder import overlay, write_library

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.xdist_group("wheel")  # which is built once
#: What a wheel is built from.
PARTS = ("src", "rules", "pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")


@frozen
class Environment:
    """An environment with the wheel installed, and an empty folder beside it."""

    python: Path
    empty: Path

    def run(self, *words: str, folder: Path | None = None, code: int = 0) -> str:
        """What `ruleengine` says in a folder, with the exit code expected."""
        done = subprocess.run(
            [self.python, "-m", "ruleengine", *words], cwd=folder or self.empty, env=clean(), capture_output=True,
            text=True, encoding="utf-8", timeout=60,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr


def clean() -> dict[str, str]:
    """The environment without what leads to the checkout."""
    ours = ("PYTHONPATH", "RULEENGINE_RULES")
    return {k: v for k, v in os.environ.items() if k not in ours} | {"RULEENGINE_MESSAGES": "en"}


def pip(*words: str | Path, folder: Path) -> None:
    """Run pip without asking the network for anything."""
    options = ("-q", "--no-deps", "--no-index", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, "-m", "pip", *words, *options], cwd=folder, env=clean(), check=True, timeout=120
    )


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel of this checkout, built and installed; the libraries that it needs are those of the tests."""
    place = tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, place / "source" / part) if part != "src" else shutil.copytree(
            ROOT / part, place / "source" / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
    pip("wheel", ".", "--no-build-isolation", "-w", place, folder=place / "source")
    venv.create(place / "environment", with_pip=False, symlinks=True)
    python = place / "environment" / "bin" / "python"
    (wheel,) = place.glob("*.whl")
    pip("--python", python, "install", "--no-compile", wheel, folder=place)
    site = place / "environment/lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    (site / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    (place / "empty").mkdir()
    return Environment(python, place / "empty")


def test_an_installed_program_brings_its_library(environment: Environment) -> None:
    listed = environment.run("list")
    assert listed.count("@") == len([p for p in (ROOT / "rules").rglob("*.yaml") if p.stem.count(".") == 2])
    assert "files checked, no findings" in environment.run("validate")
    panel = ROOT / "rules/gb/lighting/examples/led-panel-600.yaml"
    assert "per unit   146 kgCO2e" in environment.run("calculate", "gb/lighting", str(panel))


def test_an_organisation_needs_no_copy_of_the_shipped_library(
    environment: Environment, tmp_path: Path
) -> None:
    write_library(tmp_path, overlay("acme/lamp@1.0.0", "gb/lighting@0.1.0"))
    assert "1 file checked, no findings" in environment.run("validate", folder=tmp_path)
    panel = (ROOT / "rules/gb/lighting/examples/led-panel-600.yaml").read_text(encoding="utf-8")
    (tmp_path / "panel.yaml").write_text(
        panel.replace("gb/lighting@0.1.0", "acme/lamp@1.0.0"), encoding="utf-8"
    )
    said = environment.run("calculate", "acme/lamp", "panel.yaml", folder=tmp_path)
    assert "per unit   146 kgCO2e" in said
