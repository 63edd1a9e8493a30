"""Which libraries lie over one another: those named, else the nearest folder `rules` over the shipped one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path as FilePath

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.ruleset.listing import holds_rules, listing_of
from ruleengine.ruleset.revision import at_revision, no_revision, no_rules, shown_path
from ruleengine.ruleset.sources import LibraryFolder, LibrarySource
from ruleengine.source.paths import is_folder, is_link_to_nothing, resolved

#: The word of a search path that stands for the library that comes with the program.
SHIPPED = "shipped"
#: The name of the folder that is looked for when no library is named.
_RULES = "rules"


def search_path(
    named: Sequence[str | FilePath] = (), start: FilePath | None = None, *, begun: bool = False
) -> tuple[LibrarySource, ...]:
    """The sources of the library, the topmost first; raises `Refused` (E314) where one of them is no library.

    `named` are folders, perhaps at a revision of git (`rules@v1.0`), and perhaps the word `shipped`: the whole path.
    Without them it is the folder `rules` of `start` (the working folder) or of the nearest folder above that has one,
    over the shipped library. With `begun`, a folder may be empty: a library begins in it.
    """
    if named:
        return _without_repetition(_named(str(name), begun) for name in named)
    return _without_repetition((*_found(start, begun), shipped()))


def shipped() -> LibraryFolder:
    """The library that comes with the program: inside of it, or beside its source in a checkout."""
    inside = FilePath(__file__).parents[1] / _RULES
    folder = inside if inside.is_dir() else FilePath(__file__).parents[3] / _RULES
    return LibraryFolder(folder, label=SHIPPED)


def is_library(folder: FilePath) -> bool:
    """Whether a folder holds files of a library, or what looks like them."""
    return holds_rules(LibraryFolder(folder).content())


def _named(name: str, begun: bool) -> LibrarySource:
    """A source by its name: `shipped`, a folder, or `folder@revision`; raises `Refused`."""
    if name == SHIPPED:
        return shipped()
    parts = name.split("@")
    for count in range(len(parts) - 1, 0, -1) if not is_folder(FilePath(name)) else ():
        folder, revision = "@".join(parts[:count]), "@".join(parts[count:])
        if is_folder(FilePath(folder)):
            return _at(folder, revision)
    return _library(FilePath(name), name, begun)


def _at(folder: str, revision: str) -> LibrarySource:
    source = at_revision(FilePath(folder), revision)
    if source is None:
        raise no_revision([FilePath(folder)], revision)
    return source


def _library(folder: FilePath, name: str, begun: bool) -> LibrarySource:
    """The folder as a source; raises `Refused` where there is none, or none with rules in it."""
    if not name or not is_folder(folder):
        report, shown = Report(), shown_path(name)
        report.tell("E314.missing", Place(shown) if name else None, path=shown)
        raise Refused(report.items)
    source = LibraryFolder(folder)
    begins = begun and not any(folder.iterdir())
    if not (begins or holds_rules(source.content())):
        raise no_rules(name)
    inner = folder / _RULES
    if is_folder(inner) and all(r.id.startswith(f"{_RULES}/") for r in listing_of(source.content()).files):
        report, shown = Report(), shown_path(name)
        report.tell("E314.within", Place(shown), path=shown, inner=shown_path(inner))
        raise Refused(report.items)
    return source


def _found(start: FilePath | None, begun: bool) -> list[LibrarySource]:
    """The folder `rules` nearest to `start`, there or above; raises `Refused` where it is no library."""
    try:
        first = (start or FilePath.cwd()).absolute()
    except OSError:
        report = Report()
        report.tell("E314.no_folder")
        raise Refused(report.items) from None
    for up, folder in enumerate((first, *first.parents)):
        if is_folder(folder / _RULES) or is_link_to_nothing(folder / _RULES):
            return [_library(folder / _RULES, "../" * up + _RULES, begun)]
    return []


def _without_repetition(sources: Iterable[LibrarySource]) -> tuple[LibrarySource, ...]:
    """The sources without folders that a source before them has already."""
    found: dict[object, LibrarySource] = {}
    for source in sources:
        found.setdefault(id(source) if source.folder is None else resolved(source.folder), source)
    return tuple(found.values())
