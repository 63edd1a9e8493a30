"""Programs that some tests run and README does not ask for: where they are, and what is said where they are not."""

from __future__ import annotations

import os
import shutil

from attrs import frozen

#: Set to 1 where every tool must be there, so that no test is skipped.
ALL_TOOLS = "RULEENGINE_ALL_TOOLS"


@frozen
class Tool:
    """A program by the names it goes by; `home` is a variable that may point to it, `use` what it is needed for."""

    name: str
    commands: tuple[str, ...]
    use: str
    home: str | None = None

    def path(self) -> str | None:
        """Where the program is, None where there is none."""
        if self.home and os.environ.get(self.home):
            return os.environ[self.home]
        return next((found for command in self.commands if (found := shutil.which(command))), None)

    def missing(self) -> str:
        """Why a test that needs it cannot run."""
        return f"{self.use} needs {self.name}, and there is none on this machine"


TOOLS = {
    "java": Tool("Java 17 or 21", ("java",), "Spark", home="JAVA_HOME"),
    "perl": Tool("Perl", ("perl",), "a comparison with its tables of Unicode"),
    "soffice": Tool("LibreOffice", ("soffice",), "a file saved by an office program"),
    "chromium": Tool("Chromium", ("chromium", "chromium-browser", "google-chrome"), "a page in a browser"),
}
