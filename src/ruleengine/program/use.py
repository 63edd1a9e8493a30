"""What a rule set declares and nothing rests on: inputs, parameters, tables and quantities that are not used."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ruleengine.diagnostics import Report, nearest
from ruleengine.program.inputs import as_map
from ruleengine.program.number_sources import SOURCES, misnamed, names_source
from ruleengine.program.program import Program, Step
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.model import PLACEHOLDER

#: Sections whose elements formulas name → what is told of those that none names.
_CALLED = {"parameters": "W518.unused", "quantities": "W518.unused", "tables": "W518.table"}


def read_by(steps: Iterable[Step]) -> set[str]:
    """The names that formulas read, look-up tables among them: as they are written, and values that these lead to."""
    return {name for step in steps for name in step.read}


def check_use(program: Program, report: Report) -> None:
    """Inputs, parameters, tables and quantities of this rule set that nothing rests on; bases leave that to others.

    A quantity with a role is there for exports.
    """
    own = program.resolved.own
    if own.abstract or report.errors:
        return
    used = read_by(program.all_steps()) | _tables_of_values(program)
    shown = _shown(program)
    for element in program.resolved.elements.values():
        if element.origins[0] != own.reference:
            continue
        if element.section in _CALLED and element.id not in {*used, *shown} and "role" not in element.fields:
            key = _CALLED[element.section]
            report.tell(key, element.place(), element=element.name, clause=element.clause, name=element.id)
        if element.section == "inputs":
            _check_input(element, program, used, report)


def _shown(program: Program) -> set[str]:
    """The ids of the parameters that texts show."""
    texts = (str(e.fields.get("text")) for e in program.resolved.elements.values())
    return {m[1] for text in texts for m in PLACEHOLDER.finditer(text)}


def _tables_of_values(program: Program) -> set[str]:
    """The look-up tables whose keys are the allowed values of inputs."""
    inputs = [as_map(e.fields) for e in program.resolved.section("inputs")]
    columns = [as_map(c) for e in inputs for c in as_map(e.get("columns")).values()]
    return {str(f["values_of"]).partition(".")[0] for f in (*inputs, *columns) if "values_of" in f}


def _check_input(element: ResolvedElement, program: Program, used: set[str], report: Report) -> None:
    """Tell of a single input, or of columns of a table, that nothing uses or that is named as a source and is none."""
    table = program.tables.get(element.id)
    fields = table.columns.values() if table else (program.fields[element.id],)
    for field in fields:
        path, steps = (f"{table.name}.", ("columns", field.name)) if table else ("", ())
        wrong, name = misnamed(program, field, table), path + field.name
        tell = partial(report.tell, element=element.name, clause=element.clause, name=name)
        if name in used:
            continue
        if wrong is not None:
            number, numbers = wrong
            if number in numbers:
                place, target = element.place(*steps, "references"), field.type.target
                tell("W517.target", place, number=path + number, target=target, sources=SOURCES)
            else:
                near = nearest(field.name, [f"{n}_source" for n in numbers], path)
                tell("W517.number", element.place(*steps), number=path + number, nearest=near)
        elif field.type.kind == "number" or not (table or names_source(program, field, table)):
            tell("W517.unused", element.place(*steps))
