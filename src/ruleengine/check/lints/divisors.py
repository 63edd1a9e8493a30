"""Lint of divisors: a total that removals or credits make smaller, even zero or negative, is no base for a share."""

from __future__ import annotations

from collections.abc import Iterator

from ruleengine.check.lints.remark import Remark, own_steps, remark
from ruleengine.diagnostics import Excerpt
from ruleengine.formula import typed as t
from ruleengine.formula.words import on_one_line
from ruleengine.program.program import Program
from ruleengine.resolve.headline import GROSS, headline
from ruleengine.ruleset.model import SPECIES, STAGES

#: The parts of the footprint that removals may make smaller by what they are, and those that credits alone may.
_OF_REMOVALS = {f"footprint.{part}" for part in ("total", "per_unit", *STAGES)}
_NET = _OF_REMOVALS | {f"footprint.{part}" for part in (*SPECIES, *GROSS)}


def check_divisors(program: Program) -> Iterator[Remark]:
    """Formulas that divide by a total from which removals or credits are subtracted (W538).

    A base leaves emissions to others, so that every total may have removals, unless its headline has none.
    """
    if program.resolved.own.abstract:
        net = set(_OF_REMOVALS) if "biogenic_removal" in headline(program.resolved) else set()
    else:
        net = set(_net(program))
    first = _first_net(program, net) if net else {}
    for step in own_steps(program) if net else ():
        if "/" not in step.text:
            continue
        for node in t.walk(step.typed):
            if not isinstance(node, t.Arithmetic) or node.operator != "/":
                continue
            if name := next((first[name] for name in _added(node.right) if name in first), None):
                excerpt = Excerpt(on_one_line(step.text), *node.right.span)
                yield remark("W538.net", step.element, step.field, excerpt=excerpt, name=name)


def _net(program: Program) -> Iterator[str]:
    """The parts of the footprint from which something is subtracted."""
    less = {e.name for e in program.emissions if e.species == "biogenic_removal" or _is_credit(e.typed)}
    for step in program.footprint if less else ():
        if step.name in _NET and less & set(_added(step.typed)):
            yield step.name
            if step.name == "footprint.total":
                yield "footprint.per_unit"


def _is_credit(node: t.Typed) -> bool:
    """Whether an emission is written as something subtracted."""
    while isinstance(node, t.Convert | t.Arithmetic):
        if isinstance(node, t.Arithmetic) and node.operator in "+-":
            return False
        node = node.operand if isinstance(node, t.Convert) else node.left
    return isinstance(node, t.Apply) and node.function == "neg"


def _first_net(program: Program, net: set[str]) -> dict[str, str]:
    """For each name that is a net total, or adds one up through sums of quantities, the first such total."""
    first = {name: name for name in net}
    for step in program.figures():
        if step.kind in ("quantity", "indicator") and step.name not in first:
            found = next((first[name] for name in _added(step.typed) if name in first), None)
            if found is not None:
                first[step.name] = found
    return first


def _added(node: t.Typed) -> Iterator[str]:
    """The names of the values that are added up: not those of conditions, keys and divisors."""
    match node:
        case t.Value(name=name):
            yield name
        case t.Arithmetic(operator="/", left=left):
            yield from _added(left)
        case t.Select(then=then, otherwise=otherwise):
            yield from _added(then)
            yield from _added(otherwise)
        case t.Total(parts=parts):
            for part in parts:
                yield from _added(part)
        case t.Arithmetic() | t.Convert() | t.Apply():
            for part in t.parts(node):
                yield from _added(part)
