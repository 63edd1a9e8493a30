"""The five verdicts, and in both languages what they rest on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruleengine.figures import figure
from ruleengine.formula.units import unit
from ruleengine.run.labels import footprint_label
from tests.library_builder import factor_table, product, result, rule_set, texts
from tests.run.values import INPUTS, NA, rows

PARAMETERS = {"f": "1 kgCO2e/kg", "limit": "5 kg"}


def verdict(tmp_path, requirement: object, /, **values: object):
    """The verdict on one requirement of a rule set whose footprint is 3 kgCO2e."""
    program = product(
        tmp_path,
        inputs=INPUTS,
        parameters=PARAMETERS,
        quantities={"half": ("kg", "limit / 2"), "doubled": ("kg", "materials.mass * 2")},
        emissions={"e": "3 * f * limit / 5"},
        indicators={"share": ("%", "half / limit")},
        requirements={"r": requirement},
    )
    (found,) = result(program, **values).verdicts
    assert (found.requirement, found.verb) == ("r", "shall")
    return found


def test_satisfied_and_not_satisfied(tmp_path) -> None:
    found = verdict(tmp_path, "a <= limit", a="4 kg")
    assert found.verdict == "satisfied"
    assert found.reason == {"zh": "a（中） 4 kg ≤ limit（中） 5 kg", "en": "a 4 kg ≤ limit 5 kg"}
    found = verdict(tmp_path, "a <= limit", a="5.5 kg")
    assert found.verdict == "not_satisfied"
    assert found.reason == {
        "zh": "a（中） 5.5 kg ≤ limit（中） 5 kg（不成立）",
        "en": "a 5.5 kg ≤ limit 5 kg (does not hold)",
    }


def test_not_evaluated_names_what_is_missing(tmp_path) -> None:
    found = verdict(tmp_path, "a + b <= limit", b="1 kg")
    assert found.verdict == "not_evaluated"
    assert found.reason == {"zh": "缺少数据：a（中）", "en": "missing: a"}
    found = verdict(tmp_path, "sum(materials.mass * x) < limit", materials=rows(mass=[None, "1 kg", None]))
    assert found.reason == {"zh": "缺少数据：mass（中）、x（中）", "en": "missing: mass, x"}
    found = verdict(tmp_path, "sum(materials.mass) < limit")
    assert found.reason == {"zh": "缺少数据：materials（中）", "en": "missing: materials"}


def test_not_evaluated_names_a_look_up_table_with_an_empty_cell(tmp_path) -> None:
    table = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "1", "upstream": "1?"}, [["coal", 1, None]])
    rules = rule_set(
        tables={"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}},
        requirements={"r": 'fuels["coal"].upstream > 0'},
    )
    (found,) = result(product(tmp_path, rules, table)).verdicts
    assert (found.verdict, found.reason) == (
        "not_evaluated",
        {"zh": "缺少数据：fuels（中）", "en": "missing: fuels"},
    )


def test_not_applicable_where_the_condition_does_not_hold(tmp_path) -> None:
    requirement = {"check": "a > limit", "applies": "c"}
    for value in (False, NA):
        found = verdict(tmp_path, requirement, c=value, a="1 kg")
        assert found.verdict == "not_applicable"
        assert found.reason["en"] == "the condition for this requirement does not hold"
        assert found.reason["zh"] == "条件不成立，本要求不适用"
    assert verdict(tmp_path, requirement, c=True, a="1 kg").verdict == "not_satisfied"


def test_not_evaluated_where_the_condition_is_unknown(tmp_path) -> None:
    found = verdict(tmp_path, {"check": "a > limit", "applies": "c"}, a="1 kg")
    assert (found.verdict, found.reason["en"]) == ("not_evaluated", "missing: c")


def test_not_applicable_where_the_data_are(tmp_path) -> None:
    found = verdict(tmp_path, "a > limit", a=NA)
    assert found.verdict == "not_applicable"
    assert found.reason == {"zh": "所涉数据不适用", "en": "the data concerned are not applicable"}


def test_manual_where_there_is_no_check(tmp_path) -> None:
    found = verdict(tmp_path, {"method": ["recalculation"]})
    assert found.verdict == "manual"
    assert found.reason == {"zh": "由核查员判定", "en": "to be judged by the verifier"}
    found = verdict(tmp_path, {"method": ["recalculation"], "applies": "c"}, c=True)
    assert found.verdict == "manual"
    assert verdict(tmp_path, {"applies": "c"}, c=False).verdict == "not_applicable"


REASONS = [
    # what is compared
    ("half < a", {"a": "3000 g"}, "half（中） 2.5 kg < a（中） 3 kg", "half 2.5 kg < a 3 kg"),
    ("share == x", {"x": "0.5"}, "share（中） 50 % = x（中） 50 %", "share 50 % = x 50 %"),
    ("x * 2 != 1", {"x": 2}, "4 ≠ 1", "4 ≠ 1"),
    ("a + b >= 0", {"a": "1 kg", "b": "1 g"}, "1.001 kg ≥ 0 kg", "1.001 kg ≥ 0 kg"),
    ("count(materials) > 1", {"materials": rows(name=["x", "y"])}, "materials（中）的行数 2 > 1",
     "number of rows of materials 2 > 1"),
    ("footprint.total < 9 * f * limit", {}, "核算基准的碳足迹 3 kgCO2e < 45 kgCO2e",
     "carbon footprint of the basis 3 kgCO2e < 45 kgCO2e"),
    ("e > 0", {}, "e（中） 3 kgCO2e > 0 kgCO2e", "e 3 kgCO2e > 0 kgCO2e"),
    ("footprint.production > 0 * e", {}, "生产制造 3 kgCO2e > 0 kgCO2e", "production 3 kgCO2e > 0 kgCO2e"),
    ('kind == "steel"', {"kind": "steel"}, "kind（中） steel = steel", "kind steel = steel"),
    ("c == True", {"c": True}, "c（中） 是 = 是", "c yes = yes"),
    # conditions, alone and joined
    ("c", {"c": True}, "c（中）：是", "c: yes"),
    ("c", {"c": False}, "c（中）：否", "c: no"),
    ("not c", {"c": False}, "c（中）：否", "c: no"),
    ("not c", {"c": True}, "c（中）：是", "c: yes"),
    ("c and a > b", {"c": True, "a": "2 kg", "b": "1 kg"}, "c（中）：是；a（中） 2 kg > b（中） 1 kg",
     "c: yes; a 2 kg > b 1 kg"),
    ("c and a > b", {"c": True, "a": "1 kg", "b": "1 kg"}, "a（中） 1 kg > b（中） 1 kg（不成立）",
     "a 1 kg > b 1 kg (does not hold)"),
    ("c or d", {"c": False, "d": True}, "d（中）：是", "d: yes"),
    ("c or d", {"c": False, "d": False}, "c（中）：否；d（中）：否", "c: no; d: no"),
    ("c or not d", {"c": False, "d": True}, "c（中）：否；d（中）：是", "c: no; d: yes"),
    ("c or a / b > 1", {"c": True, "a": "1 kg", "b": "0 kg"}, "c（中）：是", "c: yes"),
    ("given(a)", {"a": "1 kg"}, "a（中）：已给出", "a: given"),
    ("given(a)", {}, "a（中）：未给出", "a: not given"),
    ("given(a + b)", {}, "该值：未给出", "the value: not given"),
    ('kind in ("x", "y")', {"kind": "x"}, "条件成立", "holds"),
    ('kind in ("x", "y")', {"kind": "z"}, "条件不成立", "does not hold"),
    # choices: the side that was taken, or of a literal the condition that chose it
    ("True if c else d", {"c": True}, "c（中）：是", "c: yes"),
    ("d if c else a > limit", {"c": False, "a": "6 kg"}, "a（中） 6 kg > limit（中） 5 kg", "a 6 kg > limit 5 kg"),
    ("d if c else a > limit", {"c": True, "d": False}, "d（中）：否", "d: no"),
    ("given(a)", {"a": NA}, "a（中）：不适用", "a: not applicable"),
    # rows: which table, which row, what it is called, its figures and the limit
    ("all(materials.mass > 0 * a)", {"a": "1 kg", "materials": rows(mass=["1 kg", "2 kg"])},
     "materials（中）：全部2行均符合条件", "materials: every one of 2 rows meets the condition"),
    ("all(materials.mass > a)", {"a": "1 kg", "materials": rows(mass=["1 kg", "2 kg"])},
     "materials（中）：第1行，mass（中） 1 kg > a（中） 1 kg（不成立）",
     "materials: row 1, mass 1 kg > a 1 kg (does not hold)"),
    ("all(materials.mass > a)",
     {"a": "1 kg", "materials": rows(mass=["1 kg", "2 kg", "900 g"], name=["foam", "steel", "tin"])},
     "materials（中）：第1行（foam），mass（中） 1 kg > a（中） 1 kg（不成立）；"
     "第3行（tin），mass（中） 0.9 kg > a（中） 1 kg（不成立）",
     "materials: row 1 (foam), mass 1 kg > a 1 kg (does not hold);"
     " row 3 (tin), mass 0.9 kg > a 1 kg (does not hold)"),
    ("all(materials.used and materials.mass > half)", {"materials": rows(mass=["1 kg"], used=[False], name=["tin"])},
     "materials（中）：第1行（tin），used（中）：否，mass（中） 1 kg > half（中） 2.5 kg（不成立）",
     "materials: row 1 (tin), used: no, mass 1 kg > half 2.5 kg (does not hold)"),
    ("any(materials.used)", {"materials": rows(used=[False, True])}, "materials（中）：第2行，used（中）：是",
     "materials: row 2, used: yes"),
    ("any(materials.used)", {"materials": rows(used=[True, True])},
     "materials（中）：第1行，used（中）：是；第2行，used（中）：是", "materials: row 1, used: yes; row 2, used: yes"),
    ("any(materials.used)", {"materials": rows(used=[False, NA, False])},
     "materials（中）：第1行，used（中）：否；第3行，used（中）：否", "materials: row 1, used: no; row 3, used: no"),
    ("any(materials.used)", {"materials": rows(used=[True] * 10)},
     "materials（中）：" + "；".join(f"第{i}行，used（中）：是" for i in range(1, 9)) + "；另有2行",
     "materials: " + "; ".join(f"row {i}, used: yes" for i in range(1, 9)) + "; and 2 more rows"),
    ("any(materials.used)", {"materials": []}, "materials（中）：没有需要判定的行",
     "materials: there is no row to judge"),
    ("all(materials.used)", {"materials": [{"used": NA}]}, "materials（中）：没有需要判定的行",
     "materials: there is no row to judge"),
    ("all(materials.used)", {"materials": [{"used": NA}, {"used": True}]}, "materials（中）：唯一的1行符合条件",
     "materials: the only row meets the condition"),
]  # fmt: skip


@pytest.mark.parametrize("case", REASONS, ids=lambda case: f"{case[0]} {len(case[2])}")
def test_reasons(tmp_path, case) -> None:
    check, values, zh, en = case
    assert verdict(tmp_path, check, **values).reason == {"zh": zh, "en": en}


@pytest.mark.parametrize(
    ("check", "zh", "en"),
    [
        ('market == "cn"', "market（中） 中国 = 中国", "market China = China"),
        ('"eu" != market', "欧盟 ≠ market（中） 中国", "EU ≠ market China"),
    ],
)
def test_texts_of_a_list_are_called_by_their_labels(tmp_path, check: str, zh: str, en: str) -> None:
    market = {"values": {"cn": {"zh": "中国", "en": "China"}, "eu": {"zh": "欧盟", "en": "EU"}}}
    program = product(tmp_path, inputs={"market": market}, requirements={"r": check})
    assert result(program, market="cn").verdicts[0].reason == {"zh": zh, "en": en}


WHERE = [
    ("all", ["steel", "steel", "wood"], [True, True, False], "satisfied",
     "materials: every one of 2 rows meets the condition"),
    ("all", ["steel", "wood", "steel"], [False, False, True], "not_satisfied", "materials: row 1 (steel), used: no"),
    ("any", ["wood", "steel", "steel"], [True, False, False], "not_satisfied",
     "materials: row 2 (steel), used: no; row 3 (steel), used: no"),
    ("any", ["wood", "steel", "steel"], [True, True, False], "satisfied", "materials: row 2 (steel), used: yes"),
    ("any", ["wood", "wood"], [True, True], "not_satisfied", "materials: there is no row to judge"),
    ("all", ["wood", "wood"], [False, False], "satisfied", "materials: there is no row to judge"),
    ("all", ["wood", "steel"], [None, True], "satisfied", "materials: the only row meets the condition"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "kinds", "used", "outcome", "reason"), WHERE)
def test_rows_that_where_leaves_out_are_not_spoken_of(tmp_path, word, kinds, used, outcome, reason) -> None:
    check = f'{word}(materials.used, where=materials.name == "steel")'
    found = verdict(tmp_path, check, materials=rows(name=kinds, used=used))
    assert (found.verdict, found.reason["en"]) == (outcome, reason)


def test_a_condition_on_single_values_leaves_out_all_rows_or_none(tmp_path) -> None:
    for c, reason in ((True, "materials: row 1, used: no"), (False, "materials: there is no row to judge")):
        found = verdict(tmp_path, "all(materials.used, where=c)", c=c, materials=rows(used=[False]))
        assert found.reason["en"] == reason


def test_a_condition_that_cannot_be_calculated_is_left_out_of_the_reason(tmp_path) -> None:
    found = verdict(tmp_path, "c or a / b > 1 or d", c=True, d=True, a="1 kg", b="0 kg")
    assert found.reason["en"] == "c: yes; d: yes"


@pytest.mark.parametrize(
    ("value", "symbol", "text"),
    [
        ("1234.5678", "kg", "1235 kg"),
        ("0.00012345", "kg", "0.0001234 kg"),
        ("5.000", "%", "5 %"),
        ("100", "1", "100"),
        ("0", "h", "0 h"),
        ("-2.50", "1", "-2.5"),
        ("123456", "W*h", "123500 W*h"),
    ],
)
def test_figures_have_four_significant_digits(value: str, symbol: str, text: str) -> None:
    assert figure(Decimal(value), unit(symbol)) == text


def test_parts_of_the_footprint_have_labels_in_both_languages() -> None:
    assert footprint_label("use") == {"zh": "使用", "en": "use"}
    assert footprint_label("fossil")["zh"] == "化石源排放"
    assert footprint_label("per_unit")["en"] == "carbon footprint per unit"
    assert footprint_label("other") == {"zh": "other", "en": "other"}


def test_values_without_a_label_are_called_by_their_name(tmp_path) -> None:
    program = product(
        tmp_path,
        inputs={"a": "1", "rows": {"columns": {"v": {"unit": "1", "required": False}}}},
        quantities={"q": {"unit": "1", "formula": "a + 1", "clause": "6", "label": texts("q")}},
        requirements={"r": "q > a", "s": "sum(rows.v) > 0"},
    )
    from attrs import evolve

    bare = evolve(program.resolved.elements["quantities.q"], fields={"formula": "a + 1"})
    elements = {**program.resolved.elements, "quantities.q": bare}
    nameless = evolve(
        program,
        resolved=evolve(program.resolved, elements=elements),
        fields={"a": evolve(program.fields["a"], label={"zh": "", "en": ""})},
    )
    first, second = result(nameless, a=1, rows=[{}]).verdicts
    assert first.reason == {"zh": "q 2 > a 1", "en": "q 2 > a 1"}
    assert second.reason == {"zh": "缺少数据：v（中）", "en": "missing: v"}
