"""The hash of a real rule set: what is written differently keeps it, what means something else changes it."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.diagnostics import Report
from ruleengine.resolve.overlay import resolve, resolve_unchecked
from ruleengine.ruleset.from_document import ruleset_from_document, table_from_document
from ruleengine.ruleset.library import Library
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_data
from ruleengine.source.reader import read_bytes
from tests.examples import examples
from tests.run.examples import EXAMPLES, LIBRARY, example, label

RULE_SET = re.compile(r"^ruleset: (\S+)", re.MULTILINE)
CATEGORIES = sorted({name for p in EXAMPLES for name in RULE_SET.findall(p.read_text(encoding="utf-8"))})
NUMBER = re.compile(r"\bvalue: (-?[0-9]+(?:\.[0-9]+)?)(?=[,\n}])")
quick = examples(25)


def text_of(name: str) -> str:
    """The file of a rule set or factor table."""
    return LIBRARY.path(LIBRARY.find(name)).read_text(encoding="utf-8")


@cache
def hash_now(name: str) -> str:
    """The hash of a rule set as it is."""
    return resolve(LIBRARY, LIBRARY.find(name)).fingerprint


def hash_of(name: str, **changed: str) -> str:
    """The hash of a rule set where files of the library have another text."""
    loaded = {r: LIBRARY.load(r) for r in LIBRARY.references()}
    for file, text in changed.items():
        report = Report()
        document = read_bytes(text.encode(), "changed.yaml", report)
        assert document is not None, report.items
        is_table = "table" in document.data
        item = table_from_document(document, report) if is_table else ruleset_from_document(document)
        loaded[LIBRARY.find(file)] = item
    library = Library(LIBRARY.root, loaded=loaded)
    return resolve_unchecked(library, library.find(name), Report()).fingerprint


@given(
    st.sampled_from(CATEGORIES),
    st.lists(st.integers(0, 400), max_size=8),
    st.sampled_from(["# why\n", "\n\n", "  # indented\n"]),
)
@quick
def test_comments_and_empty_lines_keep_the_hash(name: str, lines: list[int], inserted: str) -> None:
    text = text_of(name)
    starts = [m.start() for m in re.finditer(r"(?m)^[a-z_]+:", text)]
    for start in sorted({starts[i % len(starts)] for i in lines}, reverse=True):
        text = text[:start] + inserted + text[start:]
    assert hash_of(name, **{name: text}) == hash_now(name)


@given(st.sampled_from(CATEGORIES), st.data())
@quick
def test_a_number_written_differently_keeps_the_hash_another_number_does_not(name: str, data) -> None:
    text = text_of(name)
    chosen = data.draw(st.sampled_from(list(NUMBER.finditer(text))))
    number = chosen[1]

    def hash_with(written: str) -> str:
        return hash_of(name, **{name: text[: chosen.start(1)] + written + text[chosen.end(1) :]})

    assert hash_with(number + ("0" if "." in number else ".00")) == hash_now(name)
    assert hash_with(number + ("1" if "." in number else ".1")) != hash_now(name)


@pytest.mark.parametrize("name", CATEGORIES)
def test_spaces_and_lines_within_a_formula_keep_the_hash(name: str) -> None:
    text = text_of(name)
    spaced, count = re.subn(r"(?m)^(    formula: [a-z][^\n\"#]*?) \* ([^\n#]*)$", r"\1\n      *   \2", text)
    assert count > 0
    assert hash_of(name, **{name: spaced}) == hash_now(name)


CHANGES = [
    ("verb: shall", "verb: should"),
    (" * ", " / "),
    ("unit: kg,", "unit: g,"),
    ("grade: assumption", "grade: official"),
]


@pytest.mark.parametrize("name", CATEGORIES)
@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_what_means_something_else_changes_the_hash(name: str, before: str, after: str) -> None:
    text = text_of(name)
    assert before in text
    assert hash_of(name, **{name: text.replace(before, after, 1)}) != hash_now(name)


@pytest.mark.parametrize(
    ("changed", "before", "after"),
    [("gb/24067@1.0.0", "value: 5,", "value: 6,"), ("gb/factors/electricity@2024.0.0", "0.5777", "0.5778")],
)
def test_a_changed_base_or_factor_table_changes_the_hash(changed: str, before: str, after: str) -> None:
    text, name = text_of(changed), "gb/lighting@0.1.0"
    assert before in text
    assert hash_of(name, **{changed: text}) == hash_now(name)
    assert hash_of(name, **{changed: text.replace(before, after, 1)}) != hash_now(name)


@pytest.mark.parametrize("path", EXAMPLES[:3], ids=label)
def test_results_carry_the_hashes_of_rules_tables_and_inventory(path) -> None:
    found = example(path).result
    data = record_data(result_record(found))
    assert data["ruleset"]["hash"] == found.program.resolved.fingerprint
    assert data["inventory"]["hash"] == found.inventory.fingerprint
    assert {k: v["hash"] for k, v in data["tables"].items()} == {
        k: t.fingerprint for k, t in found.program.lookups.items()
    }
