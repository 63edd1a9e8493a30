"""Sentences from facts, in both languages."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal

import pytest

from ruleengine.diagnostics import (
    Both,
    Diagnostic,
    Excerpt,
    Fault,
    Phrase,
    Place,
    Refused,
    Related,
    Report,
    as_json,
    as_sarif,
    as_text,
)
from ruleengine.diagnostics.facts import Sentence, fact_data, facts_of, filled, filled_if_known, spoken
from ruleengine.language import Language, choose_language, language_of, messages_language


@pytest.mark.parametrize(
    ("template", "en", "zh"),
    [
        ("{name}", "power", "power"),
        ("{name:code}", "`power`", "`power`"),
        ("{names:codes}", "`a`, `b`", "`a`、`b`"),
        ("{names:list}", "a, b", "a、b"),
        ("{name:codes}", "`power`", "`power`"),
        ("{one} key{one:s}, {two} key{two:s}", "1 key, 2 keys", "1 key, 2 keys"),
        ("{many:codes}", "`x0`, `x1`, `x2`, `x3`, `x4`, `x5`, `x6`, `x7`, `x8`, `x9`, `x10`, `x11`, … (20 in all)",
         "`x0`、`x1`、`x2`、`x3`、`x4`、`x5`、`x6`、`x7`、`x8`、`x9`、`x10`、`x11`……（共20个）"),
        ("{label}: {number}", "mass: 0.0000001", "质量: 0.0000001"),
        ("`{{{name}}}` and {part}", "`{power}` and first given here", "`{power}` and 首次出现于此"),
    ],
)  # fmt: skip
def test_a_template_is_filled_in_both_languages(template: str, en: str, zh: str) -> None:
    facts = facts_of(
        {
            "name": "power", "names": ("a", "b"), "one": 1, "two": 2, "many": tuple(f"x{i}" for i in range(20)),
            "label": Both("mass", "质量"), "number": Decimal("1E-7"), "part": Phrase("related.first"),
        }
    )  # fmt: skip
    assert filled(template, facts, "en") == en
    assert filled(template, facts, "zh") == zh


def test_a_fact_that_is_not_there_is_an_error_of_the_engine_and_leaves_out_what_may_be_left_out() -> None:
    with pytest.raises(KeyError, match="name"):
        filled("{name}", (), "en")
    with pytest.raises(KeyError, match="shout"):
        filled("{name:shout}", facts_of({"name": "a"}), "en")
    assert filled_if_known(("{name}", "{name}"), (), "en") is None
    assert filled_if_known(None, facts_of({"name": "a"}), "en") is None
    assert filled_if_known(("a {name}", "甲{name}"), facts_of({"name": "b"}), "zh") == "甲b"


def test_facts_as_data() -> None:
    facts = (
        Both("mass", "质量"),
        Phrase("within.scenario", name="long"),
        Decimal("2.50"),
        3,
        True,
        ("a", "b"),
    )
    assert fact_data(facts) == [
        {"en": "mass", "zh": "质量"}, {"phrase": "within.scenario", "name": "long"}, "2.50", 3, True, ["a", "b"],
    ]  # fmt: skip
    assert spoken(facts[:2], "zh") == "质量、情景`long`"


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence for these tests."""
    from ruleengine.diagnostics.sentences import formula

    told = Sentence(
        en="the result is in {unit:code}",
        zh="结果的单位为{unit:code}",
        expected=("{declared:code}", "{declared:code}"),
        found=("{unit:code}, {kind}", "{unit:code}，{kind}"),
        remedies=(("divide by {by:code}", "除以{by:code}"),),
        remedy=("correct the unit of {name:code}", "改正{name:code}的单位"),
    )
    monkeypatch.setitem(formula.SENTENCES, "E405.example", told)


