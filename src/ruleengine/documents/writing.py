"""Writing outputs: to temporary files first, renamed when all are complete, so that none is ever seen half-written."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from platform import node
from zlib import crc32

from ruleengine.diagnostics import Fault, Phrase, Place, Refused
from ruleengine.language import Texts
from ruleengine.source.paths import is_file, is_folder, is_there
from ruleengine.source.reader import why_unreadable

#: The names of files beside others: of which file, of which machine and process.
_BESIDE = re.compile(
    r"(unfinished)?(?P<mark>\.[0-9a-f]{8})\.(?P<host>[0-9a-f]{8})\.(?P<pid>[0-9]+)\.(part|before|txt)"
)
_UNFINISHED: Texts = (
    "A run was stopped while it replaced these files, in this order: the first are new, the others old or not there. "
    "Run the same command again; this file then goes.",
    "程序在依次替换下列文件时中断：前面的文件是新的，后面的是旧的或不存在。请重新运行同一命令，本文件随后自动删除。",
)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain line ends; raises `Refused` (E802)."""
    write_files([(path, text.encode())])


def write_files(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write files, all of them or none; raises `Refused` (E802), also where two would have the same path.

    Where one of several files cannot be replaced, those replaced before it get their old content back. While several
    are replaced, a file beside the first names them: it stays where the run is killed then, the one moment in which a
    set can be left half new. What a run that was killed has left beside them is removed.
    """
    _check_paths([path for path, _ in files])
    remove_left([path for path, _ in files])
    ready: list[tuple[Path, Path]] = []
    kept: list[tuple[Path, Path | None]] = []
    try:
        for path, content in files:
            ready.append((_beside(path, ".part"), path))
            _write_beside(ready[-1][0], path, content)
        if len(ready) > 1:
            path = _unfinished(files[0][0])
            path.write_text(_said_of([path for path, _ in files]), encoding="utf-8", newline="\n")
        for temporary, path in ready:
            kept.append((path, _beside(path, ".before") if is_there(path) else None))
            _keep(path)
            temporary.replace(path)
        kept.clear()
    except OSError as error:
        raise _refused("E802.unwritable", path, reason=why_unreadable(error)) from None
    finally:
        for path, before in reversed(kept):
            _restore(path, before)
        for temporary, path in ready:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
                _beside(path, ".before").unlink(missing_ok=True)
        if len(ready) > 1:
            with suppress(OSError):
                _unfinished(files[0][0]).unlink(missing_ok=True)


def _unfinished(first: Path) -> Path:
    """The file that stands beside the first of several files while they are replaced."""
    beside = _beside(first, ".txt")
    return beside.with_name(f"unfinished{beside.name}")


def _said_of(paths: Sequence[Path]) -> str:
    """What the file says that stays where a run is killed while files are replaced."""
    return "".join(f"{line}\n" for line in (*reversed(_UNFINISHED), "", *(path.name for path in paths)))


def _said_names(entry: Path) -> set[str]:
    """The files that a file beside them names as a set; none where it is no such file."""
    is_said = entry.suffix == ".txt"
    return set(entry.read_text(encoding="utf-8").partition("\n\n")[2].splitlines()) if is_said else set()


def _keep(path: Path) -> None:
    """Another name for the old file, where there is one, so that it can come back."""
    before = _beside(path, ".before")
    before.unlink(missing_ok=True)
    try:
        before.hardlink_to(path)
    except FileNotFoundError:
        return
    except OSError:
        shutil.copy2(path, before)


def _restore(path: Path, before: Path | None) -> None:
    with suppress(OSError):
        if before is None:
            path.unlink(missing_ok=True)
        else:
            before.replace(path)


def _beside(path: Path, ending: str) -> Path:
    """A hidden file beside `path` that no other run uses; its name says of which file and of which process it is."""
    return path.with_name(f"{_mark(path)}.{_host()}.{os.getpid()}{ending}")


def _mark(path: Path) -> str:
    """How the names of hidden files beside `path` begin."""
    return f".{crc32(path.name.encode(errors='surrogateescape')):08x}"


@cache
def _host() -> str:
    return f"{crc32(node().encode(errors='surrogateescape')):08x}"


def remove_left(paths: Sequence[Path]) -> None:
    """Remove what processes of this machine that are there no more have left beside `paths`.

    What says that a set is half new goes where all of the set is among them.
    """
    names = {path.name for path in paths}
    marks: dict[Path, set[str]] = {}
    for path in paths:
        marks.setdefault(path.parent, set()).add(_mark(path))
    for folder, own in marks.items():
        with suppress(OSError):
            for entry in list(folder.iterdir()):
                found = _BESIDE.fullmatch(entry.name)
                left = found and found["mark"] in own and found["host"] == _host()
                if found and left and not _runs(int(found["pid"])) and _said_names(entry) <= names:
                    entry.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether a process is there, as far as this can be found out."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _check_paths(paths: Sequence[Path]) -> None:
    """Refuse what can be seen before anything is written."""
    for number, path in enumerate(paths):
        if path in paths[:number]:
            raise _refused("E802.same_path", path)
        try:
            in_the_way = is_folder(path)
        except OSError as error:
            raise _refused("E802.unwritable", path, reason=why_unreadable(error)) from None
        if in_the_way:
            raise _refused("E802.folder_in_the_way", path)


def _write_beside(temporary: Path, path: Path, content: bytes) -> None:
    """Write the content of `path` to a file beside it, on the disk before it is renamed.

    It has the mode of the file that it will replace, else what the user's umask leaves.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if is_file(path):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
    except OSError as error:
        blocking = next((p for p in path.parents if is_there(p) and not is_folder(p)), None)
        if blocking:
            raise _refused("E802.no_folder", path, blocking=blocking.as_posix()) from None
        raise _refused("E802.unwritable", path, reason=why_unreadable(error)) from None


def _refused(key: str, path: Path, blocking: str | None = None, reason: Phrase | None = None) -> Refused:
    fault = Fault(key, path=path.as_posix(), blocking=blocking, reason=reason)
    return Refused([fault.diagnostic(Place(path.as_posix()))])


def safe_name(text: str) -> str:
    """A text as a file name: letters, digits, dots and dashes; never empty, never leading out of its folder."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in text).strip(".-")
    return name[:80] or "unnamed"
