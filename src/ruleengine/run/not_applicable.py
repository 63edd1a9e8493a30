"""Why a value is not applicable: the condition that does not hold, the input that says so, or the formula."""

from __future__ import annotations

from attrs import frozen

from ruleengine.diagnostics import Phrase, Place
from ruleengine.formula import typed as t
from ruleengine.formula.words import on_one_line
from ruleengine.inventory.model import NOT_APPLICABLE
from ruleengine.program.preconditions import inputs_behind
from ruleengine.program.program import Step
from ruleengine.run.missing import path_of
from ruleengine.run.trace import Trace, Traced
from ruleengine.source.document import Path


@frozen
class Inapplicability:
    """Why in words, where the inventory says it, and the place of the rule that reads it."""

    words: Phrase
    path: Path
    rule: Place


def why_not_applicable(trace: Trace, step: Step) -> Inapplicability:
    """What makes a single value that is not applicable so. Runs in the caller's decimal context."""
    part, at = trace.of(step.typed), step
    while True:
        match part.node:
            case t.Value(name=name):
                earlier = trace.program.step(name)
                if earlier is None:
                    words = Phrase("absent.input", name=name)
                    return Inapplicability(words, path_of(name, part.row), at.element.place(at.field))
                part, at = trace.of(earlier.typed, part.row), earlier
            case t.Select(condition=t.Value(name=name)) if _does_not_hold(trace, name):
                return _by_condition(trace, name)
            case _:
                within = [p for p in part.parts if p.value is NOT_APPLICABLE]
                if not within or (not within[0].parts and not isinstance(within[0].node, t.Value)):
                    return _by_formula(trace, at, part)
                part = within[0]


def _does_not_hold(trace: Trace, name: str) -> bool:
    condition = trace.program.step(name)
    return condition is not None and condition.kind == "when" and trace.values.get(name) is False


def _by_condition(trace: Trace, name: str) -> Inapplicability:
    condition = trace.program.step(name)
    if condition is None:
        raise AssertionError(f"{name} is no condition")
    element = condition.element
    words = Phrase("absent.when", element=element.name, condition=on_one_line(condition.text))
    read = inputs_behind(trace.program, condition.typed)
    return Inapplicability(words, path_of(read[0]) if read else ("values",), element.place(condition.field))


def _by_formula(trace: Trace, step: Step, part: Traced) -> Inapplicability:
    element, read = step.element, inputs_behind(trace.program, part.node)
    words = Phrase("absent.formula", element=element.name, formula=on_one_line(step.text))
    return Inapplicability(words, path_of(read[0]) if read else ("values",), element.place(step.field))