@pytest.mark.usefixtures("sentences")
def test_a_diagnostic_is_told_in_both_languages_from_its_facts() -> None:
    report = Report()
    report.tell(
        "E405.example", Place("a.yaml", 3, 4, 3, 9), element="emissions.use", clause="7.5", unit="kWh", declared="kg",
        by="grid", name="use", kind=None, excerpt=Excerpt("power * life", 0, 5), seen_from="gb/child@1.0.0",
        related=(Related("declared", Place("b.yaml", 1, 2)),),
    )  # fmt: skip
    (item,) = report.items
    assert (item.code, item.severity, item.expected, item.found) == ("E405", "error", "`kg`", None)
    assert item.text("en") == (
        "a.yaml:3:4: error E405: the result is in `kWh`\n"
        "  in element `emissions.use`, clause 7.5, as `gb/child@1.0.0` has it\n"
        "    power * life\n    ^^^^^\n"
        "  expected: `kg`\n  b.yaml:1:2: declared here\n  to do: divide by `grid`"
    )
    assert item.text("zh") == (
        "a.yaml:3:4: 错误 E405：结果的单位为`kWh`\n"
        "  位于要素`emissions.use`，条款7.5，就`gb/child@1.0.0`而言\n"
        "    power * life\n    ^^^^^\n"
        "  应为：`kg`\n  b.yaml:1:2: 在此声明\n  处理：除以`grid`"
    )
    assert as_text([item], "zh").endswith("\n\n1个错误，0个警告")
    (data,) = json.loads(as_json([item]))
    assert (data["key"], data["end_line"], data["end_column"]) == ("E405.example", 3, 9)
    assert (data["en"]["message"], data["zh"]["message"]) == ("the result is in `kWh`", "结果的单位为`kWh`")
    assert data["related"] == [{"role": "declared", "file": "b.yaml", "line": 1, "column": 2}]
    assert (data["facts"]["by"], data["seen_from"]) == ("grid", "gb/child@1.0.0")
    (result,) = json.loads(as_sarif([item], "1"))["runs"][0]["results"]
    assert result["relatedLocations"][0]["message"] == {"text": "declared here"}
    assert result["locations"][0]["physicalLocation"]["region"]["endColumn"] == 9
    assert result["properties"]["zh"]["remedy"] == "除以`grid`"


@pytest.mark.usefixtures("sentences")
def test_the_remedy_is_that_of_the_case_at_hand() -> None:
    def remedy(language: Language = "en", **facts: str) -> str:
        return Diagnostic("E405.example", facts_of({"unit": "kg", **facts})).said(language).remedy

    assert remedy(nearest="kWh", by="grid", name="use") == "did you mean `kWh`?"
    assert remedy("zh", nearest="kWh", by="grid", name="use") == "是否想写`kWh`？"
    assert remedy(by="grid", name="use") == "divide by `grid`"
    assert remedy(name="use") == "correct the unit of `use`"
    assert remedy() == "correct the formula or the unit"


@pytest.mark.usefixtures("sentences")
def test_a_fault_becomes_a_diagnostic_where_its_place_is_known() -> None:
    fault = Fault("E405.example", span=(2, 4), unit="kg")
    item = fault.diagnostic(Place("a", 1, 1), element="quantities.x", text="a * b")
    assert item == Diagnostic(
        "E405.example", (("unit", "kg"),), Place("a", 1, 1), "quantities.x", None, Excerpt("a * b", 2, 4)
    )
    refused = pickle.loads(pickle.dumps(Refused([item])))
    assert refused.diagnostics == (item,)
    assert "the result is in `kg`" in str(fault)


@pytest.mark.usefixtures("sentences")
def test_what_holds_for_two_rule_sets_is_two_findings() -> None:
    report = Report()
    for child in ("a@1.0.0", "b@1.0.0", "a@1.0.0"):
        report.tell("E405.example", Place("base", 1, 1), unit="kg", seen_from=child)
    assert [d.seen_from for d in report.items] == ["a@1.0.0", "b@1.0.0"]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "RULEENGINE_MESSAGES": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8", "RULEENGINE_MESSAGES": " ZH "}, "zh"),
        ({"LANG": "zh_CN", "RULEENGINE_MESSAGES": "fr"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_language_of_messages(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_a_language_that_is_chosen_outweighs_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RULEENGINE_MESSAGES", "en")
    choose_language("zh")
    try:
        assert messages_language() == "zh"
    finally:
        choose_language(None)
    assert messages_language() == "en"


@pytest.mark.usefixtures("sentences")
def test_a_row_of_an_element_is_told_in_the_language() -> None:
    item = Diagnostic(
        "E405.example", facts_of({"unit": "kg"}), Place("a.yaml", 1, 1), "materials row 3, mass"
    )
    assert "  in element `materials row 3, mass`" in item.text("en")
    assert "  位于要素`materials第3行，mass`" in item.text("zh")
    assert item.data()["element"] == "materials row 3, mass"
