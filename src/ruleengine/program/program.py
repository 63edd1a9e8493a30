"""The compiled rule set: inputs with types and limits, ordered calculation steps, requirements with their checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from attrs import field, frozen

from ruleengine.diagnostics import Phrase
from ruleengine.figures import in_full
from ruleengine.formula import typed as t
from ruleengine.formula.nodes import Node, names
from ruleengine.formula.typed import Type, Typed
from ruleengine.formula.units import Unit
from ruleengine.resolve.headline import headline
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import STAGES, FactorTable

#: A value during calculation; `Absent` values are in `ruleengine.run.exact`.
Scalar = Decimal | str | bool


def when_name(name: str) -> str:
    """The name of the condition under which an element or a table is applicable; no formula can write such a name."""
    return f"when({name})"


def step_phrase(name: str, element: ResolvedElement) -> Phrase:
    """What a step of an element is called: its name; its condition by the name of the element or table."""
    if name == when_name(element.id):
        return Phrase("at.when", name=element.id)
    return Phrase("at.step", step=name)


@frozen
class Field:
    """A single input, or a column of an input table. Limits and default are in the field's unit.

    `conditional`: it is needed where what reads it is applicable, and only there; nothing else requires it.
    `exact` says that its numbers are certain whoever gives them: counts, and shares that have to add up. Numbers
    outside the two of `typical` are told as unlikely; `typical_grade` is the grade of the source of that range.
    `otherwise` is the column whose row a reference points at where it names none of its own. `nature` is what a factor
    has to cover: `direct` and the like. `data_class` says how far its values may leave the house: its own word, that of
    its table, or that of the rule set.
    """

    name: str
    type: Type
    label: Mapping[str, str]
    required: bool
    default: Scalar | None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    options: Mapping[str, Mapping[str, str]] | None = None
    symbol: str | None = None
    clause: str | None = None
    exact: bool = False
    conditional: bool = False
    typical: tuple[Decimal, Decimal] | None = None
    typical_grade: str | None = None
    nature: str | None = None
    otherwise: str | None = None
    data_class: str | None = None

    @property
    def bounds(self) -> tuple[Phrase, ...]:
        """The limits in words of both languages; empty where there are none."""
        words = (
            ("limit.above", self.above),
            ("limit.at_least", self.minimum),
            ("limit.below", self.below),
            ("limit.at_most", self.maximum),
        )
        return tuple(Phrase(word, value=in_full(value)) for word, value in words if value is not None)

    def admits(self, value: Decimal) -> bool:
        """Whether a number is within the limits."""
        return not (
            (self.minimum is not None and value < self.minimum)
            or (self.maximum is not None and value > self.maximum)
            or (self.above is not None and value <= self.above)
            or (self.below is not None and value >= self.below)
        )


@frozen
class InputTable:
    """An input table; `key` is the column that other tables refer to.

    `conditional`: it is needed where it, or what reads it, is applicable.
    """

    name: str
    columns: Mapping[str, Field]
    key: str | None
    label: Mapping[str, str]
    required: bool
    min_rows: int
    clause: str | None = None
    conditional: bool = False
    data_class: str | None = None

    @property
    def empty_says_nothing(self) -> bool:
        """Whether a list without rows stands for a table that is not given.

        So it is with one that has to have rows where it is needed: files of CSV can say no more of one product.
        """
        return self.conditional and self.min_rows > 0


@frozen
class Parameter:
    """A number of the rule set with its unit; the source is in the element."""

    name: str
    value: Decimal
    unit: Unit
    element: ResolvedElement = field(eq=False)


@frozen
class Step:
    """One calculated value: a quantity, emission, part of the footprint, indicator, reference flow, check or condition.

    Conditions are of requirements (`applies`), and of elements and tables (`when`, named by `when_name`).

    The element of a sum of the footprint is the boundary, `tree` how readers may be shown it. Of a precondition
    (kind `must`) that is held against the rows of a table there is one value a row.
    """

    name: str
    kind: str
    element: ResolvedElement = field(eq=False)
    field: str
    tree: Node
    typed: Typed
    type: Type
    stage: str | None = None
    species: str | None = None

    @property
    def text(self) -> str:
        """The formula as the author wrote it."""
        return str(self.element.fields[self.field])

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The names of the values that the formula reads, each once."""
        return tuple(t.values(self.typed))

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables whose rows the formula goes over."""
        return tuple(dict.fromkeys(p.table for p in t.walk(self.typed) if isinstance(p, t.Aggregate)))

    @cached_property
    def read(self) -> frozenset[str]:
        """The names that the formula reads: values, and what is written, such as look-up tables."""
        return frozenset((*self.values, *names(self.tree)))


@frozen
class Requirement:
    """One normative statement with its compiled check and condition of applicability."""

    element: ResolvedElement = field(eq=False)
    check: Step | None
    applies: Step | None

    @property
    def id(self) -> str:
        """The id within `requirements`."""
        return self.element.id

    @property
    def verb(self) -> str:
        """`shall`, `should` or `may`."""
        return str(self.element.fields.get("verb"))


@frozen
class Program:
    """A compiled rule set.

    `steps` are in an order in which each uses only earlier ones: quantities, emissions, conditions; then come the
    reference flow, the `footprint` (total, stages, species, per unit), `preconditions` and indicators. Only bases
    have no `reference_flow`.
    """

    resolved: ResolvedRuleSet = field(eq=False)
    fields: Mapping[str, Field]
    tables: Mapping[str, InputTable]
    parameters: Mapping[str, Parameter]
    lookups: Mapping[str, FactorTable]
    steps: tuple[Step, ...]
    reference_flow: Step | None
    footprint: tuple[Step, ...]
    indicators: tuple[Step, ...]
    requirements: tuple[Requirement, ...]
    preconditions: tuple[Step, ...] = ()

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of the boundary, in life-cycle order."""
        boundary = self.resolved.singles.get("boundary")
        listed = boundary.fields.get("stages") if boundary else None
        return tuple(s for s in STAGES if isinstance(listed, list) and s in listed)

    @property
    def headline(self) -> tuple[str, ...]:
        """The species that total, stages and footprint per unit add up; others are on lines of their own."""
        return headline(self.resolved)

    @property
    def emissions(self) -> tuple[Step, ...]:
        """The steps that are emissions."""
        return tuple(s for s in self.steps if s.kind == "emission")

    @property
    def shown_indicators(self) -> tuple[Step, ...]:
        """The indicators that results show, without the conditions among `indicators` on which they apply."""
        return tuple(s for s in self.indicators if s.kind == "indicator")

    def figures(self) -> Iterator[Step]:
        """Every compiled formula but those of requirements, in the order of calculation."""
        yield from self.steps
        if self.reference_flow:
            yield self.reference_flow
        yield from self.footprint
        yield from self.preconditions
        yield from self.indicators

    def all_steps(self) -> Iterator[Step]:
        """Every compiled formula, in the order of calculation."""
        yield from self.figures()
        for requirement in self.requirements:
            yield from (s for s in (requirement.applies, requirement.check) if s)

    @cached_property
    def needed(self) -> frozenset[str]:
        """The names of all that footprint and preconditions rest on: where a step of them fails there is no result.

        What only indicators and checks read is not among them.
        """
        flow = (self.reference_flow,) if self.reference_flow else ()
        last = (*self.footprint, *flow, *self.preconditions)
        wanted = {s.name for s in (*self.emissions, *last)}
        for step in (*last, *reversed(self.steps)):
            if step.name in wanted:
                wanted.update(step.values)
        return frozenset(wanted)

    def step(self, name: str) -> Step | None:
        """The quantity, emission or indicator of this name."""
        return self._named.get(name)

    @cached_property
    def _named(self) -> Mapping[str, Step]:
        """The quantities, emissions and indicators by name, the first of a name."""
        return {s.name: s for s in reversed((*self.steps, *self.indicators))}


def columns_read(steps: Iterable[Step]) -> tuple[str, ...]:
    """The columns of look-up tables that steps read (`electricity.factor`), each once."""
    parts = (part for step in steps for part in t.walk(step.typed))
    return tuple(dict.fromkeys(f"{part.table}.{part.column}" for part in parts if isinstance(part, t.Find)))
