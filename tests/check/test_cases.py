"""The tests beside the rules: what a case may expect, how it fails, and what the cases leave untouched."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruleengine.check.cases import coverage, read_case_file, run_cases
from ruleengine.diagnostics import Refused
from tests.library_builder import as_yaml, inventory_text, product, rule_set, texts, write_library
from tests.run.several_products import GOOD as GOOD_PRODUCTS
from tests.run.several_products import SECTIONS, TABLES, changed

RULES = rule_set(
    inputs={"mass": {"unit": "kg", "min": 0}, "note": "text?", "rows": {"m": "kg", "on": "boolean?"}},
    parameters={"f": "2 kgCO2e/kg", "limit": "10 kg"},
    quantities={
        "col": ("kg", "rows.m * 2"),
        "word": '"big" if mass > limit else "small"',
        "idle": ("kg", "0 * mass"),
    },
    emissions={"e": "(mass + sum(col)) * f"},
    reference_flow={"formula": "1 / 2", "clause": "2", "label": texts("pieces")},
    indicators={"share": ("%", "mass / limit"), "least": ("kg", "min(rows.m)")},
    requirements={"light": "mass <= limit", "look": {"verb": "may"}, "rows-on": "all(rows.on)"},
)
VALUES = {"mass": "4 kg", "rows": [{"m": "1 kg", "on": True}, {"m": "500 g"}]}


@pytest.fixture
def library(tmp_path):
    made = write_library(tmp_path, RULES)
    folder = made.root / "test" / "product"
    (folder / "examples").mkdir()
    text = inventory_text(product(tmp_path, RULES), VALUES)
    (folder / "examples" / "one.yaml").write_text(text, encoding="utf-8")
    return made


def outcomes(library, cases):
    """The outcomes of cases, by name, and the lines of the tests file."""
    path = library.root / "test" / "product" / "1.0.0.tests.yaml"
    complete = {k: {"because": "by hand", **case} for k, case in cases.items()}
    path.write_text(as_yaml({"tests": "test/product@1.0.0", "cases": complete}), encoding="utf-8")
    file = read_case_file(library, path)
    return {o.name: o for o in run_cases(file)}, path.read_text(encoding="utf-8").splitlines()


ONE = "examples/one.yaml"
GOOD = {
    "total": {"total": "14 kgCO2e"},
    "plain number": {"total": 14},
    "in grams": {"total": "14000 gCO2e", "per_unit": "7 kgCO2e"},
    "stages": {"stages": {"production": "14 kgCO2e"}, "species": {"fossil": 14, "aircraft": 0}},
    "quantities": {"quantities": {"col": ["2 kg", "1000 g"], "word": "small", "idle": 0}},
    "emissions": {"emissions": {"e": Decimal("14.0")}},
    "indicators": {"indicators": {"share": "40 %", "least": "0.5 kg"}},
    "share as a number": {"indicators": {"share": 40}},
    "reference flow": {"quantities": {"reference_flow": Decimal("0.5")}},
    "checks": {"checks": {"light": "satisfied", "rows-on": "not_evaluated"}},
}


@pytest.mark.parametrize("name", GOOD)
def test_what_may_be_expected(library, name: str) -> None:
    found, _ = outcomes(library, {"case": {"inventory": ONE, "expect": GOOD[name]}})
    assert found["case"].failures == ()
    assert found["case"].result.total == 14


def test_changes_and_values_of_a_case(library) -> None:
    cases = {
        "changed": {"inventory": ONE, "change": {"mass": "5 kg"}, "expect": {"total": "16 kgCO2e"}},
        "own": {"values": {"mass": "1 kg", "rows": []}, "expect": {"total": "2 kgCO2e"}},
        "over": {"values": {"mass": "1 kg", "rows": []}, "change": {"mass": "3 kg"}, "expect": {"total": 6}},
    }
    found, _ = outcomes(library, cases)
    assert [o.failures for o in found.values()] == [(), (), ()]


def test_an_expected_refusal(library) -> None:
    cases = {
        "missing": {"inventory": ONE, "change": {"mass": None}, "refuse": ["E605"]},
        "two": {
            "inventory": ONE,
            "change": {"mass": "1 kWh", "rows": [{"on": True}]},
            "refuse": ["E602", "E605"],
        },
    }
    found, _ = outcomes(library, cases)
    assert [o.failures for o in found.values()] == [(), ()]
    assert [o.result for o in found.values()] == [None, None]


# Case, message, the line that is meant, expected, found.
N = None
BAD = [
    ({"expect": {"total": "15 kgCO2e"}}, "another number than expected", "total: 15 kgCO2e", "15 kgCO2e", "14 kgCO2e"),
    ({"expect": {"per_unit": 8}}, "another number than expected", "per_unit: 8", "8 kgCO2e", "7 kgCO2e"),
    ({"expect": {"total": "14 kg"}}, "`kg` is not a unit of this value", "total: 14 kg", "`kgCO2e`", N),
    ({"expect": {"total": "much"}}, "`much` is not a number with a unit, such as `812 g`", "total: much", N, N),
    ({"expect": {"stages": {"use": 1}}}, "`use` is not one of the stages", "use: 1", N, N),
    ({"expect": {"stages": {"production": 1}}}, "another number than expected", "production: 1", "1 kgCO2e",
     "14 kgCO2e"),
    ({"expect": {"quantities": {"cal": 1}}}, "`cal` is not calculated", "cal: 1", N, N),
    ({"expect": {"quantities": {"zzz": 1}}}, "`zzz` is not calculated", "zzz: 1", N, N),
    ({"expect": {"quantities": {"col": [2]}}}, "`col` has 2 rows", "- 2", "1 row", N),
    ({"expect": {"quantities": {"col": "2 kg"}}}, "`col` has 2 rows", "col: 2 kg", "1 row", N),
    ({"expect": {"quantities": {"col": ["2 kg", "2 kg"]}}}, "another number than expected", "- 2 kg", "2 kg", "1 kg"),
    ({"expect": {"quantities": {"word": "big"}}}, "another value than expected", "word: big", "big", "small"),
    ({"expect": {"checks": {"light": "not_satisfied"}}}, "the check `light` comes out differently",
     "light: not_satisfied", "not_satisfied", "satisfied: mass 4 kg ≤ limit 10 kg"),
    ({"expect": {"checks": {"lite": "satisfied"}}}, "there is no requirement `lite`",
     "lite: satisfied", N, N),
    ({"expect": {"checks": {"zzz": "satisfied"}}}, "there is no requirement `zzz`", "zzz: satisfied", N, N),
    ({"refuse": ["E605"]}, "other errors than expected", "- E605", "E605", "no error"),
    ({"refuse": ["E605"], "change": {"mass": "1 kWh"}}, "other errors than expected", "- E605", "E605", "E602"),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case[1]} {str(case[0])[:50]}")
def test_how_a_case_fails(library, case) -> None:
    content, message, line, expected, found = case
    done, lines = outcomes(library, {"case": {"inventory": ONE, **content}})
    (failure,) = done["case"].failures
    assert (failure.code, failure.message) == ("E705", f"test `case`: {message}")
    assert lines[failure.place.line - 1].strip() in (line, line.partition(":")[0] + ":")
    assert (failure.expected, failure.found) == (expected, found)


@pytest.mark.parametrize(
    ("expect", "suggestion"),
    [
        ({"quantities": {"cal": 1}}, "did you mean `col`?"),
        ({"checks": {"lite": "satisfied"}}, "did you mean `light`?"),
    ],
)
def test_the_nearest_known_name_is_named(library, expect, suggestion) -> None:
    done, _ = outcomes(library, {"case": {"inventory": ONE, "expect": expect}})
    assert [f.suggestion for f in done["case"].failures] == [suggestion]


def test_an_inventory_that_is_refused_fails_with_its_errors(library) -> None:
    done, _ = outcomes(library, {"case": {"inventory": ONE, "change": {"mass": -1}, "expect": {"total": 1}}})
    assert [f.code for f in done["case"].failures] == ["E603", "E705"]
    assert done["case"].failures[1].message == "test `case`: the inventory is refused"


def test_a_calculation_that_is_refused_fails_with_its_errors(tmp_path) -> None:
    rules = rule_set(inputs={"x": "1"}, parameters={"f": "1 kgCO2e"}, emissions={"e": "f / x"})
    cases = {"a": {"values": {"x": 0}, "expect": {"total": 1}}, "b": {"values": {"x": 0}, "refuse": ["E701"]}}
    done, _ = outcomes(write_library(tmp_path, rules), cases)
    assert [f.code for f in done["a"].failures] == ["E701", "E705"]
    assert done["b"].failures == ()


LOST = rule_set(
    inputs={"x": "1", "m": "1?", "rows": {"y": "1"}},
    parameters={"f": "1 kgCO2e"},
    quantities={"col": ("1", "1 / rows.y")},
    emissions={"e": "f"},
    indicators={"share": ("1", "1 / x"), "gone": ("1", "m * 2"), "fine": ("1", "x + 1")},
    requirements={"r": "1 / x > 2"},
)
ZERO = {"values": {"x": 0, "rows": [{"y": 1}, {"y": 0}]}}


def test_a_case_may_expect_that_something_is_not_evaluated(tmp_path) -> None:
    expect = {
        "total": 1,
        "quantities": {"col": "not evaluated"},
        "indicators": {"share": "not evaluated", "gone": "missing", "fine": 1},
        "checks": {"r": "not_evaluated"},
    }
    rows = {"quantities": {"col": ["not evaluated", "not evaluated"]}}
    done, _ = outcomes(
        write_library(tmp_path, LOST), {"a": {**ZERO, "expect": expect}, "b": {**ZERO, "expect": rows}}
    )
    assert [o.failures for o in done.values()] == [(), ()]


@pytest.mark.parametrize(
    ("expect", "expected", "found"),
    [
        ({"indicators": {"share": 2}}, "2", "not evaluated: `share`: division by zero (`x` = 0)"),
        ({"indicators": {"share": "missing"}}, "missing", "not evaluated: `share`: division by zero (`x` = 0)"),
        ({"indicators": {"gone": "not evaluated"}}, "not evaluated", "missing: missing: m"),
        ({"quantities": {"col": [1, "not evaluated"]}}, "[1, 'not evaluated']",
         "not evaluated: `col` in row 2 of `rows`: division by zero (`rows.y` = 0)"),
    ],
)  # fmt: skip
def test_a_case_that_expects_a_value_is_told_why_there_is_none(tmp_path, expect, expected, found) -> None:
    done, _ = outcomes(write_library(tmp_path, LOST), {"case": {**ZERO, "expect": expect}})
    (failure,) = done["case"].failures
    assert (failure.key, failure.expected, failure.found) == ("E705.no_value", expected, found)


def test_a_case_that_expects_a_number_of_what_does_not_apply_is_told_so_in_both_languages(tmp_path) -> None:
    rules = rule_set(
        inputs={"x": "1"}, parameters={"f": "1 kgCO2e"}, emissions={"e": "f"},
        quantities={"q": {"unit": "1", "formula": "x", "when": "x > 5"}},
    )  # fmt: skip
    case = {"values": {"x": 1}, "expect": {"quantities": {"q": 3}}}
    done, _ = outcomes(write_library(tmp_path, rules), {"case": case})
    (failure,) = done["case"].failures
    assert (failure.key, failure.said("en").found, failure.said("zh").found) == (
        "E705.value", "not applicable", "不适用",
    )  # fmt: skip


def test_what_is_not_evaluated_is_not_covered(tmp_path) -> None:
    library = write_library(tmp_path, LOST)
    done, _ = outcomes(library, {"case": {**ZERO, "expect": {"total": 1}}})
    file = read_case_file(library, library.root / "test" / "product" / "1.0.0.tests.yaml")
    left = coverage(file.program, list(done.values()))
    assert {"indicators.share", "quantities.col", "requirements.r"} <= left.keys()
    assert "indicators.fine" not in left


def test_an_inventory_that_cannot_be_read_fails(library) -> None:
    cases = {
        "none": {"inventory": "examples/none.yaml", "expect": {"total": 1}},
        "shape": {"inventory": "1.0.0.yaml", "expect": {"total": 1}},
    }
    done, _ = outcomes(library, cases)
    assert [f.code for f in done["none"].failures] == ["E101", "E705"]
    assert "E201" in [f.code for f in done["shape"].failures]


def test_a_link_out_of_the_library_is_not_followed(library, tmp_path) -> None:
    (tmp_path / "outside.yaml").write_text("inventory: x\n", encoding="utf-8")
    (library.root / "test" / "product" / "examples" / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    done, _ = outcomes(library, {"case": {"inventory": "examples/link.yaml", "expect": {"total": 1}}})
    assert "test `case`: `examples/link.yaml` leads out of the library" in [
        f.message for f in done["case"].failures
    ]


@pytest.mark.parametrize("nothing", [{}, {"expect": {}}, {"refuse": []}])
def test_a_case_that_expects_nothing_is_refused(library, nothing) -> None:
    with pytest.raises(Refused):
        outcomes(library, {"case": {"inventory": ONE, **nothing}})


@pytest.mark.parametrize(
    ("expected", "tolerance", "fails"),
    [
        (Decimal("14.000001"), None, True),
        (Decimal("14.00000001"), None, False),
        (Decimal("14.1"), Decimal("0.01"), False),
        (Decimal("14.1"), Decimal("0.001"), True),
        (Decimal("14"), 0, False),
        (Decimal("14.00000001"), 0, True),
    ],
)
def test_the_tolerance_is_relative(library, expected, tolerance, fails: bool) -> None:
    case = {"inventory": ONE, "expect": {"total": expected}}
    done, _ = outcomes(library, {"case": case | ({} if tolerance is None else {"tolerance": tolerance})})
    assert bool(done["case"].failures) == fails


def test_a_tests_file_that_is_wrong_is_refused(library) -> None:
    path = library.root / "test" / "product" / "1.0.0.tests.yaml"
    for content, code in (
        ("tests: [", "E104"),
        ("cases: {}\n", "E202"),
        ("tests: test/none@1.0.0\ncases: {a: {because: b, values: {}, refuse: [E605]}}\n", "E301"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(Refused) as refused:
            read_case_file(library, path)
        assert code in [d.code for d in refused.value.diagnostics]
    with pytest.raises(Refused):
        read_case_file(library, path.with_name("none.tests.yaml"))


def test_what_the_cases_leave_untouched(library) -> None:
    path = library.root / "test" / "product" / "1.0.0.tests.yaml"
    one, _ = outcomes(library, {"a": {"inventory": ONE, "expect": {"total": 14}}})
    program = read_case_file(library, path).program
    assert coverage(program, list(one.values())) == {
        "quantities.idle": ("never calculated, or always zero", "从未核算，或始终为零"),
        "requirements.light": ("never not satisfied", "从未不满足"),
        "requirements.rows-on": ("never satisfied and never not satisfied", "从未满足，也从未不满足"),
    }
    assert set(coverage(program, [])) == {
        "quantities.col", "quantities.idle", "emissions.e", "indicators.share", "indicators.least",
        "requirements.light", "requirements.rows-on",
    }  # fmt: skip
    heavy = {
        "inventory": ONE,
        "change": {"mass": "11 kg", "rows": [{"m": 1, "on": True}]},
        "expect": {"total": 26},
    }
    more, _ = outcomes(library, {"a": {"inventory": ONE, "expect": {"total": 14}}, "b": heavy})
    assert set(coverage(program, list(more.values()))) == {"quantities.idle", "requirements.rows-on"}


@pytest.fixture
def several(tmp_path):
    """A library with the rule set of several products, which has preconditions."""
    return write_library(tmp_path, rule_set(**SECTIONS))


SEVERAL = {"power": 3, "products": GOOD_PRODUCTS}
NONE_DECLARED = {"products": changed(0, declared=False, share=10)}


def test_a_case_expects_preconditions_that_are_not_met_by_their_paths(several):
    expected = ["must.one-declared", "must.shares-add-up"]
    cases = {
        "right": {"values": SEVERAL, "change": NONE_DECLARED, "refuse": expected},
        "one-too-few": {"values": SEVERAL, "change": NONE_DECLARED, "refuse": expected[:1]},
        "by-code": {"values": SEVERAL, "change": NONE_DECLARED, "refuse": ["E630"]},
        "met": {"values": SEVERAL, "refuse": expected[:1]},
        "unknown": {"values": SEVERAL, "change": NONE_DECLARED, "refuse": ["must.one-declard", expected[1]]},
    }
    found, _ = outcomes(several, cases)
    told = {name: [d.key for d in o.failures] for name, o in found.items()}
    assert told == {
        "right": [],
        "one-too-few": ["E705.other_errors"],
        "by-code": ["E705.other_errors"],
        "met": ["E705.other_errors"],
        "unknown": ["E705.no_precondition", "E705.other_errors"],
    }
    assert found["by-code"].failures[0].found == "must.one-declared, must.shares-add-up"
    assert found["met"].failures[0].found == "no error"
    assert found["unknown"].failures[0].suggestion == "did you mean `must.one-declared`?"


def test_a_precondition_is_covered_when_one_case_meets_it_and_another_does_not(several):
    cases = {
        "refused": {"values": SEVERAL, "change": NONE_DECLARED, "refuse": ["must.one-declared", "must.shares-add-up"]},
        "calculated": {"values": SEVERAL, "expect": {"total": 6}},
    }  # fmt: skip
    path = several.root / "test" / "product" / "1.0.0.tests.yaml"
    found, _ = outcomes(several, cases)
    assert not any(o.failures for o in found.values())
    program = read_case_file(several, path).program

    def left(*names):
        untouched = coverage(program, [found[n] for n in names])
        return {k: v[0] for k, v in untouched.items() if k.startswith("must.")}

    never = {"must.losses-below-all": "never met and never not met"}
    assert left("refused", "calculated") == {**never, "must.recycled-and-burnt": "never not met"}
    assert left("refused") == {
        **never, "must.recycled-and-burnt": "never met and never not met", "must.one-declared": "never met",
        "must.shares-add-up": "never met",
    }  # fmt: skip


def test_a_precondition_over_a_table_that_is_not_given_is_met_by_no_case(tmp_path):
    made = write_library(tmp_path, rule_set(**TABLES))
    (made.root / "test" / "product").mkdir(exist_ok=True)
    found, _ = outcomes(made, {"bare": {"values": {"mass": "1 kg"}, "expect": {"total": 1}}})
    program = read_case_file(made, made.root / "test" / "product" / "1.0.0.tests.yaml").program
    assert not found["bare"].failures
    left = coverage(program, [found["bare"]])
    assert left["must.parts-fit"][0] == left["must.spare-fit"][0] == "never met and never not met"
