"""An indicator or a check that cannot be calculated has a reason and no value, and the footprint stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruleengine.diagnostics import Refused
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, NOT_EVALUATED
from ruleengine.run.explain import as_tree_text, explanation
from ruleengine.run.record.from_document import read_record
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_data, record_json
from ruleengine.run.result import Result
from ruleengine.run.summary import summary
from ruleengine.run.trace import Trace
from tests.library_builder import factor_table, product, result, rule_set, texts
from tests.run.values import INPUTS, NA, rows

FUELS = factor_table("test/fuels@1.0.0", ["fuel"], {"direct": "1"}, [["coal", 1], ["gas", 2]])


def calculated(tmp_path, /, values: dict[str, object], **sections: object) -> Result:
    """The result of a rule set whose footprint is 3 kgCO2e whatever is given."""
    rules = rule_set(
        inputs=INPUTS, parameters={"f": "3 kgCO2e", "limit": "5 kg"}, emissions={"e": "f"},
        tables={"fuels": {"table": "test/fuels@1.0.0", "label": texts("fuels")}}, **sections,
    )  # fmt: skip
    return result(product(tmp_path, rules, FUELS), **values)


FAILING = [
    ("a / b", {"a": "1 kg", "b": "0 kg"}, "`i`: division by zero (`a` = 1, `b` = 0)",
     "`i`：除数为零（`a` = 1、`b` = 0）"),
    ("log(x)", {"x": 0}, "`i`: the logarithm of a number that is not above zero (`x` = 0)",
     "`i`：对不大于零的数取对数（`x` = 0）"),
    ("sqrt(x - 1)", {"x": 0}, "`i`: the root of a negative number (`x` = 0)", "`i`：对负数开方（`x` = 0）"),
    ("exp(x)", {"x": 99999}, "`i`: the result is too large or not defined (`x` = 99999)",
     "`i`：结果过大或无定义（`x` = 99999）"),
    ("(x - x) ** -1", {"x": 2}, "`i`: division by zero (`x` = 2)", "`i`：除数为零（`x` = 2）"),
    ("fuels[kind]", {"kind": "peat"}, "`i`: `fuels` has no row for `peat` (`kind` = peat)",
     "`i`：`fuels`中没有`peat`的行（`kind` = peat）"),
    ("mean(materials.mass, weight=materials.mass) / limit", {"materials": rows(mass=["0 kg"])},
     "`i`: division by zero: the weights add up to zero (`materials.mass`)",
     "`i`：除数为零：权重之和为零（`materials.mass`）"),
    ("sum(materials.mass / (materials.mass - limit))", {"materials": rows(mass=["1 kg", "5 kg", "5 kg"])},
     "`i` in row 2 of `materials`: division by zero (`materials.mass` = 5, `limit` = 5)",
     "`materials`第2行的`i`：除数为零（`materials.mass` = 5、`limit` = 5）"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "values", "en", "zh"), FAILING, ids=[f[0] for f in FAILING])
def test_an_error_in_an_indicator_is_told_and_refuses_nothing(tmp_path, formula, values, en, zh) -> None:
    found = calculated(tmp_path, values, indicators={"i": ("1", formula)})
    assert found.total == 3
    assert found.values["i"] is NOT_EVALUATED
    assert found.reasons["i"] == {"en": en, "zh": zh}


def test_a_check_with_an_error_is_not_evaluated(tmp_path) -> None:
    found = calculated(tmp_path, {"a": "1 kg", "b": "0 kg"}, requirements={"r": "a / b > 1"})
    (verdict,) = found.verdicts
    assert found.total == 3
    assert (verdict.verdict, verdict.reason) == (
        "not_evaluated",
        {
            "en": "`requirements.r`: division by zero (`a` = 1, `b` = 0)",
            "zh": "`requirements.r`：除数为零（`a` = 1、`b` = 0）",
        },
    )


def test_a_condition_with_an_error_leaves_open_whether_the_requirement_applies(tmp_path) -> None:
    requirement = {"check": "a > b", "applies": "a / b > 1"}
    found = calculated(tmp_path, {"a": "1 kg", "b": "0 kg"}, requirements={"r": requirement})
    (verdict,) = found.verdicts
    assert verdict.verdict == "not_evaluated"
    assert verdict.reason["en"] == "`requirements.r.applies`: division by zero (`a` = 1, `b` = 0)"


@pytest.mark.parametrize("condition", [False, NA])
def test_a_check_whose_condition_does_not_hold_is_not_evaluated_at_all(tmp_path, condition) -> None:
    for check in ("a / b > 1", "sum(materials.mass) > a"):
        found = calculated(
            tmp_path / check[0], {"a": "1 kg", "b": "0 kg", "c": condition},
            requirements={"r": {"check": check, "applies": "c"}},
        )  # fmt: skip
        (verdict,) = found.verdicts
        assert (verdict.verdict, verdict.reason["en"]) == (
            "not_applicable",
            "the condition for this requirement does not hold",
        )
        (requirement,) = found.program.requirements
        assert requirement.check is not None
        assert requirement.check.name not in found.values


def test_rows_looked_up_by_a_check_that_is_not_evaluated_are_not_counted(tmp_path) -> None:
    requirement = {"check": "fuels[kind] > 1", "applies": "c"}
    for condition, count in ((True, 1), (False, 0)):
        found = calculated(
            tmp_path / str(condition), {"kind": "gas", "c": condition}, requirements={"r": requirement}
        )
        assert sum(result_record(found).grades.factors.values()) == count


def test_what_rests_on_a_quantity_with_an_error_tells_that_error(tmp_path) -> None:
    found = calculated(
        tmp_path, {"a": "1 kg", "b": "0 kg", "x": 1},
        quantities={"ratio": ("1", "a / b"), "double": ("1", "ratio * 2")},
        indicators={"i": ("1", "double + 1 if x > 0 else x"), "j": ("1", "x if x > 0 else ratio")},
        requirements={"r": "i > 1", "s": "x > 0 or ratio > 1", "t": "x < 0 and ratio > 1"},
    )  # fmt: skip
    told = "`ratio`: division by zero (`a` = 1, `b` = 0)"
    assert {n: v["en"] for n, v in found.reasons.items()} == {"ratio": told, "double": told, "i": told}
    assert (found.values["i"], found.values["j"]) == (NOT_EVALUATED, Decimal(1))
    assert [(v.verdict, v.reason["en"]) for v in found.verdicts] == [
        ("not_evaluated", told), ("satisfied", "x 1 > 0"), ("not_satisfied", "x 1 < 0 (does not hold)"),
    ]  # fmt: skip


def test_a_chain_of_a_thousand_quantities_behind_an_indicator(tmp_path) -> None:
    chain = {f"q{n}": ("1", f"q{n - 1} + 1") for n in range(1, 1000)}
    found = calculated(
        tmp_path, {"a": "1 kg", "b": "0 kg"}, quantities={"q0": ("1", "a / b"), **chain},
        indicators={"i": ("1", "q999")},
    )  # fmt: skip
    assert found.reasons["i"]["en"] == "`q0`: division by zero (`a` = 1, `b` = 0)"


def test_a_quantity_that_footprint_and_indicator_need_refuses(tmp_path) -> None:
    program = product(
        tmp_path, inputs=INPUTS, parameters={"f": "1 kgCO2e"}, quantities={"ratio": ("1", "a / b")},
        emissions={"e": "f * ratio if x > 0 else f"}, indicators={"i": ("1", "ratio")},
    )  # fmt: skip
    for x in (1, 0):  # whichever side is taken: what the footprint is defined by is calculated
        with pytest.raises(Refused) as stopped:
            result(program, a="1 kg", b="0 kg", x=x)
        assert [(d.code, d.element) for d in stopped.value.diagnostics] == [("E701", "quantities.ratio")]


def test_errors_of_indicators_are_not_told_beside_those_that_refuse(tmp_path) -> None:
    program = product(
        tmp_path, inputs=INPUTS, parameters={"f": "1 kgCO2e"}, emissions={"e": "f * a / b"},
        indicators={"i": ("1", "b / a")}, requirements={"r": "x / (x - x) > 1"},
    )  # fmt: skip
    with pytest.raises(Refused) as stopped:
        result(program, a="0 kg", b="0 kg", x=1)
    assert [(d.code, d.element) for d in stopped.value.diagnostics] == [("E701", "emissions.e")]


FOUR = {
    "zero": ("kg", "a"), "absent": ("kg", "sum(materials.mass)"), "beside": ("kg", "d_mass * 1"),
    "lost": ("1", "b / a"),
}  # fmt: skip


def four(tmp_path) -> Result:
    """A result with an indicator that is zero, one missing, one not applicable and one not evaluated."""
    rules = rule_set(
        inputs={**INPUTS, "d_mass": "kg?", "parts": {"columns": {"mass": "kg"}}},
        parameters={"f": "3 kgCO2e"}, quantities={"column": ("1", "b / parts.mass")}, emissions={"e": "f"},
        indicators=FOUR, requirements={"r": "lost > 1"},
    )  # fmt: skip
    given = {"a": "0 kg", "b": "1 kg", "d_mass": NA, "parts": [{"mass": "0 kg"}, {"mass": "1 kg"}]}
    return result(product(tmp_path, rules), **given)


def test_missing_not_applicable_not_evaluated_and_zero_are_four_things(tmp_path) -> None:
    found = four(tmp_path)
    assert {n: found.values[n] for n in (*FOUR, "column")} == {
        "zero": 0, "absent": MISSING, "beside": NOT_APPLICABLE, "lost": NOT_EVALUATED,
        "column": (NOT_EVALUATED, NOT_EVALUATED),
    }  # fmt: skip
    assert {n: r["en"] for n, r in found.reasons.items()} == {
        "absent": "missing: materials",
        "lost": "`lost`: division by zero (`b` = 1, `a` = 0)",
        "column": "`column` in row 1 of `parts`: division by zero (`b` = 1, `parts.mass` = 0)",
    }


def test_a_record_has_all_four_and_is_read_as_it_was_written(tmp_path) -> None:
    record = result_record(four(tmp_path))
    data = record_data(record)
    indicators, column = data["indicators"], data["quantities"]["column"]
    assert {n: i["value"] for n, i in indicators.items()} == {
        "zero": "0", "absent": {"absent": "missing"}, "beside": {"absent": "not applicable"},
        "lost": {"absent": "not evaluated"},
    }  # fmt: skip
    assert [n for n in FOUR if "reason" in indicators[n]] == ["absent", "lost"]
    assert (column["values"], "reason" in column) == ([{"absent": "not evaluated"}] * 2, True)
    path = tmp_path / "record.json"
    path.write_text(record_json(record), encoding="utf-8")
    assert read_record(path) == record


def test_a_summary_has_all_four_with_their_reasons(tmp_path) -> None:
    found = four(tmp_path)
    lines = [" ".join(line.split()) for line in summary(found, "en").splitlines()]
    for line in (
        "zero 0 kg", "absent missing", "beside not applicable", "lost not evaluated",
        "? absent: missing: materials", "? lost: `lost`: division by zero (`b` = 1, `a` = 0)",
        "? r (shall) not evaluated: `lost`: division by zero (`b` = 1, `a` = 0)",
    ):  # fmt: skip
        assert line in lines
    chinese = [" ".join(line.split()) for line in summary(found, "zh").splitlines()]
    assert {"zero（中） 0 kg", "absent（中） 缺失", "beside（中） 不适用", "lost（中） 未核算"} <= set(
        chinese
    )
    assert as_tree_text(explanation(found)).startswith("footprint per unit")


def test_what_is_not_evaluated_is_traced_as_an_error(tmp_path) -> None:
    found = four(tmp_path)
    trace = Trace(found.program, found.inventory, found.values)
    step = found.program.step("lost")
    assert step is not None
    assert "lost" not in trace.values
    check = found.program.requirements[0].check
    assert check is not None
    assert [part.value for part in trace.of_step(check)] == [None]
    column = found.program.step("column")
    assert column is not None
    assert [part.value for part in trace.of_step(column)] == [None, Decimal(1)]
