"""What a part may come to beside a value: missing, not applicable, an error. Told from the tree, for any inventory."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field, frozen

from ruleengine.formula import typed as t
from ruleengine.formula.functions import AGGREGATES, complete


@frozen
class Absences:
    """Whether a part may be missing, not applicable, or without a value since something fails."""

    missing: bool = False
    not_applicable: bool = False
    fails: bool = False

    def __or__(self, other: Absences) -> Absences:
        return Absences(
            self.missing or other.missing,
            self.not_applicable or other.not_applicable,
            self.fails or other.fails,
        )

    @property
    def any(self) -> bool:
        """Whether it may be without a value at all."""
        return self.missing or self.not_applicable or self.fails


NEVER = Absences()
FAILS = Absences(fails=True)
_NOT_APPLICABLE = Absences(not_applicable=True)
_MISSING = Absences(missing=True)

#: What an aggregate may come to although all its rows have values.
_AGGREGATES = complete("formula/absences", AGGREGATES, {
    "sum": NEVER, "count": NEVER, "mean": _NOT_APPLICABLE | FAILS, "min": _NOT_APPLICABLE, "max": _NOT_APPLICABLE,
    "any": NEVER, "all": NEVER,
})  # fmt: skip


@define
class AbsenceOf:
    """Asks parts; `value` tells of named values, `gaps` whether a column of a look-up table has empty cells, `optional`
    whether nothing may be said of a table.
    """

    value: Callable[[str], Absences]
    gaps: Callable[[str, str], bool]
    optional: Callable[[str], bool]
    _known: dict[int, tuple[t.Typed, Absences]] = field(factory=dict, init=False)

    def __call__(self, node: t.Typed) -> Absences:
        """What a part may come to; each is worked out once, from below."""
        if id(node) not in self._known:
            for part in t.upwards(node):
                if id(part) not in self._known:
                    self._known[id(part)] = (part, self._of(part))
        return self._known[id(node)][1]

    def _inner(self, *nodes: t.Typed | None) -> Absences:
        found = NEVER
        for node in nodes:
            found = found if node is None else found | self._known[id(node)][1]
        return found

    def _of(self, node: t.Typed) -> Absences:
        below = self._inner(*t.parts(node))
        match node:
            case t.Constant():
                return NEVER
            case t.Absence():
                return _NOT_APPLICABLE
            case t.Value(name=name):
                return self.value(name)
            case t.Find(table=table, column=column):
                return below | Absences(missing=self.gaps(table, column), fails=True)
            case t.Arithmetic(operator="/") | t.Power():
                return below | FAILS
            case t.Apply(function="log"):
                return below | FAILS
            case t.Apply(function="given"):
                return Absences(fails=below.fails)
            case t.Aggregate():
                rows = Absences(below.missing or self.optional(node.table), False, below.fails)
                return rows | _AGGREGATES[node.function]
            case t.Total():
                whole = node.whole is not None and self._inner(node.whole).any
                return Absences(fails=below.fails or below.missing or whole)
            case _:
                return below
