"""A resolved rule set as YAML: it says where everything comes from, and reads as what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.cli.main import cli
from ruleengine.diagnostics import Report, as_text
from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.print_yaml import flow_text, print_resolved
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import ELEMENT_SECTIONS
from ruleengine.source.canonical import canonical
from ruleengine.source.reader import read_bytes
from tests.conftest import Golden
from tests.examples import examples
from tests.ruleset.small_library import SMALL, copy_of_small_library, write_ruleset

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def read(text: str) -> dict[str, object]:
    """The data of YAML text, read by the project's own strict reader."""
    report = Report()
    document = read_bytes(text.encode(), "printed.yaml", report)
    assert document is not None, as_text(report.items)
    assert isinstance(document.data, dict)
    return document.data


def element_data(resolved: ResolvedRuleSet) -> dict[str, object]:
    """All sections of a resolved rule set as plain data."""
    data: dict[str, object] = {k: dict(e.fields) for k, e in resolved.singles.items()}
    for section in ELEMENT_SECTIONS:
        elements = {e.id: dict(e.fields) for e in resolved.section(section)}
        name, _, part = section.partition(".")
        if elements and part:
            inner = data.setdefault(name, {})
            assert isinstance(inner, dict)
            inner[part] = elements
        elif elements:
            data[name] = elements
    return data


@pytest.mark.parametrize("name", ["mini/led", "mini/lamp", "mini/base", "mini/limits"])
def test_what_is_printed_reads_as_the_resolved_rule_set(name: str) -> None:
    resolved = resolve(Library(SMALL), reference(f"{name}@1.0.0"))
    for origin in (True, False):
        data = read(print_resolved(resolved, origin))
        assert data.pop("ruleset") == name
        assert data.pop("version") == "1.0.0"
        assert data.pop("abstract", False) is resolved.own.abstract
        assert {k: data.pop(k) for k in resolved.own.header} == dict(resolved.own.header)
        removed = {r.element.name: {"because": dict(r.because)} for r in resolved.removals}
        assert data.pop("removed", {}) == removed
        assert canonical(data) == canonical(element_data(resolved))


def test_the_whole_library_prints_and_reads() -> None:
    library = Library(ROOT / "rules")
    names = [r for r in library.references() if "factors" not in r.id]
    assert len(names) > 5
    for name in names:
        resolved = resolve(library, name)
        data = read(print_resolved(resolved, origin=True))
        expected = element_data(resolved)
        assert {k: canonical(data[k]) for k in expected} == {k: canonical(v) for k, v in expected.items()}


def test_show_resolved_with_origins(golden: Golden) -> None:
    words = ["show", "mini/led", "--resolved", "--origin", "--rules", str(SMALL)]
    result = CliRunner().invoke(cli, words, prog_name="ruleengine")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    golden(HERE / "led.golden.yaml", result.stdout)
    assert canonical(read(result.stdout)) == canonical(
        read(print_resolved(resolve(Library(SMALL), reference("mini/led@1.0.0")), origin=False))
    )


def test_reasons_stay_on_the_line_of_their_comment(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    because = 'because: {zh: 例, source: own, en: "two\\nlines: and # more"}'
    write_ruleset(library, "case", f"inputs: {{power: {{max: 1, {because}}}}}\n", base="mini/lamp@1.0.0")
    printed = print_resolved(resolve(library, reference("case@1.0.0")), origin=True)
    assert (
        "modified by case@1.0.0 (max) because two lines: and # more [rules/case/1.0.0.yaml:6:10]" in printed
    )
    read(printed)


def test_a_modification_that_is_overridden_again_is_still_named(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    because = "because: {zh: 例, en: case, source: own}"
    write_ruleset(library, "case", f"inputs: {{power: {{max: 1, {because}}}}}\n", base="mini/led@1.0.0")
    printed = print_resolved(resolve(library, reference("case@1.0.0")), origin=True)
    line = next(line for line in printed.splitlines() if "case (max)" in line or "case@1.0.0 (max)" in line)
    assert line.strip() == (
        "# mini/lamp@1.0.0 [rules/mini/lamp/1.0.0.yaml:24:3], modified by mini/led@1.0.0, "
        "modified by case@1.0.0 (max) because case [rules/case/1.0.0.yaml:6:10]"
    )


_risky = (
    *("yes", "No", "on", "null", "~", "true", "NaN", "inf", ".inf", "Infinity", "not applicable"),
    *("1", "1.0", "1e3", "0x1", "1:30", "2025-01-01", "- a", "a: b", "a #b", "#a", "&a", "*a", "!a", "%a"),
    *("@a", "`a", "'a'", '"a"', "{a", "[a", "a,b", "|", ">", "?", "<<", "=", " a", "a ", "", "a\nb", "a\tb"),
    *("\u2028", "\x7f", "\u00a0", "\ufeff", "é", "照明产品", "🙂", "𠮷"),
)
_texts = st.text(max_size=12) | st.sampled_from(_risky)
_printable = _texts.filter(lambda t: not any(0xD800 <= ord(c) <= 0xDFFF for c in t))
_leaves = (
    st.none()
    | st.booleans()
    | _printable
    | st.integers(-(10**9), 10**9)
    | st.decimals(-(10**6), 10**6, places=4, allow_nan=False)
)


@examples(100)
@given(
    st.recursive(
        _leaves,
        lambda parts: st.lists(parts, max_size=3) | st.dictionaries(_printable, parts, max_size=3),
        max_leaves=8,
    )
)
def test_any_plain_data_is_read_as_it_was_printed(value: object) -> None:
    assert canonical(read(f"value: {flow_text(value)}\n")["value"]) == canonical(value)
