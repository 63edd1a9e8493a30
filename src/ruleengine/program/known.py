"""The steps that calculate which part of the emissions rests on known numbers only (`formula.known_part`)."""

from __future__ import annotations

from collections.abc import Set

from attrs import evolve, field, frozen

from ruleengine.formula.known_part import NOTHING, Rests, known_name, known_part
from ruleengine.program.program import Program, Step

#: So many combinations of inputs are kept at most.
MOST_KEPT = 256


@frozen
class KnownSteps:
    """`steps` give the known parts of emissions by `known_name`, with what these rest on, in an order to calculate in.

    `emissions` with no known part are in `nothing`; those without a step and not in `nothing` are known. `flow`
    are the inputs with unknown numbers that the reference flow rests on.
    """

    steps: tuple[Step, ...]
    nothing: frozenset[str]
    flow: frozenset[str]


@frozen(eq=False)
class KnownParts:
    """The steps for known parts of one program; those for the same inputs are made once. May be shared by threads."""

    program: Program
    _made: dict[tuple[frozenset[str], frozenset[str]], KnownSteps] = field(factory=dict)

    def of(self, partly: Set[str], nothing: Set[str]) -> KnownSteps:
        """The steps for inputs some of whose numbers are unknown, of which those in `nothing` have no known number."""
        asked = frozenset(partly), frozenset(nothing)
        found = self._made.get(asked)
        if found is None:
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            found = self._made[asked] = _known_steps(self.program, *asked)
        return found


def _known_steps(program: Program, partly: frozenset[str], nothing: frozenset[str]) -> KnownSteps:
    on = {name: frozenset((name,)) for name in partly | nothing}
    none, found = set(nothing), []
    for step in program.steps:
        part, below = known_part(step.typed, Rests(on, none))
        if not below:
            continue
        on[step.name] = below
        if part is NOTHING or step.type.kind != "number":
            none.add(step.name)
        else:
            found.append(evolve(step, name=known_name(step.name), typed=part))
    flow = program.reference_flow
    below = known_part(flow.typed, Rests(on, none))[1] if flow else frozenset[str]()
    return KnownSteps(_asked_for(found), frozenset(none), below)


def _asked_for(steps: list[Step]) -> tuple[Step, ...]:
    """The steps of emissions and those that they read."""
    wanted: set[str] = set()
    kept = []
    for step in reversed(steps):
        if step.kind == "emission" or step.name in wanted:
            wanted.update(step.values)
            kept.append(step)
    return tuple(reversed(kept))
