"""Values where an element or a table is applicable, in the one form that all of them have."""

from __future__ import annotations

from ruleengine.formula import typed as t
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.scope import Scope


def where_holds(condition: str, typed: t.Typed, otherwise: t.Typed | None = None) -> t.Typed:
    """A value where the condition named holds; else `otherwise`, without which it is not applicable."""
    holds = t.Value(condition, t.BOOLEAN, typed.span)
    instead = otherwise or t.Absence(typed.type.of(None), typed.span)
    return t.Select(holds, typed, instead, typed.type, typed.span)


def where_applicable(
    scope: Scope, table: str | None, typed: t.Typed, otherwise: t.Typed | None = None
) -> t.Typed:
    """What is read of the rows of a table, where the table is applicable; else `otherwise`, as `where_holds` has it.

    Raises `FormulaError` where the condition of the table rests on what is read.
    """
    condition = scope.whens.get(table or "")
    if condition is None:
        return typed
    if condition not in scope.values:
        raise FormulaError("E412.when", typed.span, table=table)
    return where_holds(condition, typed, otherwise)
