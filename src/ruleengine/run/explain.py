"""The calculation as a tree: formula, values with units, source rows, clause, down to single input lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext

from attrs import field, frozen

from ruleengine.formula import typed as t
from ruleengine.formula.units import CO2E
from ruleengine.inventory.model import Absent, Cell
from ruleengine.program.program import Step
from ruleengine.run.exact import CONTEXT, CalculationError, Evaluator
from ruleengine.run.labels import SPECIES_LABELS, STAGE_LABELS
from ruleengine.run.result import Result
from ruleengine.run.rounding import round_significant
from ruleengine.source.canonical import plain


@frozen
class Node:
    """One line of the explanation; `facts` are what stands under it (formula, clause, source), `parts` what it rests on."""

    title: str
    value: str
    facts: tuple[str, ...] = ()
    parts: tuple[Node, ...] = field(default=())


def explanation(result: Result) -> Node:
    """How the total of a result comes about."""
    with localcontext(CONTEXT):
        return _Explainer(result).total()


def shown_value(value: object, unit: object = "") -> str:
    """A value with its unit; up to ten significant digits, exact ones in full."""
    if isinstance(value, Absent):
        return value.value
    if not isinstance(value, Decimal):
        return str(value)
    short = round_significant(value, 10)
    text = plain(short) if short == value else f"{plain(short)}…"
    return f"{text} {unit}".removesuffix(" 1").rstrip()


class _Explainer:
    def __init__(self, result: Result):
        self.result, self.program, self.inventory = result, result.program, result.inventory
        self.evaluator = Evaluator(result.program, result.inventory, result.values)
        self.told: set[str] = set()

    def total(self) -> Node:
        flow = self.program.reference_flow
        parts = []
        for stage, amount in self.result.stages.items():
            steps = [s for s in self.program.emissions if s.stage == stage]
            inner = tuple(self.step(s) for s in steps)
            parts.append(Node(STAGE_LABELS[stage]["en"], shown_value(amount, CO2E), parts=inner))
        whole = Node("total for the basis", shown_value(self.result.total, CO2E), parts=tuple(parts))
        parts_of_unit = (whole, *([self.step(flow)] if flow else []))
        rule = f"rounded by GB/T 8170: {self.result.rounded_per_unit:f} kgCO2e"
        return Node(
            "footprint per unit",
            shown_value(self.result.per_unit, CO2E),
            ("total × reference flow", rule),
            parts_of_unit,
        )

    def step(self, step: Step) -> Node:
        """A calculated value: its formula, the formula with figures, and what it rests on."""
        value = self.result.values.get(step.name)
        label = step.element.fields.get("label")
        title = f"{step.name} ({label['en']})" if isinstance(label, Mapping) and "en" in label else step.name
        shown = f"{len(value)} rows" if isinstance(value, tuple) else shown_value(value, step.type.unit)
        facts = [f"formula: {' '.join(step.text.split())}"]
        if step.clause_text:
            facts.append(step.clause_text)
        if step.species:
            facts.append(SPECIES_LABELS[step.species]["en"])
        if step.name in self.told:
            return Node(title, shown, ("explained above",))
        self.told.add(step.name)
        parts = [*self._rows(step), *(self._named(v) for v in self._single_values(step.typed))]
        return Node(title, shown, tuple(facts), tuple(p for p in parts if p is not None))

    def _single_values(self, tree: t.Typed) -> list[t.Value]:
        """The named values behind a formula, except the columns that the row listing shows."""
        found: dict[str, t.Value] = {}
        for part in t.walk(tree):
            if isinstance(part, t.Value) and (part.type.table is None or self.program.step(part.name)):
                found.setdefault(part.name, part)
        return list(found.values())

    def _rows(self, step: Step) -> Iterator[Node]:
        """The rows behind a column or behind each sum: the values of the row, and what they give."""
        if step.type.table:
            yield from self._table_rows(step.type.table, step.typed, step.type.unit, None)
        for part in t.walk(step.typed):
            if (
                isinstance(part, t.Aggregate)
                and part.argument is not None
                and part.argument.type.kind == "number"
            ):
                if isinstance(part.argument, t.Value) and self.program.step(part.argument.name):
                    continue  # the calculated column lists its rows itself
                rows = tuple(self._table_rows(part.table, part.argument, part.argument.type.unit, part.where))
                yield Node(f"{part.function} over {len(rows)} rows of {part.table}", "", parts=rows)

    def _table_rows(self, table: str, tree: t.Typed, unit: object, where: t.Typed | None) -> Iterator[Node]:
        columns = [v.name.partition(".")[2] for v in self._columns(tree, table)]
        for index, row in enumerate(self.inventory.tables[table]):
            if where is not None and self._evaluate(where, index) is not True:
                continue
            cells = {c: row[c] for c in columns if c in row}
            words = [f"{c} = {self._cell(table, c, cell)}" for c, cell in cells.items()]
            for found in self._found(tree, index):
                words.append(found)
            place = next((c.place for c in row.values() if c.place), None)
            title = f"row {index + 1}{self._row_name(row)}"
            value = shown_value(self._evaluate(tree, index), unit)
            facts = [", ".join(words)] if words else []
            if place:
                facts.append(str(place))
            yield Node(title, value, tuple(facts))

    def _columns(self, tree: t.Typed, table: str) -> list[t.Value]:
        found: dict[str, t.Value] = {}
        for part in t.walk(tree):
            if isinstance(part, t.Value) and part.name.startswith(f"{table}."):
                found.setdefault(part.name, part)
        return list(found.values())

    def _found(self, tree: t.Typed, index: int) -> Iterator[str]:
        """What a row reads from look-up tables, references and calculated columns."""
        for part in t.walk(tree):
            if isinstance(part, t.Find) and part.type.table:
                source = self._table_source(part, index)
                yield f"{part.table} = {shown_value(self._evaluate(part, index), part.type.unit)}{source}"
            elif isinstance(part, t.Follow) and isinstance(part.target, t.Value):
                yield f"{part.target.name} = {shown_value(self._evaluate(part, index), part.type.unit)}"
            elif (
                isinstance(part, t.Value)
                and part.type.table
                and self.program.step(part.name)
                and "." not in part.name
            ):
                rows = self.result.values.get(part.name)
                if isinstance(rows, tuple) and part.type.table == tree.type.table and index < len(rows):
                    yield f"{part.name} = {shown_value(rows[index], part.type.unit)}"

    def _table_source(self, part: t.Find, index: int | None) -> str:
        table = self.program.lookups[part.table]
        key = tuple(str(self._evaluate(k, index)) for k in part.keys)
        source = table.row_sources.get(key)
        return f" [{table.reference}, {', '.join(key)}; {source}]"

    def _evaluate(self, tree: t.Typed, index: int | None) -> object:
        try:
            return self.evaluator.evaluate(tree, index)
        except CalculationError as error:
            return error.message

    def _row_name(self, row: Mapping[str, Cell]) -> str:
        for column in ("name", "id", "mode"):
            if column in row and isinstance(row[column].value, str):
                return f" ({row[column].value})"
        return ""

    def _cell(self, table: str, column: str, cell: Cell) -> str:
        unit = self.program.tables[table].columns[column].type.unit
        text = shown_value(cell.value, unit)
        return (
            text
            if cell.given is None or " " not in cell.given or cell.given == text
            else f"{text} (given {cell.given})"
        )

    def _named(self, value: t.Value) -> Node | None:
        """A single value of a formula: a step of its own, a parameter with its source, or an input with its line."""
        name = value.name
        earlier = self.program.step(name)
        if earlier is not None:
            return self.step(earlier)
        if name in self.program.parameters:
            parameter = self.program.parameters[name]
            source = parameter.element.text("source") or "?"
            grade = self._grade(source)
            facts = (f"parameter, clause {parameter.element.clause}; source {source} ({grade})",)
            return Node(name, shown_value(parameter.value, parameter.unit), facts)
        cell = self.inventory.values.get(name)
        if cell is not None:
            facts_list = [f"input, {cell.place}" if cell.place else "input"]
            if cell.default:
                facts_list = ["default of the rule set"]
            if cell.source:
                facts_list.append(f"source {cell.source}")
            return Node(name, shown_value(cell.value, value.type.unit), tuple(facts_list))
        return None

    def _grade(self, source: str) -> str:
        element = self.program.resolved.elements.get(f"sources.{source}")
        return str(element.fields.get("grade")) if element else "?"


def as_tree_text(node: Node) -> str:
    """The explanation with branches, one line a value and its facts beneath."""
    return "\n".join(_lines(node, "", ""))


def _lines(node: Node, first: str, rest: str) -> Iterator[str]:
    yield f"{first}{node.title}" + (f" = {node.value}" if node.value else "")
    for fact in node.facts:
        yield f"{rest}{'│  ' if node.parts else '   '}{fact}"
    for index, part in enumerate(node.parts):
        last = index == len(node.parts) - 1
        yield from _lines(part, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))


def as_tree_data(node: Node) -> dict[str, object]:
    """The explanation as JSON-able data."""
    return {
        "title": node.title,
        "value": node.value,
        "facts": list(node.facts),
        "parts": [as_tree_data(p) for p in node.parts],
    }
