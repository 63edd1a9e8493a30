"""What a rule set must mean beyond its shape: sources, stages, promises, vocabulary, dates, unused parts.

Each check is a function `(program, report)`; `CHECKS` is the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from ruleengine.diagnostics import Diagnostic, Fact, Related, Report, nearest
from ruleengine.diagnostics.facts import facts_of
from ruleengine.program.natures import check_natures
from ruleengine.program.program import Program
from ruleengine.program.roles import check_roles
from ruleengine.program.stated_unit import check_stated_unit
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.model import PLACEHOLDER, ROUNDED_TO, STAGES, Version
from ruleengine.source.document import Path

_REQUIRED: dict[str, tuple[str, ...]] = {
    "sources": ("title", "publisher", "grade"),
    "scope": ("text",),
    "functional_unit": ("text",),
    "declared_unit": ("text",),
    "reference_flow": ("formula",),
    "boundary": ("type", "stages"),
    "product_codes": ("system", "codes"),
    "provisions": ("clause", "text", "source"),
    "gaps": ("what", "why", "effect", "source"),
    "changes": ("since", "what", "why", "effect", "source"),
    "inputs": ("label", "clause"),
    "parameters": ("value", "unit", "label", "clause"),
    "tables": ("table", "label"),
    "must": ("clause", "text", "check"),
    "quantities": ("label", "clause"),
    "emissions": ("stage", "species", "label", "clause"),
    "indicators": ("unit", "label", "clause"),
    "requirements": ("clause", "verb", "text", "evidence", "severity"),
}
_NEEDS_SOURCE = {
    "parameters": "E501.parameter", "requirements": "E501.requirement", "must": "E501.precondition",
}  # fmt: skip
#: A brace that is no part of `{name}`; full-width ones around a name are meant for one.
_STRAY = re.compile(r"[{}]|｛\s*[a-z][a-z0-9_]*\s*｝")
_CATEGORY_SECTIONS = ("scope", "basis", "reference_flow", "boundary", "rounding")


def _tell(
    report: Report,
    key: str,
    element: ResolvedElement,
    *steps: str | int,
    related: tuple[Related, ...] = (),
    **facts: Fact | None,
) -> None:
    place = element.place(*steps)
    told = Diagnostic(key, facts_of(facts), place, element.name, element.clause, related=related)
    report.take([told])


def _elements(program: Program, *, singles: bool = False) -> Iterator[ResolvedElement]:
    """All elements that are whole: of one that changes what there is not, that alone is told."""
    resolved = program.resolved
    yield from (e for e in resolved.elements.values() if e.name not in resolved.misplaced)
    if singles:
        yield from resolved.singles.values()


def _required_fields(program: Program, report: Report) -> None:
    for element in _elements(program, singles=not program.resolved.own.abstract):
        lacking = tuple(name for name in _REQUIRED.get(element.section, ()) if name not in element.fields)
        if lacking:
            _tell(report, "E202.fields", element, path=element.name, lacking=lacking)
        columns = element.fields.get("columns") if element.section == "inputs" else None
        for name, column in columns.items() if isinstance(columns, Mapping) else ():
            if "label" not in column:
                _tell(report, "E202.column", element, "columns", name, name=name)


def _sources(program: Program, report: Report) -> None:
    known = {e.id for e in program.resolved.section("sources")}
    for element in _elements(program, singles=True):
        if element.section == "sources":
            continue
        if element.section in _NEEDS_SOURCE and "source" not in element.fields:
            _tell(report, _NEEDS_SOURCE[element.section], element, name=element.id)
        for steps, source in _source_fields(element):
            if source not in known:
                near = nearest(source, known)
                _tell(report, "E502.source", element, *steps, source=source, nearest=near)
        for steps, fields in _statements(element):
            is_told = _needs_source(element.section, fields)
            if not is_told and fields.get("basis", "own") != "own" and "source" not in fields:
                _tell(report, "E501.basis", element, *steps, "basis", basis=str(fields["basis"]))


def _needs_source(section: str, fields: Mapping[str, object]) -> bool:
    """Whether a source is due whatever the basis is; that it is missing is told as such."""
    is_default = section == "inputs" and "default" in fields and "unit" in fields
    return is_default or section in _NEEDS_SOURCE or "source" in _REQUIRED.get(section, ())


def _source_fields(element: ResolvedElement) -> Iterator[tuple[tuple[str, ...], str]]:
    source = element.fields.get("source")
    if isinstance(source, str):
        yield ("source",), source
    for reason in element.reasons:
        named = reason.get("source")
        if isinstance(named, str) and named != source:
            yield ("because", "source"), named
    for steps, fields in _statements(element):
        if steps and isinstance(fields.get("source"), str):
            yield (*steps, "source"), str(fields["source"])
        if isinstance(fields.get("typical_source"), str):
            yield (*steps, "typical_source"), str(fields["typical_source"])


def _statements(element: ResolvedElement) -> Iterator[tuple[tuple[str, ...], Mapping[str, object]]]:
    """What may name a source: the element, and the columns of an input table, with where they stand."""
    yield (), element.fields
    columns = element.fields.get("columns")
    for name, column in columns.items() if isinstance(columns, Mapping) else ():
        if isinstance(column, Mapping):
            yield ("columns", name), column


def _requirements(program: Program, report: Report) -> None:
    vocabulary = {
        kind: [e.id for e in program.resolved.section(f"vocabulary.{kind}")]
        for kind in ("evidence", "methods")
    }
    for element in (e for e in _elements(program) if e.section == "requirements"):
        if "check" not in element.fields and not element.fields.get("method"):
            _tell(report, "E503.neither", element, name=element.id)
        for name, kind in (("evidence", "evidence"), ("method", "methods")):
            listed = element.fields.get(name)
            for index, item in enumerate(listed if isinstance(listed, list) else []):
                if item not in vocabulary[kind]:
                    known, near = tuple(vocabulary[kind]), nearest(str(item), vocabulary[kind])
                    _tell(
                        report, "E510.entry", element, name, index,
                        item=str(item), kind=kind, known=known, nearest=near,
                    )  # fmt: skip


def _stages(program: Program, report: Report) -> None:
    boundary = program.resolved.singles.get("boundary")
    listed = boundary.fields.get("stages") if boundary else None
    stages = [s for s in listed if s in STAGES] if isinstance(listed, list) else []
    ordered = sorted(set(stages), key=STAGES.index)
    if boundary is None:
        return
    if stages != ordered:
        twice = next((s for s in ordered if stages.count(s) > 1), None)
        key = "E504.twice" if twice else "E504.order"
        _tell(report, key, boundary, "stages", stage=twice, ordered=tuple(ordered))
    emissions = [e for e in _elements(program) if e.section == "emissions"]
    for element in emissions:
        stage = element.text("stage")
        if stage is not None and stage not in stages:
            own = str(program.resolved.reference)
            inherited = element.origin(program.resolved.reference) == "inherited"
            _tell(
                report, "E505.inherited" if inherited else "E505.own", element, "stage",
                related=(Related("declared", boundary.place("stages")),),
                name=element.id, path=element.name, stage=stage, stages=tuple(stages), ruleset=own,
            )  # fmt: skip
    if program.resolved.own.abstract:
        return
    used = {e.fields.get("stage") for e in program.resolved.section("emissions")}
    for stage in stages:
        if stage not in used:
            _tell(report, "W519.stage", boundary, "stages", stage=stage)
        _scenario(program, boundary, stage, report)


def _scenario(program: Program, boundary: ResolvedElement, stage: str, report: Report) -> None:
    """A stage that rests on a scenario needs its description."""
    scenario = {"use": "use_scenario", "end_of_life": "end_of_life_scenario"}.get(stage)
    path = f"provisions.{scenario}"
    if scenario is None or path in program.resolved.elements:
        return
    removal = next((r for r in program.resolved.removals if r.element.name == path), None)
    declared = boundary.place("stages")
    if removal is None:
        _tell(report, "E509.missing", boundary, "stages", stage=stage, path=path)
    else:
        report.tell(
            "E509.removed", removal.place, element=path, clause=removal.element.clause,
            related=(Related("declared", declared),), stage=stage, path=path,
        )  # fmt: skip


def _category(program: Program, report: Report) -> None:
    """What a rule set that products are calculated with must have."""
    resolved = program.resolved
    if resolved.own.abstract:
        return
    place = resolved.own.document.place(("ruleset",))
    units = [s for s in ("functional_unit", "declared_unit") if s in resolved.singles]
    if len(units) > 1:
        places = {name: resolved.singles[name].place() for name in units}
        report.tell("E508.both", place, related=tuple(Related("declared", p) for p in places.values()))
    elif not units:
        report.tell("E508.neither", place)
    missing = [s for s in _CATEGORY_SECTIONS if s not in resolved.singles]
    if not list(resolved.section("product_codes")):
        missing.append("product_codes")
    if missing:
        report.tell("E508.sections", place, lacking=tuple(missing))
    rounding = resolved.singles.get("rounding")
    if rounding is not None and not any(name in rounding.fields for name in ROUNDED_TO):
        _tell(report, "E202.one_of", rounding, name="`rounding`", keys=ROUNDED_TO)


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
            report.tell("E507.no_date", own.document.place(("standard", name)), text=str(standard[name]))
    for earlier, later in (("issued", "effective"), ("effective", "withdrawn")):
        if earlier in dates and later in dates and dates[later] < dates[earlier]:
            report.tell(
                "E507.order",
                own.document.place(("standard", later)),
                related=(Related("declared", own.document.place(("standard", earlier))),),
                later=later,
                earlier=earlier,
                later_date=dates[later].isoformat(),
                earlier_date=dates[earlier].isoformat(),
            )


def _changes(program: Program, report: Report) -> None:
    """A change is one since an earlier version of the same rule set."""
    own = program.resolved.reference
    for element in program.resolved.section("changes"):
        since = element.text("since")
        if since is not None and Version.of(since) >= own.version:
            _tell(report, "E523.later", element, "since", since=since, version=str(own.version))


def texts_with_places(element: ResolvedElement) -> Iterator[tuple[Path, str]]:
    """The texts in which `{name}` is filled in, with where they stand."""
    fields = element.fields
    texts: dict[Path, object] = {("text",): fields.get("text")}
    if element.section not in ("requirements", "must", "provisions"):
        texts |= {(): fields, ("short",): fields.get("short")}
        for name in ("includes", "excludes"):
            items = fields.get(name)
            texts |= {(name, i): t for i, t in enumerate(items if isinstance(items, list) else ())}
    for path, text in texts.items():
        for language in ("zh", "en"):
            words = text.get(language) if isinstance(text, Mapping) else None
            if isinstance(words, str):
                yield (*path, language), words


def _placeholders(program: Program, report: Report) -> None:
    sections = ("requirements", "must", "provisions", *program.resolved.singles)
    for element in _elements(program, singles=True):
        for path, words in texts_with_places(element) if element.section in sections else ():
            for name in PLACEHOLDER.findall(words):
                if name not in program.parameters:
                    removed = [r for r in program.resolved.removals if r.element.name == f"parameters.{name}"]
                    _tell(
                        report, "E512.name", element, *path,
                        related=tuple(Related("removed", r.place) for r in removed),
                        name=name, by=str(removed[0].by) if removed else None,
                        nearest=None if removed else nearest(name, program.parameters),
                    )  # fmt: skip
            stray = _STRAY.search(PLACEHOLDER.sub(lambda m: "_" * len(m[0]), words))
            if stray:
                at = stray.start()
                _tell(report, "E512.brace", element, *path, text=words[max(0, at - 12) : at + 24])


CHECKS = (
    _required_fields, _sources, _requirements, _stages, _category, _dates, _changes, _placeholders, check_natures,
    check_stated_unit, check_roles,
)  # fmt: skip


def check_meaning(program: Program, report: Report) -> None:
    """Run all checks; each adds what it finds to `report`."""
    for check in CHECKS:
        check(program, report)
