"""What a result rests on by the grades of its sources: parameters, rows looked up, defaults, requirements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import localcontext

from ruleengine.formula import typed as t
from ruleengine.inventory.model import Absent, Cell
from ruleengine.program.inputs import as_map
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.model import GRADES
from ruleengine.run.exact import CONTEXT, Evaluator
from ruleengine.run.record.record import Grades
from ruleengine.run.result import Result
from ruleengine.run.values import CalculationError


def grades_of(result: Result) -> Grades:
    """The grades of all that a result rests on; what names no source counts as an assumption."""
    program, resolved = result.program, result.program.resolved
    read = {name for step in program.all_steps() for name in t.values(step.typed)}
    parameters = [p.element.text("source") for name, p in program.parameters.items() if name in read]
    return Grades(
        parameters=_counted(_grade(resolved, source) for source in parameters),
        factors=_counted(_row_grades(result)),
        defaults=_counted(_grade(resolved, source) for source in _defaults(result)),
        requirements=_counted(_grade(resolved, r.element.text("source")) for r in program.requirements),
    )


def _counted(grades: Iterable[str | None]) -> Mapping[str, int]:
    counts = Counter(g if g in GRADES else GRADES[-1] for g in grades)
    return {grade: counts[grade] for grade in GRADES}


def _grade(resolved: ResolvedRuleSet, source: str | None) -> str | None:
    element = resolved.elements.get(f"sources.{source}")
    return element.text("grade") if element else None


def _defaults(result: Result) -> Iterator[str | None]:
    """The sources of the default values that stood in for missing ones, one for each field of the rule set."""
    inventory, elements = result.inventory, result.program.resolved.elements
    for name, cell in inventory.values.items():
        if cell.default:
            yield elements[f"inputs.{name}"].text("source")
    for table, rows in inventory.tables.items():
        columns = as_map(elements[f"inputs.{table}"].fields.get("columns"))
        for name, column in columns.items():
            if any(_is_default(row.get(name)) for row in rows):
                source = as_map(column).get("source")
                yield str(source) if source is not None else None


def _is_default(cell: Cell | None) -> bool:
    return cell is not None and cell.default


def _row_grades(result: Result) -> Iterator[str | None]:
    """The grades of the rows of factor tables that were looked up, each row once."""
    for name, keys in rows_read(result).items():
        table = result.program.lookups[name]
        for key in keys:
            grade = table.sources.get(table.row_sources[key], {}).get("grade")
            yield None if grade is None else str(grade)


def rows_read(result: Result) -> Mapping[str, Iterable[tuple[str, ...]]]:
    """Look-up table → the keys of its rows that the calculation came upon, in the order of the table."""
    with localcontext(CONTEXT):
        finder = _Finder(result)
        for step in result.program.all_steps():
            table = step.type.table
            rows = range(len(result.inventory.tables[table])) if table else (None,)
            for row in rows:
                finder.visit(step.typed, row)
    lookups = result.program.lookups
    return {name: [key for key in lookups[name].rows if key in keys] for name, keys in finder.found.items()}


class _Finder:
    """Goes through formulas as the evaluator does: of a choice only the side taken, of a sum only the rows kept."""

    def __init__(self, result: Result):
        self.result = result
        self.evaluator = Evaluator(result.program, result.inventory, result.values)
        self.found: dict[str, set[tuple[str, ...]]] = {}
        self._looks_up: dict[int, bool] = {}
        self._seen: set[tuple[int, int | None]] = set()

    def visit(self, node: t.Typed, row: int | None) -> None:
        """Note every row that is looked up below a node."""
        if not self._concerns(node) or (id(node), row) in self._seen:
            return
        self._seen.add((id(node), row))
        match node:
            case t.Find(keys=keys):
                self._note(node, row)
                self._all(keys, row)
            case t.Select(condition=condition, then=then, otherwise=otherwise):
                self.visit(condition, row)
                holds = self._value(condition, row)
                if isinstance(holds, bool):
                    self.visit(then if holds else otherwise, row)
            case t.Follow(reference=reference, target=target):
                self.visit(reference, row)
                key = self._value(reference, row)
                if isinstance(key, str):
                    self.visit(target, self.evaluator.row(reference.type.target or "", key))
            case t.Aggregate():
                self._rows(node, row)
            case _:
                self._all(t.parts(node), row)

    def _all(self, nodes: Iterable[t.Typed], row: int | None) -> None:
        for node in nodes:
            self.visit(node, row)

    def _rows(self, node: t.Aggregate, outer: int | None) -> None:
        for index in range(len(self.result.inventory.tables[node.table])):
            if node.where is not None:
                at = index if node.where.type.table else outer
                self.visit(node.where, at)
                if self._value(node.where, at) is not True:
                    continue
            for part in (node.argument, node.by, node.weight):
                if part is not None:
                    self.visit(part, index if part.type.table else outer)

    def _note(self, node: t.Find, row: int | None) -> None:
        keys = [self._value(key, row) for key in node.keys]
        if not any(key is None or isinstance(key, Absent) for key in keys):
            self.found.setdefault(node.table, set()).add(tuple(str(key) for key in keys))

    def _value(self, node: t.Typed, row: int | None) -> object:
        try:
            return self.evaluator.evaluate(node, row)
        except CalculationError:
            return None

    def _concerns(self, node: t.Typed) -> bool:
        """Whether anything is looked up below a node; most formulas need not be gone through."""
        if id(node) not in self._looks_up:
            self._looks_up[id(node)] = any(isinstance(part, t.Find) for part in t.walk(node))
        return self._looks_up[id(node)]
