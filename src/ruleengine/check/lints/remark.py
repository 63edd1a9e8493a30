"""A remark: a finding of a lint, which the author of a rule set may have meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from ruleengine.diagnostics import Diagnostic, Excerpt, Fact
from ruleengine.diagnostics.facts import facts_of
from ruleengine.program.program import Program, Step
from ruleengine.resolve.resolved import ResolvedElement

#: What looks at a rule set; it tells of what the rule set itself says and not of what it inherits.
Lint = Callable[[Program], Iterator["Remark"]]


@frozen
class Remark:
    """What is told of an element, or of a column of an input table."""

    diagnostic: Diagnostic
    element: ResolvedElement
    column: str | None = None

    @property
    def is_meant(self) -> bool:
        """Whether the element, or the column, says that it is meant so."""
        return self.diagnostic.code in meant(self.element, self.column)


def remark(
    key: str,
    element: ResolvedElement,
    *steps: str | int,
    excerpt: Excerpt | None = None,
    **facts: Fact | None,
) -> Remark:
    """The remark about a field of an element; in `columns` it is one about the column."""
    told = Diagnostic(key, facts_of(facts), element.place(*steps), element.name, element.clause, excerpt)
    return Remark(told, element, str(steps[1]) if steps[:1] == ("columns",) else None)


def meant(element: ResolvedElement, column: str | None = None) -> Mapping[str, object]:
    """The codes that an element, or a column of it, says are meant, with the reasons."""
    fields: object = element.fields
    if column is not None:
        columns = element.fields.get("columns")
        fields = columns.get(column) if isinstance(columns, Mapping) else None
    words = fields.get("meant") if isinstance(fields, Mapping) else None
    return words if isinstance(words, Mapping) else {}


def own_elements(program: Program, *sections: str, of: Sequence[str]) -> Iterator[ResolvedElement]:
    """The elements of these sections of which the rule set itself, and no base, says one of the fields `of`."""
    resolved = program.resolved
    for listed in (resolved.singles, resolved.elements):
        yield from (
            e for e in listed.values() if e.section in sections and any(is_own(program, e, f) for f in of)
        )


def own_steps(program: Program) -> Iterator[Step]:
    """The formulas that the rule set itself writes, in the order of calculation."""
    for step in program.all_steps():
        if step.kind != "footprint" and is_own(program, step.element, step.field):
            yield step


def is_own(program: Program, element: ResolvedElement, field: str) -> bool:
    """Whether the rule set itself says this field of an element: what it inherits is told of the base."""
    return element.field_references.get(field) == program.resolved.reference
