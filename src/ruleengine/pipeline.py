"""The path of the data as one visible sequence. Whoever wants a program or the result of a product asks here.

rules      `id[@version]` ─ find ─▶ Reference ─ resolve ─▶ ResolvedRuleSet ─ compile ─▶ Program
product    file ─ read ─▶ Document ─ shape ─▶ Document ─ inventory ─▶ Inventory ─ run ─▶ Result
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path as FilePath

from attrs import define, evolve, field, frozen

from ruleengine.diagnostics import Diagnostic, Place, Refused, Report, in_order, nearest_name
from ruleengine.inventory.from_document import inventory_document, inventory_from_document
from ruleengine.inventory.model import Inventory
from ruleengine.program.from_resolved import compile_program
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.choice import VersionChoice
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.run.result import Result, run
from ruleengine.source.document import Document
from ruleengine.source.wording import shown_text


def program_of(
    library: Library,
    wanted: str | Reference,
    on: date | None = None,
    *,
    drafts: bool = False,
    place: Place | None = None,
    report: Report | None = None,
) -> Program:
    """The compiled rule set for `id[@version]`, or the version that is meant by `id` alone (`ruleset.choice`).

    `place` is where it is named. Raises `Refused`; with a `report`, errors of resolution and compilation are collected
    there instead.
    """
    if isinstance(wanted, str):
        library, wanted = chosen(library, wanted, VersionChoice(on, drafts), place)
    reference = wanted
    library.ruleset(reference, place)
    found = Report()
    resolved = resolve(library, reference, found)
    program = compile_program(resolved, found)
    told = Report() if report is None else report
    told.take(_as_seen(library, resolved, found) if found.errors else found.items)
    if report is None:
        told.stop_on_errors()
    return program


def chosen(
    library: Library, wanted: str, choice: VersionChoice, place: Place | None = None
) -> tuple[Library, Reference]:
    """The version that is meant by `id[@version]`, and the library that has it; raises `Refused`."""
    library, named = library.at(wanted)
    return library, library.find(named, choice.on, place, drafts=choice.drafts)


def _as_seen(library: Library, resolved: ResolvedRuleSet, found: Report) -> list[Diagnostic]:
    """Findings about inherited elements with the rule set for which they are wrong, where the base alone has none.

    What is wrong in a base for itself is told once, as the base's own, whoever is built on it.
    """
    bases = {r.document.file for r in resolved.chain[:-1]}
    inherited = [d for d in found.items if d.place is not None and d.place.file in bases]
    if not inherited:
        return found.items
    base = Report()
    program_of(library, resolved.chain[-2].reference, report=base)
    own = {evolve(d, seen_from=None): d for d in base.items}
    seen = {d: own.get(d) or evolve(d, seen_from=str(resolved.reference)) for d in inherited}
    return [seen.get(d, d) for d in found.items]


class RulesRefused(Refused):
    """A rule set that is asked for cannot be used."""


@define
class Programs:
    """The compiled rule sets that inventories are calculated with, each compiled once.

    Where the user names no version, no date and no drafts, an inventory is calculated with the version that it names.
    """

    library: Library
    wanted: str
    choice: VersionChoice = field(factory=VersionChoice)
    _compiled: dict[Reference, Program] = field(factory=dict)

    def named(self, document: Document | None) -> str | None:
        """The version that is taken because the inventory names it; None where it is not asked."""
        data = document.data if document is not None else None
        said = data.get("ruleset") if isinstance(data, Mapping) else None
        return said if isinstance(said, str) and self._taken(said) else None

    @property
    def is_open(self) -> bool:
        """Whether the user leaves it to inventories to name the version."""
        return "@" not in self.wanted and self.choice == VersionChoice()

    def _taken(self, said: str) -> bool:
        return self.is_open and said.startswith(f"{self.wanted}@")

    def of(self, document: Document | None = None) -> Program:
        """The program for an inventory, or for none; raises `Refused`.

        This is `RulesRefused` where the rules cannot be used whatever the inventory says.
        """
        named = self.named(document)
        return self._program(named, None if document is None else document.place(("ruleset",)))

    def of_first(self, named: Iterable[tuple[str, Place]]) -> Program:
        """The program for the products of a portfolio, of which some name rule sets at these places: the first one
        that names a version of the rule set decides. Raises `Refused` as `of` does.
        """
        found = (
            next(((name, place) for name, place in named if self._taken(name)), None)
            if self.is_open
            else None
        )
        return self._program(*(found or (None, None)))

    def _program(self, named: str | None, place: Place | None) -> Program:
        library = self.library
        if named is not None:
            reference = library.find(named, place=place)
        try:
            if named is None:
                library, reference = chosen(library, self.wanted, self.choice)
            if reference not in self._compiled:
                self._compiled[reference] = program_of(library, reference)
        except Refused as refused:
            raise RulesRefused(refused.diagnostics) from None
        return self._compiled[reference]

    def product(self, path: FilePath, wanted: str | None = None) -> CalculatedProduct:
        """A product read and calculated; raises `Refused` with everything that is wrong.

        With an id `wanted`, also where it is another product (E615).
        """
        report = Report()
        document = inventory_document(path, report)
        program = self.of(document)
        if document is None:
            raise Refused(in_order(report.items))
        return product_of(program, document, report, wanted=wanted)


@frozen
class CalculatedProduct:
    """One product from its file to its result, with what is to be warned of."""

    document: Document
    inventory: Inventory
    result: Result
    warnings: tuple[Diagnostic, ...]


def inventory_of(
    program: Program, source: FilePath | Document, report: Report, shown: str | None = None,
    wanted: str | None = None,
) -> tuple[Document, Inventory]:  # fmt: skip
    """The inventory of a file, or of a document of that shape; raises `Refused` with everything in `report`.

    With an id `wanted`, also where it is the inventory of another product (E615).
    """
    document = source if isinstance(source, Document) else inventory_document(source, report, shown)
    if document is not None and wanted is not None:
        _refuse_another(document, wanted, report)
    inventory = None if document is None else inventory_from_document(document, program, report)
    if document is None or inventory is None:
        raise Refused(in_order(report.items))
    return document, inventory


def _refuse_another(document: Document, wanted: str, report: Report) -> None:
    """Refuse the inventory of another product than is asked for (E615)."""
    found = str(as_map(document.data)["inventory"])
    if found != wanted:
        report.tell(
            "E615.no_product", document.place(("inventory",)), file=document.file, id=shown_text(wanted),
            known=(shown_text(found),), nearest=nearest_name(wanted, (found,)),
        )  # fmt: skip
        raise Refused(in_order(report.items))


def product_of(
    program: Program, source: FilePath | Document, report: Report | None = None, shown: str | None = None,
    wanted: str | None = None,
) -> CalculatedProduct:  # fmt: skip
    """A product read and calculated; `shown` is how messages name the file. Raises `Refused` with everything wrong.

    With an id `wanted`, also where it is another product (E615).
    """
    own = report or Report()
    document, inventory = inventory_of(program, source, own, shown, wanted)
    result = run(program, inventory, own)
    return CalculatedProduct(
        document, inventory, result, tuple(d for d in own.items if d.severity == "warning")
    )
