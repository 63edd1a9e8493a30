"""The parts of a batch on disk: one file a finished block beside the output, so that a stopped run can go on.

A part appears by a rename when it is complete, and ends in a checksum; `manifest.json` says which run the parts belong
to.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.ipc
from attrs import field, frozen

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.portfolio.batch.block import BlockResult
from ruleengine.portfolio.rejects import reject_of
from ruleengine.source.reader import why_unreadable
from ruleengine.source.wording import shown_text

_MANIFEST, _BLOCKS, _LOCK = "manifest.json", "blocks", "lock"
_REJECTS = b"ruleengine.rejects"
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
#: The bytes of the checksum at the end of a part.
_CHECKSUM = 4
#: How often a folder that is being removed is made anew.
_TRIES = 100
#: The names of what a run keeps in its folder; whatever else is in a folder of that name is not ours.
_OURS = re.compile(r"manifest\.json|blocks|lock|part-\d+\.arrow|[\w.-]+\.tmp|[\w-]+\.parquet")


def cannot_write(path: Path, error: OSError) -> Refused:
    """An output that cannot be written, as a diagnostic (E802)."""
    report = Report()
    key = "E802.full" if error.errno in _FULL else "E802.unwritable"
    report.tell(key, Place(path.as_posix()), path=path.as_posix(), reason=why_unreadable(error))
    return Refused(report.items)


def _checksum(content: pa.Buffer) -> bytes:
    return zlib.crc32(content).to_bytes(_CHECKSUM, "big")


@frozen
class Parts:
    """The folder of the parts of one output."""

    folder: Path
    _lock: list[int] = field(factory=list)

    def claim(self) -> None:
        """Make the folder and keep other runs out of it; raises `Refused` (E802, E805).

        Where the run that has it is about to remove it, this is tried again.
        """
        self.refuse_what_is_not_ours()
        gone: OSError | None = None
        for _ in range(_TRIES):
            try:
                if self._claimed():
                    return
            except BlockingIOError:
                break
            except FileNotFoundError as error:
                gone = error
            except OSError as error:
                self.release()
                raise cannot_write(self.folder, error) from None
            self.release()
        else:
            if gone is not None:
                raise cannot_write(self.folder, gone)
        self.release()
        report = Report()
        report.tell("E805.run", Place(self.folder.as_posix()), folder=self.folder.as_posix())
        raise Refused(report.items)

    def refuse_what_is_not_ours(self) -> None:
        """Raise `Refused` (E802) for a link, and for a folder that no batch has made: it is not emptied."""
        key, name = None, None
        try:
            mode = self.folder.lstat().st_mode
            if stat.S_ISLNK(mode):
                key = "E802.link"
            elif not stat.S_ISDIR(mode):
                key = "E802.in_the_way"
            elif (name := self._not_ours()) is not None:
                key = "E802.not_ours"
        except FileNotFoundError:
            return
        except OSError as error:
            raise cannot_write(self.folder, error) from None
        if key is not None:
            report, shown = Report(), self.folder.as_posix()
            report.tell(key, Place(shown), path=shown, name=name and shown_text(name))
            raise Refused(report.items)

    def _not_ours(self) -> str | None:
        """Something in the folder that no run has left; None where there is nothing, or no folder any more.

        A run that removes its parts takes the lock last; but what is listed meanwhile may not be what was there at any
        time, so that a folder without a lock is looked at once more.
        """
        for _ in range(2):
            names = self._names()
            strange = [n for n in names if not _OURS.fullmatch(n) or (self.folder / n).is_dir()]
            if strange or not names or _LOCK in names:
                return strange[0] if strange else None
        return names[0]

    def _names(self) -> list[str]:
        """What is in the folder; nothing where it is not there any more."""
        try:
            return sorted(path.name for path in self.folder.iterdir())
        except FileNotFoundError:
            return []

    def _claimed(self) -> bool:
        """Lock the folder; false where the run that had it removed it meanwhile, so that the lock is worth nothing.

        Raises `FileNotFoundError` where it was removed between two steps.
        """
        with suppress(FileExistsError):
            self.folder.mkdir(parents=True)
        handle = os.open(self.folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o644)
        self._lock.append(handle)
        if sys.platform == "win32":
            return True
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), (self.folder / _LOCK).stat())

    @property
    def claimed(self) -> bool:
        """Whether the folder is this run's."""
        return bool(self._lock)

    def release(self) -> None:
        """Let other runs in again."""
        while self._lock:
            os.close(self._lock.pop())

    def begin(self, run: Mapping[str, object]) -> bool:
        """Say in the manifest which run this is; whether the parts there are are its own. Others are removed."""
        path = self.folder / _MANIFEST
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = None
        same = bool(known == json.loads(json.dumps(run)))
        for old in self.folder.iterdir():
            if _OURS.fullmatch(old.name) and (old.suffix == ".tmp" or (not same and old.name != _LOCK)):
                old.unlink()
        if not same:
            self.write(path, json.dumps(run, indent=2, ensure_ascii=False).encode())
        return same

    def block_products(self, wanted: int) -> int:
        """The size of the blocks of the parts that are there, else the one wanted, which is kept."""
        path = self.folder / _BLOCKS
        try:
            return int(path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            self.write(path, str(wanted).encode())
            return wanted

    def write(self, path: Path, content: bytes) -> None:
        """Write a file that is there whole or not at all."""
        temporary = path.with_name(path.name + ".tmp")
        temporary.write_bytes(content)
        temporary.replace(path)

    def _part(self, number: int) -> Path:
        return self.folder / f"part-{number:08d}.arrow"

    def manifest(self) -> bytes | None:
        """What a run writes before anything else, which tells it from other runs; None where nothing is there."""
        try:
            return (self.folder / _MANIFEST).read_bytes()
        except OSError:
            return None

    def has(self, number: int) -> bool:
        """Whether a block is finished."""
        return self._part(number).is_file()

    def done(self) -> frozenset[int]:
        """The numbers of the blocks that are finished."""
        return frozenset(int(p.stem.removeprefix("part-")) for p in self.folder.glob("part-*.arrow"))

    def save(self, number: int, block: BlockResult) -> None:
        """Keep the results of a block."""
        told = f"[{', '.join(r.line() for r in block.rejects)}]".encode()
        table = block.results.replace_schema_metadata({_REJECTS: told})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        content = sink.getvalue()
        temporary = self._part(number).with_suffix(f".{uuid4().hex}.tmp")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.write(_checksum(content))
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        temporary.replace(self._part(number))

    def load(self, number: int, schema: pa.Schema) -> BlockResult | None:
        """The results of a finished block; None where the part is damaged and has to be calculated again."""
        try:
            content = pa.py_buffer(self._part(number).read_bytes())
            content, checksum = (
                content.slice(0, content.size - _CHECKSUM),
                content.slice(content.size - _CHECKSUM),
            )
            if _checksum(content) != checksum.to_pybytes():
                return None
            table = pa.ipc.open_file(content).read_all()
            told = json.loads((table.schema.metadata or {})[_REJECTS])
            if table.schema.names != schema.names:
                return None
        except (pa.ArrowException, OSError, ValueError, KeyError, IndexError):
            return None
        rejects = tuple(reject_of(r) for r in told)
        return BlockResult(table.replace_schema_metadata(schema.metadata).cast(schema), rejects)

    def remove(self) -> None:
        """Remove the folder with all parts, and let other runs in.

        The lock goes last: from then on what is in the folder is another run's.
        """
        if sys.platform == "win32":
            self.release()
        with suppress(OSError):
            for path in list(self.folder.iterdir()):
                if _OURS.fullmatch(path.name) and path.name != _LOCK:
                    path.unlink()
            (self.folder / _LOCK).unlink(missing_ok=True)
            self.folder.rmdir()
        self.release()

    def tidy(self, kept: bool = True) -> None:
        """After a run that failed: remove what is unfinished, and the folder where nothing is left to go on with.

        Unless `kept`, nothing is to go on with.
        """
        left = (*self.folder.glob("*.arrow"), *self.folder.glob("*.parquet"))
        if not kept or not left:
            self.remove()
