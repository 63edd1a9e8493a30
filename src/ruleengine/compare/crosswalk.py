"""Two rule sets side by side, element by element: what both say, what they say otherwise, what only one has.

Elements meet by id, alias, by saying the same, and by a mapping that people keep. With a product, what differs is
ranked by how much of its footprint rests on it, and both results are shown side by side; they are never subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, get_args

from attrs import evolve, field, frozen

from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference, Edit
from ruleengine.compare.entries import HEADER, Entry
from ruleengine.diagnostics import Diagnostic, Refused, Report
from ruleengine.inventory.from_document import inventory_document
from ruleengine.pipeline import product_of
from ruleengine.program.from_resolved import compile_program
from ruleengine.resolve.aliases import aliases_of
from ruleengine.resolve.hashes import Reach
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.run.result import Result
from ruleengine.source.document import Document
from ruleengine.source.kind import read_of_kind

Agreement = Literal["identical", "modified", "only-here", "only-there"]
Match = Literal["id", "alias", "same", "mapping"]
STATES: Final = get_args(Agreement)


@frozen
class CrosswalkRow:
    """One element of either or both. `share` is the part of the footprint of the first that rests on it, at most 1;
    None where no product is given, or nothing can be said.
    """

    state: Agreement
    here: Entry | None
    there: Entry | None
    matched: Match | None
    edit: Edit | None
    share: Decimal | None = None


@frozen
class OneResult:
    """What one of the rule sets makes of a product: a result, or why there is none."""

    result: Result | None
    refused: tuple[Diagnostic, ...] = field(default=(), eq=False)


@frozen
class Crosswalk:
    """All elements; `sides` are the results of one product, None without one."""

    difference: Difference
    rows: tuple[CrosswalkRow, ...]
    sides: tuple[OneResult, OneResult] | None = None

    def causes(self, stage: str) -> tuple[CrosswalkRow, ...]:
        """The emissions of a stage that are not the same in both, with what they rest on, by share."""
        paths = self._of_stage(stage)
        differing = (r for r in self.rows if r.state != "identical")
        found = [r for r in differing if any(e and e.path in paths for e in (r.here, r.there))]
        return tuple(sorted(found, key=lambda r: -(r.share or Decimal(0))))

    def _of_stage(self, stage: str) -> set[str]:
        paths: set[str] = set()
        for side in (self.difference.old, self.difference.new):
            if side.resolved is not None:
                reach = Reach(side.resolved)
                own = [e.name for e in side.resolved.section("emissions") if e.fields.get("stage") == stage]
                paths |= {path for name in own for path in reach.closure(name)}
        return paths


def read_mapping(path: Path, here: str, there: str) -> Mapping[str, str | None]:
    """A file of pairs for two rule sets of these ids, in either direction; raises `Refused` (E310, E201 …, E319)."""
    report = Report()
    document = read_of_kind(path, "crosswalk", report)
    report.stop_on_errors()
    if document is None or not isinstance(document.data, dict):
        raise Refused(report.items)
    ids = [str(i) for i in document.data["crosswalk"]]
    pairs = {str(a): None if e["to"] is None else str(e["to"]) for a, e in document.data["elements"].items()}
    if ids == [here, there]:
        return pairs
    if ids == [there, here]:
        return {b: a for a, b in pairs.items() if b is not None}
    report.tell("E319.others", document.place(("crosswalk",)), named=tuple(ids), asked=(here, there))
    raise Refused(report.items)


def crosswalk(
    here: ResolvedRuleSet, there: ResolvedRuleSet, mapping: Mapping[str, str | None] | None = None
) -> Crosswalk:
    """Every element of two rule sets; raises `Refused` (E319) for a mapping that names what neither has."""
    _check(here, there, mapping or {})
    found = difference(here, there, mapping)
    edits = {id(e.new): e for e in found.edits} | {id(e.old): e for e in found.edits if e.new_path is None}
    met = {b: a for a, b in found.renames.items()}
    rows: list[CrosswalkRow] = []
    for path, entry in found.new.entries.items():
        if entry.section in (HEADER, "changes") or not entry.is_there:
            continue
        edit = edits.get(id(entry))
        old = edit.old if edit else found.old.entries.get(met.get(path, path))
        if edit and edit.kind == "added":
            rows.append(CrosswalkRow("only-there", None, entry, None, edit))
            continue
        state: Agreement = "modified" if edit and differing_fields(edit) else "identical"
        rows.append(CrosswalkRow(state, old, entry, _match(old, entry, mapping or {}), edit))
    gone = (e for e in found.edits if e.kind == "removed" and e.entry.section not in (HEADER, "changes"))
    rows += (CrosswalkRow("only-here", e.old, None, None, e) for e in gone)
    return Crosswalk(found, tuple(rows))


def differing_fields(edit: Edit) -> tuple[str, ...]:
    """The fields that say something else; who says it first, and why, is no difference of two rule sets."""
    said = (f.path[0] for f in edit.fields if not f.follows)
    return tuple(dict.fromkeys(name for name in said if name not in ("origin", "because")))


def _check(here: ResolvedRuleSet, there: ResolvedRuleSet, mapping: Mapping[str, str | None]) -> None:
    report = Report()
    for path, other in mapping.items():
        for name, side in ((path, here), (other, there)):
            if name is not None and name not in side.elements and name not in side.singles:
                report.tell("E319.unknown", name=name, ruleset=str(side.reference))
    report.stop_on_errors()


def _match(old: Entry | None, new: Entry, mapping: Mapping[str, str | None]) -> Match:
    if old is not None and mapping.get(old.path) == new.path:
        return "mapping"
    if old is None or old.path == new.path:
        return "id"
    named = (*aliases_of(new.fields), *aliases_of(old.fields))
    return "alias" if old.id in named or new.id in named else "same"


def with_product(found: Crosswalk, path: Path) -> Crosswalk:
    """The crosswalk with a product: results side by side, and rows ranked by what rests on them.

    The same inventory is read for both, whatever rule set it names; where one cannot calculate it, that is said.
    Raises `Refused` where the file cannot be read.
    """
    report = Report()
    document = inventory_document(path, report)
    report.stop_on_errors()
    if document is None:
        raise Refused(report.items)
    here, there = (_side(side.resolved, document) for side in (found.difference.old, found.difference.new))
    shares = dict(_shares(here.result))
    rows = (
        evolve(r, share=shares.get(r.here.path, Decimal(0)) if r.here and shares else None)
        for r in found.rows
    )
    return evolve(
        found, rows=tuple(sorted(rows, key=lambda r: -(r.share or Decimal(0)))), sides=(here, there)
    )


def _side(resolved: ResolvedRuleSet | None, document: Document) -> OneResult:
    if resolved is None:
        return OneResult(None)
    data = document.data
    named = {**data, "ruleset": str(resolved.reference)} if isinstance(data, dict) else data
    try:
        program = compile_program(resolved)
        return OneResult(product_of(program, evolve(document, data=named)).result)
    except Refused as refused:
        return OneResult(None, tuple(refused.diagnostics))


def _shares(result: Result | None) -> Iterator[tuple[str, Decimal]]:
    """The part of the footprint that rests on each element: the sum of the sizes of emissions that reach it."""
    if result is None:
        return
    resolved = result.program.resolved
    reach = Reach(resolved)
    sizes: dict[str, Decimal] = {}
    for element in resolved.section("emissions"):
        value = result.values.get(element.id)
        if isinstance(value, Decimal):
            sizes[element.name] = abs(value)
    whole = sum(sizes.values(), Decimal(0))
    if not whole:
        return
    found: dict[str, Decimal] = {}
    for name, size in sizes.items():
        for path in reach.closure(name):
            found[path] = found.get(path, Decimal(0)) + size
    yield from ((path, size / whole) for path, size in found.items())
