"""What is not evaluated though there is a footprint: indicators, conditions and checks with an error behind them.

An error of a step that the footprint does not rest on (`Program.needed`) refuses nothing. Whatever rests on it has no
value, and the error as the reason.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from ruleengine.diagnostics import Diagnostic
from ruleengine.diagnostics.facts import in_words
from ruleengine.formula import typed as t
from ruleengine.inventory.model import MISSING, NOT_EVALUATED
from ruleengine.language import Language, Texts
from ruleengine.program.program import Step
from ruleengine.run.exact import StepError
from ruleengine.run.preconditions import NOT_EVALUATED as NOT_TOLD
from ruleengine.run.preconditions import outcome
from ruleengine.run.reasons import reason_missing
from ruleengine.run.refusals import told_error
from ruleengine.run.trace import Trace
from ruleengine.run.values import Calculated

#: Why there is no value, in both languages.
Why = Mapping[str, str]
_WITH_FOUND: Texts = ("{message} ({found})", "{message}（{found}）")


@define(eq=False)
class Failures:
    """The errors of a calculation, and which of them is behind each step without a value.

    Runs in the caller's decimal context.
    """

    trace: Trace
    errors: tuple[StepError, ...]
    _told: dict[str, Why] = field(factory=dict)
    _first: dict[str, StepError] = field(init=False)
    _steps: dict[str, Step] = field(init=False)

    @_first.default
    def _first_errors(self) -> dict[str, StepError]:
        return {e.step.name: e for e in reversed(self.errors)}

    @_steps.default
    def _steps_by_name(self) -> dict[str, Step]:
        return {s.name: s for s in self.trace.program.all_steps()}

    def reason(self, step: Step) -> Why:
        """The first error behind a step that was calculated and has no value, in words."""
        error = self._error(step)
        name = error.step.name
        if name not in self._told:
            self._told[name] = in_both_languages(told_error(self.trace, error, placed=False))
        return self._told[name]

    def _error(self, step: Step) -> StepError:
        """The first error that the calculation of a step came upon."""
        waiting, seen = [step.name], {step.name}
        while waiting:
            name = waiting.pop()
            if name in self._first:
                return self._first[name]
            behind = dict.fromkeys(n for n in self._read_in_vain(self._steps[name]) if n not in seen)
            seen |= behind.keys()
            waiting += reversed(behind)
        raise AssertionError(f"{step.name} has not failed")

    def _read_in_vain(self, step: Step) -> list[str]:
        """The steps without a value that a step without a value asked for."""
        return [
            part.node.name
            for top in self.trace.of_step(step)
            for part in top.walk()
            if part.value is None and isinstance(part.node, t.Value) and part.node.name in self._steps
        ]


def all_values(failures: Failures) -> Mapping[str, Calculated]:
    """The values of a calculation, those of figures that have failed `NOT_EVALUATED`; a column has one for each row."""
    values, inventory = failures.trace.values, failures.trace.inventory
    if not failures.errors:
        return values
    lost: dict[str, Calculated] = {}
    for step in failures.trace.program.figures():
        if step.name not in values:
            table = step.type.table
            lost[step.name] = (
                NOT_EVALUATED if table is None else (NOT_EVALUATED,) * len(inventory.tables[table])
            )
    return {**values, **lost}


def reasons_without_value(failures: Failures) -> dict[str, Why]:
    """Why there is no value, by name: figures that failed, indicators and preconditions whose data are missing."""
    trace, program = failures.trace, failures.trace.program
    reasons = {}
    if failures.errors:
        reasons = {s.name: failures.reason(s) for s in program.figures() if s.name not in trace.values}
    for step in program.indicators:
        if trace.values.get(step.name) is MISSING:
            reasons[step.name] = reason_missing(trace, step)
    for step in program.preconditions:
        if outcome(trace.inventory, trace.values, step) == NOT_TOLD:
            reasons[step.name] = reason_missing(trace, step)
    return reasons


def in_both_languages(found: Diagnostic) -> Why:
    """What a diagnostic says in one sentence: what happened, and with which values."""

    def words(language: Language) -> str:
        said = found.said(language)
        if said.found is None:
            return said.message
        return in_words(_WITH_FOUND, language, message=said.message, found=said.found)

    return {"zh": words("zh"), "en": words("en")}
