"""The table of functions and operators: what the language has, and that every pass says what it makes of each.

A pass (typing, the evaluators, the derivative, ties, the printers) keeps a map from the members of a family to what it
does with them and has it checked by `complete` where the module is read. A function that a pass says nothing of is
refused there and then, with the names of both; no pass has a default for what it does not know. CONTRIBUTING.md says
step by step how a function is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from attrs import frozen

T = TypeVar("T")

#: Every pass that asked for a family, with what it registered: pass → family → members. Read by a test.
REGISTERED: dict[str, dict[str, frozenset[str]]] = {}


@frozen
class Family:
    """Functions or operators that stand in one kind of node."""

    name: str
    members: tuple[str, ...]


#: Options of the functions that take some; `where` and `weight` are evaluated row by row, `by` names the groups.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "sum": ("where", "by"), "count": ("where", "by"), "mean": ("where", "weight"), "any": ("where",),
    "all": ("where",), "min": ("where",), "max": ("where",),
}  # fmt: skip

#: What is called by name in a formula, in the order of the reference page. Passes: types, notation, reading aloud.
CALLED = Family("called", (
    "sum", "count", "mean", "min", "max", "any", "all", "abs", "sqrt", "exp", "log", "round_half_even", "ceil",
    "floor", "given",
))  # fmt: skip

#: `Apply`: functions of single values, row by row (a root is a `Power`). Passes: exact, arrays, ties, derivative.
APPLIED = Family("applied", (
    "neg", "not", "in", "abs", "exp", "log", "min", "max", "round_half_even", "ceil", "floor", "given",
))  # fmt: skip

#: `Aggregate`: functions over the rows of a table. Passes: exact, arrays, ties, derivative.
AGGREGATES = Family("aggregate", ("sum", "count", "mean", "min", "max", "any", "all"))

#: `Arithmetic`, `Compare` and `Connect`.
ARITHMETIC = Family("arithmetic", ("+", "-", "*", "/"))
COMPARISONS = Family("comparison", ("==", "!=", "<", "<=", ">", ">="))
CONNECTIVES = Family("connective", ("and", "or"))

FAMILIES = (CALLED, APPLIED, AGGREGATES, ARITHMETIC, COMPARISONS, CONNECTIVES)


class IncompletePass(TypeError):
    """A pass does not say what it makes of a function of the table, or names one that the table has not."""


def complete(work: str, family: Family, ways: Mapping[str, T]) -> Mapping[str, T]:
    """The map of a pass, once it is known to have exactly the members of the family; raises `IncompletePass`.

    `work` is the module, from `ruleengine` on, and what it does there: `formula/derivative`.
    """
    lacking = [f"`{name}`" for name in family.members if name not in ways]
    if lacking:
        raise IncompletePass(
            f"{work} does not say what it makes of {', '.join(lacking)}, which the table of functions has"
            f" (formula/functions.py, family `{family.name}`); register it there"
        )
    unknown = [f"`{name}`" for name in ways if name not in family.members]
    if unknown:
        raise IncompletePass(
            f"{work} registers {', '.join(unknown)}, which the table of functions has not"
            f" (formula/functions.py, family `{family.name}`); add it to the table"
        )
    REGISTERED.setdefault(work, {})[family.name] = frozenset(ways)
    return ways
