"""What a result rests on by grades: parameters, rows looked up, defaults, requirements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import localcontext

from ruleengine.formula import typed as t
from ruleengine.inventory.model import Cell
from ruleengine.program.inputs import as_map
from ruleengine.ruleset.model import GRADES
from ruleengine.run.exact import CONTEXT
from ruleengine.run.record.record import Grades
from ruleengine.run.result import Result
from ruleengine.run.trace import Trace, Traced

#: Keys of a row and name of a column.
FactorCell = tuple[tuple[str, ...], str]


def grades_of(result: Result) -> Grades:
    """The grades of all that a result rests on; what names no source counts as an assumption."""
    program, resolved = result.program, result.program.resolved
    read = {name for step in program.all_steps() for name in step.values}
    parameters = [p.element.fields for name, p in program.parameters.items() if name in read]
    return Grades(
        parameters=_counted(map(resolved.grade_of, parameters)),
        factors=_counted(_row_grades(result)),
        defaults=_counted(map(resolved.grade_of, _defaults(result))),
        requirements=_counted(resolved.grade_of(r.element.fields) for r in program.requirements),
    )


def _counted(grades: Iterable[str | None]) -> Mapping[str, int]:
    counts = Counter(g if g in GRADES else GRADES[-1] for g in grades)
    return {grade: counts[grade] for grade in GRADES}


def _defaults(result: Result) -> Iterator[Mapping[str, object]]:
    """The fields of the rule set whose default values stood in for missing ones."""
    inventory, elements = result.inventory, result.program.resolved.elements
    for name, cell in inventory.values.items():
        if cell.default:
            yield elements[f"inputs.{name}"].fields
    for table, rows in inventory.tables.items():
        columns = as_map(elements[f"inputs.{table}"].fields.get("columns"))
        for name, column in columns.items():
            if any(_is_default(row.get(name)) for row in rows):
                yield as_map(column)


def _is_default(cell: Cell | None) -> bool:
    return cell is not None and cell.default


def _row_grades(result: Result) -> Iterator[str | None]:
    """The grades of the numbers of factor tables that were looked up, once for each row and source."""
    for name, cells in cells_read(result).items():
        table = result.program.lookups[name]
        for _, source in dict.fromkeys((key, table.source_of(key, column)) for key, column in cells):
            grade = table.sources.get(source, {}).get("grade")
            yield None if grade is None else str(grade)


def cells_read(result: Result) -> Mapping[str, list[FactorCell]]:
    """Look-up table → row and column of the numbers that the calculation came upon, in the order of the table."""
    found: dict[str, set[FactorCell]] = {}
    with localcontext(CONTEXT):
        trace = Trace(result.program, result.inventory, result.values)
        for step in result.program.all_steps():
            if step.name in result.values and any(isinstance(part, t.Find) for part in t.walk(step.typed)):
                for part in trace.of_step(step):
                    _note(part, trace, found)
    lookups = result.program.lookups
    return {
        name: [(key, c) for key in lookups[name].rows for c in lookups[name].columns if (key, c) in cells]
        for name, cells in found.items()
    }


def _note(traced: Traced, trace: Trace, found: dict[str, set[FactorCell]]) -> None:
    """Note every number that was looked up for a part of a formula."""
    for part in traced.walk():
        if isinstance(part.node, t.Find):
            keys = tuple(str(trace.value(key, part.row)) for key in part.node.keys)
            found.setdefault(part.node.table, set()).add((keys, part.node.column))
