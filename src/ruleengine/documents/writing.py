"""Writing outputs: to a temporary file first, renamed when complete, so that no half-written file is ever seen."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ruleengine.diagnostics import Place, Refused, Report


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain line ends; raises `Refused` (E802)."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises `Refused` (E802)."""
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        report = Report()
        reason = (error.strerror or "output error").lower()
        report.add("E802", f"cannot write `{path.as_posix()}`: {reason}", Place(path.as_posix()))
        raise Refused(report.items) from None


def safe_name(text: str) -> str:
    """A text as a file name: letters, digits, dots and dashes; never empty, never leading out of its folder."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in text).strip(".-")
    return name[:80] or "unnamed"
