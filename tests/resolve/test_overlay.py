"""Overlays: what a rule set takes over, modifies, adds and removes, three levels deep."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.diagnostics import Refused, Report
from ruleengine.program.from_resolved import compile_program
from ruleengine.resolve.overlay import MAX_LEVELS, resolve
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from tests.library_builder import overlay, result, rule_set, texts, write_library
from tests.ruleset.small_library import SMALL, copy_of_small_library, write_ruleset

BASE, LAMP, LED = (reference(f"mini/{name}@1.0.0") for name in ("base", "lamp", "led"))
BECAUSE = "because: {zh: 例, en: case}"


@pytest.fixture(scope="module")
def led() -> ResolvedRuleSet:
    """The third level of the small library."""
    return resolve(Library(SMALL), LED)


def case(folder: Path, body: str, base: str = "mini/led@1.0.0") -> ResolvedRuleSet:
    """A rule set on a copy of the small library, resolved."""
    library = copy_of_small_library(folder)
    write_ruleset(library, "case", body, base=base)
    return resolve(library, reference("case@1.0.0"))


def refused_codes(folder: Path, body: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        case(folder, body)
    return [d.code for d in refused.value.diagnostics]


# ---- the chain


def test_the_chain_begins_with_the_root(led: ResolvedRuleSet) -> None:
    assert [r.reference for r in led.chain] == [BASE, LAMP, LED]
    assert (led.own.reference, led.reference) == (LED, LED)
    assert led.rule_set(LAMP).extends == BASE


def test_the_root_alone() -> None:
    base = resolve(Library(SMALL), BASE)
    assert [r.reference for r in base.chain] == [BASE]
    assert all(e.origin(BASE) == "own" for e in base.elements.values())
    assert base.removals == ()


def test_a_chain_of_ten(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    for number in range(10):
        body = f"parameters: {{share_limit: {{value: {number}, source: own, {BECAUSE}}}}}\n"
        base = f"chain/r{number - 1}@1.0.0" if number else "mini/lamp@1.0.0"
        write_ruleset(library, f"chain/r{number}", body, base=base)
    resolved = resolve(library, reference("chain/r9@1.0.0"))
    limit = resolved.elements["parameters.share_limit"]
    assert limit.fields["value"] == 9
    assert len(limit.origins) == 11
    assert len(limit.reasons) == 10


def test_provenance_follows_the_value(tmp_path: Path) -> None:
    """The source that a reason names is that of what it changes: of a number that is changed, not of its label."""
    library = copy_of_small_library(tmp_path)
    sources = "sources: {paper: {title: paper, publisher: journal, grade: secondary}}\n"
    because = "because: {zh: 例, en: case, source: paper}"
    body = f"{sources}parameters: {{share_limit: {{value: 9, {because}}}, score_limit: {{symbol: S, {because}}}}}\n"
    body += f"requirements: {{sources-listed: {{verb: may, {because}}}}}\n"
    write_ruleset(library, "case", body, base="mini/lamp@1.0.0")
    report = Report()
    elements = resolve(library, reference("case@1.0.0"), report).elements
    found = {
        name: elements[name].fields["source"] for name in elements if name.endswith(("_limit", "-listed"))
    }
    assert found == {
        "parameters.share_limit": "paper", "parameters.score_limit": "own", "requirements.sources-listed": "paper",
    }  # fmt: skip
    assert [(d.key, d.element) for d in report.items] == [("W317.weaker", "requirements.sources-listed")]


def with_basis(folder: Path, overlaid: str) -> tuple[ResolvedRuleSet, list[str]]:
    """A rule set on one whose parameter, formulas and reference flow say what was read for them; what is told of it."""
    library = copy_of_small_library(folder)
    paper = "sources: {paper: {title: paper, publisher: journal, grade: secondary}}\n"
    read = "parameters: {share_limit: {source: own, basis: heading, because: {zh: 例, en: case}}}\n"
    read += "emissions: {materials_total: {source: own, basis: text, because: {zh: 例, en: case}}}\n"
    read += "reference_flow: {source: own, basis: text}\n"
    write_ruleset(library, "read", paper + read, base="mini/lamp@1.0.0")
    write_ruleset(library, "case", overlaid, base="read@1.0.0")
    report = Report()
    found = resolve(library, reference("case@1.0.0"), report)
    return found, [d.key for d in report.items]


@pytest.mark.parametrize(
    ("overlaid", "element", "provenance", "keys"),
    [
        (f"parameters: {{share_limit: {{symbol: S, {BECAUSE}}}}}", "share_limit", ("own", "heading"), []),
        (
            f"parameters: {{share_limit: {{value: 9, source: own, {BECAUSE}}}}}",
            "share_limit", ("own", "heading"), [],
        ),
        (
            f"parameters: {{share_limit: {{value: 9, source: paper, {BECAUSE}}}}}",
            "share_limit", ("paper", None), [],
        ),
        (
            f"parameters: {{share_limit: {{value: 9, source: paper, basis: news, {BECAUSE}}}}}",
            "share_limit", ("paper", "news"), [],
        ),
        (f"parameters: {{share_limit: {{basis: text, {BECAUSE}}}}}", "share_limit", ("own", "text"), []),
        (
            'emissions: {materials_total: {formula: power * 0, because: {zh: 例, en: case, source: paper}}}',
            "materials_total", ("paper", None), [],
        ),
        (
            f"emissions: {{materials_total: {{formula: power * 0, {BECAUSE}}}}}",
            "materials_total", ("own", "text"), ["E316.no_source_of_formula"],
        ),
        (
            f"emissions: {{materials_total: {{formula: power * 0, basis: own, {BECAUSE}}}}}",
            "materials_total", (None, "own"), [],
        ),
        (
            "emissions: {materials_total: {formula: power, basis: own, because: {zh: 例, en: c, source: paper}}}",
            "materials_total", ("paper", "own"), [],
        ),
        (f"emissions: {{materials_total: {{basis: own, {BECAUSE}}}}}", "materials_total", ("own", "own"), []),
        (
            f"parameters: {{share_limit: {{value: 9, basis: own, {BECAUSE}}}}}",
            "share_limit", ("own", "own"), ["E316.no_source"],
        ),
        (f"emissions: {{materials_total: {{clause: '9', {BECAUSE}}}}}", "materials_total", ("own", "text"), []),
        ("reference_flow: {formula: '2'}", "reference_flow", ("own", "text"), ["E316.no_source_of_formula"]),
        ("reference_flow: {formula: '2', basis: own}", "reference_flow", (None, "own"), []),
        ("reference_flow: {formula: '2', source: paper}", "reference_flow", ("paper", None), []),
        ("functional_unit: {amount: 2, unit: h}", "functional_unit", ("own", None), []),
    ],
)  # fmt: skip
def test_what_was_read_goes_with_its_source(
    tmp_path: Path, overlaid: str, element: str, provenance: tuple[str, str | None], keys: list[str]
) -> None:
    found, told = with_basis(tmp_path, overlaid + "\n")
    named = {e.id or e.section: e for e in (*found.singles.values(), *found.elements.values())}
    fields = named[element].fields
    assert (fields.get("source"), fields.get("basis")) == provenance
    assert {"source", "basis"} & {*fields} == {"source", "basis"} & {*named[element].field_origins}
    assert told == keys


STATED = {"short": {"zh": "千克", "en": "kg"}, "amount": 1, "unit": "kg"}


@pytest.mark.parametrize(
    ("overlaid", "left"),
    [
        ("{text: {zh: 十件, en: ten pieces}}", {}),
        ("{text: {zh: 十件, en: ten pieces}, amount: 10, source: own}", {"amount": 10}),
        (
            "{text: {zh: 十件, en: ten pieces}, short: {zh: 十, en: ten}, amount: 10, unit: '1', source: own}",
            {"short": {"zh": "十", "en": "ten"}, "amount": 10, "unit": "1"},
        ),
        ("{text: {zh: 一千克。, en: One kilogram.}}", STATED),
        ("{clause: '9'}", STATED),
    ],
)
@pytest.mark.parametrize("section", ["functional_unit", "declared_unit"])
def test_a_unit_in_other_words_is_stated_anew(
    tmp_path: Path, section: str, overlaid: str, left: dict[str, object]
) -> None:
    library = copy_of_small_library(tmp_path)
    stated = (
        "text: {zh: 一千克。, en: One kilogram.}, short: {zh: 千克, en: kg}, amount: 1, unit: kg, source: own"
    )
    own = "sources: {own: {title: own, publisher: us, grade: assumption}}\n"
    write_ruleset(library, "base", f"{own}{section}: {{{stated}}}\n")
    write_ruleset(library, "case", f"{section}: {overlaid}\n", base="base@1.0.0")
    fields = resolve(library, reference("case@1.0.0")).singles[section].fields
    assert {k: fields[k] for k in STATED if k in fields} == left


def column(fields: str, source: str = "") -> str:
    """An overlay that writes the column `mass` of the materials anew."""
    unit = "" if "unit" in fields else "unit: kg, "
    label = "label: {zh: 质量, en: mass}"
    because = f"because: {{zh: 例, en: case{source}}}"
    return f"inputs: {{materials: {{{because}, columns: {{mass: {{{unit}{fields}, {label}}}}}}}}}"


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("parameters: {share_limit: {value: 9, because: {zh: 例, en: case}}}", ["E316.no_source"]),
        ("parameters: {share_limit: {value: 9, source: own, because: {zh: 例, en: case}}}", []),
        ("parameters: {share_limit: {value: 5, because: {zh: 例, en: case}}}", []),
        ("tables: {grid: {table: mini/factors/grid@1.0.0, because: {zh: 例, en: case}}}", []),
        ("tables: {grid: {table: mini/factors/heat@1.0.0, because: {zh: 例, en: case}}}", ["E316.no_source"]),
        ("requirements: {score-limit: {verb: shall, because: {zh: 例, en: case}}}", ["E316.no_source"]),
        ("requirements: {score-limit: {verb: shall, source: own, because: {zh: 例, en: case}}}", []),
        (
            "requirements: {score-limit: {verb: may, source: own, because: {zh: 例, en: case}}}",
            ["W317.weaker"],
        ),
        ("requirements: {score-limit: {check: 1 > 0, because: {zh: 例, en: case}}}", ["E316.no_source"]),
        ("requirements: {score-limit: {applies: 1 > 0, because: {zh: 例, en: case}}}", ["E316.no_source"]),
        ("requirements: {score-limit: {check: 1 > 0, because: {zh: 例, en: case, source: own}}}", []),
        ("requirements: {score-limit: {severity: minor, because: {zh: 例, en: case}}}", []),
        ("requirements: {score-limit: {verb: should, because: {zh: 例, en: case}}}", []),
        *(
            (f"inputs: {{power: {{{field}, because: {{zh: 例, en: case{source}}}}}}}", keys)
            for field in (
                "max: 999",
                "above: 1",
                "min: 1",
                "below: 9",
                "typical: [1, 9]",
                "default: 5",
                "unit: kW",
            )
            for source, keys in (("", ["E316.no_source"]), (", source: own", []))
        ),
        ("inputs: {power: {max: 1000, symbol: W, required: false, because: {zh: 例, en: case}}}", []),
        ("inputs: {life: {unit: d, default: 5, source: own, because: {zh: 例, en: case}}}", []),
        ("inputs: {materials: {min_rows: 2, because: {zh: 例, en: case}}}", ["E316.no_source"]),
        (column("min: 1"), ["E316.no_source"]),
        (column("min: 1, source: own"), []),
        (column("min: 0, max: 5"), ["E316.no_source"]),
        (column("required: false"), ["E316.no_source"]),
        (column("min: 0, required: false"), []),
        (column("min: 1", ", source: own"), []),
        (column("unit: g, min: 0"), ["E316.no_source"]),
        ("rounding: {significant: 2}", ["E316.no_source_of_section"]),
        ("rounding: {significant: 2, source: own}", []),
        ("rounding: {clause: '9'}", []),
        ("rounding: {places: 2}", ["E316.no_source_of_section"]),
        ("rounding: {places: 2, source: own}", []),
    ],
)
def test_a_changed_number_table_or_verb_has_a_source_of_its_own(
    tmp_path: Path, body: str, keys: list[str]
) -> None:
    """What stays as it was needs none; a verb that is stronger is not told."""
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "case", f"{body}\n", base="mini/lamp@1.0.0")
    report = Report()
    resolve(library, reference("case@1.0.0"), report)
    assert [d.key for d in report.items] == keys


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({"places": 2}, {"significant": 2}, "12"),
        ({"significant": 2}, {"places": 1}, "12.3"),
        ({"places": 2}, {"places": 1}, "12.3"),
        ({"places": 2}, {"clause": "9"}, "12.35"),
    ],
)
def test_another_kind_of_rounding_takes_the_place_of_the_inherited_one(
    tmp_path: Path, before: dict[str, object], after: dict[str, object], shown: str
) -> None:
    book = {"source": "book"}
    base = rule_set(
        inputs={"a": "kg"},
        parameters={"ef": "1 kgCO2e/kg"},
        emissions={"e": "a * ef"},
        rounding={**before, **book},
    )
    over = overlay("test/over@1.0.0", rounding={**after, **book})
    resolved = resolve(write_library(tmp_path, base, over), reference("test/over@1.0.0"))
    found = result(compile_program(resolved, Report()), a="12.3456")
    assert str(found.rounded_per_unit) == shown
    named = (after if "clause" not in after else before).keys()
    rounding = resolved.singles["rounding"]
    for known in (rounding.fields, rounding.field_origins, rounding.field_references):
        assert {"places", "significant"} & known.keys() == named


# ---- element by element


def test_an_element_that_is_not_touched_is_inherited_whole(led: ResolvedRuleSet) -> None:
    life = led.elements["inputs.life"]
    assert life.origins == (LAMP,)
    assert life.reasons == ()
    assert life.fields == led.rule_set(LAMP).elements["inputs.life"].fields
    assert [life.origin(r) for r in (LED, LAMP)] == ["inherited", "own"]


def test_an_override_changes_the_fields_it_names(led: ResolvedRuleSet) -> None:
    power = led.elements["inputs.power"]
    base = led.rule_set(LAMP).elements["inputs.power"].fields
    assert power.fields == {**base, "max": 200}
    assert power.origins == (LAMP, LED)
    assert power.reasons == ({"zh": "LED灯功率较小", "en": "LED lamps need less power", "source": "own"},)
    assert power.origin(LED) == "modified"
    assert "because" not in power.fields


def test_every_field_knows_the_file_that_set_it(led: ResolvedRuleSet) -> None:
    power = led.elements["inputs.power"]
    assert {k: str(r) for k, r in power.field_references.items()} == {
        **dict.fromkeys(("unit", "above", "label", "symbol", "clause"), "mini/lamp@1.0.0"), "max": "mini/led@1.0.0",
    }  # fmt: skip
    assert str(power.place("unit")) == "library/mini/lamp/1.0.0.yaml:24:17"
    assert str(power.place("max")) == "library/mini/led/1.0.0.yaml:11:16"
    assert power.clause_reference == LAMP


def test_a_clause_belongs_to_the_standard_of_the_file_that_names_it(tmp_path: Path) -> None:
    resolved = case(
        tmp_path,
        f"inputs: {{power: {{clause: '9.9', {BECAUSE}}}, life: {{min: 1, source: own, {BECAUSE}}}}}\n",
    )
    assert resolved.elements["inputs.power"].clause_reference == reference("case@1.0.0")
    assert resolved.elements["inputs.life"].clause_reference == LAMP


def test_an_element_is_modified_at_each_level(tmp_path: Path) -> None:
    resolved = case(tmp_path, f"parameters: {{share_limit: {{source: own, value: 1, {BECAUSE}}}}}\n")
    limit = resolved.elements["parameters.share_limit"]
    assert [str(r) for r in limit.origins] == ["mini/base@1.0.0", "mini/led@1.0.0", "case@1.0.0"]
    assert [r["en"] for r in limit.reasons] == ["the data are more complete", "case"]
    assert limit.fields["value"] == 1
    assert limit.fields["label"] == {"zh": "舍去限值", "en": "limit of what is left out"}


def test_a_promise_is_kept_without_a_reason(led: ResolvedRuleSet) -> None:
    left_out = led.elements["indicators.left_out"]
    assert left_out.origins == (BASE, LAMP)
    assert left_out.reasons == ()
    assert left_out.fields["formula"] == "left_out_estimate / footprint.total"
    assert left_out.fields["unit"] == "%"


def test_sources_provisions_and_codes_need_no_reason(tmp_path: Path, led: ResolvedRuleSet) -> None:
    assert led.elements["product_codes.codes"].fields["codes"] == ["1234.5", "1234.6"]
    body = "sources: {own: {grade: secondary}}\nprovisions: {use_scenario: {text: {zh: 例, en: case}}}\n"
    resolved = case(tmp_path, body)
    assert resolved.elements["sources.own"].fields["title"] == "illustrative values"
    assert resolved.elements["sources.own"].fields["grade"] == "secondary"
    assert resolved.elements["provisions.use_scenario"].fields["text"] == {"zh": "例", "en": "case"}


def test_single_sections_are_taken_over_field_by_field(led: ResolvedRuleSet, tmp_path: Path) -> None:
    unit = led.singles["functional_unit"]
    assert unit.fields["short"] == {"zh": "LED照明", "en": "LED light"}
    assert unit.fields["text"] == {"zh": "照明{reference_life}", "en": "light for {reference_life}"}
    assert unit.origin(LED) == "modified"
    assert led.singles["rounding"].origins == (BASE,)
    resolved = case(tmp_path, "boundary: {stages: [use]}\n")
    assert resolved.singles["boundary"].fields["stages"] == ["use"]
    assert resolved.singles["boundary"].fields["type"] == "cradle-to-grave"


def test_lists_and_texts_are_replaced_whole(tmp_path: Path) -> None:
    resolved = case(
        tmp_path, f"requirements: {{share-limit: {{evidence: [], text: {{zh: 应, en: shall}}, {BECAUSE}}}}}\n"
    )
    limit = resolved.elements["requirements.share-limit"].fields
    assert limit["evidence"] == []
    assert limit["text"] == {"zh": "应", "en": "shall"}


def test_columns_are_merged_by_name(led: ResolvedRuleSet, tmp_path: Path) -> None:
    columns = led.elements["inputs.materials"].fields["columns"]
    assert isinstance(columns, dict)
    assert list(columns) == ["name", "mass", "factor", "part", "source", "chip"]
    mass = "{unit: g, source: own, label: {zh: 量, en: m}}"
    body = f"inputs: {{materials: {{{BECAUSE}, columns: {{mass: {mass}}}}}}}\n"
    changed = case(tmp_path, body).elements["inputs.materials"].fields["columns"]
    assert isinstance(changed, dict)
    assert list(changed) == list(columns)
    assert changed["mass"] == {"unit": "g", "source": "own", "label": {"zh": "量", "en": "m"}}
    assert changed["factor"] == columns["factor"]


def test_a_column_added_to_an_inherited_table_needs_a_reason(tmp_path: Path) -> None:
    assert refused_codes(
        tmp_path, "inputs: {legs: {columns: {by: {type: text, label: {zh: 例, en: x}}}}}\n"
    ) == ["E305"]


def test_the_order_of_elements_is_that_of_their_definition(led: ResolvedRuleSet) -> None:
    assert [e.id for e in led.section("requirements")] == [
        "share-limit",
        "score-limit",
        "sources-listed",
        "chips-listed",
    ]
    assert [e.id for e in led.section("parameters")] == [
        "share_limit",
        "score_limit",
        "reference_life",
        "landfill",
    ]


def test_names_of_elements(led: ResolvedRuleSet) -> None:
    assert led.elements["vocabulary.evidence.record"].name == "vocabulary.evidence.record"
    assert led.singles["basis"].name == "basis"
    assert led.elements["parameters.landfill"].text("unit") == "kgCO2e/kg"
    assert led.elements["parameters.landfill"].text("value") is None


# ---- removal


def test_what_is_removed_is_gone_and_remembered_with_the_reason(led: ResolvedRuleSet) -> None:
    assert "requirements.battery-mass" not in led.elements
    (removal,) = led.removals
    assert removal.element.name == "requirements.battery-mass"
    assert removal.element.origins == (LAMP,)
    assert removal.by == LED
    assert removal.because == {"zh": "LED灯不含电池", "en": "LED lamps have no battery"}


def test_a_removal_holds_for_the_rule_sets_above(tmp_path: Path) -> None:
    resolved = case(tmp_path, "")
    assert "requirements.battery-mass" not in resolved.elements
    assert [str(r.by) for r in resolved.removals] == ["mini/led@1.0.0"]


def test_what_a_base_removed_may_be_defined_anew_without_a_reason(tmp_path: Path) -> None:
    body = (
        "requirements: {battery-mass: {clause: '1', verb: may, text: {zh: 可, en: may}, evidence: [record], "
        "method: [review], severity: minor, source: own}}\n"
    )
    resolved = case(tmp_path, body)
    assert [str(r) for r in resolved.elements["requirements.battery-mass"].origins] == ["case@1.0.0"]


def test_vocabulary_and_columns_parts_can_be_removed(tmp_path: Path) -> None:
    resolved = case(tmp_path, f"removed: {{vocabulary.methods.review: {{{BECAUSE}}}}}\n")
    assert "vocabulary.methods.review" not in resolved.elements
    assert "vocabulary.methods.recalculation" in resolved.elements


# ---- refused


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("inputs: {power: {max: 1}}\n", ["E305"]),
        ("quantities: {material_emissions: {unit: gCO2e}}\n", ["E305"]),
        ("vocabulary: {evidence: {record: {zh: 例, en: case}}}\n", ["E305"]),
        ("tables: {grid: {symbol: X}}\n", ["E305"]),
        (f"inputs: {{powr: {{unit: W, {BECAUSE}}}}}\n", ["E307"]),
        (f"removed: {{inputs.powr: {{{BECAUSE}}}}}\n", ["E306"]),
        (f"removed: {{inputs.power: {{{BECAUSE}}}}}\ninputs: {{power: {{unit: W}}}}\n", ["E307"]),
        (
            f"removed: {{inputs.power: {{{BECAUSE}}}}}\ninputs: {{power: {{unit: W, {BECAUSE}}}}}\n",
            ["E307"],
        ),
        (
            "tables: {grid: {table: mini/factors/grid@2.0.0, because: {zh: 例, en: case, source: own}}}\n",
            ["E301"],
        ),
        ("tables: {other: {table: mini/base@1.0.0, label: {zh: 例, en: case}}}\n", ["E310"]),
        ("inputs: {power: {max: 1}}\nparameters: {landfill: {value: 1}}\n", ["E305", "E305"]),
    ],
)
def test_refused_overlays(tmp_path: Path, body: str, codes: list[str]) -> None:
    assert refused_codes(tmp_path, body) == codes


def test_errors_are_collected_where_a_report_is_given(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "case", "inputs: {power: {max: 1}}\n", base="mini/lamp@1.0.0")
    report = Report()
    resolved = resolve(library, reference("case@1.0.0"), report)
    assert [d.code for d in report.items] == ["E305"]
    assert resolved.elements["inputs.power"].fields["max"] == 1


def test_a_circle_is_refused_even_where_errors_are_collected(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    write_ruleset(library, "a", base="b@1.0.0")
    write_ruleset(library, "b", base="a@1.0.0")
    with pytest.raises(Refused) as refused:
        resolve(library, reference("a@1.0.0"), Report())
    (item,) = refused.value.diagnostics
    assert item.code == "E304"
    assert item.message == (
        "rule sets are built on one another in a circle: `a@1.0.0` → `b@1.0.0` → `a@1.0.0`"
    )
    assert [(r.role, r.place.file) for r in item.related] == [("circle", "rules/b/1.0.0.yaml")]
    with pytest.raises(Refused) as other:
        resolve(Library(library.root), reference("b@1.0.0"), Report())
    assert other.value.diagnostics == refused.value.diagnostics


def test_the_tables_of_the_whole_chain_are_at_hand(led: ResolvedRuleSet) -> None:
    assert {k: str(t.reference) for k, t in led.tables.items()} == {
        "grid": "mini/factors/grid@1.0.0", "heat": "mini/factors/heat@1.0.0",
    }  # fmt: skip


def test_a_table_can_be_replaced(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    old = (library.root / "mini/factors/grid/1.0.0.yaml").read_text(encoding="utf-8")
    newer = old.replace("version: 1.0.0", "version: 1.1.0").replace("factor: 0.6", "factor: 0.5")
    (library.root / "mini/factors/grid/1.1.0.yaml").write_text(newer, encoding="utf-8")
    write_ruleset(
        library,
        "case",
        "tables: {grid: {table: mini/factors/grid@1.1.0, because: {zh: 例, en: case, source: own}}}\n",
        base="mini/lamp@1.0.0",
    )
    resolved = resolve(library, reference("case@1.0.0"))
    assert str(resolved.tables["grid"].rows[("average",)]["factor"]) == "0.5"
    compile_program(resolved)


def test_levels_are_bounded(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    base = "mini/base@1.0.0"
    for level in range(2, MAX_LEVELS + 2):
        write_ruleset(library, f"level-{level}", base=base)
        base = f"level-{level}@1.0.0"
    assert len(resolve(library, reference(f"level-{MAX_LEVELS}@1.0.0")).chain) == MAX_LEVELS
    with pytest.raises(Refused) as refused:
        resolve(library, reference(base))
    (item,) = refused.value.diagnostics
    assert (item.key, item.place.file) == ("E304.levels", f"rules/level-{MAX_LEVELS + 1}/1.0.0.yaml")


def test_gaps_are_those_of_the_bases_that_a_child_does_not_close(tmp_path: Path) -> None:
    def gap(word: str) -> dict[str, object]:
        return {"what": texts(word), "why": texts("unread"), "effect": texts("unknown"), "source": "book"}

    because = {"because": texts("now encoded")}
    library = write_library(
        tmp_path,
        rule_set(gaps={"annex": gap("annex"), "timing": gap("timing")}),
        overlay("test/child@1.0.0", gaps={"own": gap("own")}, removed={"gaps.annex": because}),
    )

    def gaps(name: str) -> list[str]:
        return [e.id for e in resolve(library, library.find(name)).section("gaps")]

    assert gaps("test/product") == ["annex", "timing"]
    assert gaps("test/child") == ["timing", "own"]


def test_what_a_version_changes_is_not_taken_over_by_what_is_built_on_it(tmp_path: Path) -> None:
    def change(word: str) -> dict[str, object]:
        words = {"what": texts(word), "why": texts("asked"), "effect": texts("none")}
        return {"since": "0.9.0", "source": "book", **words}

    library = write_library(
        tmp_path,
        rule_set(changes={"air": change("air"), "losses": change("losses")}),
        overlay("test/child@1.0.0", changes={"air": change("own")}),
        overlay("test/plain@1.0.0"),
    )

    def changes(name: str) -> dict[str, object]:
        return {e.id: e.fields["what"] for e in resolve(library, library.find(name)).section("changes")}

    assert changes("test/product") == {"air": texts("air"), "losses": texts("losses")}
    assert changes("test/child") == {"air": texts("own")}
    assert changes("test/plain") == {}
