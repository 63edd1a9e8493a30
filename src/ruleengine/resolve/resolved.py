"""The resolved rule set: every element of the whole chain, each field knowing which file it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from ruleengine.diagnostics import Place
from ruleengine.resolve.identity import folded
from ruleengine.resolve.standing import Standing
from ruleengine.ruleset.basis import capped
from ruleengine.ruleset.model import Element, FactorTable, Reference, RuleSet
from ruleengine.source.canonical import fingerprint


@frozen
class ResolvedElement:
    """An element after all overlays.

    `origins` are the files that defined or modified it, the defining one first; `reasons` the `because` of each
    modification; `field_origins` says for each field which element of which file set it last.
    """

    section: str
    id: str
    fields: Mapping[str, object]
    origins: tuple[Reference, ...]
    reasons: tuple[Mapping[str, object], ...]
    field_origins: Mapping[str, Element] = field(eq=False, repr=False)
    field_references: Mapping[str, Reference] = field(eq=False, repr=False)

    @property
    def name(self) -> str:
        """The element's path: `emissions.use_electricity`."""
        return f"{self.section}.{self.id}" if self.id else self.section

    def origin(self, reference: Reference) -> str:
        """`own`, `inherited` or `modified`, as seen from the rule set `reference`."""
        if self.origins[-1] != reference:
            return "inherited"
        return "own" if len(self.origins) == 1 else "modified"

    def place(self, *steps: str | int) -> Place:
        """Where the element, or the field (and what lies within it), was written last."""
        if steps and str(steps[0]) in self.field_origins:
            return self.field_origins[str(steps[0])].place(*steps)
        return next(reversed(list(self.field_origins.values()))).place() if self.field_origins else Place("")

    def without(self, names: Collection[str]) -> ResolvedElement:
        """The element as if these fields had never been given."""
        return evolve(
            self,
            fields={k: v for k, v in self.fields.items() if k not in names},
            field_origins={k: v for k, v in self.field_origins.items() if k not in names},
            field_references={k: v for k, v in self.field_references.items() if k not in names},
        )

    def text(self, name: str) -> str | None:
        """A field that is text, or None."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    @property
    def clause(self) -> str | None:
        """The clause it traces to."""
        return self.text("clause")

    @property
    def clause_reference(self) -> Reference:
        """The rule set whose standard the clause number belongs to."""
        return self.field_references.get("clause", self.origins[0])


@frozen
class Removal:
    """An inherited element that the rule set takes out, with the reason."""

    element: ResolvedElement
    by: Reference
    because: Mapping[str, object]
    place: Place = field(eq=False, default=Place(""))


@frozen
class ResolvedRuleSet:
    """A rule set with everything it inherits; `chain` starts with the root and ends with the rule set itself.

    `misplaced` are elements that say how they differ from an inherited one where there is none: they are not whole, and
    nothing further is said of them. `standings` are what is to be said of the rule set itself, its bases and tables.
    `elsewhere` are rule sets outside of the chain that elements come from, where some were taken over from another
    version (`compare.applying`).
    """

    chain: tuple[RuleSet, ...]
    singles: Mapping[str, ResolvedElement]
    elements: Mapping[str, ResolvedElement]
    removals: tuple[Removal, ...]
    tables: Mapping[str, FactorTable]
    misplaced: frozenset[str] = frozenset()
    standings: tuple[Standing, ...] = field(eq=False, default=())
    elsewhere: tuple[RuleSet, ...] = field(eq=False, repr=False, default=())

    @cached_property
    def fingerprint(self) -> str:
        """The hash that identifies it, worked out when it is asked for first."""
        return fingerprint(self.identity())

    def identity(self) -> dict[str, object]:
        """What the hash is of: its chain, headers, elements with origins and reasons, removals, tables by hash."""

        def origins(element: ResolvedElement) -> list[str]:
            return [str(o) for o in element.origins]

        return {
            "ruleset": str(self.reference),
            "chain": [str(r.reference) for r in self.chain],
            "headers": [{**r.header, "abstract": r.abstract} for r in self.chain],
            "singles": {k: [folded(v.fields), origins(v)] for k, v in self.singles.items()},
            "elements": {
                k: [folded(v.fields), origins(v), list(v.reasons)] for k, v in self.elements.items()
            },
            "order": list(self.elements),
            "removed": {r.element.name: r.because for r in self.removals},
            "tables": {k: v.fingerprint for k, v in self.tables.items()},
        }

    @property
    def own(self) -> RuleSet:
        """The rule set itself, without its bases."""
        return self.chain[-1]

    @property
    def reference(self) -> Reference:
        """Id and version."""
        return self.own.reference

    @property
    def data_class(self) -> str | None:
        """The class of the inputs that name none: what the rule set says, or the nearest of its bases that does."""
        said = (r.header["data_class"] for r in reversed(self.chain) if "data_class" in r.header)
        return next((str(c) for c in said), None)

    def grade_of(self, fields: Mapping[str, object]) -> str | None:
        """The grade of a statement with these fields: that of its source, capped by its basis; None without either."""
        source = self.elements.get(f"sources.{fields.get('source')}")
        return capped(source.text("grade") if source is not None else None, fields.get("basis"))

    def section(self, name: str) -> Iterator[ResolvedElement]:
        """The elements of a section, in the order of definition along the chain."""
        return (e for e in self.elements.values() if e.section == name)

    def rule_set(self, reference: Reference) -> RuleSet:
        """The member of the chain with this reference, or a rule set that an element comes from."""
        return next(r for r in (*self.chain, *self.elsewhere) if r.reference == reference)
