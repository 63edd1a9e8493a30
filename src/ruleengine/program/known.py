"""The steps that calculate which part of the emissions rests on known numbers only (`formula.known_part`)."""

from __future__ import annotations

from collections.abc import Set

from attrs import evolve, frozen

from ruleengine.formula import typed as t
from ruleengine.formula.known_part import NOTHING, Rests, known_name, known_part
from ruleengine.program.program import Program, Step


@frozen
class KnownSteps:
    """`steps` give the known parts of emissions by `known_name`, with what these rest on, in an order to calculate in.

    `emissions` with no known part are in `nothing`; those without a step and not in `nothing` are known. `flow`
    are the inputs with unknown numbers that the reference flow rests on.
    """

    steps: tuple[Step, ...]
    nothing: frozenset[str]
    flow: frozenset[str]


def known_steps(program: Program, partly: Set[str], nothing: Set[str]) -> KnownSteps:
    """The steps for inputs some of whose numbers are unknown, of which those in `nothing` have no known number."""
    on = {name: frozenset((name,)) for name in partly | nothing}
    none, found = set(nothing), []
    for step in program.steps:
        rests = Rests(on, frozenset(none))
        below = rests.below(step.typed)
        if not below:
            continue
        on[step.name] = below
        part = known_part(step.typed, rests) if step.type.kind == "number" else NOTHING
        if part is NOTHING:
            none.add(step.name)
        else:
            found.append(evolve(step, name=known_name(step.name), typed=part))
    flow = program.reference_flow
    below = Rests(on, frozenset()).below(flow.typed) if flow else frozenset[str]()
    return KnownSteps(_asked_for(found), frozenset(none), below)


def _asked_for(steps: list[Step]) -> tuple[Step, ...]:
    """The steps of emissions and those that they read."""
    wanted: set[str] = set()
    kept = []
    for step in reversed(steps):
        if step.kind == "emission" or step.name in wanted:
            wanted.update(t.values(step.typed))
            kept.append(step)
    return tuple(reversed(kept))
