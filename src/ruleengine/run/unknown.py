"""Which share of a footprint rests on numbers of which nothing is known: neither a source nor an uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from ruleengine.figures import percent
from ruleengine.formula.known_part import known_name, sure_name
from ruleengine.inventory.model import Inventory
from ruleengine.inventory.sources import unknown_numbers
from ruleengine.program.known import KnownParts
from ruleengine.program.program import Program
from ruleengine.run.exact import CONTEXT, Evaluator
from ruleengine.run.values import Calculated

_NONE, _ALL = Decimal(0), Decimal(1)


def unknown_share(
    program: Program, inventory: Inventory, values: Mapping[str, Calculated], parts: KnownParts | None = None,
) -> Decimal | None:  # fmt: skip
    """The share, from 0 to 1, of the footprint per unit that rests on unknown numbers; None where all emissions are 0.

    Of each emission the part that rests on known numbers only is known (`formula.known_part`), the rest is not. Both
    are added up over all emissions without their signs, so that a removal hides nothing. Where the reference flow rests
    on an unknown number, all of the footprint per unit does. `parts` are kept where it is asked for many products.
    """
    amounts = {s.name: v for s in program.emissions if isinstance(v := values.get(s.name), Decimal)}
    flags = unknown_numbers(program, inventory)
    if not any(amounts.values()):
        return None
    if not flags:
        return _NONE
    nothing = {name for name, unknown in flags.items() if all(unknown)}
    found = (parts or KnownParts(program)).of(flags.keys(), nothing)
    if found.flow:
        return _ALL
    with localcontext(CONTEXT):
        evaluator = Evaluator(program, inventory, {**values, **_known_inputs(values, flags)})
        for step in found.steps:
            evaluator.step(step)
        known_of = {}
        for name, amount in amounts.items():
            known = _NONE if name in found.nothing else evaluator.values.get(known_name(name), amount)
            known_of[name] = known if isinstance(known, Decimal) else _NONE
        unknown = sum((abs(amounts[n] - known) for n, known in known_of.items()), _NONE)
        return unknown / (unknown + sum((abs(known) for known in known_of.values()), _NONE))


def _known_inputs(
    values: Mapping[str, Calculated], flags: Mapping[str, tuple[bool, ...]]
) -> dict[str, Calculated]:
    """The known numbers of inputs, zero where nothing is known, and that they are not all known."""
    found: dict[str, Calculated] = {}
    for name, unknown in flags.items():
        given = values[name]
        if isinstance(given, tuple):
            found[known_name(name)] = tuple(_NONE if u else v for u, v in zip(unknown, given, strict=True))
        else:
            found[known_name(name)] = _NONE
        found[sure_name(name)] = False
    return found


def shown_share(share: Decimal | float | None) -> str:
    """A share as per cent; one that is not zero is not shown as zero."""
    shown = percent(share)
    return "< 0.1 %" if share and shown == "0.0 %" else shown
