"""What a saved file means, right after it is saved: findings, tests, and what is otherwise than before the save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from attrs import define, field, frozen

from ruleengine.check.cases import read_case_file, run_cases
from ruleengine.check.checking import check_files
from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference
from ruleengine.compare.history import item_of
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.source.folders import content_of

#: What a file looked like: the time of its last change in nanoseconds, and its size.
Look = tuple[int, int]


@frozen
class Saved:
    """What one save means for one rule set or factor table.

    `findings` of its file, its tests and its examples; `since` what is otherwise than before the save, None where it
    could not be read then or cannot now; `version` how it differs from the version before it.
    """

    reference: Reference
    findings: tuple[Diagnostic, ...]
    passed: int = 0
    failed: int = 0
    since: Difference | None = None
    version: Difference | None = None


@define
class Watch:
    """Looks at the files of a library again and again, and tells what a save of some of them means."""

    folders: tuple[Path, ...]
    wanted: str | None = None
    _looks: dict[Path, Look] = field(factory=dict)
    _items: dict[Reference, ResolvedRuleSet | FactorTable] = field(factory=dict)

    def start(self) -> None:
        """Take in how everything stands; nothing is told of it."""
        self._looks = dict(self._look())
        library = Library(self.folders)
        for reference in self._mine(library):
            self._keep(library, reference)

    def saved(self) -> list[Path]:
        """The files that are otherwise than when they were looked at last, gone ones among them."""
        now = dict(self._look())
        changed = [p for p in {**self._looks, **now} if self._looks.get(p) != now.get(p)]
        self._looks = now
        return sorted(changed)

    def told(self, changed: Iterable[Path]) -> Iterator[Saved]:
        """What these changes mean for each rule set and table that they belong to, or that rests on them."""
        library = Library(self.folders)
        paths = set(changed)
        for reference in self._mine(library):
            before = self._items.get(reference)
            item = self._keep(library, reference)
            since = None if before is None or item is None else difference(before, item)
            own = _files_of(library, reference)
            if not paths & own and (since is None or not since.edits):
                continue
            yield self._saved(library, reference, own, since)

    def _saved(
        self, library: Library, reference: Reference, own: set[Path], since: Difference | None
    ) -> Saved:
        findings, _ = check_files(library, sorted(p for p in own if p.exists()))
        passed = failed = 0
        cases = library.path(reference).with_name(f"{reference.version}.tests.yaml")
        if cases.exists() and not any(d.severity == "error" for d in findings):
            try:
                outcomes = list(run_cases(read_case_file(library, cases)))
            except Refused as refused:
                findings = [*findings, *refused.diagnostics]
            else:
                failed = sum(bool(o.failures) for o in outcomes)
                passed = len(outcomes) - failed
                findings = [*findings, *(d for o in outcomes for d in o.failures)]
        return Saved(reference, tuple(findings), passed, failed, since, self._version(library, reference))

    def _version(self, library: Library, reference: Reference) -> Difference | None:
        item = self._items.get(reference)
        earlier = library.before(reference)
        if earlier is None or item is None:
            return None
        try:
            return difference(item_of(library, earlier), item)
        except Refused:
            return None

    def _keep(self, library: Library, reference: Reference) -> ResolvedRuleSet | FactorTable | None:
        """What it says now, kept for the next save; what was kept stays where it cannot be read now."""
        try:
            item = item_of(library, reference)
        except Refused:
            return None
        self._items[reference] = item
        return item

    def _mine(self, library: Library) -> list[Reference]:
        id_, _, version = (self.wanted or "").partition("@")
        found = [r for r in library.references() if not id_ or r.id == id_]
        return [r for r in found if not version or str(r.version) == version]

    def _look(self) -> Iterator[tuple[Path, Look]]:
        for folder in self.folders:
            for name in content_of(folder).files:
                path = folder / name
                try:
                    found = path.stat()
                except OSError:  # gone between two looks
                    continue
                yield path, (found.st_mtime_ns, found.st_size)


def _files_of(library: Library, reference: Reference) -> set[Path]:
    """Its own file, its tests, and its examples."""
    path = library.path(reference)
    beside = {path, path.with_name(f"{reference.version}.tests.yaml")}
    examples = path.parent / "examples" / str(reference.version)
    return beside | (set(examples.rglob("*.yaml")) if examples.is_dir() else set())


def counts(saved: Saved) -> Mapping[str, int]:
    """How many errors and warnings there are."""
    errors = sum(d.severity == "error" for d in saved.findings)
    return {"errors": errors, "warnings": len(saved.findings) - errors}
