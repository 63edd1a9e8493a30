"""The names of a rule set as its formulas may use them, and those that something is wrong with.

What rests on a broken name is not judged: its cause is told, not what follows from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ruleengine.diagnostics import Related, Report
from ruleengine.formula import nodes as n
from ruleengine.formula.functions import CALLED
from ruleengine.formula.scope import LookupTable, Scope
from ruleengine.formula.typed import Type
from ruleengine.program.inputs import Inputs, read_inputs, read_parameters, read_table_units
from ruleengine.program.program import Parameter, when_name
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import Reference

#: The sections whose ids are names of formulas.
_NAMING = ("inputs", "parameters", "tables", "quantities", "emissions", "indicators")


class Names:
    """The names known so far; `broken` are single names, and columns as `table.column`."""

    def __init__(self, resolved: ResolvedRuleSet, report: Report):
        self.inputs: Inputs = read_inputs(resolved, report)
        self.parameters: Mapping[str, Parameter]
        self.parameters, nameless = read_parameters(resolved, report)
        self.broken = {*self.inputs.broken, *nameless, *_twice(resolved, self.inputs, report)}
        self.quantities = {e.id for e in resolved.section("quantities")}
        self.values: dict[str, Type] = {}
        for name, field in self.inputs.fields.items():
            self.know(name, field.type)
        for name, parameter in self.parameters.items():
            self.know(name, Type("number", parameter.unit))
        self.tables = {
            k: {c: f.type for c, f in table.columns.items() if f"{k}.{c}" not in self.broken}
            for k, table in self.inputs.tables.items()
        }
        self.lookups = self._lookups(resolved, report)
        self.whens = {e.id: when_name(e.id) for e in resolved.section("inputs") if "when" in e.fields}
        removed = {r.element.id: str(r.by) for r in resolved.removals}
        later = frozenset(e.id for e in resolved.section("indicators"))
        self.scope = Scope(self.values, self.tables, self.lookups, removed, self.whens, later)

    def _lookups(self, resolved: ResolvedRuleSet, report: Report) -> dict[str, LookupTable]:
        found: dict[str, LookupTable] = {}
        for element in resolved.section("tables"):
            table = resolved.tables.get(element.id)
            units = read_table_units(table, report) if table else None
            if table is None or units is None:
                self.broken.add(element.id)
            elif element.id not in self.broken:
                keys = tuple((k, frozenset(r[i] for r in table.rows)) for i, k in enumerate(table.keys))
                found[element.id] = LookupTable(keys, units)
        return found

    def know(self, name: str, kind: Type) -> None:
        """Add a name, as a column too where it has one value for each row; a broken one stays unknown."""
        if name not in self.broken:
            self.values[name] = kind
            if kind.table:
                self.tables[kind.table][name] = kind

    def rests_on(self, tree: n.Node, among: Collection[str]) -> set[str]:
        """Which of the names `among` a formula rests on: behind references too, and conditions of tables it reads."""
        named = n.names(tree)
        read = named | {table for table, _ in self._columns(tree)} if self.whens else named
        found = {name for name in (*named, *map(when_name, read & self.whens.keys())) if name in among}
        for node in n.walk(tree):
            # Behind a point stands a column; of the elements, only quantities are columns.
            if isinstance(node, n.Attribute) and node.name in among and node.name in self.quantities:
                path = n.dotted(node)
                direct = path and len(path) == 2 and node.name in self.tables.get(path[0], {})
                # `table[key].column` and `footprint.part` have names of their own.
                if path and path[0] != "footprint" and not direct:
                    found.add(node.name)
        return found

    def are_sound(self, tree: n.Node) -> bool:
        """Whether nothing that a formula asks for is broken, columns behind references included."""
        if not self.broken:
            return True
        if self.rests_on(tree, self.broken):
            return False
        columns = self._columns(tree)
        return not any(table in self.broken or f"{table}.{name}" in self.broken for table, name in columns)

    def _columns(self, tree: n.Node) -> Iterator[tuple[str, str]]:
        """The columns that a formula reads, each as its table and its name."""
        for node in n.walk(tree):
            path = n.dotted(node) if isinstance(node, n.Attribute) else None
            if path:
                yield from self._leads_through(path)

    def _leads_through(self, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """The columns that a dotted name leads through, reference by reference."""
        kind = self.values.get(path[0])
        table = kind.target if kind else path[0]
        for name in path[1:]:
            if table is None:
                return
            yield table, name
            kind = self.tables.get(table, {}).get(name)
            table = kind.target if kind else None


def _twice(resolved: ResolvedRuleSet, inputs: Inputs, report: Report) -> set[str]:
    """Names that stand for two things; each is told once."""
    seen: dict[str, ResolvedElement] = {}
    twice: set[str] = set()
    columns = {c: t.name for t in inputs.tables.values() for c in t.columns}
    for section in _NAMING:
        for element in resolved.section(section):
            name, first = element.id, seen.get(element.id)
            if first is not None:
                _tell_twice(resolved, element, first, report)
            elif name in CALLED.members or name == "footprint":
                key = "E511.footprint" if name == "footprint" else "E511.function"
                report.tell(
                    key,
                    element.place(),
                    element=element.name,
                    clause=element.clause,
                    name=name,
                    section=section,
                )
            elif section == "quantities" and name in columns:
                _tell_column(resolved, element, resolved.elements[f"inputs.{columns[name]}"], report)
            else:
                seen[name] = element
                continue
            seen.setdefault(name, element)
            twice.add(name)
    return twice


def _tell_twice(
    resolved: ResolvedRuleSet, one: ResolvedElement, other: ResolvedElement, report: Report
) -> None:
    """Tell of a name that two elements have, at the one that came last in the chain: its author can rename it."""
    ages = [_age(resolved, e.origins[0]) for e in (one, other)]
    last, first = (one, other) if ages[0] >= ages[1] else (other, one)
    report.tell(
        "E511.sections", last.place(), element=last.name, clause=last.clause,
        related=(Related("first", first.place()),), name=last.id, section=last.section, other=first.section,
        base=None if ages[0] == ages[1] else str(first.origins[0]),
    )  # fmt: skip


def _tell_column(
    resolved: ResolvedRuleSet, quantity: ResolvedElement, table: ResolvedElement, report: Report
) -> None:
    """Tell of a quantity with the name of a column, at the one of the two that came last in the chain."""
    column = table.field_references.get("columns", table.origins[0])
    ages = _age(resolved, quantity.origins[0]), _age(resolved, column)
    places = quantity.place(), table.place("columns", quantity.id)
    at, last = (places, quantity) if ages[0] >= ages[1] else (places[::-1], table)
    base = None if ages[0] == ages[1] else column if last is quantity else quantity.origins[0]
    report.tell(
        "E511.column", at[0], element=last.name, clause=last.clause, related=(Related("first", at[1]),),
        name=quantity.id, table=table.id, base=str(base) if base else None,
    )  # fmt: skip


def _age(resolved: ResolvedRuleSet, file: Reference) -> int:
    """Which file of the chain it is, the root being the first."""
    return [r.reference for r in resolved.chain].index(file)
