"""Resolved rule set to program: a visible sequence of passes, all errors collected.

inputs and parameters → formulas parsed → ordered by dependency → typed and unit-checked → preconditions →
requirements → meaning → what is to be said of the files that it rests on.

What rests on a name that something is wrong with is not judged: its cause is told, not what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from ruleengine.diagnostics import Both, Phrase, Related, Report
from ruleengine.diagnostics.facts import spoken
from ruleengine.formula import nodes as n
from ruleengine.formula.applicability import where_applicable, where_holds
from ruleengine.formula.from_text import parse
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.to_typed import fit, to_typed
from ruleengine.formula.typed import BOOLEAN, NUMBER, Type, Typed
from ruleengine.formula.units import CO2E, NONE, Unit
from ruleengine.formula.words import on_one_line
from ruleengine.language import LANGUAGES
from ruleengine.program.applicability import Written, uses_of, with_conditional_inputs
from ruleengine.program.footprint import footprint_steps, footprint_types
from ruleengine.program.inputs import read_unit
from ruleengine.program.meaning import check_meaning
from ruleengine.program.names import Names
from ruleengine.program.order import Circle, ordered
from ruleengine.program.program import Program, Requirement, Step, step_phrase, when_name
from ruleengine.program.promises import keeps_promise, promised_type
from ruleengine.program.use import check_use, read_by
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet

_KINDS = {"quantities": "quantity", "emissions": "emission", "indicators": "indicator"}
#: How many members of a circle are shown.
_SHOWN = 12


def compile_program(resolved: ResolvedRuleSet, report: Report | None = None) -> Program:
    """Compile a resolved rule set. Raises `Refused` on errors, unless a `report` collects them."""
    own = report or Report()
    names = Names(resolved, own)
    compiler = _Compiler(resolved, own, names)
    steps = compiler.section_steps(("quantities", "emissions"))
    reference_flow = compiler.reference_flow()
    names.values.update(footprint_types())
    preconditions = _preconditions(compiler)
    indicators = compiler.section_steps(("indicators",))
    requirements = tuple(compiler.requirement(e) for e in resolved.section("requirements"))
    asking = (*preconditions, *indicators, *(s for r in requirements for s in (r.applies, r.check) if s))
    program = with_conditional_inputs(
        Program(
            resolved=resolved,
            fields=names.inputs.fields,
            tables=names.inputs.tables,
            parameters=names.parameters,
            lookups=resolved.tables,
            steps=steps,
            reference_flow=reference_flow,
            footprint=footprint_steps(
                resolved, [s for s in steps if s.kind == "emission"], reference_flow, read_by(asking)
            ),
            indicators=indicators,
            requirements=requirements,
            preconditions=preconditions,
        )
    )
    check_meaning(program, own)
    if report is None:
        own.stop_on_errors()
    else:
        check_use(program, report)
    return _telling_of_what_is_used(program)


def _telling_of_what_is_used(program: Program) -> Program:
    """The program without what is to be said of factor tables that none of its formulas reads."""
    resolved = program.resolved
    files = {name: str(table.reference) for name, table in resolved.tables.items()}
    if not {s.file for s in resolved.standings} & set(files.values()):
        return program
    read = read_by(program.all_steps())
    idle = {file for name, file in files.items() if name not in read}
    idle -= {file for name, file in files.items() if name in read}
    told = tuple(s for s in resolved.standings if s.file not in idle)
    if told == resolved.standings:  # and keep what has been worked out of it, such as its hash
        return program
    return evolve(program, resolved=evolve(resolved, standings=told))


def _preconditions(compiler: _Compiler) -> tuple[Step, ...]:
    """What an inventory must fulfil, over its inputs and what is calculated of them up to the footprint.

    A condition over the columns of a table is one for each of its rows.
    """
    resolved = compiler.resolved
    told = (e for e in resolved.section("must") if e.name not in resolved.misplaced and "check" in e.fields)
    steps = (compiler.condition_or_number(e, "check", "must", BOOLEAN, of_rows=True) for e in told)
    return tuple(step for step in steps if step is not None)


class _Compiler:
    """Types the formulas of one rule set, in the order of their dependencies."""

    def __init__(self, resolved: ResolvedRuleSet, report: Report, names: Names):
        self.resolved, self.report, self.names = resolved, report, names

    def formula_error(self, error: FormulaError, element: ResolvedElement, name: str) -> None:
        """Report a refused formula with its sub-expression underlined, and where a name in it was removed."""
        text = on_one_line(str(element.fields[name]))
        facts = dict(error.facts)
        asked = facts.get("table", facts.get("name")) if "by" in facts else None
        removed = [r for r in self.resolved.removals if r.element.id == asked]
        related = tuple(Related("removed", r.place) for r in removed) or self._changed(element, text)
        told = error.diagnostic(
            element.place(name), element=element.name, clause=element.clause, text=text, related=related
        )
        self.report.take([told])

    def _changed(self, element: ResolvedElement, text: str) -> tuple[Related, ...]:
        """Where the rule set has changed what an inherited formula uses: there lies what is wrong with it now."""
        own = self.resolved.reference
        if element.origin(own) != "inherited":
            return ()
        used = n.names(parse(text)) if _is_read(text) else set()
        changed = (e for e in self.resolved.elements.values() if e.id in used and e.origin(own) == "modified")
        return tuple(Related("changed", e.place()) for e in changed)

    def parse(self, element: ResolvedElement, name: str) -> n.Node | None:
        """The tree of a formula field; None (and an error) when it cannot be read."""
        try:
            return parse(on_one_line(str(element.fields[name])))
        except FormulaError as error:
            self.formula_error(error, element, name)
            return None

    def typed(
        self, element: ResolvedElement, name: str, tree: n.Node, declared: Unit | None = None,
        given: n.Node | None = None,
    ) -> Typed | None:  # fmt: skip
        """The typed tree, asked for where `given` holds; None when it is wrong or rests on something wrong."""
        if not self.names.are_sound(tree):
            return None
        try:
            given = _condition_of(element) if name == "check" else given
            return to_typed(tree, self.names.scope, given, declared=declared)
        except FormulaError as error:
            self.formula_error(error, element, name)
            return None

    def section_steps(self, sections: tuple[str, ...]) -> tuple[Step, ...]:
        """The steps of the sections in an order in which each uses only earlier ones."""
        written: dict[str, Written] = {}
        for element in (e for s in sections for e in self.resolved.section(s)):
            if element.name in self.resolved.misplaced:
                self.names.broken.add(element.id)
            elif "formula" not in element.fields:
                self.names.know(
                    element.id, promised_type(element, self.resolved, self.names.broken, self.report)
                )
            else:
                self._write(written, element.id, element, "formula")
                if "when" in element.fields:
                    self._write(written, when_name(element.id), element, "when")
        if "quantities" in sections:
            for element in self.resolved.section("inputs"):
                if element.id in self.names.whens:
                    self._write(written, when_name(element.id), element, "when")
        steps = []
        for name in self._ordered(written):
            step = self._condition(name, written) if written[name].is_when else self._step(name, written)
            if step is None:
                self._lose(name)
            else:
                self.names.know(name, step.type)
                steps.append(step)
        return tuple(steps)

    def _write(self, written: dict[str, Written], name: str, element: ResolvedElement, field: str) -> None:
        """Add a formula to those of a section, where it can be read."""
        tree = self.parse(element, field)
        if tree is None:
            self._lose(name)
        else:
            written[name] = Written(element, field, tree)

    def _lose(self, name: str) -> None:
        """Something is wrong with a formula: what rests on it is not judged."""
        self.names.broken.add(name)
        self.names.broken.update(table for table, when in self.names.whens.items() if when == name)

    def _ordered(self, written: Mapping[str, Written]) -> tuple[str, ...]:
        names, circles = ordered(uses_of(written, self.names))
        for circle in circles:
            for name in circle.members:
                self._lose(name)
            self._circle(circle, written)
        return names

    def _circle(self, circle: Circle, written: Mapping[str, Written]) -> None:
        """One finding for a circle, at its first formula; the others are told as places that belong to it."""
        first, *others = (written[name] for name in circle.members[:_SHOWN])
        named = [step_phrase(name, written[name].element) for name in circle.path[: _SHOWN + 1]]
        if len(circle.members) == 1:
            key = "E412.when" if first.is_when else "E412.self"
        else:
            key = "E412.circle" if len(circle.path) <= _SHOWN + 1 else "E412.long_circle"
        self.report.tell(
            key,
            first.element.place(first.field),
            element=first.element.name,
            clause=first.element.clause,
            related=tuple(Related("circle", w.element.place(w.field)) for w in others),
            name=circle.members[0],
            table=first.element.id,
            path=Both(*(" → ".join(spoken(name, language) for name in named) for language in LANGUAGES)),
            count=len(circle.members),
        )

    def _condition(self, name: str, written: Mapping[str, Written]) -> Step | None:
        """The condition under which an element or a table is applicable."""
        found = written[name]
        return self._fitted(name, found.element, "when", found.tree, "when", BOOLEAN)

    def _step(self, name: str, written: Mapping[str, Written]) -> Step | None:
        element, tree = written[name].element, written[name].tree
        when = when_name(name)
        if when in self.names.broken:
            return None
        own = written.get(when)
        kind = _KINDS[element.section]
        declared = CO2E if kind == "emission" else NONE
        if "unit" in element.fields:
            read = read_unit(element.fields["unit"], element.place("unit"), element, self.report)
            if read is None or not keeps_promise(element, read, self.resolved, self.report):
                return None
            declared = read
        typed = self.typed(element, "formula", tree, declared, own.tree if own else None)
        if typed is None:
            return None
        try:
            if typed.type.kind == "number":
                fixed = kind == "emission" and "unit" not in element.fields
                typed = fit(typed, declared, "E405.emission" if fixed else "E405.result")
            elif kind != "quantity" or "unit" in element.fields:
                todo = Phrase(_INSTEAD[typed.type.kind] if kind == "quantity" else "todo.correct_formula")
                raise FormulaError("E406.result", typed.span, kind=typed.type.words, todo=todo)
            if kind != "quantity" and typed.type.table:
                raise FormulaError("E406.single", typed.span, kind=typed.type.words)
            typed = where_applicable(self.names.scope, typed.type.table, typed)
        except FormulaError as error:
            self.formula_error(error, element, "formula")
            return None
        tree = tree if own is None else n.Choice(own.tree, tree, n.NotApplicable())
        typed = typed if own is None else where_holds(when, typed)
        return Step(
            name=element.id, kind=kind, element=element, field="formula", tree=tree, typed=typed, type=typed.type,
            stage=element.text("stage") if kind == "emission" else None,
            species=element.text("species") if kind == "emission" else None,
        )  # fmt: skip

    def reference_flow(self) -> Step | None:
        """The step that says how many bases the functional or declared unit takes."""
        element = self.resolved.singles.get("reference_flow")
        if element is None or "formula" not in element.fields:
            return None
        return self.condition_or_number(element, "formula", "reference_flow", NUMBER)

    def condition_or_number(
        self, element: ResolvedElement, name: str, kind: str, wanted: Type, *, of_rows: bool = False
    ) -> Step | None:
        """A step that is a condition or a plain number, single unless it may be one `of_rows`; None where wrong."""
        tree = self.parse(element, name)
        step_name = element.name if name in ("formula", "check") else f"{element.name}.{name}"
        if tree is None:
            return None
        return self._fitted(step_name, element, name, tree, kind, wanted, of_rows=of_rows)

    def _fitted(
        self, step_name: str, element: ResolvedElement, name: str, tree: n.Node, kind: str, wanted: Type, *,
        of_rows: bool = False,
    ) -> Step | None:  # fmt: skip
        """A step that is a condition or a plain number, as is `wanted`; single unless it may be one `of_rows`."""
        typed = self.typed(element, name, tree, NONE if wanted.kind == "number" else None)
        if typed is None:
            return None
        try:
            if typed.type.kind != wanted.kind or (typed.type.table and not of_rows):
                todo = Phrase(_one_of_many(wanted, typed.type))
                raise FormulaError("E406.due", typed.span, due=wanted.words, kind=typed.type.words, todo=todo)
            if wanted.kind == "number":
                typed = fit(typed, NONE, "E405.plain_result")
            typed = where_applicable(self.names.scope, typed.type.table, typed)
        except FormulaError as error:
            self.formula_error(error, element, name)
            return None
        return Step(step_name, kind, element, name, tree, typed, typed.type)

    def requirement(self, element: ResolvedElement) -> Requirement:
        """A requirement with its check and its condition of applicability compiled."""
        told = element.name not in self.resolved.misplaced
        compiled = {
            name: self.condition_or_number(element, name, name, BOOLEAN)
            if told and name in element.fields
            else None
            for name in ("check", "applies")
        }
        return Requirement(element, compiled["check"], compiled["applies"])


def _condition_of(element: ResolvedElement) -> n.Node | None:
    """The condition of a requirement, without which its check is not asked for; None where it cannot be read."""
    text = on_one_line(element.text("applies") or "")
    return parse(text) if _is_read(text) else None


def _is_read(text: str) -> bool:
    """Whether a formula can be read at all."""
    try:
        parse(text)
    except FormulaError:
        return False
    return True


#: What to do with a value of another kind than the declared unit asks for.
_INSTEAD = {
    "boolean": "todo.condition_or_number",
    "text": "todo.text_or_number",
    "reference": "todo.correct_formula",
}


def _one_of_many(wanted: Type, given: Type) -> str:
    """What to do with a column where one value is due, or with a value of another kind."""
    if given.table is None or given.kind != wanted.kind:
        return "todo.write_condition" if wanted.kind == "boolean" else "todo.write_number"
    return "todo.join_rows" if wanted.kind == "boolean" else "todo.add_up"
