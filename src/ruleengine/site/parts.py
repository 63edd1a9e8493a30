"""The parts that the site is made of, each by itself, and what tells whether one has to be made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from ruleengine.diagnostics import Report
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.lock import LOCK
from ruleengine.ruleset.model import FactorTable, Reference, Version
from ruleengine.ruleset.sources import LibrarySource
from ruleengine.ruleset.status import STATUS
from ruleengine.site.examples import example_files
from ruleengine.site.factor_table import factor_table_files
from ruleengine.site.history import history_files
from ruleengine.site.made import Made
from ruleengine.site.rule_set import rule_set_files

_PACKAGE = Path(__file__).resolve().parents[1]
#: Files of the package that decide nothing about a page.
_COMPILED = "__pycache__"


@frozen
class SitePart:
    """A part of the site: a version of a rule set or factor table, or the history of an id."""

    id: str
    version: str | None = None
    #: The feeds that its pages link: what each is of, and its address.
    feeds: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """`id@version`, or the id alone."""
        return f"{self.id}@{self.version}" if self.version else self.id


def parts_of(library: Library, feeds: Mapping[str, tuple[tuple[str, str], ...]]) -> list[SitePart]:
    """All parts of a library, versions of an id in ascending order; `feeds` by the names of parts."""
    versions = [SitePart(r.id, str(r.version), feeds.get(str(r), ())) for r in library.references()]
    return versions + [SitePart(id_, None, feeds.get(id_, ())) for id_ in sorted(library.versions())]


def make_all(sources: tuple[LibrarySource, ...], parts: Sequence[SitePart]) -> list[Made]:
    """Make parts with one library; raises `Refused` for a file that is not in order."""
    library = Library(sources)
    return [_made(library, part) for part in parts]


def _made(library: Library, part: SitePart) -> Made:
    if part.version is None:
        references = [Reference(part.id, v) for v in library.versions()[part.id]]
        made = history_files(library, part.id, part.feeds)
    else:
        references = [Reference(part.id, Version.of(part.version))]
        is_table = isinstance(library.load(references[0]), FactorTable)
        made = (factor_table_files if is_table else rule_set_files)(library, references[0], part.feeds)
    return evolve(made, read=tuple(sorted({f for r in references for f in _files_read(library, r)})))


def _files_read(library: Library, reference: Reference) -> Iterator[str]:
    """The files that a version rests on, by number of the source and path."""
    item = library.load(reference)
    reached = [reference]
    if not isinstance(item, FactorTable):
        resolved = resolve(library, reference, Report())
        reached = [r.reference for r in resolved.chain] + [t.reference for t in resolved.tables.values()]
    for one in reached:
        for index in library.holdings.holders(one):
            yield f"{index}:{library.holdings.listings[index].files[one]}"
    for index, source in enumerate(library.holdings.sources):
        yield f"{index}:{STATUS}"
        yield f"{index}:{LOCK}"
        if source.folder:
            tests = f"{reference.id}/{reference.version}.tests.yaml"
            yield f"{index}:{tests}"
            for path in example_files(library, reference):
                if path.is_relative_to(source.folder):
                    yield f"{index}:{path.relative_to(source.folder).as_posix()}"


def engine_digest() -> str:
    """A digest of the program, whose change makes every page anew."""
    digest = hashlib.sha256()
    for path in sorted(p for p in _PACKAGE.rglob("*") if p.is_file() and _COMPILED not in p.parts):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Digests:
    """Digests of files of a library, each worked out once, and of what lies beside an id."""

    def __init__(self, library: Library, engine: str):
        self._sources = library.holdings.sources
        self._engine = engine
        self._found: dict[str, str] = {}

    def of(self, part: SitePart, read: tuple[str, ...]) -> str:
        """The digest of all that a part rests on: the program, its files, and the names of those beside it."""
        digest = hashlib.sha256(self._engine.encode())
        digest.update(f"{part.feeds}\n".encode())
        for index, source in enumerate(self._sources):
            beside = [f for f in source.content().files if f.startswith(f"{part.id}/")]
            digest.update(f"{index}:{beside}\n".encode())
        for name in read:
            digest.update(f"{name} {self._file(name)}\n".encode())
        return digest.hexdigest()

    def _file(self, name: str) -> str:
        if name not in self._found:
            index, _, file = name.partition(":")
            source = self._sources[int(index)]
            content = source.read(file, file, Report()) if file in source.content().files else None
            self._found[name] = hashlib.sha256(content).hexdigest() if content is not None else ""
        return self._found[name]
