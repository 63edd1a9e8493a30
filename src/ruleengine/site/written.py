"""What a folder has of the site already: the digest of every part and file, and writing only what is new in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from ruleengine.documents.writing import write_files
from ruleengine.language import LANGUAGES
from ruleengine.site.made import ChangeCounts, Made, RegistryRow
from ruleengine.version import __version__

#: The file that says what was written, at the top of the folder.
MANIFEST = "site.json"


@frozen
class WrittenPart:
    """A part as it was written: the digest of all that it rests on, its files with theirs, what it read, its row."""

    digest: str
    files: Mapping[str, str]
    read: tuple[str, ...]
    row: RegistryRow | None
    counts: ChangeCounts


def digest_of(content: bytes) -> str:
    """The digest of a file."""
    return hashlib.sha256(content).hexdigest()


def written_part(digest: str, made: Made) -> WrittenPart:
    """What is noted of a part that was just made."""
    return WrittenPart(
        digest, {k: digest_of(v) for k, v in made.files.items()}, made.read, made.row, made.counts
    )


def read_manifest(folder: Path) -> dict[str, WrittenPart]:
    """The parts that the folder has; none where its manifest is missing, damaged or of another version."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if data["engine"] != __version__:
            return {}
        return {name: _part(part) for name, part in data["parts"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _part(data: Mapping[str, Any]) -> WrittenPart:
    row = data["row"]
    fields: dict[str, Any] = {**row, "codes": tuple(row["codes"]), "menu": tuple(row["menu"])} if row else {}
    found = RegistryRow(**fields) if fields else None
    counts = {v: {x: tuple(said) for x, said in by.items()} for v, by in data["counts"].items()}
    return WrittenPart(str(data["digest"]), dict(data["files"]), tuple(data["read"]), found, counts)


def manifest(parts: Mapping[str, WrittenPart]) -> bytes:
    """The manifest as a file."""
    data = {"engine": __version__, "parts": {name: asdict(part) for name, part in parts.items()}}
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def is_whole(folder: Path, part: WrittenPart) -> bool:
    """Whether all files of a part are there as they were written."""
    return all(_is_same(folder / path, digest) for path, digest in part.files.items())


def _is_same(path: Path, digest: str) -> bool:
    try:
        return digest_of(path.read_bytes()) == digest
    except OSError:
        return False


def write_changed(folder: Path, files: Mapping[str, bytes], parts: Mapping[str, WrittenPart]) -> list[str]:
    """Write the files that differ from those there, then the manifest, all or none; the paths that were written.

    Raises `Refused` (E802).
    """
    changed = [path for path, content in files.items() if not _is_same(folder / path, digest_of(content))]
    write_files([(folder / path, files[path]) for path in changed] + [(folder / MANIFEST, manifest(parts))])
    return changed


def remove_gone(folder: Path, kept: Iterable[str], before: Mapping[str, WrittenPart]) -> list[str]:
    """Remove what an earlier run wrote and this one does not, and folders that it leaves empty; the paths."""
    keep = set(kept)
    gone = sorted({path for part in before.values() for path in part.files} - keep)
    for path in gone:
        if path.partition("/")[0] in LANGUAGES:
            with suppress(OSError):
                (folder / path).unlink()
                for parent in (folder / path).parents:
                    if parent == folder:
                        break
                    parent.rmdir()
    return gone
