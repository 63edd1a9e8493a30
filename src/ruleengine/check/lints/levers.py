"""Lints of levers: numbers of the examples that may be changed, and no verdict reacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from ruleengine.check.lints.examples import again, element_of, numbers_of, of_example
from ruleengine.check.lints.remark import Remark
from ruleengine.figures import plain
from ruleengine.formula.units import CO2E
from ruleengine.program.program import Field, Program
from ruleengine.run.result import Result

#: Key, what numbers are multiplied by, and to how much of the result they have to lower it to be told: what lowers a
#: result by growing is told sooner than what is left out of it.
_CHANGES = (
    ("W541.more", Decimal(2), Decimal("0.99")),
    ("W542.less", Decimal("0.5"), Decimal("0.9")),
)
_ONE = Decimal(1)
#: How far a number is moved down and up to see whether any verdict reacts.
_EXTREMES = (Decimal("0.001"), Decimal(1000))


def check_levers(program: Program, examples: Sequence[Result]) -> Iterator[Remark]:
    """Inputs and columns that lower the footprint per unit by growing (W541) or by half (W542), and no verdict reacts.

    A verdict that reacts in one example, or a refusal, shows that there is a requirement. Numbers stay within their
    limits and what is typical of them; emission factors are held by their sources and are not halved. The example in
    which a number does most is named.
    """
    for name, field in numbers_of(program).items():
        for key, factor, most in _CHANGES:
            if key == "W542.less" and _is_factor(field):
                continue
            share, example = _lowest(examples, name, field, factor)
            if example is not None and share < most:
                steps = ("columns", name.partition(".")[2]) if "." in name else ()
                yield of_example(
                    key, program, element_of(program, name), *steps, name=name, factor=plain(factor),
                    percent=plain(round(share * 100, 1)), example=example.inventory.file,
                )  # fmt: skip


def check_unwatched(program: Program, examples: Sequence[Result]) -> Iterator[Remark]:
    """Inputs and columns to whose extremes, within their limits and what is typical, no verdict reacts (W544).

    Most numbers are such; told are those that an example moves at all. It is asked for by itself.
    """
    for name, field in numbers_of(program).items():
        if _is_moved_unseen(examples, name, field):
            steps = ("columns", name.partition(".")[2]) if "." in name else ()
            yield of_example(
                "W544.unwatched", program, element_of(program, name), *steps, name=name, examples=len(examples)
            )  # fmt: skip


def _is_moved_unseen(examples: Sequence[Result], name: str, field: Field) -> bool:
    """Whether the number moves in an example, and neither a verdict of any nor a refusal answers."""
    is_moved = False
    for example in examples:
        for factor in _EXTREMES:
            changed = again(example, [(name, partial(_within, field, factor=factor))])
            if changed is None or _verdicts(changed) != _verdicts(example):
                return False
            is_moved = is_moved or changed is not example
    return is_moved


def _verdicts(result: Result) -> list[str]:
    return [v.verdict for v in result.verdicts]


def _lowest(
    examples: Sequence[Result], name: str, field: Field, factor: Decimal
) -> tuple[Decimal, Result | None]:
    """What is left of the result of the example that an input lowers most; all, where a verdict of one reacts."""
    lowest: tuple[Decimal, Result | None] = (_ONE, None)
    for example in examples:
        changed = again(example, [(name, lambda value: _within(field, value, factor))])
        if changed is None or _verdicts(changed) != _verdicts(example):
            return _ONE, None
        if example.per_unit > 0 and (share := changed.per_unit / example.per_unit) < lowest[0]:
            lowest = (share, example)
    return lowest


def _within(field: Field, value: Decimal, factor: Decimal) -> Decimal:
    """The number times the factor, as far as limits and what is typical let it move; never past what they exclude."""
    low, high = field.typical or (None, None)
    moved = value * factor
    for limit in (field.maximum, high) if factor > 1 else ():
        if limit is not None:
            moved = max(value, min(moved, limit))
    for limit in (field.minimum, low) if factor < 1 else ():
        if limit is not None:
            moved = min(value, max(moved, limit))
    return moved if field.admits(moved) else value


def _is_factor(field: Field) -> bool:
    """Whether numbers are emissions of something."""
    return any(base in dict(CO2E.dimension) and exponent > 0 for base, exponent in field.type.unit.dimension)
