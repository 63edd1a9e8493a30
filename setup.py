"""Builds the rule library of the folder `rules` into the package; everything else stands in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

RULES = Path(__file__).resolve().parent / "rules"


class BuildWithRules(build_py):
    """Copies the rules beside the modules, so that a wheel has them; a checkout reads them where they are."""

    def run(self) -> None:
        """Build the package, then put the rules into it."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "ruleengine" / "rules"
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(RULES, target)


setup(cmdclass={"build_py": BuildWithRules})
