"""What a search path holds: sources that lie over one another, the first on top, and their files by reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath

from attrs import define, evolve, field

from ruleengine.diagnostics import Diagnostic, Place, Refused, Related, Report
from ruleengine.ruleset.library_file import item_from_bytes
from ruleengine.ruleset.listing import Listing, listing_of
from ruleengine.ruleset.lock import LOCK, Lock, read_lock
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet, Version
from ruleengine.ruleset.revision import at_revision, no_revision
from ruleengine.ruleset.sources import LibraryEdited, LibraryFolder, LibrarySource, LibraryTexts
from ruleengine.ruleset.status import STATUS, StatusFile, read_status_file
from ruleengine.source.canonical import canonical
from ruleengine.source.paths import is_inside, whole


def _sources(given: FilePath | Iterable[FilePath | LibrarySource]) -> tuple[LibrarySource, ...]:
    listed = (given,) if isinstance(given, FilePath) else given
    return tuple(LibraryFolder(s) if isinstance(s, FilePath) else s for s in listed)


def _names(sources: tuple[LibrarySource, ...]) -> tuple[str, ...]:
    """The names of sources as messages show them: with as much of the path before them as tells them apart."""
    names = [s.name for s in sources]
    for length in range(2, 20):
        if len(set(names)) == len(names):
            break
        for i, source in enumerate(sources):
            if names.count(names[i]) > 1 and isinstance(source, LibraryFolder) and source.label is None:
                names[i] = FilePath(*whole(source.folder).parts[-length:]).as_posix()
    return tuple(names)


@define
class Holdings:
    """All files of a search path. The index of a source is its place in the path, from 0.

    The same id and version in several sources is one file where its content is the same, and an error where it is not.
    """

    sources: tuple[LibrarySource, ...] = field(converter=_sources)
    _listings: tuple[Listing, ...] | None = None
    _versions: dict[str, list[Version]] | None = None
    _names: tuple[str, ...] | None = None
    _locks: dict[int, Lock] = field(factory=dict)
    _status_files: dict[int, StatusFile] = field(factory=dict)

    @property
    def root(self) -> FilePath:
        """The topmost folder, which is the one that is written to."""
        return next(s.folder for s in self.sources if s.folder is not None)

    @property
    def listings(self) -> tuple[Listing, ...]:
        """What each source holds."""
        if self._listings is None:
            self._listings = tuple(listing_of(s.content()) for s in self.sources)
        return self._listings

    def versions(self) -> Mapping[str, list[Version]]:
        """Every id with its versions in ascending order, told from file names alone."""
        if self._versions is None:
            found: dict[str, set[Version]] = {}
            for listing in self.listings:
                for reference in listing.files:
                    found.setdefault(reference.id, set()).add(reference.version)
            self._versions = {k: sorted(v) for k, v in sorted(found.items())}
        return self._versions

    def references(self) -> list[Reference]:
        """All files of the library."""
        return [Reference(id_, v) for id_, versions in self.versions().items() for v in versions]

    def path(self, reference: Reference) -> FilePath:
        """The file of a reference on the disk, whether it exists or not: in the first folder that has it."""
        folders = [(s, at) for s, at in zip(self.sources, self.listings, strict=True) if s.folder]
        having = [s.folder for s, at in folders if reference in at.files]
        return next(f for f in (*having, self.root) if f) / reference.id / f"{reference.version}.yaml"

    def shown(self, path: FilePath) -> str:
        """A path as messages show it: from the folder above the library on, outside the library as it was given."""
        for index, source in enumerate(self.sources):
            if source.folder is not None:
                try:
                    return self.shown_in(index, whole(path).relative_to(whole(source.folder)).as_posix())
                except ValueError:
                    continue
        return path.as_posix()

    def shown_in(self, index: int, file: str) -> str:
        """A file of the source with this index as messages show it."""
        if self._names is None:
            self._names = _names(self.sources)
        return f"{self._names[index]}/{file}" if file not in ("", ".") else self._names[index]

    def holds(self, path: FilePath) -> bool:
        """Whether a path, links followed, lies in one of the folders."""
        return any(is_inside(path, s.folder) for s in self.sources if s.folder is not None)

    def own_folders(self) -> list[FilePath]:
        """The folders that are looked after here: all but the shipped one, which is where there is no other."""
        folders = [s for s in self.sources if isinstance(s, LibraryFolder)]
        return [s.folder for s in folders if s.label is None or len(folders) == 1]

    def faults(self) -> list[Diagnostic]:
        """What looks like a part of the library and cannot be read or has no name that could be asked for."""
        return [
            fault.diagnostic(Place(self.shown_in(index, path)))
            for index, listing in enumerate(self.listings)
            for path, fault in listing.faults.items()
        ]

    def faults_about(self, id_: str, version: str | None = None) -> Iterator[Diagnostic]:
        """The faults that may hide a version of an id; any version where none is named."""
        for index, listing in enumerate(self.listings):
            for path, fault in listing.about(id_, version):
                yield fault.diagnostic(Place(self.shown_in(index, path)))

    def status_file(self, index: int) -> StatusFile:
        """The status file of the source with this index, read once.

        Of what it names and no source from this one down has, it cannot be told which version is meant: then it cannot
        be used. A version that a fault may hide is passed over: the fault is told where it counts.
        """
        if index not in self._status_files:
            file = read_status_file(self.sources[index], self.shown_in(index, STATUS))
            below = self.listings[index:]
            known = [reference for listing in below for reference in listing.files]
            unknown = [
                told for name, told in file.unknown(known)
                if not any(True for listing in below for _ in listing.about(*name.split("@", 1)))
            ]  # fmt: skip
            self._status_files[index] = evolve(file, faults=(*file.faults, *unknown))
        return self._status_files[index]

    def as_far_as_known(self) -> tuple[Holdings, list[Diagnostic]]:
        """The same without what status files say of versions that there are not, and that (E315): for a list of all."""
        files = {i: self.status_file(i) for i in range(len(self.sources))}
        unknown = [d for file in files.values() for d in file.faults if d.key == "E315.unknown"]
        made = Holdings(self.sources)
        for index, file in files.items():
            made._status_files[index] = evolve(file, faults=tuple(d for d in file.faults if d not in unknown))
        return made, unknown

    def replaced(self, file: str, text: str | bytes, index: int) -> Holdings:
        """The same with another text for a file of one source."""
        source = self.sources[index]
        texts: dict[str, str | bytes] = {file: text}
        if isinstance(source, LibraryEdited):
            texts = {**source.texts.texts, file: text}
            source = source.base
        edited = LibraryEdited(source, LibraryTexts(source.name, texts))
        made = Holdings((*self.sources[:index], edited, *self.sources[index + 1 :]))
        made._locks.update((i, lock) for i, lock in self._locks.items() if (i, file) != (index, LOCK))
        if file != STATUS and made.listings[index] == self.listings[index]:
            made._status_files.update(self._status_files)
        return made

    def at(self, revision: str) -> Holdings | None:
        """The same with all our own folders as they were at a revision of git; None where none of them knows it.

        Raises `Refused` (E314) where only some do, or one held no rules then: old and present rules are not mixed.
        """
        found = {folder: at_revision(folder, revision) for folder in self.own_folders()}
        if not any(found.values()):
            return None
        unknown = [folder for folder, then in found.items() if then is None]
        if unknown:
            raise no_revision(unknown, revision)
        return Holdings([(found.get(s.folder) if s.folder else None) or s for s in self.sources])

    def lock(self, index: int) -> Lock:
        """The lock file of the source with this index, read once."""
        if index not in self._locks:
            self._locks[index] = read_lock(self.sources[index], self.shown_in(index, LOCK))
        return self._locks[index]

    def holders(self, reference: Reference) -> list[int]:
        """The indexes of the sources that have a file of this reference."""
        return [i for i, listing in enumerate(self.listings) if reference in listing.files]

    def item(self, reference: Reference) -> RuleSet | FactorTable:
        """The content of a reference that some source has, and all that have it alike; raises `Refused`."""
        first, *others = self.holders(reference)
        raw = self.raw(reference, first)
        item = item_from_bytes(raw, self._shown(reference, first), reference)
        for other in others:
            own = self.raw(reference, other)
            if own == raw:
                continue
            same = item_from_bytes(own, self._shown(reference, other), reference)
            if canonical(same.document.data) != canonical(item.document.data):
                self._differ(reference, first, other)
        return item

    def _differ(self, reference: Reference, first: int, other: int) -> None:
        """Two sources have different content for one reference; raises `Refused`."""
        files = self._shown(reference, first), self._shown(reference, other)
        related, report = (Related("other", Place(files[1])),), Report()
        report.tell("E312.differs", Place(files[0]), related=related, name=str(reference), other=files[1])
        raise Refused(report.items)

    def _shown(self, reference: Reference, index: int) -> str:
        return self.shown_in(index, self.listings[index].files[reference])

    def raw(self, reference: Reference, index: int | None = None) -> bytes:
        """The bytes of a file that some source has, the topmost where none is named; raises `Refused`."""
        report = Report()
        index = self.holders(reference)[0] if index is None else index
        file = self.listings[index].files[reference]
        raw = self.sources[index].read(file, self.shown_in(index, file), report)
        if raw is None:
            raise Refused(report.items)
        return raw
