"""What lies below a folder: plain files, and what stands where one is due and cannot be read. Nothing is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path as FilePath

from attrs import define, field, frozen

from ruleengine.diagnostics import Fault
from ruleengine.source.reader import special_entry, why_unreadable
from ruleengine.source.wording import shown_text

#: How the names of files end that commands read, in lower case.
ENDINGS = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv", ".parquet")


@frozen
class Content:
    """Everything below a folder by its path from there, with `/` between steps and in the order of the alphabet.

    `faults` are what looks like a file to be read or holds such files, and cannot be read: links to folders and to
    nothing, folders without access, pipes and devices, names that are no UTF-8.
    """

    files: tuple[str, ...]
    folders: tuple[str, ...]
    faults: dict[str, Fault]


@define
class _Walk:
    files: list[str] = field(factory=list)
    folders: list[str] = field(factory=list)
    faults: dict[str, Fault] = field(factory=dict)

    def below(self, folder: FilePath, prefix: str) -> Iterator[tuple[FilePath, str]]:
        """Note what is in one folder; the folders in it."""
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError as error:
            self.faults[prefix.rstrip("/")] = Fault("E101.folder", reason=why_unreadable(error))
            return
        for entry in listed:
            path = prefix + entry.name
            if not is_utf8(entry.name):
                if entry.is_dir(follow_symlinks=False) or _may_be_read(entry.name):
                    self.faults[path] = Fault("E101.name", name=shown_text(entry.name))
            elif entry.is_dir(follow_symlinks=False):
                self.folders.append(path)
                yield FilePath(entry.path), path + "/"
            elif (fault := _fault_of(entry)) is None:
                self.files.append(path)
            elif _may_be_read(entry.name) or fault.key == "E303.folder":
                self.faults[path] = fault


def content_of(folder: FilePath) -> Content:
    """What lies below a folder. Links to folders are not followed, so that a circle of them has an end."""
    walk = _Walk()
    left = [(folder, "")]
    while left:
        left += walk.below(*left.pop())
    return Content(tuple(sorted(walk.files)), tuple(sorted(walk.folders)), dict(sorted(walk.faults.items())))


def is_utf8(name: str) -> bool:
    """Whether a name that the system gave can be written as UTF-8."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _may_be_read(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _fault_of(entry: os.DirEntry[str]) -> Fault | None:
    """Why an entry that is no folder is no plain file either; None where it is one, if only through a link."""
    try:
        mode = entry.stat().st_mode
    except FileNotFoundError:
        return (
            Fault("E101.link", target=shown_text(str(FilePath(entry.path).readlink())))
            if entry.is_symlink()
            else None
        )
    except OSError as error:
        return Fault("E101.entry", reason=why_unreadable(error))
    if stat.S_ISDIR(mode):
        return Fault("E303.folder")
    return None if stat.S_ISREG(mode) else Fault("E101.no_file", what=special_entry(mode))
