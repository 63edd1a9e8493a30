"""Where elements and tables are applicable: conditions (`when`) among the formulas, and inputs needed only there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.program.names import Names
from ruleengine.program.program import InputTable, Program, Step, when_name
from ruleengine.resolve.resolved import ResolvedElement


@frozen
class Written:
    """A formula of an element as it is written: its `formula`, or the condition `when`."""

    element: ResolvedElement
    field: str
    tree: n.Node

    @property
    def is_when(self) -> bool:
        """Whether it is the condition of an element or a table."""
        return self.field == "when"


def uses_of(written: Mapping[str, Written], names: Names) -> dict[str, list[str]]:
    """Which of the formulas each rests on, its own condition among them, in the order of the formulas.

    The conditions of tables come before all that they do not rest on: rows may be reached without naming a table.
    """
    position = {name: index for index, name in enumerate(written)}
    uses = {name: names.rests_on(found.tree, position) for name, found in written.items()}
    for name in written:
        if when_name(name) in position:
            uses[name].add(when_name(name))
    tables = set(names.whens.values()) & position.keys()
    if tables:
        first = _all_behind(tables, uses)
        for name in position.keys() - first:
            uses[name] |= tables
    return {name: sorted(used, key=position.__getitem__) for name, used in uses.items()}


def _all_behind(names: set[str], uses: Mapping[str, set[str]]) -> set[str]:
    """The names and all that they rest on."""
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += uses[name]
    return found


def with_conditional_inputs(program: Program) -> Program:
    """The program with inputs, tables and columns marked that are read only where a condition holds.

    Such a one may be missing; where the condition holds, what rests on it tells that it is.
    """
    steps = {step.name: step for step in program.all_steps()}
    if not any(step.kind == "when" for step in steps.values()):
        return program
    read = {name for step in steps.values() for name in _inputs(t.walk(step.typed))}
    whens = {name for name, step in steps.items() if step.kind == "when"}
    of_tables = {when_name(table) for table in program.tables}
    conditional = read - _needed(steps, whens)
    always = _needed(steps, whens - of_tables)
    instead = {
        f"{table.name}.{column.otherwise}"
        for table in program.tables.values()
        for column in table.columns.values()
        if f"{table.name}.{column.name}" in always
    }
    columns = read - always - instead
    fields = {
        name: evolve(field, required=False, conditional=True)
        if name in conditional and field.required
        else field
        for name, field in program.fields.items()
    }
    tables = {
        name: _conditional_table(table, columns, name in conditional or when_name(name) in whens)
        for name, table in program.tables.items()
    }
    return evolve(program, fields=fields, tables=tables)


def _conditional_table(table: InputTable, conditional: set[str], whole: bool) -> InputTable:
    """The table with its conditional columns; of one with a condition of its own each row that is given is whole."""
    columns = {
        name: evolve(column, required=False, conditional=True)
        if f"{table.name}.{name}" in conditional and column.required
        else column
        for name, column in table.columns.items()
    }
    if whole and table.required:
        return evolve(table, columns=columns, required=False, conditional=True)
    return evolve(table, columns=columns)


def _needed(steps: Mapping[str, Step], whens: set[str]) -> set[str]:
    """The inputs that are read whatever the conditions `whens` come to."""
    used = {name for step in steps.values() for name in step.values}
    waiting = [s for s in steps.values() if s.kind not in ("quantity", "when") or s.name not in used]
    seen, found = {step.name for step in waiting}, set[str]()
    while waiting:
        parts = [*_whatever_holds(waiting.pop().typed, whens)]
        found.update(_inputs(parts))
        for name in (part.name for part in parts if isinstance(part, t.Value)):
            if name in steps and name not in seen:
                seen.add(name)
                waiting.append(steps[name])
    return found


def _whatever_holds(node: t.Typed, whens: set[str]) -> Iterator[t.Typed]:
    """A tree and its parts, but those that are evaluated only where one of the conditions holds."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        match part:
            case t.Select(condition=t.Value(name=name) as condition, otherwise=otherwise) if name in whens:
                waiting += (condition, otherwise)
            case _:
                waiting += t.parts(part)


def _inputs(nodes: Iterator[t.Typed] | list[t.Typed]) -> Iterator[str]:
    """The names that parts read, and the tables whose rows they go over."""
    for node in nodes:
        if isinstance(node, t.Value):
            yield node.name
            yield node.name.partition(".")[0]
        elif isinstance(node, t.Aggregate):
            yield node.table
