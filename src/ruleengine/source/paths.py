"""Questions about paths that people give, answered without an exception whatever the path is: too long, linked to
itself, without access, with a zero byte, or below a working folder that has been deleted."""

from __future__ import annotations

import os
from pathlib import Path as FilePath

#: The path that commands take for standard input.
STANDARD_INPUT = FilePath("-")


def ending_of(path: FilePath) -> str:
    """How the name of a file ends, in small letters: `.csv`, also of `A.CSV`; empty where it has no ending."""
    return path.suffix.lower()


def is_folder(path: FilePath) -> bool:
    """Whether there is a folder; not where that cannot be found out."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: FilePath) -> bool:
    """Whether there is a plain file, if only through a link; not where that cannot be found out."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_there(path: FilePath) -> bool:
    """Whether there is a file, a folder or anything else; not where that cannot be found out."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_link_to_nothing(path: FilePath) -> bool:
    """Whether there is a link whose target is not there; not where that cannot be found out."""
    try:
        return path.is_symlink() and not is_there(path)
    except (OSError, ValueError):
        return False


def whole(path: FilePath) -> FilePath:
    """The path from the root on; as it is where the working folder has been deleted."""
    try:
        return path.absolute()
    except OSError:
        return path


def resolved(path: FilePath) -> FilePath:
    """The path from the root on, links followed as far as they lead."""
    try:
        return FilePath(os.path.realpath(path))
    except (OSError, ValueError):
        return whole(path)


def beside(folder: FilePath, name: str) -> FilePath:
    """The file of a name in a folder; from the root on where it would else be standard input."""
    path = folder / name
    return whole(path) if path == STANDARD_INPUT else path


def is_inside(path: FilePath, folder: FilePath) -> bool:
    """Whether a path, links followed, lies in a folder or is the folder."""
    return resolved(path).is_relative_to(resolved(folder))
