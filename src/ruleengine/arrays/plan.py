"""What can be said of a program once for all products."""

from __future__ import annotations

from ruleengine.arrays.arrays import Floats, States
from ruleengine.formula import typed as t
from ruleengine.program.program import Program, Step

#: A look-up table as an array: its name, the column, and the words of each key.
TableKey = tuple[str, str, tuple[tuple[str, ...], ...]]


class Plan:
    """What all runs of a program share: its steps by name, which parts are the same, look-up tables as arrays."""

    def __init__(self, program: Program):
        self.program = program
        self.steps: dict[str, Step] = {s.name: s for s in program.all_steps()}
        self.tables: dict[TableKey, tuple[Floats, States]] = {}
        self._same: dict[int, t.Typed] = {}
        first: dict[t.Typed, t.Typed] = {}
        for step in self.steps.values():
            for node in t.walk(step.typed):
                self._same[id(node)] = first.setdefault(node, node)

    def key(self, node: t.Typed) -> int:
        """One number for all parts of the program that are the same."""
        return id(self._same.get(id(node), node))
