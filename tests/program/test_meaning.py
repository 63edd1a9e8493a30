"""Each check of what a rule set must mean, once with a rule set that breaks it: code, message, element, and where."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest
from attrs import evolve

from ruleengine.diagnostics import Report, as_text
from ruleengine.program.meaning import CHECKS, check_meaning
from tests.library_builder import ROOT, compiled, findings, overlay, rule_set, texts, write_library

SOUND: dict[str, object] = {
    "inputs": {"mass": "kg", "materials": {"name": "text", "mass": "kg", "factor": "kgCO2e/kg"}},
    "parameters": {"limit": "5 kg", "factor": "2 kgCO2e/kg"},
    "quantities": {"heavy": ("kg", "max(mass, limit)")},
    "emissions": {"e": "heavy * factor + sum(materials.mass * materials.factor)"},
    "requirements": {"r": "footprint.total > 0 * factor * limit"},
}


def test_a_sound_rule_set_has_no_findings(tmp_path) -> None:
    report = findings(tmp_path, **SOUND)
    assert report.items == [] or not list(report.items), as_text(report.items)


def broken(**sections: object) -> dict[str, object]:
    """The sound rule set with sections replaced."""
    return rule_set(**{**SOUND, **sections})


def without(section: str, element: str, *fields: str) -> dict[str, object]:
    """The sound rule set with fields of one element taken out."""
    data = deepcopy(rule_set(**SOUND))
    for field in fields:
        del data[section][element][field]
    return data


ONE_PIECE = {"clause": "2", "text": texts("one piece"), "short": texts("piece"), "source": "book"}
GATE = {"type": "cradle-to-gate", "clause": "3", "text": texts("gate")}
USE = {"clause": "5", "text": texts("scenario"), "source": "book"}

CHANGE = {"what": texts("air"), "why": texts("asked"), "effect": texts("none"), "source": "book"}

# What is broken, and (code, message, element) of everything that is then found.
BRACE = "the text has a brace that is no part of a place such as `{limit}`"
CASES = [
    ("a source without a title", broken(sources={"book": {"publisher": "x", "grade": "official"}}),
     [("E202", "`sources.book` has no `title`", "sources.book")]),
    ("an input without a label", without("inputs", "mass", "label"),
     [("E202", "`inputs.mass` has no `label`", "inputs.mass")]),
    ("a column without a label",
     broken(inputs={**SOUND["inputs"], "materials": {"label": texts("m"), "clause": "4", "columns": {
         "mass": {"unit": "kg"}, "factor": {"unit": "kgCO2e/kg", "label": texts("f")}}}}),
     [("E202", "the column `mass` has no `label`", "inputs.materials")]),
    ("a gap without what it does to results",
     broken(gaps={"annex": {"what": texts("annex"), "why": texts("unread"), "source": "book"}}),
     [("E202", "`gaps.annex` has no `effect`", "gaps.annex")]),
    ("a change without its effect",
     broken(changes={"air": {"since": "0.1.0", "what": texts("air"), "why": texts("asked"), "source": "book"}}),
     [("E202", "`changes.air` has no `effect`", "changes.air")]),
    ("a change since this very version",
     broken(changes={"air": CHANGE | {"since": "1.0.0"}}),
     [("E523", "the change is said to be one since `1.0.0`, and this is version `1.0.0`", "changes.air")]),
    ("a change since an earlier version, and one since a later",
     broken(changes={"air": CHANGE | {"since": "0.10.0"}, "sea": CHANGE | {"since": "1.10.0"}}),
     [("E523", "the change is said to be one since `1.10.0`, and this is version `1.0.0`", "changes.sea")]),
    ("a parameter without a clause", without("parameters", "limit", "clause"),
     [("E202", "`parameters.limit` has no `clause`", "parameters.limit")]),
    ("a quantity without a clause", without("quantities", "heavy", "clause"),
     [("E202", "`quantities.heavy` has no `clause`", "quantities.heavy")]),
    ("an emission without a species", without("emissions", "e", "species"),
     [("E202", "`emissions.e` has no `species`", "emissions.e")]),
    ("an indicator without a unit", broken(indicators={"i": {"formula": "1", "clause": "6"}}),
     [("E202", "`indicators.i` has no `unit`", "indicators.i")]),
    ("a requirement without verb and severity", without("requirements", "r", "verb", "severity"),
     [("E202", "`requirements.r` has no `verb`, `severity`", "requirements.r")]),
    ("a parameter without a source", without("parameters", "factor", "source"),
     [("E501", "the parameter `factor` names no source", "parameters.factor")]),
    ("a requirement without a source", without("requirements", "r", "source"),
     [("E501", "the requirement `r` names no source", "requirements.r")]),
    ("a unit of analysis with an amount of nothing known", broken(declared_unit={**ONE_PIECE, "amount": 1}),
     [("E202", "`declared_unit` has no `unit`", "declared_unit")]),
    ("a unit of analysis with a unit and no amount", broken(declared_unit={**ONE_PIECE, "unit": "kg"}),
     [("E202", "`declared_unit` has no `amount`", "declared_unit")]),
    ("a unit of analysis that is nothing", broken(declared_unit={**ONE_PIECE, "amount": 0, "unit": "kg"}),
     [("E508", "the amount of `declared_unit` is 0", "declared_unit")]),
    ("a mass of the product that is none",
     broken(quantities={"heavy": {"unit": "kg", "formula": "max(mass, limit)"},
         "cost": {"unit": "1", "formula": "mass / limit", "role": "product-mass"}}),
     [("E524", "`cost` cannot be the mass of the product", "quantities.cost")]),
    ("a recycled content for each row",
     broken(quantities={"heavy": {"unit": "kg", "formula": "max(mass, limit)"},
         "part": {"unit": "%", "formula": "materials.mass / limit", "role": "recycled-content"}}),
     [("E524", "`part` cannot be the recycled content: it has a value for each row", "quantities.part")]),
    ("two masses of the product",
     broken(quantities={"heavy": {"unit": "kg", "formula": "max(mass, limit)", "role": "product-mass"},
         "light": {"unit": "g", "formula": "min(mass, limit)", "role": "product-mass"}}),
     [("E524", "`heavy`, `light` are both the mass of the product", "quantities.light")]),
    ("a basis without a source", broken(emissions={"e": {"formula": "heavy * factor", "basis": "heading"}}),
     [("E501", "the basis `heading` says what was read in a source, and there is no `source`", "emissions.e")]),
    ("a basis of a column without a source",
     broken(inputs={**SOUND["inputs"], "materials": {"name": "text", "mass": {"unit": "kg", "basis": "text"},
         "factor": "kgCO2e/kg"}}),
     [("E501", "the basis `text` says what was read in a source, and there is no `source`", "inputs.materials")]),
    ("an unknown source",
     broken(parameters={**SOUND["parameters"], "limit": {"value": 5, "unit": "kg", "source": "boook"}}),
     [("E502", "the source `boook` is not defined", "parameters.limit")]),
    ("an unknown source of the boundary", broken(boundary={**GATE, "stages": ["production"], "source": "nobody"}),
     [("E502", "the source `nobody` is not defined", "boundary")]),
    ("an unknown source of a column",
     broken(inputs={**SOUND["inputs"], "materials": {"name": "text", "mass": "kg", "factor": {
         "unit": "kgCO2e/kg", "default": 2, "source": "nobody"}}}),
     [("E502", "the source `nobody` is not defined", "inputs.materials")]),
    ("nobody can say how it is verified", without("requirements", "r", "check", "method"),
     [("E503", "`r` has neither `check` nor `method`", "requirements.r")]),
    ("stages out of order", broken(boundary={**GATE, "stages": ["production", "raw_materials"]}),
     [("E504", "the stages are not in life-cycle order", "boundary"),
      ("W519", "no emission belongs to the stage `raw_materials`", "boundary")]),
    ("a stage twice", broken(boundary={**GATE, "stages": ["production", "production"]}),
     [("E504", "the stage `production` stands twice", "boundary")]),
    ("an emission outside the boundary",
     broken(emissions={"e": SOUND["emissions"]["e"], "d": {"formula": "factor * limit", "stage": "distribution"}}),
     [("E505", "`d` belongs to `distribution`, the boundary has `production`", "emissions.d")]),
    ("no formula where one is due", broken(quantities={"heavy": {"unit": "kg"}}),
     [("E506", "`heavy` has no formula", "quantities.heavy")]),
    ("a day that does not exist", broken(standard={"issued": "2025-02-30"}),
     [("E507", "`2025-02-30` is not a date", None)]),
    ("in effect before it is issued", broken(standard={"issued": "2025-02-01", "effective": "2025-01-01"}),
     [("E507", "`effective` (2025-01-01) is before `issued` (2025-02-01)", None)]),
    ("neither unit", broken(declared_unit=None),
     [("E508", "one of `functional_unit` and `declared_unit` is needed", None)]),
    ("no basis", broken(basis=None), [("E508", "the rule set has no `basis`", None)]),
    ("no scope", broken(scope=None), [("E508", "the rule set has no `scope`", None)]),
    ("no reference flow", broken(reference_flow=None), [("E508", "the rule set has no `reference_flow`", None)]),
    ("no boundary", broken(boundary=None), [("E508", "the rule set has no `boundary`", None)]),
    ("no rounding", broken(rounding=None), [("E508", "the rule set has no `rounding`", None)]),
    ("no product codes", broken(product_codes=None), [("E508", "the rule set has no `product_codes`", None)]),
    ("a use stage without a scenario",
     broken(boundary={**GATE, "stages": ["production", "use"]},
            emissions={**SOUND["emissions"], "u": {"formula": "factor * limit", "stage": "use"}}),
     [("E509", "the boundary has the stage `use`, and `provisions.use_scenario` is missing", "boundary")]),
    ("an end of life without a scenario",
     broken(boundary={**GATE, "stages": ["production", "end_of_life"]},
            emissions={**SOUND["emissions"], "u": {"formula": "factor * limit", "stage": "end_of_life"}}),
     [("E509", "the boundary has the stage `end_of_life`, and `provisions.end_of_life_scenario` is missing",
       "boundary")]),
    ("unknown evidence and method",
     broken(requirements={"r": {"check": "limit > 0", "evidence": ["bill", "bil"], "method": ["guess"]}}),
     [("E510", "`bil` is not in `vocabulary.evidence`", "requirements.r"),
      ("E510", "`guess` is not in `vocabulary.methods`", "requirements.r")]),
    ("a name used twice", broken(quantities={**SOUND["quantities"], "limit": ("kg", "mass")}),
     [("E511", "`limit` stands in `quantities` and in `parameters`", "quantities.limit")]),
    ("the name of a function", broken(indicators={"sum": ("kg", "limit")}),
     [("E511", "`sum` stands in `indicators` and in the functions", "indicators.sum")]),
    ("a reserved name", broken(indicators={"footprint": ("kg", "limit")}),
     [("E511", "`footprint` stands in `indicators` and in the reserved names", "indicators.footprint")]),
    ("the name of a column", broken(indicators={"i": ("kg", "sum(name)")}, quantities={
        **SOUND["quantities"], "name": ("kg", "materials.mass * 1")}),
     [("E511", "`name` is also a column of `materials`", "quantities.name")]),
    ("a text with an unknown parameter",
     broken(requirements={"r": {"check": "limit > 0", "text": {"zh": "不超过{limt}", "en": "below {limit}"}}}),
     [("E512", "`{limt}` is not a parameter", "requirements.r")]),
    ("a provision with an unknown parameter",
     broken(provisions={"cut_off": {"clause": "5", "source": "book", "text": {"zh": "{x1}", "en": "below {x1}"}}}),
     [("E512", "`{x1}` is not a parameter", "provisions.cut_off"),
      ("E512", "`{x1}` is not a parameter", "provisions.cut_off")]),
    ("unused input",
     broken(inputs={**SOUND["inputs"], "age": "a", "name": "text", "parts": {"id": "!id", "size": "m"}}),
     [("W517", "no formula uses `age`", "inputs.age"),
      ("W517", "no formula uses `name`", "inputs.name"),
      ("W517", "no formula uses `parts.size`", "inputs.parts")]),
    ("a text with a brace that is not closed",
     broken(requirements={"r": {"check": "limit > 0", "text": {"zh": "不超过{limit。", "en": "below {limit}"}}}),
     [("E512", BRACE, "requirements.r")]),
    ("a precondition with a brace that is not opened",
     broken(must={"m": {"check": "limit > 0", "clause": "5", "source": "book", "text": {
         "zh": "不超过{limit}", "en": "below limit}"}}}),
     [("E512", BRACE, "must.m")]),
    ("a provision with a blank in the braces, one with two braces, one with full-width braces",
     broken(provisions={f"p{i}": {"clause": "5", "source": "book", "text": {"zh": text, "en": "{limit}"}}
                        for i, text in enumerate(("{ limit }", "{{limit}}", "｛limit｝", "｛1，2｝"))}),
     [("E512", BRACE, f"provisions.p{i}") for i in range(3)]),
    ("texts of the boundary and the basis",
     broken(boundary={**GATE, "stages": ["production"], "includes": [{"zh": "物料", "en": "{bills}"}]},
            basis={"zh": "一件{", "en": "one"}),
     [("E512", "`{bills}` is not a parameter", "boundary"), ("E512", BRACE, "basis")]),
    ("unused parameter and quantity",
     broken(parameters={**SOUND["parameters"], "spare": "1 kg"}, quantities={
         **SOUND["quantities"], "idle": ("kg", "limit")}),
     [("W518", "nothing depends on `spare`", "parameters.spare"),
      ("W518", "nothing depends on `idle`", "quantities.idle")]),
    ("a stage without emission",
     broken(boundary={**GATE, "stages": ["raw_materials", "production"]}),
     [("W519", "no emission belongs to the stage `raw_materials`", "boundary")]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_each_check(tmp_path, case) -> None:
    _, data, expected = case
    report = findings(tmp_path, data)
    assert sorted((d.code, d.message, str(d.element)) for d in report.items) == sorted(
        (code, message, str(element)) for code, message, element in expected
    )
    for diagnostic in report.items:
        assert diagnostic.place is not None
        assert diagnostic.place.file == "rules/test/product/1.0.0.yaml"
        assert diagnostic.place.line > 0


def test_every_code_of_this_stage_has_a_case() -> None:
    shown = {code for _, _, expected in CASES for code, _, _ in expected}
    due = {
        "E202",
        "E501",
        "E502",
        "E503",
        "E504",
        "E505",
        "E506",
        "E507",
        "E508",
        "E509",
        "E510",
        "E511",
        "E512",
        "E523",
        "E524",
    }
    assert shown == due | {"W517", "W518", "W519"}
    assert len(CHECKS) == 11


def test_all_errors_of_a_rule_set_are_told_at_once(tmp_path) -> None:
    data = broken(
        basis=None, boundary={**GATE, "stages": ["use", "production"]}, standard={"issued": "2025-02-30"}
    )
    del data["parameters"]["factor"]["source"]
    assert {d.code for d in findings(tmp_path, data).items} == {
        "E501",
        "E504",
        "E507",
        "E508",
        "E509",
        "W519",
    }


def test_the_place_is_the_field_that_is_wrong(tmp_path) -> None:
    data = broken(requirements={"r": {"check": "limit > 0", "evidence": ["bill", "bil"]}})
    (found,) = findings(tmp_path, data).items
    lines = (tmp_path / "rules/test/product/1.0.0.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[found.place.line - 1].strip() == "- bil"
    assert found.suggestion == "did you mean `bill`?"
    assert found.expected == "`bill`"
    assert found.clause == "8"


def test_a_parameter_that_only_a_text_shows_is_used(tmp_path) -> None:
    data = broken(
        parameters={**SOUND["parameters"], "shown": "3 kg"},
        requirements={"r": {"check": "limit > 0", "text": {"zh": "{shown}", "en": "at least {shown}"}}},
    )
    assert not list(findings(tmp_path, data).items)


def test_what_is_behind_a_reference_is_used(tmp_path) -> None:
    inputs = {"parts": {"id": "!id", "share": "1"}, "rows": {"part": "@parts", "mass": "kg"}}
    report = findings(
        tmp_path,
        inputs=inputs,
        parameters={"f": "1 kgCO2e/kg"},
        emissions={"e": "sum(rows.mass * rows.part.share) * f"},
    )
    assert not list(report.items)


BASE = "test/base@1.0.0"


def two(tmp_path, base: dict[str, object], own: dict[str, object], name: str = ROOT) -> Report:
    return findings(
        tmp_path, {**rule_set(BASE, **base), "abstract": True}, overlay(ROOT, BASE, **own), name=name
    )


def test_a_promise_is_kept_or_refused(tmp_path) -> None:
    promise = {"indicators": {"share": {"unit": "%", "label": texts("share"), "clause": "6"}}}
    report = two(tmp_path, {**SOUND, **promise}, {})
    (found,) = report.items
    assert found.code == "E506"
    assert (
        found.message == "`test/product@1.0.0` gives no formula for `share`, which `test/base@1.0.0` asks for"
    )
    assert str(found.place) == "rules/test/product/1.0.0.yaml:1:10"
    kept = two(tmp_path, {**SOUND, **promise}, {"indicators": {"share": {"formula": "limit / limit"}}})
    assert not list(kept.items)


def test_an_abstract_rule_set_may_promise_and_leave_things_unused(tmp_path) -> None:
    promise = {"indicators": {"share": {"unit": "%", "label": texts("share"), "clause": "6"}}}
    spare = {"parameters": {**SOUND["parameters"], "spare": "1 kg"}, "declared_unit": None, "basis": None}
    assert not list(two(tmp_path, {**SOUND, **promise, **spare}, {}, BASE).items)


def test_what_is_inherited_may_stay_unused(tmp_path) -> None:
    spare = {"parameters": {**SOUND["parameters"], "spare": "1 kg"}}
    assert not list(two(tmp_path, {**SOUND, **spare}, {}).items)


def test_both_units_in_a_chain(tmp_path) -> None:
    (found,) = two(tmp_path, SOUND, {"functional_unit": {"text": texts("light"), "clause": "2"}}).items
    assert (found.code, found.found) == ("E508", "both")


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ("scope", "text"), ("declared_unit", "text"), ("reference_flow", "formula"),
        ("boundary", "type"), ("boundary", "stages"), ("rounding", "significant"), ("product_codes.hs", "codes"),
    ],
)  # fmt: skip
def test_a_section_that_is_not_whole_is_told_where_products_are_calculated(tmp_path, section, field) -> None:
    data = deepcopy(rule_set(**SOUND))
    inside = data
    for step in section.split("."):
        inside = inside[step]
    del inside[field]
    report = findings(tmp_path, data)
    assert [(d.code, d.element) for d in report.errors if d.code == "E202"] == [("E202", section)]


def test_a_base_may_leave_a_section_open(tmp_path) -> None:
    open_ended = {"reference_flow": {"clause": "2", "label": texts("x")}}
    library = write_library(tmp_path, rule_set(**{**SOUND, "abstract": True, **open_ended}))
    assert compiled(library).reference_flow is None


def test_a_withdrawal_is_not_before_the_standard_takes_effect(tmp_path) -> None:
    program = compiled(write_library(tmp_path, broken(standard={"effective": "2025-03-01"})))
    own = program.resolved.own
    standard = {"effective": "2025-03-01", "withdrawn": str(date(2025, 1, 1))}
    changed = evolve(own, header={**own.header, "standard": standard})
    report = Report()
    check_meaning(evolve(program, resolved=evolve(program.resolved, chain=(changed,))), report)
    assert [d.message for d in report.items] == [
        "`withdrawn` (2025-01-01) is before `effective` (2025-03-01)"
    ]
