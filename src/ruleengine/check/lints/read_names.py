"""What formulas rest on, through the quantities between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define, field

from ruleengine.formula.typed import values
from ruleengine.program.program import Program, Step


@define(slots=False)
class ReadNames:
    """The names that formulas of a rule set read, each formula looked at once."""

    program: Program
    _read: dict[str, frozenset[str]] = field(factory=dict)

    @cached_property
    def _steps(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.program.figures()}

    def beyond(self, steps: Iterable[Step], names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names on which the formulas do not rest; nothing is looked at once all are found."""
        left, seen = dict.fromkeys(names), set[str]()
        waiting = [*steps]
        while waiting and left:
            read = self._names(waiting.pop(0))
            left = {name: None for name in left if name not in read}
            waiting += [self._steps[name] for name in read - seen if name in self._steps]
            seen |= read
        return tuple(left)

    def _names(self, step: Step) -> frozenset[str]:
        if step.name not in self._read:
            self._read[step.name] = frozenset(values(step.typed))
        return self._read[step.name]
