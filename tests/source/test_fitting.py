"""The one walk that tells that a file fits its shape: its yes is Cerberus' yes, and it says yes to what is right."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.source.broken_rules import broken_rules
from ruleengine.source.fitting import fit, fits
from ruleengine.source.shape_rules import KINDS, Rules, shape_rules
from tests.examples import examples
from tests.faults.single_faults import single_faults
from tests.source.sample_files import SAMPLES, broken, read

VALUES: tuple[object, ...] = (
    None, True, False, 0, 1, 7, -1, Decimal("0.5"), Decimal(7), "", " ", "a", "abc", "a\n", "b",
    [], ["a"], ["a", 1], [None], [["a"]], {}, {"a": "a"}, {"a": 1}, {"a": None}, {"b": "a"}, {"a": "a", "b": "b"},
    {"a": "a", "b": "b", "c": "c"}, {"ab": "a"}, {"a": {"a": "a"}}, {1: "a"},
)  # fmt: skip
_TEXT: Rules = {"type": "string"}
_OPEN: Rules = {"allow_unknown": False}
#: Rules that stand for their kind: of each rule one that some values keep and others break.
RULES: tuple[Rules, ...] = (
    {},
    *({"type": name} for name in ("string", "boolean", "integer", "decimal", "dict", "list")),
    {"type": ["string", "decimal", "list"], "schema": _TEXT},
    {"type": ["string", "dict"], "schema": {"a": _TEXT}, **_OPEN},
    {"type": ["list", "dict"], "schema": _TEXT},
    {"type": "string", "nullable": True},
    {"nullable": True},
    {"allowed": ["a", 1]},
    {"type": ["string", "decimal"], "forbidden": ["a", 1]},
    {"regex": "a+"},
    {"min": 0, "max": 5},
    {"minlength": 1, "maxlength": 2},
    {"type": "dict", "schema": {"a": {"type": "string", "required": True}, "b": _TEXT}, **_OPEN},
    {"type": "dict", "schema": {"a": _TEXT, "b": {"excludes": "a"}}, **_OPEN},
    {"type": "dict", "schema": {"a": _TEXT, "b": {"excludes": ["a", "c"], "required": True}}, **_OPEN},
    {"type": "dict", "schema": {"a": {"required": True, "nullable": True}}, "allow_unknown": _TEXT},
    {"type": "dict", "schema": {"a": {"excludes": "b"}}, "allow_unknown": {"type": "string", "excludes": "a"}},
    {"type": "dict", "keysrules": {"regex": "[a-z]"}, "valuesrules": {"type": ["string", "decimal"]}},
    {"type": "dict", "valuesrules": {"type": "string", "excludes": "a"}},
    {"needs_one": {"first": ["a"], "second": ["b", "c"]}},
    {"type": "string", "meta": {"expected": "anything"}},
    {"type": "string", "empty": False},
    {"type": "dict", "schema": {"a": {"dependencies": "b"}}, **_OPEN},
)  # fmt: skip


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_a_yes_is_the_yes_of_cerberus(rules: Rules) -> None:
    fitting = fit(rules)
    assert [v for v in VALUES if fitting(v) and broken_rules(rules, v)] == []


def test_most_rules_are_known_here() -> None:
    known = RULES[:19]
    missed = [(r, v) for r in known for v in VALUES if not fit(r)(v) and not broken_rules(r, v)]
    assert {str(rules) for rules, _ in missed} == {
        "{'type': ['list', 'dict'], 'schema': {'type': 'string'}}",
        "{'allowed': ['a', 1]}",
    }


@pytest.mark.parametrize(("path", "kind"), SAMPLES.items(), ids=lambda x: getattr(x, "name", x))
def test_a_broken_rule_never_fits(path: Path, kind: str) -> None:
    cases = broken(shape_rules(kind), read(path).data)
    assert [what for what, data in cases if fits(kind, data) != (what == "")] == []


@pytest.mark.parametrize(("path", "kind"), SAMPLES.items(), ids=lambda x: getattr(x, "name", x))
def test_a_single_fault_that_fits_is_none_to_cerberus(path: Path, kind: str) -> None:
    data, rules = read(path).data, shape_rules(kind)
    faults = [*single_faults(data)]
    fitting = [f for f in faults if fits(kind, f.of(data))]
    assert 0 < len(fitting) < len(faults)
    some = random.Random(len(faults)).sample(fitting, min(len(fitting), examples(20).max_examples))
    assert [str(f) for f in some if broken_rules(rules, f.of(data))] == []


def test_an_unknown_kind_is_refused() -> None:
    assert "wish list" not in KINDS
    with pytest.raises(KeyError):
        fits("wish list", {})
