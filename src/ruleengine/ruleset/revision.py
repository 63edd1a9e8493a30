"""A library as it was at a revision of git: read through git, without a checkout."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from errno import E2BIG
from pathlib import Path as FilePath

from attrs import define, field

from ruleengine.characters import visible
from ruleengine.diagnostics import Fault, Phrase, Place, Refused, Report
from ruleengine.ruleset.listing import holds_rules
from ruleengine.source.folders import Content, is_utf8
from ruleengine.source.reader import MAX_BYTES
from ruleengine.source.wording import shown_text

#: How many characters of a path are shown.
_SHOWN = 250
#: Nothing of the user's settings runs a program, asks a question, or fetches from a network; and no variable of git
#: that is set outside, as in a hook, names another repository than the one that holds the folder.
_GIT = ("git", "--no-pager", "--no-replace-objects", "--literal-pathspecs", "-c", "core.fsmonitor=false")
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_SECONDS = 60
#: How git says that it reads no repository of another user, and of which.
_OWNED = re.compile(rb"dubious ownership in repository at '(.*)'")
#: What git calls a plain file and a folder; all else are links and folders of other repositories.
_FILES, _FOLDER = ("100644", "100755"), "040000"


@define
class LibraryRevision:
    """A folder of a repository at one commit; only what is asked for is read.

    `commit` is its full name, `prefix` the path of the folder in it, with `/` at the end where it is not the top.
    """

    name: str
    repository: FilePath
    commit: str
    prefix: str
    _blobs: dict[str, tuple[str, int]] = field(factory=dict)
    _content: Content | None = None

    @property
    def folder(self) -> None:
        """Nothing of it is on a disk where it could be written."""

    def content(self) -> Content:
        """The paths of the files in the commit; links are told and not followed."""
        if self._content is None:
            folders: list[str] = []
            faults: dict[str, Fault] = {}
            for mode, blob, size, raw in _tree(self.repository, f"{self.commit}:{self.prefix}"):
                path = os.fsdecode(raw)
                if not is_utf8(path):
                    faults[path] = Fault("E101.name", name=shown_text(path.rpartition("/")[2]))
                elif mode in _FILES:
                    self._blobs[path] = (blob, int(size))
                elif mode == _FOLDER:
                    folders.append(path)
                else:
                    faults[path] = Fault("E303.in_revision")
            self._content = Content(tuple(sorted(self._blobs)), tuple(sorted(folders)), faults)
        return self._content

    def read(self, file: str, shown: str, report: Report) -> bytes | None:
        """The bytes of a file in the commit; None and E101 or E102 in `report`."""
        blob, size = self._blobs[file] if file in self.content().files else ("", 0)
        if size > MAX_BYTES:
            report.tell("E102.size", Place(shown), file=shown_text(shown), limit=MAX_BYTES)
            return None
        raw = _git(self.repository, "cat-file", "blob", blob) if blob else None
        if raw is None:
            reason = Phrase("system.missing")
            report.tell("E101.unreadable", Place(shown), file=shown_text(shown), reason=reason)
        return raw


def _tree(repository: FilePath, tree: str) -> Iterator[tuple[str, str, str, bytes]]:
    """Mode, name of the object, size (`-` of a folder) and path of everything in a tree of git."""
    for line in (_git(repository, "ls-tree", "--full-tree", "-r", "-t", "-l", "-z", tree) or b"").split(
        b"\0"
    )[:-1]:
        head, _, path = line.partition(b"\t")
        mode, _, blob, size = head.decode().split()
        yield mode, blob, size, path


def at_revision(folder: FilePath, revision: str) -> LibraryRevision | None:
    """The library in a folder of a repository, as it was at a revision that git knows; None where there is no such.

    Raises `Refused` (E314) where git cannot be asked, or the folder held no rules then.
    """
    prefix = _git(folder, "rev-parse", "--show-prefix")
    if prefix is None:
        return None
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not found:
        return None
    path = os.fsdecode(prefix).rstrip("\n")
    name = f"{shown_text(revision)}:{path.rstrip('/') or folder.name}"
    library = LibraryRevision(name, folder, found.decode().strip(), path)
    if not holds_rules(library.content()):
        raise no_rules(f"{folder.as_posix()}@{revision}")
    return library


def revision_before(folder: FilePath, day: date) -> str | None:
    """The last commit before a day began (UTC); empty where there is none, None where there is no repository."""
    found = _git(folder, "rev-list", "-1", f"--before={day.isoformat()}T00:00:00Z", "HEAD")
    return None if found is None else found.decode().strip()


def dates_of_files(folder: FilePath) -> Mapping[str, tuple[str, str]]:
    """The days (ISO, UTC) on which each file below a folder was first and last committed, by its path from there.

    Files that were never committed are left out; nothing where the folder is in no repository that can be asked.
    """
    try:
        prefix = _git(folder, "rev-parse", "--show-prefix")
        logged = _git(
            folder,
            "log",
            "--format=%x01%ct",
            "--name-only",
            "--no-renames",
            "-z",
            "--diff-filter=AM",
            "--",
            ".",
        )
    except Refused:
        return {}
    if prefix is None or logged is None:
        return {}
    start = os.fsdecode(prefix).rstrip("\n")
    found: dict[str, tuple[str, str]] = {}
    for part in os.fsdecode(logged).split("\x01")[1:]:
        when, *names = part.replace("\n", "\0").split("\0")
        day = datetime.fromtimestamp(int(when), UTC).date().isoformat()
        for name in filter(None, names):
            if name.startswith(start):
                path = name.removeprefix(start)
                found[path] = (day, found.get(path, (day, day))[1])
    return found


def no_revision(folders: Iterable[FilePath], revision: str) -> Refused:
    """Why folders cannot be read as they were at a revision: git knows no such revision of them (E314)."""
    report = Report()
    for shown in map(shown_path, folders):
        report.tell("E314.no_revision", Place(shown), path=shown, revision=shown_text(revision))
    return Refused(report.items)


def no_rules(name: str) -> Refused:
    """Why a folder, perhaps at a revision, is no library: it holds no rules (E314)."""
    report, shown = Report(), shown_path(name)
    report.tell("E314.no_rules", Place(shown), path=shown)
    return Refused(report.items)


def shown_path(path: FilePath | str) -> str:
    """The path of a library as messages show it."""
    return visible((path if isinstance(path, str) else path.as_posix())[:_SHOWN])


def _git(folder: FilePath, *words: str) -> bytes | None:
    """What git says in a folder; None where it refuses. Raises `Refused` (E314) where it cannot be asked."""
    import subprocess

    own = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | _QUIET
    try:
        done = subprocess.run(
            [*_GIT, "-C", os.fspath(folder), *words], env=own, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=_SECONDS, check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _no_git(folder, Phrase("git.slow", seconds=_SECONDS)) from None
    except OSError as error:
        if error.errno == E2BIG:
            return None
        raise _no_git(folder, Phrase("git.missing")) from None
    except subprocess.CalledProcessError as error:
        if (owned := _OWNED.search(error.stderr)) is not None:
            raise _of_another(FilePath(os.fsdecode(owned[1]))) from None
        return None
    except ValueError:
        return None
    return done.stdout


def _of_another(repository: FilePath) -> Refused:
    report, shown = Report(), shown_path(repository)
    report.tell("E314.owner", Place(shown), path=shown)
    return Refused(report.items)


def _no_git(folder: FilePath, reason: Phrase) -> Refused:
    report, shown = Report(), shown_path(folder)
    report.tell("E314.no_git", Place(shown), path=shown, reason=reason)
    return Refused(report.items)
