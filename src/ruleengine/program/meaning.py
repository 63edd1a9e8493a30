"""What a rule set must mean beyond its shape: sources, stages, promises, vocabulary, dates, unused parts.

Each check is a function `(program, report)`; `CHECKS` is the whole list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ruleengine.diagnostics import Report, nearest, quoted
from ruleengine.formula import nodes as n
from ruleengine.formula.typed import Follow, Value, walk
from ruleengine.program.program import Program
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.model import PLACEHOLDER, STAGES

_REQUIRED: dict[str, tuple[str, ...]] = {
    "sources": ("title", "publisher", "grade"),
    "provisions": ("clause", "text", "source"),
    "inputs": ("label", "clause"),
    "parameters": ("value", "unit", "label", "clause"),
    "tables": ("table", "label"),
    "quantities": ("label", "clause"),
    "emissions": ("stage", "species", "label", "clause"),
    "indicators": ("unit", "label", "clause"),
    "requirements": ("clause", "verb", "text", "evidence", "severity"),
}
_NEEDS_SOURCE = ("parameters", "requirements")
_CATEGORY_SECTIONS = ("scope", "basis", "reference_flow", "boundary", "rounding")


def _add(
    report: Report,
    code: str,
    message: str,
    element: ResolvedElement,
    *steps: str | int,
    expected: str | None = None,
    suggestion: str | None = None,
) -> None:
    report.add(
        code, message, element.place(*steps), element=element.name, clause=element.clause,
        expected=expected, suggestion=suggestion,
    )  # fmt: skip


def _required_fields(program: Program, report: Report) -> None:
    for element in program.resolved.elements.values():
        for name in _REQUIRED.get(element.section, ()):
            if name not in element.fields:
                _add(report, "E202", f"`{element.name}` has no `{name}`", element)
    for element in program.resolved.section("inputs"):
        columns = element.fields.get("columns")
        for name, column in columns.items() if isinstance(columns, Mapping) else ():
            if "label" not in column:
                _add(report, "E202", f"the column `{name}` has no `label`", element, "columns", name)


def _sources(program: Program, report: Report) -> None:
    known = {e.id for e in program.resolved.section("sources")}
    elements = [*program.resolved.elements.values(), *program.resolved.singles.values()]
    for element in elements:
        if element.section == "sources":
            continue
        if element.section in _NEEDS_SOURCE and "source" not in element.fields:
            kind = "parameter" if element.section == "parameters" else "requirement"
            _add(report, "E501", f"the {kind} `{element.id}` names no source", element)
        for steps, source in _source_fields(element):
            if source not in known:
                near = nearest(source, known)
                _add(
                    report, "E502", f"the source `{source}` is not defined", element, *steps, suggestion=near
                )


def _source_fields(element: ResolvedElement) -> Iterator[tuple[tuple[str, ...], str]]:
    source = element.fields.get("source")
    if isinstance(source, str):
        yield ("source",), source
    columns = element.fields.get("columns")
    for name, column in columns.items() if isinstance(columns, Mapping) else ():
        if isinstance(column, Mapping) and isinstance(column.get("source"), str):
            yield ("columns", name, "source"), str(column["source"])


def _requirements(program: Program, report: Report) -> None:
    vocabulary = {
        kind: [e.id for e in program.resolved.section(f"vocabulary.{kind}")]
        for kind in ("evidence", "methods")
    }
    for requirement in program.requirements:
        element = requirement.element
        methods = element.fields.get("method")
        if "check" not in element.fields and not methods:
            _add(report, "E503", f"`{element.id}` has neither `check` nor `method`", element)
        for name, kind in (("evidence", "evidence"), ("method", "methods")):
            listed = element.fields.get(name)
            for index, item in enumerate(listed if isinstance(listed, list) else []):
                if item not in vocabulary[kind]:
                    near = nearest(str(item), vocabulary[kind])
                    message = f"`{item}` is not in `vocabulary.{kind}`"
                    _add(
                        report,
                        "E510",
                        message,
                        element,
                        name,
                        index,
                        suggestion=near,
                        expected=quoted(vocabulary[kind]),
                    )


def _stages(program: Program, report: Report) -> None:
    boundary = program.resolved.singles.get("boundary")
    listed = boundary.fields.get("stages") if boundary else None
    stages = [s for s in listed if s in STAGES] if isinstance(listed, list) else []
    ordered = sorted(set(stages), key=STAGES.index)
    if boundary and stages != ordered:
        twice = next((s for s in ordered if stages.count(s) > 1), None)
        message = f"the stage `{twice}` stands twice" if twice else "the stages are not in life-cycle order"
        suggestion = "name each stage once" if twice else "put them in the order named"
        _add(report, "E504", message, boundary, "stages", suggestion=suggestion, expected=quoted(ordered))
    for element in program.resolved.section("emissions"):
        stage = element.fields.get("stage")
        if boundary and stage is not None and stage not in stages:
            message = f"`{element.id}` belongs to `{stage}`, the boundary has {quoted(stages)}"
            _add(report, "E505", message, element, "stage")
    if program.resolved.own.abstract or boundary is None:
        return
    used = {e.fields.get("stage") for e in program.resolved.section("emissions")}
    for stage in stages:
        if stage not in used:
            _add(report, "W519", f"no emission belongs to the stage `{stage}`", boundary, "stages")
        scenario = {"use": "use_scenario", "end_of_life": "end_of_life_scenario"}.get(stage)
        if scenario and f"provisions.{scenario}" not in program.resolved.elements:
            message = f"the boundary has the stage `{stage}`, and `provisions.{scenario}` is missing"
            _add(report, "E509", message, boundary, "stages", suggestion=f"add `provisions.{scenario}`")


def _category(program: Program, report: Report) -> None:
    """What a rule set that products are calculated with must have."""
    resolved = program.resolved
    if resolved.own.abstract:
        return
    place = resolved.own.document.place(("ruleset",))
    missing = [s for s in _CATEGORY_SECTIONS if s not in resolved.singles]
    units = [s for s in ("functional_unit", "declared_unit") if s in resolved.singles]
    if len(units) != 1:
        found, todo = ("both", "remove one of them") if units else ("neither", None)
        message = "one of `functional_unit` and `declared_unit` is needed"
        report.add("E508", message, place, found=found, suggestion=todo)
    for section in missing:
        report.add("E508", f"`{section}` is missing", place)
    if not program.resolved.elements or not list(resolved.section("product_codes")):
        report.add("E508", "`product_codes` is missing", place)


def _dates(program: Program, report: Report) -> None:
    own = program.resolved.own
    standard = own.header.get("standard")
    if not isinstance(standard, Mapping):
        return
    dates: dict[str, date] = {}
    for name in ("issued", "effective", "withdrawn"):
        if name not in standard:
            continue
        try:
            dates[name] = date.fromisoformat(str(standard[name]))
        except ValueError:
            place = own.document.place(("standard", name))
            report.add("E507", f"`{standard[name]}` is not a date", place, expected="YYYY-MM-DD")
    for earlier, later in (("issued", "effective"), ("effective", "withdrawn")):
        if earlier in dates and later in dates and dates[later] < dates[earlier]:
            message = f"`{later}` ({dates[later]}) is before `{earlier}` ({dates[earlier]})"
            report.add("E507", message, own.document.place(("standard", later)))


def _placeholders(program: Program, report: Report) -> None:
    elements = [*program.resolved.elements.values(), *program.resolved.singles.values()]
    for element in elements:
        text = element.fields.get("text")
        if element.section not in ("requirements", "provisions", *program.resolved.singles) or not isinstance(
            text, Mapping
        ):
            continue
        for language, words in text.items():
            for name in PLACEHOLDER.findall(str(words)):
                if name not in program.parameters:
                    near = nearest(name, program.parameters)
                    _add(
                        report,
                        "E512",
                        f"`{{{name}}}` is not a parameter",
                        element,
                        "text",
                        language,
                        suggestion=near,
                    )


def _unused(program: Program, report: Report) -> None:
    """Inputs, parameters and quantities of this rule set that nothing rests on. Bases may leave that to others."""
    own = program.resolved.own
    if own.abstract or report.errors:
        return
    used: set[str] = set()
    for step in program.all_steps():
        for part in walk(step.typed):
            if isinstance(part, Value):
                used.add(part.name)
            if isinstance(part, Follow) and isinstance(part.reference, Value):
                used.add(part.reference.name)
        used.update(n.names(step.tree))
    for element in program.resolved.elements.values():
        if element.origins[0] != own.reference:
            continue
        if (
            element.section in ("parameters", "quantities")
            and element.id not in used
            and not _shown(element, program)
        ):
            _add(report, "W518", f"nothing depends on `{element.id}`", element)
        if element.section == "inputs":
            for name, steps in _unused_inputs(element, program, used):
                _add(report, "W517", f"no formula uses `{name}`", element, *steps)


def _shown(element: ResolvedElement, program: Program) -> bool:
    """Whether a text shows the parameter."""
    mark = "{" + element.id + "}"
    return any(mark in str(e.fields.get("text")) for e in program.resolved.elements.values())


def _unused_inputs(
    element: ResolvedElement, program: Program, used: set[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    table = program.tables.get(element.id)
    if table is None:
        if element.id not in used:
            yield element.id, ()
        return
    for column in table.columns.values():
        name = f"{table.name}.{column.name}"
        if column.type.kind == "number" and name not in used:
            yield name, ("columns", column.name)


CHECKS = (_required_fields, _sources, _requirements, _stages, _category, _dates, _placeholders, _unused)


def check_meaning(program: Program, report: Report) -> None:
    """Run all checks; each adds what it finds to `report`."""
    for check in CHECKS:
        check(program, report)
