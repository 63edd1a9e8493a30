"""The shapes: what they accept, that every rule of theirs is enforced, and that they match the guide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ruleengine.diagnostics import Report, as_text
from ruleengine.source.broken_rules import MAX_FAULTS, broken_rules, validator_class
from ruleengine.source.reader import read_bytes
from ruleengine.source.shape_rules import KINDS, shape_rules
from ruleengine.source.shapes import check_shape
from tests.source.sample_files import (
    LIBRARY,
    ROOT,
    SAMPLES,
    as_document,
    broken,
    changed,
    keys_in,
    keys_of,
    read,
)

GUIDE = ROOT / "docs" / "guide" / "rule-set-format.md"
BY_KEY = {"table": "factor_table", "tests": "tests", "inventory": "inventory", "assessment": "assessment"}


@pytest.mark.parametrize("kind", KINDS)
def test_shapes_are_valid_cerberus_schemas(kind: str) -> None:
    from cerberus import SchemaError

    rules = shape_rules(kind)
    validator_class()({"file": rules}, collected=[])
    with pytest.raises(SchemaError):
        validator_class()({"file": {**rules, "required": "perhaps"}}, collected=[])


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        shape_rules("wish list")


@pytest.mark.parametrize(("path", "kind"), SAMPLES.items(), ids=lambda x: getattr(x, "name", x))
def test_samples_have_the_shape_of_their_kind(path: Path, kind: str) -> None:
    report = Report()
    assert check_shape(read(path), kind, report), as_text(report.items)
    assert report.items == []


@pytest.mark.parametrize(("path", "kind"), LIBRARY.items(), ids=lambda x: getattr(x, "name", x))
def test_the_library_has_the_shape_of_its_kinds(path: Path, kind: str) -> None:
    report = Report()
    assert check_shape(read(path), kind, report), as_text(report.items)


@pytest.mark.parametrize("kind", KINDS)
def test_samples_show_every_key(kind: str) -> None:
    shown = {
        steps
        for path, sample_kind in SAMPLES.items()
        if sample_kind == kind
        for steps in keys_in(shape_rules(kind), read(path).data)
    }
    assert sorted(set(keys_of(shape_rules(kind))) - shown) == []


@pytest.mark.parametrize(("path", "kind"), SAMPLES.items(), ids=lambda x: getattr(x, "name", x))
def test_every_broken_rule_is_found(path: Path, kind: str) -> None:
    for what, data in broken(shape_rules(kind), read(path).data):
        report = Report()
        assert check_shape(as_document(data), kind, report) == (what == ""), (what, as_text(report.items))
        for item in report.items:
            assert item.code in {"E201", "E202", "E203", "E204", "E205"}
            assert item.expected or item.suggestion


@pytest.mark.parametrize(
    "text", ["gb/lighting\n", "gb/lighting\n\n", "gb/lıghting", "gb/lighting²", "gb//x", "gb/x-"]
)
def test_patterns_cover_the_whole_text(text: str) -> None:
    data = changed(read(_sample("ruleset")).data, ("ruleset",), text)
    assert not check_shape(as_document(data), "ruleset", Report())


def test_true_is_not_a_number() -> None:
    data = {"rounding": {"significant": True}, "parameters": {"p": {"value": True}}}
    found = {fault.path: fault.rule for fault in broken_rules(shape_rules("ruleset"), data)}
    assert found[("rounding", "significant")] == "type"
    assert found[("parameters", "p", "value")] == "type"


def test_the_number_of_errors_is_limited() -> None:
    text = "inventory: x\n" + "".join(f"surplus{n}: 1\n" for n in range(50_000))
    report = Report()
    document = read_bytes(text.encode(), "x.yaml", report)
    assert document is not None
    assert not check_shape(document, "inventory", report)
    assert len(report.items) == MAX_FAULTS
    assert report.items[-1].suggestion == f"correct these first: only {MAX_FAULTS} errors are told"


def test_the_same_document_gives_the_same_messages() -> None:
    document = read(ROOT / "tests" / "refused" / "shape" / "ruleset" / "names.yaml")
    first, second = Report(), Report()
    check_shape(document, "ruleset", first)
    check_shape(document, "ruleset", second)
    assert first.items == second.items != []


def _sample(kind: str) -> Path:
    return next(path for path, sample_kind in SAMPLES.items() if sample_kind == kind)


def _guide_blocks() -> list[tuple[str, object]]:
    """The YAML blocks of the guide with their kinds; a block without a leading key is part of a rule set."""
    blocks: list[tuple[str, object]] = []
    for text in re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL):
        report = Report()
        document = read_bytes(text.replace("{…}", "{}").encode(), "guide.yaml", report)
        assert document is not None, as_text(report.items)
        assert isinstance(document.data, dict)
        blocks.append((BY_KEY.get(next(iter(document.data)), "ruleset"), document.data))
    return blocks


def test_the_guide_names_no_key_that_is_refused() -> None:
    blocks = _guide_blocks()
    assert {"ruleset", "factor_table", "inventory", "tests"} <= {kind for kind, _ in blocks}
    refused = [
        fault.path
        for kind, data in blocks
        for fault in broken_rules(shape_rules(kind), data)
        if fault.rule == "unknown"
    ]
    assert refused == []
