"""The footprint as steps: the total, one sum a stage and a species, and the total for one unit.

Evaluators, derivatives, explanation and documents read these steps. Total, stages and footprint per unit add up the
species of the headline; every species has its own sum. Sums without removals are there where a formula asks for them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from ruleengine.formula import nodes as n
from ruleengine.formula.typed import Arithmetic, Total, Type, Typed, Value
from ruleengine.formula.units import CO2E
from ruleengine.program.program import Step
from ruleengine.resolve.headline import GROSS, adds_up, headline
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import SPECIES, STAGES

_AMOUNT = Type("number", CO2E)


def footprint_types() -> dict[str, Type]:
    """The types of `footprint.total`, `.per_unit`, one a stage and one a species, and of the sums without removals."""
    return {f"footprint.{part}": _AMOUNT for part in ("total", "per_unit", *STAGES, *SPECIES, *GROSS)}


def footprint_steps(
    resolved: ResolvedRuleSet, emissions: Sequence[Step], reference_flow: Step | None, read: Collection[str]
) -> tuple[Step, ...]:
    """The steps of the footprint in the order of calculation; none for a base that leaves the boundary open.

    A part of the footprint is known together with the whole or not at all: every sum rests on the total, and the total
    on all emissions. `read` has the names that formulas ask for.
    """
    boundary = resolved.singles.get("boundary")
    if boundary is None:
        return ()
    counted = headline(resolved)
    everything = None if counted == SPECIES else Total(_values(emissions), None, _AMOUNT)
    whole = Value("footprint.total", _AMOUNT)
    steps = []
    asked = [part for part in GROSS if f"footprint.{part}" in read]
    for part in ("total", *STAGES, *SPECIES, *asked):
        parts = [e for e in emissions if adds_up(part, e.stage, e.species, counted)]
        steps.append(_sum(boundary, part, parts, everything if part == "total" else whole))
    if reference_flow is not None:
        steps.append(_per_unit(whole, reference_flow))
    return tuple(steps)


def _sum(element: ResolvedElement, part: str, emissions: Sequence[Step], whole: Typed | None) -> Step:
    typed = Total(_values(emissions), whole, _AMOUNT)
    tree: n.Node = n.Name(emissions[0].name) if emissions else n.Number(Decimal(0))
    for emission in emissions[1:]:
        tree = n.Binary("+", tree, n.Name(emission.name))
    return Step(f"footprint.{part}", "footprint", element, "stages", tree, typed, _AMOUNT)


def _values(emissions: Sequence[Step]) -> tuple[Typed, ...]:
    return tuple(Value(e.name, e.type) for e in emissions)


def _per_unit(total: Typed, flow: Step) -> Step:
    """The total times the reference flow, which has to be there."""
    given = Value(flow.name, flow.type)
    typed = Total((Arithmetic("*", total, given, _AMOUNT),), given, _AMOUNT)
    tree = n.Binary("*", n.Attribute(n.Name("footprint"), "total"), flow.tree)
    return Step("footprint.per_unit", "footprint", flow.element, flow.field, tree, typed, _AMOUNT)
