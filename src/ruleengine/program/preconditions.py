"""What a precondition says and asks about: its words, and the inputs behind its condition."""

from __future__ import annotations

from ruleengine.diagnostics import Both
from ruleengine.formula import typed as t
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.program import Program, Step
from ruleengine.program.texts import with_parameters


def words_of(program: Program, step: Step) -> Both:
    """The words of the rule set with the parameters that they name, without the full stop at their end."""
    said = as_text_pair(step.element.fields.get("text"))
    zh, en = (with_parameters(program, said.get(x, "")).rstrip("。. ") for x in ("zh", "en"))
    return Both(en=en, zh=zh)


def inputs_behind(program: Program, *formulas: t.Typed) -> tuple[str, ...]:
    """The single inputs, tables and columns (`materials.mass`) that formulas read, themselves or through others.

    Those of the formulas themselves come first. A table stands before its columns only where it is counted.
    """
    found: dict[str, None] = {}
    sums = {step.name: step for step in program.footprint}
    waiting, seen = [*formulas], set[str]()
    for typed in waiting:
        for part in t.walk(typed):
            if isinstance(part, t.Aggregate) and part.argument is None and part.where is None:
                found[part.table] = None
            elif isinstance(part, t.Value):
                earlier = program.step(part.name) or sums.get(part.name)
                if earlier is not None and earlier.name not in seen:
                    seen.add(earlier.name)
                    waiting.append(earlier.typed)
                elif part.name in program.fields or part.name.partition(".")[0] in program.tables:
                    found[part.name] = None
    return tuple(found)
