"""Lints of per cents: a hundred beside a `%`, limits below one per cent, shares and counts without limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ruleengine.check.lints.remark import Remark, own_elements, own_steps, remark
from ruleengine.diagnostics import Excerpt
from ruleengine.figures import plain
from ruleengine.formula import typed as t
from ruleengine.formula.units import PER_CENT, Unit, unit
from ruleengine.formula.words import on_one_line
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, Program, Step
from ruleengine.resolve.resolved import ResolvedElement

_HUNDRED = Decimal(100)
#: A number above one as formulas have it: what is looked for stands in no other formula.
_LITERAL = re.compile(r"(?<![\w.])(?:[2-9]|1[0-9.])")


def check_hundreds(program: Program) -> Iterator[Remark]:
    """A literal number beside a value in per cent that was meant as so many per cent (W535)."""
    for step in own_steps(program):
        if not _LITERAL.search(step.text):
            continue
        for key, node, number in _beside(step):
            excerpt = Excerpt(on_one_line(step.text), *node.span)
            percent = plain(number * 100) if key == "W535.compared" else None
            yield remark(
                key, step.element, step.field, excerpt=excerpt, number=plain(number), percent=percent
            )


def _beside(step: Step) -> Iterator[tuple[str, t.Typed, Decimal]]:
    """The parts of a formula in which a plain number stands beside a value in per cent."""
    spine = {id(node) for node in _spine(step.typed)} if _declared(step) == PER_CENT else set()
    for node in t.walk(step.typed):
        if not isinstance(node, t.Arithmetic | t.Compare) or node.left.type.kind != "number":
            continue
        for literal, other in ((node.left, node.right), (node.right, node.left)):
            number = _literal(literal)
            if number is None:
                continue
            if isinstance(node, t.Compare):
                if number > 1 and _plain(other).type.unit == PER_CENT:
                    yield "W535.compared", node, number
            elif number == _HUNDRED and _means_percent(node, other, spine):
                yield "W535.hundred", node, number


def _means_percent(node: t.Arithmetic, other: t.Typed, spine: set[int]) -> bool:
    """Whether a hundred in a sum or product is meant to make per cent or fractions, which units do by themselves."""
    if node.operator in "+-":
        return _plain(other).type.unit == PER_CENT
    return id(node) in spine or any(symbol == "%" for symbol, _ in _plain(other).type.unit.symbols)


def _spine(node: t.Typed) -> Iterator[t.Typed]:
    """The products that a formula as a whole is."""
    node = _plain(node)
    if isinstance(node, t.Arithmetic) and node.operator in "*/":
        yield node
        yield from _spine(node.left)
        if node.operator == "*":
            yield from _spine(node.right)


def _declared(step: Step) -> Unit | None:
    text = step.element.fields.get("unit")
    return unit(str(text)) if step.field == "formula" and text is not None else None


def _literal(node: t.Typed) -> Decimal | None:
    """The plain number that a part is as it is written; None where it is none."""
    node = _plain(node)
    if isinstance(node, t.Constant) and isinstance(node.value, Decimal) and not node.type.unit.symbols:
        return node.value
    return None


def _plain(node: t.Typed) -> t.Typed:
    """What is converted; conversions are the compiler's."""
    while isinstance(node, t.Convert):
        node = node.operand
    return node


def check_small_limits(program: Program) -> Iterator[Remark]:
    """Limits in per cent that were meant as fractions: 0.05 where 5 is meant (W536)."""
    own = ((e, program.parameters[e.id]) for e in own_elements(program, "parameters", of=("value", "unit")))
    small = [(e, p.value) for e, p in own if p.unit == PER_CENT and 0 < abs(p.value) < 1]
    limits = _limits(program) if small else ()
    for element, value in small:
        if element.id in limits:
            yield _small("W536.parameter", element, "value", name=element.id, value=value)
    for element, steps, field, name in _own_fields(program, "unit", "max", "below"):
        highest = field.maximum if field.maximum is not None else field.below
        if field.type.unit == PER_CENT and highest is not None and 0 < highest <= 1:
            key = "max" if field.maximum is not None else "below"
            yield _small("W536.input", element, *steps, key, name=name, value=highest)


def _limits(program: Program) -> set[str]:
    """The names that conditions of requirements and preconditions hold a value against; what deviates may by little."""
    checks = [s for r in program.requirements for s in (r.check, r.applies) if s]
    limits: set[str] = set()
    for step in (*checks, *program.preconditions):
        for node in (p for p in t.walk(step.typed) if isinstance(p, t.Compare)):
            for limit, other in ((node.left, node.right), (node.right, node.left)):
                held, against = _plain(limit), _plain(other)
                is_deviation = isinstance(against, t.Apply) and against.function == "abs"
                if isinstance(held, t.Value) and not is_deviation:
                    limits.add(held.name)
    return limits


def _small(key: str, element: ResolvedElement, *steps: str, name: str, value: Decimal) -> Remark:
    """A limit in per cent, with the fraction that it is and the per cent that it may have been meant to be."""
    return remark(
        key,
        element,
        *steps,
        name=name,
        value=plain(value),
        fraction=plain(value / 100),
        meant=plain(value * 100),
    )


def check_unbounded(program: Program) -> Iterator[Remark]:
    """Shares and counts of an inventory that may be negative, or shares greater than the whole (W537)."""
    for element, steps, field, name in _own_fields(program, "unit", "min", "above", "max", "below", "exact"):
        if field.type.kind != "number":
            continue
        lower = field.minimum is not None or field.above is not None
        upper = field.maximum is not None or field.below is not None
        if field.type.unit == PER_CENT and not (lower and upper):
            key = "W537.upper" if lower else "W537.lower" if upper else "W537.share"
            yield remark(key, element, *steps, name=name)
        elif field.exact and not field.type.unit.symbols and not lower:
            yield remark("W537.count", element, *steps, name=name)


def _own_fields(program: Program, *of: str) -> Iterator[tuple[ResolvedElement, tuple[str, ...], Field, str]]:
    """The columns and the single inputs of which the rule set itself says one of `of`: element, path, field, name."""
    for element in own_elements(program, "inputs", of=(*of, "columns")):
        table = program.tables.get(element.id)
        if table is None:
            yield element, (), program.fields[element.id], element.id
            continue
        for name in as_map(program.resolved.own.elements[element.name].fields.get("columns")):
            yield element, ("columns", name), table.columns[name], f"{table.name}.{name}"
