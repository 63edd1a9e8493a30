"""The ways from the versions that the products of a portfolio name to the one that they are moved to."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from ruleengine.compare.migrating.gathering import Gathered
from ruleengine.compare.migration import Migration, migrated
from ruleengine.compare.passage import Passage
from ruleengine.inventory.assumptions import StatedValues
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.source.document import Document


@define(eq=False)
class Passages:
    """What is told of each old version, and how many products are not moved.

    `program` compiles the version of a name and raises `Refused` where there is none. `named` stands for products that
    name no version. `already` counts products of the new version, `others` those of other rule sets or of no version.
    """

    program: Callable[[str], Program]
    new: Program
    named: str | None = None
    stated: StatedValues = field(factory=StatedValues)
    told: dict[str, Gathered] = field(factory=dict)
    already: int = 0
    others: int = 0

    def of(self, named: object) -> Passage | None:
        """The way from a version; None where there is none to go."""
        name = named if isinstance(named, str) else self.named
        reference = self.new.resolved.reference
        if name is None or name.partition("@")[0] != reference.id:
            self.others += 1
            return None
        if name == str(reference):
            self.already += 1
            return None
        if name not in self.told:
            self.told[name] = Gathered(Passage(self.program(name), self.new))
        return self.told[name].passage

    def moved(self, document: Document) -> Migration | None:
        """A product moved from the version that it names, and told; None where it stays what it is."""
        named = as_map(document.data).get("ruleset")
        passage = self.of(named)
        if passage is None:
            return None
        found = migrated(document, passage, self.stated)
        self.told[str(passage.old.resolved.reference)].add(found)
        return found
