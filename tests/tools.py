"""Programs that some tests run and README does not ask for: where they are, and what is said where they are not."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

#: Set to 1 where every tool must be there, so that no test is skipped.
ALL_TOOLS = "RULEENGINE_ALL_TOOLS"


@frozen
class Tool:
    """A program by the names it goes by; `home` is a variable that may point to it, `use` what it is needed for.

    A Python has to know `module` besides; `file` is a file of a Python package instead: module and file.
    """

    name: str
    commands: tuple[str, ...]
    use: str
    home: str | None = None
    module: str | None = None
    file: tuple[str, str] | None = None

    def path(self) -> str | None:
        """Where the program is, None where there is none."""
        if self.home and os.environ.get(self.home):
            return os.environ[self.home]
        if self.file:
            module, name = self.file
            found = find_spec(module)
            path = Path(found.origin).parent / name if found and found.origin else None
            return str(path) if path and path.is_file() else None
        folders = os.environ.get("PATH", "").split(os.pathsep)
        found = (shutil.which(command, path=folder) for command in self.commands for folder in folders)
        return next((path for path in found if path and (not self.module or _knows(path, self.module))), None)

    def missing(self) -> str:
        """Why a test that needs it cannot run."""
        return f"{self.use} needs {self.name}, and there is none on this machine"


@cache
def _knows(python: str, module: str) -> bool:
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0


TOOLS = {
    "java": Tool("Java 17 or 21", ("java",), "Spark", home="JAVA_HOME"),
    "perl": Tool("Perl", ("perl",), "a comparison with its tables of Unicode"),
    "soffice": Tool("LibreOffice", ("soffice",), "a file saved by an office program"),
    "lomath": Tool("libreoffice-math", ("lomath", "smath"), "a formula in a file saved by LibreOffice"),
    "uno": Tool("a Python with python3-uno", ("python3",), "what LibreOffice accepts", module="uno"),
    # .venv/bin/pip install --no-deps axe-playwright-python==0.1.8: the script alone, without what drives browsers.
    "axe": Tool("axe-core", (), "accessibility of pages", file=("axe_playwright_python", "axe.min.js")),
    "chromium": Tool("Chromium", ("chromium", "chromium-browser", "google-chrome"), "a page in a browser"),
}
