"""The least data that an output rests on: the inputs, tables and columns behind its formulas."""

from __future__ import annotations

from collections.abc import Sequence

from ruleengine.formula import typed as t
from ruleengine.program.program import Program, Step


def steps_of(program: Program, element: str) -> tuple[Step, ...]:
    """The steps that an element is calculated by, named as in formulas or by its path; else none."""
    sought = element.removeprefix("requirements.")
    for requirement in program.requirements:
        if requirement.id == sought:
            return tuple(s for s in (requirement.applies, requirement.check) if s is not None)
    return tuple(s for s in program.all_steps() if element in (s.name, s.element.name))


def needed_inputs(program: Program, steps: Sequence[Step]) -> tuple[str, ...]:
    """The inputs, tables and columns that steps rest on, by themselves or through others, in the order of the rules.

    A table stands where its rows are counted or followed; the key of one that is referred to is there with it.
    """
    known = {s.name: s for s in program.all_steps()}
    waiting, seen = [*steps], {s.name for s in steps}
    found: set[str] = set()
    for step in waiting:
        for part in t.walk(step.typed):
            if isinstance(part, t.Aggregate):
                found.add(part.table)
            if part.type.kind == "reference" and part.type.target:
                table = program.tables[part.type.target]
                found |= {table.name, f"{table.name}.{table.key}"}
            if isinstance(part, t.Value) and part.name in known:
                if part.name not in seen:
                    seen.add(part.name)
                    waiting.append(known[part.name])
            elif isinstance(part, t.Value):
                found |= {part.name, part.name.partition(".")[0]}
    order = [*program.fields]
    for table in program.tables.values():
        order += [table.name, *(f"{table.name}.{column}" for column in table.columns)]
    return tuple(name for name in order if name in found)
