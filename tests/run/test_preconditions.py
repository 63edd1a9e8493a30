"""Preconditions: told in the words of the rule set, all of them and all rows at once, and nothing of what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.diagnostics import Diagnostic, Refused, as_text
from ruleengine.program.program import Program
from ruleengine.run.preconditions import outcome
from ruleengine.run.record.from_document import read_record
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_json
from ruleengine.run.summary import summary
from tests.library_builder import (
    compiled,
    findings,
    inventory_text,
    overlay,
    product,
    read,
    result,
    rule_set,
    texts,
    write_library,
)
from tests.run.several_products import GOOD, MUST, SECTIONS, TABLES, TOLD, changed


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("rules"), **SECTIONS)


def refusal(program: Program, **values: object) -> tuple[Diagnostic, ...]:
    """What is told of an inventory that is refused when it is calculated."""
    with pytest.raises(Refused) as refused:
        result(program, **values)
    return refused.value.diagnostics


def test_an_inventory_that_meets_all_is_calculated(program: Program) -> None:
    found = result(program, products=GOOD, power=3)
    assert found.total == 6
    outcomes = {s.element.id: outcome(found.inventory, found.values, s) for s in program.preconditions}
    assert outcomes == {**dict.fromkeys(MUST, "met"), "losses-below-all": "not_evaluated"}


def test_what_does_not_apply_does_not_refuse(program: Program) -> None:
    found = result(program, products=GOOD, power=3, losses="not applicable")
    assert outcome(found.inventory, found.values, program.preconditions[-1]) == "not_applicable"


def test_it_is_told_in_the_words_of_the_rule_set_with_the_values(program: Program) -> None:
    (told,) = refusal(program, products=changed(0, declared=False), power=3)
    assert told.text("en").splitlines() == [
        "sample.yaml:9:3: error E630: precondition not met: Exactly one product shall be the declared one",
        "  in element `must.one-declared`, clause 4.1",
        "  found: declared: no, no; number of rows of products (rows that meet the condition) 0 = 1 (does not hold)",
        f"  {told.related[0].place}: asked for here",
        "  to do: correct the values named; where they are right, the rule set does not fit this product",
    ]
    assert told.text("zh").splitlines()[:3] == [
        "sample.yaml:9:3: 错误 E630：不满足前提：应恰有一个所声明的产品",
        "  位于要素`must.one-declared`，条款4.1",
        "  实为：declared（中）：否、否；符合条件的products（中）的行数 0 = 1（不成立）",
    ]
    assert told.related[0].place.file == "rules/test/product/1.0.0.yaml"


def test_a_number_of_the_text_is_that_of_the_rule_set_and_values_have_units(program: Program) -> None:
    (told,) = refusal(program, products=changed(1, share=20), power=3)
    assert told.message == "precondition not met: The shares of all products shall add up to 100 %"
    assert told.found == "share: 70 %, 20 %; sum of share over products 90 % = whole 100 % (does not hold)"


def test_a_condition_over_columns_must_hold_in_every_row(program: Program) -> None:
    rows = [{**r, "recycled": "0.6", "burnt": "0.5"} for r in GOOD]
    (told,) = refusal(program, products=rows, power=3)
    assert told.said("en").found == (
        "products: row 1 (crates), recycled 0.6, burnt 0.5, 1.1 ≤ all of it 1 (does not hold); "
        "row 2 (sprue), recycled 0.6, burnt 0.5, 1.1 ≤ all of it 1 (does not hold)"
    )
    assert dict(told.facts)["rows"] == (1, 2)
    (second,) = refusal(program, products=changed(1, recycled="0.6", burnt="0.7"), power=3)
    assert (
        second.found == "products: row 2 (sprue), recycled 0.6, burnt 0.7, 1.3 ≤ all of it 1 (does not hold)"
    )
    assert (second.place and second.place.line, dict(second.facts)["rows"]) == (17, (2,))


def test_all_that_is_not_met_is_told_at_once_and_nothing_that_follows(program: Program) -> None:
    rows = [{**r, "declared": False, "share": 10, "recycled": 1, "burnt": 1} for r in GOOD]
    told = refusal(program, products=rows, power=3, losses=200)
    assert {(d.code, d.element) for d in told} == {("E630", f"must.{name}") for name in MUST}


def test_of_very_many_rows_the_first_are_told_and_the_others_counted(program: Program) -> None:
    rows = [
        {"name": f"p{n}", "declared": n == 0, "recycled": 1, "burnt": 1, "share": 0 if n else 100}
        for n in range(3000)
    ]
    (told,) = refusal(program, products=rows, power=3)
    assert told.found is not None
    assert told.found.count("row ") == 8
    assert told.found.endswith("; and 2992 more rows")
    assert len(str(told.data())) < 4000


def test_beside_a_missing_input_nothing_is_said_of_what_asks_for_it(program: Program) -> None:
    _, report = read(program, inventory_text(program, {"power": 3}))
    assert [d.code for d in report.errors] == ["E605"]


def test_missing_data_that_may_be_missing_refuse_nothing_by_themselves(program: Program) -> None:
    found = result(program, products=[{k: v for k, v in r.items() if k != "share"} for r in GOOD], power=3)
    assert outcome(found.inventory, found.values, program.preconditions[1]) == "not_evaluated"


@pytest.fixture(scope="module")
def with_tables(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(tmp_path_factory.mktemp("tables"), **TABLES)


@pytest.mark.parametrize(("values", "due"), TOLD)
def test_a_table_of_which_nothing_is_said_meets_nothing(
    with_tables: Program, values: dict[str, object], due: tuple[str, str]
) -> None:
    found = result(with_tables, **values)
    steps = with_tables.preconditions[:2]
    assert tuple(outcome(found.inventory, found.values, s) for s in steps) == due
    record = result_record(found).preconditions
    assert tuple(record[s.element.id].outcome for s in steps) == due
    for step, came in zip(steps, due, strict=True):
        table = step.type.table
        told = (
            {"zh": f"缺少数据：{table}（中）", "en": f"missing: {table}"} if came == "not_evaluated" else None
        )
        assert found.reasons.get(step.name) == told


def test_where_it_cannot_be_told_whether_a_table_applies_that_is_what_is_missing(tmp_path: Path) -> None:
    inputs = {
        "mass": "kg",
        "most": "kg?",
        "spare": {"when": "most > mass", "required": False, "columns": {"m": "kg"}},
    }
    program = product(
        tmp_path, inputs=inputs, parameters={"ef": "1 kgCO2e/kg"}, emissions={"e": "mass * ef"},
        must={"spare-fits": "spare.m < mass"},
    )  # fmt: skip
    found = result(program, mass=1)
    assert outcome(found.inventory, found.values, program.preconditions[0]) == "not_evaluated"
    assert found.reasons["must.spare-fits"]["en"] == "missing: most"


def test_one_that_is_not_evaluated_stands_in_the_summary(with_tables: Program) -> None:
    found = result(with_tables, mass=1)
    assert [line for line in summary(found).splitlines() if "precondition" in line] == [
        "  ? parts-fit (precondition) not evaluated: missing: parts",
        "  ? least-fits (precondition) not evaluated: missing: least",
    ]
    assert "  ? parts-fit（前提）未判定：缺少数据：parts（中）" in summary(found, "zh").splitlines()
    assert "precondition" not in summary(result(with_tables, mass=2, least=1, parts=[]))


def test_where_one_cannot_be_calculated_that_is_told(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"a": "1", "b": "1"}, emissions={"e": "a * unit"}, parameters={"unit": "1 kgCO2e"},
        must={"ratio": "a / b < 10", "low": "a < 5"},
    )  # fmt: skip
    (told,) = refusal(program, a=1, b=0)
    assert (told.code, told.element) == ("E701", "must.ratio")
    (told,) = refusal(program, a=9, b=0)
    assert (told.code, told.element) == ("E630", "must.low")


def test_it_may_ask_for_what_is_calculated_and_names_what_was_read(tmp_path: Path) -> None:
    """The base of a share, say; told at the first input that it rests on."""
    program = product(
        tmp_path, inputs={"heat": "kWh", "power": "kWh"}, parameters={"grid": "2 kgCO2e/kWh"},
        emissions={"e": "grid * power", "h": "grid * heat"}, quantities={"base": ("kgCO2e", "e + h")},
        must={"base-above-zero": "base > 0"},
    )  # fmt: skip
    (told,) = refusal(program, heat=-3, power=1)
    assert told.found == "base -4 kgCO2e > 0 kgCO2e (does not hold)"
    assert told.place is not None
    assert told.place.line == 9


def test_it_may_ask_for_the_footprint_and_is_told_at_what_that_rests_on(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"power": "kWh"}, parameters={"grid": "2 kgCO2e/kWh"}, emissions={"e": "grid * power"},
        must={"above-zero": "footprint.gross > 0"},
    )  # fmt: skip
    assert result(program, power=3).total == 6
    (told,) = refusal(program, power=-3)
    assert (told.code, told.element) == ("E630", "must.above-zero")
    assert told.found == "all emissions, removals not deducted -6 kgCO2e > 0 kgCO2e (does not hold)"
    assert told.place is not None
    assert told.place.line == 8


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("power", "E406"),
        ("power > losses_of_it", "E404"),
        ("power > whole", "E405"),
        ("power >", "E401"),
    ],
)
def test_what_no_precondition_can_be(tmp_path: Path, check: str, code: str) -> None:
    report = findings(tmp_path, **{**SECTIONS, "must": {"wrong": check}})
    assert [(d.code, d.element) for d in report.errors] == [(code, "must.wrong")], as_text(report.items)


def test_what_a_precondition_needs(tmp_path: Path) -> None:
    data = {**rule_set(**{**SECTIONS, "must": None}), "must": {"bare": {"check": "power > 0"}}}
    report = findings(tmp_path, data)
    assert [d.key for d in report.errors] == ["E202.fields", "E501.precondition"]


def test_a_text_names_parameters_only(tmp_path: Path) -> None:
    must = {"low": {"text": {"zh": "低于{limit}", "en": "below {limit}"}, "check": "power > 0"}}
    report = findings(tmp_path, **{**SECTIONS, "must": must})
    assert {d.code for d in report.errors} == {"E512"}


CHILD = "test/child@1.0.0"


def child(folder: Path, **sections: object):
    """What is found of a rule set that is built on the one with preconditions."""
    return findings(folder, rule_set(**SECTIONS), overlay(CHILD, **sections), name=CHILD)


def test_a_rule_set_built_on_it_changes_adds_and_removes_them_with_reasons(tmp_path: Path) -> None:
    because = {"zh": "理由", "en": "a reason", "source": "book"}
    must = {
        "shares-add-up": {"check": "sum(products.share) <= whole", "because": because},
        "own": {"clause": "9", "text": texts("own"), "check": "power > 0", "source": "book"},
    }
    removed = {"must.one-declared": {"because": {"zh": "理由", "en": "a reason"}}}
    report = child(tmp_path, must=must, removed=removed)
    assert report.errors == [], as_text(report.items)
    library = write_library(tmp_path, rule_set(**SECTIONS), overlay(CHILD, must=must, removed=removed))
    own = compiled(library, CHILD)
    assert [s.element.id for s in own.preconditions] == [
        "shares-add-up", "recycled-and-burnt", "losses-below-all", "own",
    ]  # fmt: skip
    assert result(own, products=[{**r, "share": 10} for r in GOOD], power=3).total == 6
    assert {d.code for d in refusal(own, products=changed(0, declared=False), power=3)} == {"E701"}


def test_a_change_says_why_and_by_what_source(tmp_path: Path) -> None:
    check = {"check": "sum(products.share) <= whole"}
    report = child(tmp_path / "a", must={"shares-add-up": check})
    assert "E305" in {d.code for d in report.errors}
    report = child(tmp_path / "b", must={"shares-add-up": {**check, "because": texts("why")}})
    assert [d.code for d in report.errors] == ["E316"]


def test_the_record_says_which_were_checked_and_reads_back(program: Program, tmp_path: Path) -> None:
    found = result(program, products=GOOD, power=3)
    record = result_record(found)
    told = {k: (p.outcome, p.table, p.clause, p.clause_of) for k, p in record.preconditions.items()}
    own = "test/product@1.0.0"
    assert told == {
        "one-declared": ("met", None, "4.1", own),
        "shares-add-up": ("met", None, "4.2", own),
        "recycled-and-burnt": ("met", "products", "4.3", own),
        "losses-below-all": ("not_evaluated", None, "9", own),
    }
    assert (
        record.preconditions["shares-add-up"].text["en"]
        == "The shares of all products shall add up to 100 %."
    )
    (tmp_path / "r.json").write_text(record_json(record), encoding="utf-8")
    assert read_record(tmp_path / "r.json") == record
