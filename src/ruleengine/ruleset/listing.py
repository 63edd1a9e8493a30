"""What a source holds, told from the names of its files: `<id>/<version>.yaml`, and what looks like it and is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from ruleengine.characters import compatible
from ruleengine.diagnostics import Fault
from ruleengine.ruleset.model import Reference, Version
from ruleengine.ruleset.status import STATUS
from ruleengine.source.folders import Content
from ruleengine.source.wording import shown_text

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*\Z")
#: How a text begins that is meant for a version, and never for a revision of git.
VERSION = re.compile(r"\d+(\.\d+)*(?=@|\Z)")
_NUMBER = "(?:0|[1-9][0-9]*)"
_VERSION = re.compile(rf"({_NUMBER}\.{_NUMBER}\.{_NUMBER})\.yaml\Z")
#: Files that belong to a version: `1.0.0.tests.yaml`.
_BESIDE = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}\.[a-z-]+\.(yaml|json|csv|parquet)\Z")
#: What is meant for a version, in half-width characters and small letters: copies, other endings, missing parts.
_LIKE_VERSION = re.compile(r"(?:copy of |副本|复件|v)? ?(\d+(?:\.\d+)+)(.*?)\.(?:ya?ml|json)\Z", re.DOTALL)
_ENDINGS = (".yaml", ".yml", ".json")
#: A folder whose files are named as anybody likes.
_EXAMPLES = "examples"


@frozen
class Listing:
    """The files of a source by reference, and the faults by path of what cannot be one of them."""

    files: Mapping[Reference, str]
    faults: Mapping[str, Fault]

    def about(self, id_: str, version: str | None = None) -> Iterator[tuple[str, Fault]]:
        """The faults that may hide a version of an id; any version where none is named."""
        for path, fault in self.faults.items():
            folder, _, name = path.rpartition("/")
            meant = [compatible(p).lower().replace("_", "-") for p in (path, folder)]
            if not path or f"{id_}/".startswith(f"{meant[0]}/"):
                yield path, fault
            elif id_ == meant[1] and name.lower().endswith(_ENDINGS):
                due = dict(fault.facts).get("due", name)
                if version is None or str(due).startswith(f"{version}."):
                    yield path, fault


def holds_rules(content: Content) -> bool:
    """Whether there are files of a library, or what looks like them; a status file may speak of others' rules."""
    listing = listing_of(content)
    return bool(listing.files or listing.faults) or STATUS in content.files


def listing_of(content: Content) -> Listing:
    """Tell rule sets and factor tables of a source by the names of its files."""
    files: dict[Reference, str] = {}
    faults = dict(content.faults)
    known = set(content.files)
    for path in (*content.files, *content.folders):
        folder, _, name = path.rpartition("/")
        match = _VERSION.match(name)
        if match and folder and path in known:
            if ID.match(folder):
                files[Reference(folder, Version.of(match[1]))] = path
            else:
                faults[path] = Fault("E313.id", folder=shown_text(folder))
        elif folder and folder.rpartition("/")[2] != _EXAMPLES and not _BESIDE.match(name):
            fault = _fault_of(name, folder, known) if path in known else _fault_of_folder(match)
            if fault is not None:
                faults[path] = fault
    return Listing(files, faults)


def _fault_of_folder(match: re.Match[str] | None) -> Fault | None:
    """A folder with the name of a file."""
    return None if match is None else Fault("E101.folder_for_file")


def _fault_of(name: str, folder: str, known: set[str]) -> Fault | None:
    """Why a file is not the version that its name looks like; None where it looks like none."""
    match = _LIKE_VERSION.match(compatible(name).lower())
    if match is None:
        return None
    numbers = [str(int(n)) for n in match[1].split(".") if len(n) < 20]
    if len(numbers) != 3:
        return Fault("E313.version", name=shown_text(name))
    tests = ".tests" if ".tests" in match[2] else ""
    due = f"{'.'.join(numbers)}{tests}.yaml"
    if f"{folder}/{due}" in known:
        return Fault("E313.copy", name=shown_text(name), beside=due)
    return Fault("E313.version", name=shown_text(name), due=due)
