"""What a user names as one side of a comparison: `id[@version]`, `id@revision` of git, or a file on the disk."""

from __future__ import annotations

from pathlib import Path as FilePath

from ruleengine.compare.history import item_of
from ruleengine.diagnostics import Refused, Report
from ruleengine.pipeline import chosen
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.choice import VersionChoice
from ruleengine.ruleset.from_document import ruleset_from_document, table_from_document
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.ruleset.revision import no_revision
from ruleengine.source.kind import read_any, read_of_kind
from ruleengine.source.paths import ending_of

#: How files of rules end.
_ENDINGS = (".yaml", ".yml", ".json")


def named_version(
    library: Library, wanted: str, choice: VersionChoice | None = None
) -> ResolvedRuleSet | FactorTable:
    """A rule set with all that it inherits, or a factor table, as it is named; raises `Refused`.

    A file is taken with the bases and tables of the library, as if it stood in it as the version that it says it is.
    """
    path = FilePath(wanted)
    if ending_of(path) in _ENDINGS and "@" not in path.name:
        library, reference = _from_file(library, path)
    else:
        _check_revision(library, wanted)
        library, reference = chosen(library, wanted, choice or VersionChoice(None, True))
    return item_of(library, reference)


def _check_revision(library: Library, wanted: str) -> None:
    """Raises `Refused` (E314) for a revision that git does not know: what is no number is no version."""
    _, _, rest = wanted.partition("@")
    if rest and not rest[0].isdigit() and library.at(wanted)[0] is library:
        raise no_revision([library.root], rest)


def _from_file(library: Library, path: FilePath) -> tuple[Library, Reference]:
    """The library with the file in place of the version that it says it is; raises `Refused`."""
    report, shown = Report(), path.as_posix()
    kind, document = read_any(path, report, shown)
    kind = "factor_table" if kind == "factor_table" else "ruleset"
    found = read_of_kind(path, kind, report, shown)
    report.stop_on_errors()
    if found is None or document is None:
        raise Refused(report.items)
    item = table_from_document(found, report) if kind == "factor_table" else ruleset_from_document(found)
    report.stop_on_errors()
    edited = library.replaced(f"{item.reference.id}/{item.reference.version}.yaml", path.read_bytes())
    return edited, item.reference
