"""What can be said of a program once for all products."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from ruleengine.arrays.arrays import Floats, States
from ruleengine.formula import typed as t
from ruleengine.program.program import Program, Step

#: A look-up table as an array: its name, the column, and the words of each key.
TableKey = tuple[str, str, tuple[tuple[str, ...], ...]]


#: How many parts may stand one below the other, those of the steps behind a step among them, before it is looked at
#: in the order of the steps.
_DEEPEST = 40

_Found = TypeVar("_Found")


class Plan:
    """What all runs of a program share: its steps by name, which parts are the same, look-up tables as arrays."""

    def __init__(self, program: Program):
        self.program = program
        self.steps: dict[str, Step] = {s.name: s for s in program.all_steps()}
        self.tables: dict[TableKey, tuple[Floats, States]] = {}
        self._same: dict[int, t.Typed] = {}
        self._reads: dict[str, list[str]] = {}
        self._depths: dict[str, int] = {}
        first: dict[tuple[object, ...], t.Typed] = {}
        for step in self.steps.values():
            for node in t.upwards(step.typed):
                self._same[id(node)] = first.setdefault((*t.own(node), *map(self.key, t.parts(node))), node)

    def key(self, node: t.Typed) -> int:
        """One number for all parts of the program that are the same."""
        return id(self._same.get(id(node), node))

    def through(
        self, name: str, look: Callable[[t.Typed], _Found], is_known: Callable[[t.Typed], bool]
    ) -> _Found:
        """What `look` finds out of the formula of a step; it looks at those behind it first, where they are many."""
        for earlier in self._behind(name, is_known):
            look(earlier)
        return look(self.steps[name].typed)

    def _behind(self, name: str, is_known: Callable[[t.Typed], bool]) -> Iterator[t.Typed]:
        """The formulas behind a step that stands on a long chain of steps, each after those that it rests on.

        Who looks at a step through all that it rests on looks at these first, so that no chain of steps becomes a
        recursion of its length; of short chains there are none. Formulas that are known are left out, with what is
        behind them.
        """
        if not self._depths:
            self._measure()
        waiting = [(name, False)] if self._depths[name] > _DEEPEST else []
        begun: set[str] = set()
        while waiting:
            step, is_ready = waiting.pop()
            if is_ready:
                yield self.steps[step].typed
            elif step not in begun and not is_known(self.steps[step].typed):
                begun.add(step)
                waiting += [(step, True), *((read, False) for read in self._reads[step])]

    def _measure(self) -> None:
        """How deep the parts behind each step stand; those behind a step that is deep enough by itself do not count.

        Threads share a plan: what is measured is seen as a whole or not at all.
        """
        measured: dict[str, int] = {}
        for name, step in self.steps.items():
            depths: dict[int, int] = {}
            self._reads[name] = [read for read in step.values if read in self.steps]
            for node in t.upwards(step.typed):
                below = [depths[id(part)] for part in t.parts(node)]
                if isinstance(node, t.Value) and measured.get(node.name, 0) <= _DEEPEST:
                    below.append(measured.get(node.name, 0))
                depths[id(node)] = 1 + max(below, default=0)
            measured[name] = depths[id(step.typed)]
        self._depths = measured
