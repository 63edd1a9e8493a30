"""Resolved rule set to program: a visible sequence of passes, all errors collected.

inputs and parameters → formulas parsed → ordered by dependency → typed and unit-checked → requirements → meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from attrs import define, field

from ruleengine.diagnostics import Excerpt, Report
from ruleengine.formula import nodes as n
from ruleengine.formula.from_text import FUNCTIONS, FormulaError, parse
from ruleengine.formula.to_typed import LookupTable, Scope, fit, to_typed
from ruleengine.formula.typed import BOOLEAN, NUMBER, Type, Typed
from ruleengine.formula.units import CO2E, NONE, Unit
from ruleengine.program.footprint import footprint_steps, footprint_types
from ruleengine.program.inputs import read_inputs, read_parameters, read_table_units, read_unit
from ruleengine.program.meaning import check_meaning
from ruleengine.program.program import (
    Field,
    InputTable,
    Parameter,
    Program,
    Requirement,
    Step,
)
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet

_KINDS = {"quantities": "quantity", "emissions": "emission", "indicators": "indicator"}


def compile_program(resolved: ResolvedRuleSet, report: Report | None = None) -> Program:
    """Compile a resolved rule set. Raises `Refused` on errors, unless a `report` collects them."""
    own = report or Report()
    fields, tables = read_inputs(resolved, resolved.tables, own)
    parameters = read_parameters(resolved, own)
    _unique_names(resolved, tables, own)
    compiler = _Compiler(resolved, own, fields, tables, parameters)
    steps = compiler.section_steps(("quantities", "emissions"))
    reference_flow = compiler.reference_flow()
    compiler.scope.values.update(footprint_types())
    indicators = compiler.section_steps(("indicators",))
    requirements = tuple(compiler.requirement(e) for e in resolved.section("requirements"))
    program = Program(
        resolved=resolved,
        fields=fields,
        tables=tables,
        parameters=parameters,
        lookups=resolved.tables,
        steps=steps,
        reference_flow=reference_flow,
        footprint=footprint_steps(resolved, [s for s in steps if s.kind == "emission"], reference_flow),
        indicators=indicators,
        requirements=requirements,
    )
    check_meaning(program, own)
    if report is None:
        own.stop_on_errors()
    return program


def _unique_names(resolved: ResolvedRuleSet, tables: Mapping[str, InputTable], report: Report) -> None:
    seen: dict[str, str] = dict.fromkeys(FUNCTIONS, "the functions") | {"footprint": "the reserved names"}
    columns = {c: t.name for t in tables.values() for c in t.columns}
    for section in ("inputs", "parameters", "tables", "quantities", "emissions", "indicators"):
        for element in resolved.section(section):
            place, name = element.place(), element.id
            if name in seen:
                message = f"`{name}` stands in `{section}` and in {seen[name]}"
                report.add("E511", message, place, element=element.name, clause=element.clause)
            if section == "quantities" and name in columns:
                message = f"`{name}` is also a column of `{columns[name]}`"
                report.add("E511", message, place, element=element.name, clause=element.clause)
            seen[name] = f"`{section}`"


@define
class _Scope:
    values: dict[str, Type] = field(factory=dict)
    tables: dict[str, dict[str, Type]] = field(factory=dict)
    lookups: dict[str, LookupTable] = field(factory=dict)

    def frozen(self) -> Scope:
        return Scope(self.values, self.tables, self.lookups)


class _Compiler:
    """Types the formulas of one rule set, in the order of their dependencies."""

    def __init__(
        self,
        resolved: ResolvedRuleSet,
        report: Report,
        fields: Mapping[str, Field],
        tables: Mapping[str, InputTable],
        parameters: Mapping[str, Parameter],
    ):
        self.resolved, self.report = resolved, report
        self.scope = _Scope()
        self.scope.values.update({k: f.type for k, f in fields.items()})
        self.scope.values.update({k: Type("number", p.unit) for k, p in parameters.items()})
        self.scope.tables.update(
            {k: {c: f.type for c, f in table.columns.items()} for k, table in tables.items()}
        )
        for name, table in resolved.tables.items():
            keys = tuple((k, frozenset(r[i] for r in table.rows)) for i, k in enumerate(table.keys))
            self.scope.lookups[name] = LookupTable(keys, read_table_units(table, report))
        self.broken: set[str] = set()

    def formula_error(self, error: FormulaError, element: ResolvedElement, name: str) -> None:
        """Report a refused formula with its sub-expression underlined."""
        text = " ".join(str(element.fields[name]).split())
        missing = text[slice(*error.span)]
        by = next((r.by for r in self.resolved.removals if r.element.id == missing), None)
        removed = f"`{by}` removes it: remove or override what uses it too" if by else None
        self.report.add(
            error.code, error.message, element.place(name), element=element.name, clause=element.clause,
            expected=error.expected, found=error.found, suggestion=removed or error.suggestion,
            excerpt=Excerpt(text, *error.span),
        )  # fmt: skip

    def parse(self, element: ResolvedElement, name: str) -> n.Node | None:
        """The tree of a formula field; None (and an error) when it cannot be read."""
        try:
            return parse(" ".join(str(element.fields[name]).split()))
        except FormulaError as error:
            self.formula_error(error, element, name)
            return None

    def typed(self, element: ResolvedElement, name: str, tree: n.Node) -> Typed | None:
        """The typed tree; None when it is wrong or rests on something wrong."""
        if self.dependencies(tree, self.broken):
            return None
        try:
            return to_typed(tree, self.scope.frozen())
        except FormulaError as error:
            self.formula_error(error, element, name)
            return None

    def dependencies(self, tree: n.Node, among: Iterable[str]) -> set[str]:
        """Which of the names `among` a formula rests on, those behind references included."""
        known = set(among)
        found = n.names(tree) & known
        for node in n.walk(tree):
            if isinstance(node, n.Attribute) and node.name in known:
                path = n.dotted(node)
                direct = path and len(path) == 2 and node.name in self.scope.tables.get(path[0], {})
                # `table[key].column` and `footprint.part` have names of their own.
                if path and path[0] != "footprint" and not direct:
                    found.add(node.name)
        return found

    def section_steps(self, sections: tuple[str, ...]) -> tuple[Step, ...]:
        """The steps of the sections in an order in which each uses only earlier ones."""
        elements: dict[str, ResolvedElement] = {}
        trees: dict[str, n.Node] = {}
        for element in (e for s in sections for e in self.resolved.section(s)):
            elements[element.id] = element
            if "formula" not in element.fields:
                self._promise(element)
            elif (tree := self.parse(element, "formula")) is not None:
                trees[element.id] = tree
            else:
                self.broken.add(element.id)
        steps = []
        for name in self._ordered(trees, elements):
            step = self._step(elements[name], trees[name])
            if step is None:
                self.broken.add(name)
            else:
                self.scope.values[name] = step.type
                if step.type.table:
                    self.scope.tables[step.type.table][name] = step.type
                steps.append(step)
        return tuple(steps)

    def _ordered(self, trees: Mapping[str, n.Node], elements: Mapping[str, ResolvedElement]) -> list[str]:
        position = {name: i for i, name in enumerate(trees)}
        waiting = {
            k: sorted(self.dependencies(tree, trees), key=position.__getitem__) for k, tree in trees.items()
        }
        while True:
            try:
                return list(TopologicalSorter(waiting).static_order())
            except CycleError as error:
                circle = list(dict.fromkeys(error.args[1]))[::-1]
                for index, name in enumerate(circle):
                    element = elements[name]
                    path = [*circle[index:], *circle[: index + 1]]
                    message = f"`{name}` depends on itself: {' → '.join(f'`{p}`' for p in path)}"
                    self.report.add(
                        "E412", message, element.place("formula"), element=element.name, clause=element.clause
                    )
                    self.broken.add(name)
                    waiting.pop(name)
                waiting = {k: [d for d in v if d not in circle] for k, v in waiting.items()}

    def _promise(self, element: ResolvedElement) -> None:
        """An element without formula: its type is the declared one."""
        declared = read_unit(
            element.fields.get("unit", "kgCO2e"), element.place("unit"), element, self.report
        )
        self.scope.values[element.id] = Type("number", declared or NONE)
        if not self.resolved.own.abstract:
            origin = element.origins[0]
            own = self.resolved.own
            place = (
                element.place() if element.origins[-1] == own.reference else own.document.place(("ruleset",))
            )
            message = f"`{own.reference}` gives no formula for `{element.id}`, which `{origin}` asks for"
            self.report.add("E506", message, place, element=element.name, clause=element.clause)

    def _step(self, element: ResolvedElement, tree: n.Node) -> Step | None:
        typed = self.typed(element, "formula", tree)
        if typed is None:
            return None
        kind = _KINDS[element.section]
        declared = CO2E if kind == "emission" else NONE
        if "unit" in element.fields:
            read = read_unit(element.fields["unit"], element.place("unit"), element, self.report)
            if read is None:
                return None
            declared = read
        try:
            if typed.type.kind == "number":
                typed = fit(typed, declared)
            elif kind != "quantity" or "unit" in element.fields:
                raise FormulaError("E406", f"a number is due here, this is {typed.type}", typed.span)
            if kind != "quantity" and typed.type.table:
                message = f"a single value is due here, this is {typed.type}"
                raise FormulaError("E406", message, typed.span, "add it up by `sum(…)`")
            promised = self._promised_unit(element)
            if promised is not None and declared.dimension != promised.dimension:
                message = f"`{element.origins[0]}` asks for a value in `{promised}`, not in `{declared}`"
                raise FormulaError("E513", message, typed.span)
        except FormulaError as error:
            self.formula_error(error, element, "formula")
            return None
        return Step(
            name=element.id, kind=kind, element=element, field="formula", tree=tree, typed=typed, type=typed.type,
            stage=element.text("stage") if kind == "emission" else None,
            species=element.text("species") if kind == "emission" else None,
        )  # fmt: skip

    def _promised_unit(self, element: ResolvedElement) -> Unit | None:
        """The unit of an element that a base asks for without a formula; None where nothing was asked for."""
        asked = self.resolved.rule_set(element.origins[0]).elements[element.name]
        if len(element.origins) == 1 or "formula" in asked.fields or "unit" not in asked.fields:
            return None
        return read_unit(asked.fields["unit"], asked.place("unit"), element, self.report)

    def reference_flow(self) -> Step | None:
        """The step that says how many bases the functional or declared unit takes."""
        element = self.resolved.singles.get("reference_flow")
        if element is None or "formula" not in element.fields:
            return None
        return self._condition_or_number(element, "formula", "reference_flow", NUMBER)

    def _condition_or_number(
        self, element: ResolvedElement, name: str, kind: str, wanted: Type
    ) -> Step | None:
        tree = self.parse(element, name)
        typed = self.typed(element, name, tree) if tree is not None else None
        if tree is None or typed is None:
            return None
        try:
            if typed.type.kind != wanted.kind or typed.type.table:
                message = f"{wanted} is due here, this is {typed.type}"
                raise FormulaError("E406", message, typed.span, _one_of_many(wanted, typed.type))
            if wanted.kind == "number":
                typed = fit(typed, NONE)
        except FormulaError as error:
            self.formula_error(error, element, name)
            return None
        step_name = element.name if name in ("formula", "check") else f"{element.name}.{name}"
        return Step(step_name, kind, element, name, tree, typed, typed.type)

    def requirement(self, element: ResolvedElement) -> Requirement:
        """A requirement with its check and its condition of applicability compiled."""
        compiled = {
            name: self._condition_or_number(element, name, name, BOOLEAN) if name in element.fields else None
            for name in ("check", "applies")
        }
        return Requirement(element, compiled["check"], compiled["applies"])


def _one_of_many(wanted: Type, given: Type) -> str | None:
    """What to do with a column where one value is due; None where the kind is wrong too."""
    if given.table is None or given.kind != wanted.kind:
        return None
    return "join the rows by `all(…)` or `any(…)`" if wanted.kind == "boolean" else "add them up by `sum(…)`"
