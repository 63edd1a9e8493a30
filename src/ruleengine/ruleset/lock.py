"""The lock file of a source of rules: the hashes of released files, which never change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath

from attrs import field, frozen

from ruleengine.diagnostics import Diagnostic, Fault, Place, Related, Report
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet
from ruleengine.ruleset.sources import LibraryFolder, LibrarySource
from ruleengine.source.paths import is_file
from ruleengine.source.reader import read_bytes

#: The name of the file, beside the folders of the rules.
LOCK = "lock.yaml"
#: The code of a released file that is not what it was.
CHANGED = "E308"
#: A line as `ruleengine validate --lock` writes it.
_LINE = re.compile(r"([a-z0-9/-]+@[0-9]+\.[0-9]+\.[0-9]+): (sha256:[0-9a-f]{64})\Z")
#: How lines begin that a merge leaves where two branches changed the same place.
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?= |$)", re.MULTILINE)


@frozen
class Lock:
    """What a lock file holds: `id@version` → hash. `faults` say why it cannot be used; nothing is known then."""

    file: str
    hashes: Mapping[str, str] = field(factory=dict)
    faults: tuple[Diagnostic, ...] = ()

    def check(self, item: RuleSet | FactorTable, fingerprint: str, report: Report) -> bool:
        """Whether a file may be used as far as the lock says: it has the hash that was locked when it was released.

        Else it is told why not (E308, or what is wrong with the lock file). `fingerprint` is the hash of a factor
        table, or of a rule set's resolved form.
        """
        name, place = str(item.reference), Place(item.document.file)
        locked = self.hashes.get(name)
        if locked is None:
            report.take(self.faults if item.released else ())
            return not (self.faults and item.released)
        if not item.released:
            self.tell_draft(name, place.file, report)
        elif locked != fingerprint:
            report.tell("E308.changed", place, name=name, locked=locked, hash=fingerprint)
        return item.released and locked == fingerprint

    def tell_gone(self, references: Sequence[Reference], report: Report) -> None:
        """Tell (E308) which locked versions of an id are not among its `references`: an older one would be taken."""
        known, id_ = {str(r) for r in references}, references[0].id
        for name in self.hashes:
            if name not in known and name.partition("@")[0] == id_:
                self.tell_missing(name, report)

    def tell_missing(self, name: str, report: Report) -> None:
        """Tell (E308) that a locked version is not there."""
        file = f"{self.file.removesuffix(LOCK)}{name.replace('@', '/')}.yaml"
        report.tell("E308.gone", Place(self.file), name=name, lock=LOCK, file=file)

    def tell_draft(self, name: str, file: str, report: Report) -> None:
        """Tell (E308) that a locked version is not released any more, as its file says, which messages name `file`."""
        related = (Related("declared", Place(self.file)),)
        report.tell("E308.no_longer_released", Place(file), related=related, name=name, lock=LOCK)

    def has(self, reference: Reference) -> bool:
        """Whether a version was released and locked."""
        return str(reference) in self.hashes


def read_lock(source: LibrarySource, shown: str) -> Lock:
    """The lock file of a source, which messages name `shown`; an empty one where there is none. Nothing is raised."""
    content, report = source.content(), Report()
    fault = Fault("E101.folder_for_file") if LOCK in content.folders else content.faults.get(LOCK)
    if fault is not None:
        return Lock(shown, faults=(fault.diagnostic(Place(shown)),))
    if LOCK not in content.files:
        return Lock(shown)
    raw = source.read(LOCK, shown, report)
    found = None if raw is None else _as_written(raw)
    if raw is not None and found is None:
        found = _from_yaml(raw, shown, report)
    return Lock(shown, found or {}, tuple(report.items))


def locked_name(path: FilePath, report: Report) -> str | None:
    """`id@version` of a file on a disk that the lock above it holds, else None; `report` gets what is wrong with it."""
    file = path.resolve()
    folder = next((above for above in file.parents if is_file(above / LOCK)), None)
    if folder is None:
        return None
    lock = read_lock(LibraryFolder(folder), (folder / LOCK).as_posix())
    report.take(lock.faults)
    id_ = file.parent.relative_to(folder).as_posix()
    name = f"{id_}@{file.name.removesuffix('.yaml')}"
    return name if name in lock.hashes or lock.faults else None


def _as_written(raw: bytes) -> dict[str, str] | None:
    """The entries of a file that is as we write it; None for any other, which is read as YAML."""
    found: dict[str, str] = {}
    for line in raw.decode("utf-8", errors="replace").splitlines():
        if not line or line.startswith("# "):
            continue
        entry = _LINE.match(line)
        if entry is None or entry[1] in found:
            return None
        found[entry[1]] = entry[2]
    return found


def _from_yaml(raw: bytes, shown: str, report: Report) -> dict[str, str]:
    text = raw.decode("utf-8", errors="replace")
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        report.tell("E104.conflict", Place(shown, line, 1, line, 8), lock=LOCK)
        return {}
    document = read_bytes(raw, shown, report)
    data = {} if document is None or document.data is None else document.data
    if not isinstance(data, dict):
        report.tell("E203.lock", Place(shown), lock=LOCK)
        return {}
    return {str(name): str(found) for name, found in data.items()}
