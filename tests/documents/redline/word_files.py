"""What DOCX files of redlines say, read as the XML that they are; and what LibreOffice makes of them."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.tools import ALL_TOOLS, TOOLS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The Python for which Debian's python3-uno is made.
PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("office.py")


def body(path: Path) -> etree._Element:
    """The text of the document as XML."""
    return etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))


def paragraphs(path: Path) -> list[str]:
    """The text of every paragraph that has some."""
    said = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body(path).iter(f"{W}p"))
    return [text for text in said if text.strip()]


def tracked(path: Path) -> int:
    """How many tracked changes there are."""
    return sum(1 for _ in body(path).iter(f"{W}ins", f"{W}del"))


def by_office(*files: Path) -> None:
    """Beside each file what LibreOffice makes of it: kept, accepted and rejected."""
    if subprocess.run([PYTHON, "-c", "import uno"], capture_output=True).returncode:
        told = f"a test runs LibreOffice from {PYTHON} and needs python3-uno"
        pytest.fail(told) if os.environ.get(ALL_TOOLS) else pytest.skip(told)
    words = [PYTHON, SCRIPT, TOOLS["soffice"].path() or "", *files]
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
