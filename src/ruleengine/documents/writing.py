"""Writing outputs: to temporary files first, renamed when all are complete, so that none is ever seen half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ruleengine.diagnostics import Place, Refused, Report


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain line ends; raises `Refused` (E802)."""
    write_files([(path, text.encode())])


def write_files(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write files, all of them or none; raises `Refused` (E802), also where two would have the same path."""
    _check_paths([path for path, _ in files])
    ready: list[tuple[Path, Path]] = []
    try:
        for path, content in files:
            ready.append((_temporary(path, content), path))
        for temporary, path in ready:
            temporary.replace(path)
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)


def _check_paths(paths: Sequence[Path]) -> None:
    """Refuse what can be seen before anything is written."""
    for number, path in enumerate(paths):
        if path in paths[:number]:
            raise _refused(path, "two outputs have this path", "give each inventory an id of its own")
        if path.is_dir():
            raise _refused(path, "a folder of this name is in the way")


def _temporary(path: Path, content: bytes) -> Path:
    """The content in a hidden file beside `path`."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        blocking = next((p for p in path.parents if p.exists() and not p.is_dir()), None)
        reason = f"`{blocking.as_posix()}` is not a folder" if blocking else str(error.strerror).lower()
        raise _refused(path, reason) from None
    return temporary


def _refused(path: Path, reason: str, suggestion: str | None = None) -> Refused:
    message = f"cannot write `{path.as_posix()}`: {reason}"
    report = Report()
    report.add("E802", message, Place(path.as_posix()), suggestion=suggestion)
    return Refused(report.items)


def safe_name(text: str) -> str:
    """A text as a file name: letters, digits, dots and dashes; never empty, never leading out of its folder."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in text).strip(".-")
    return name[:80] or "unnamed"
