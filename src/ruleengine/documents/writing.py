"""Writing outputs: to temporary files first, renamed when all are complete, so that none is ever seen half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ruleengine.diagnostics import Fault, Phrase, Place, Refused
from ruleengine.source.reader import why_unreadable


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
            raise _refused("E802.same_path", path)
        if path.is_dir():
            raise _refused("E802.folder_in_the_way", path)


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
        if blocking:
            raise _refused("E802.no_folder", path, blocking=blocking.as_posix()) from None
        raise _refused("E802.unwritable", path, reason=why_unreadable(error)) from None
    return temporary


def _refused(key: str, path: Path, blocking: str | None = None, reason: Phrase | None = None) -> Refused:
    fault = Fault(key, path=path.as_posix(), blocking=blocking, reason=reason)
    return Refused([fault.diagnostic(Place(path.as_posix()))])


def safe_name(text: str) -> str:
    """A text as a file name: letters, digits, dots and dashes; never empty, never leading out of its folder."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in text).strip(".-")
    return name[:80] or "unnamed"
