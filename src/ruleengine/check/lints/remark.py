"""A remark: a finding of a lint, which the author of a rule set may have meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

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


def own_elements(program: Program, *sections: str) -> Iterator[ResolvedElement]:
    """The elements of these sections, or single sections, that the rule set itself defines or changes."""
    resolved = program.resolved
    for listed in (resolved.singles, resolved.elements):
        yield from (
            e for e in listed.values() if e.section in sections and e.origins[-1] == resolved.reference
        )


def own_steps(program: Program) -> Iterator[Step]:
    """The formulas that the rule set itself writes, in the order of calculation."""
    own = program.resolved.reference
    yield from (s for s in program.all_steps() if s.kind != "footprint" and s.element.origins[-1] == own)
