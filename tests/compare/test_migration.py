"""Inventories moved to another version: nothing lost, nothing guessed, and all of it told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.compare.migration import Migration, migrated
from ruleengine.compare.migration_report import migration_data, migration_lines
from ruleengine.compare.migration_text import migrated_text
from ruleengine.compare.passage import Passage
from ruleengine.compare.verdict import accepted
from ruleengine.diagnostics import Refused, Report
from ruleengine.inventory.assumptions import StatedValues, read_assumed
from ruleengine.pipeline import inventory_of, product_of, program_of
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.source.document import Document
from ruleengine.source.kind import read_of_kind
from ruleengine.source.reader import read_bytes
from tests.library_builder import RULES, compiled, rule_set, texts, write_library

OLD, NEW = "test/product@1.0.0", "test/product@2.0.0"
CATEGORIES = ("electronics", "engines", "ev-chargers", "fibers", "furniture", "lighting", "plastics")
EXAMPLES = sorted(
    p.relative_to(RULES)
    for c in CATEGORIES
    for p in (RULES / "gb" / c / "examples").glob("*.yaml")
    if "assessment" not in p.name
)
#: Examples whose rows name evidence that the example of 0.2.0 calls otherwise: to be told, not guessed.
CALLED_OTHERWISE = {"polyester-filament.yaml": "green-power", "pp-turnover-crates.yaml": "ppa"}

WORDS = re.compile(r"[^\s{}\[\],:\"']+")

BEFORE: Mapping[str, object] = {
    "inputs": {
        "power": "W", "life": "h", "gone": {"unit": "kg", "required": False}, "share": "1", "kind": "old|same",
        "note": "text?", "other_kind": "kg",
        "parts": {"id": "!id", "weight": "kg", "colour": "text?"},
        "stock": {"columns": {"mass": "kg", "part": "@parts"}},
    },
    "parameters": {"ef": "2 kgCO2e/kg"},
    "emissions": {"e": "sum(parts.weight) * ef"},
}  # fmt: skip
AFTER: Mapping[str, object] = {
    "inputs": {
        "rated_power": {"unit": "kW", "aliases": ["power"]},
        "life": {"unit": "h", "max": 1000},
        "share": "%",
        "kind": {"type": "text", "values": {"new": texts("old"), "same": texts("same")}},
        "note": "text?",
        "other_kind": "m2",
        "year": {"unit": "1", "clause": "4.7"},
        "maker": "text?",
        "parts": {
            "columns": {
                "id": "text", "mass": {"unit": "g", "aliases": ["weight"]}, "factor": "kgCO2e/kg", "place": "text?",
            },
            "key": "id",
        },
        "items": {"columns": {"mass": "kg", "part": "@parts"}, "aliases": ["stock"]},
        "sites": {"name": "text"},
    },
    "parameters": {"factor": {"value": 2, "unit": "kgCO2e/kg", "aliases": ["ef"]}},
    "emissions": {"e": "sum(parts.mass * parts.factor) * factor / factor"},
    "requirements": {"recent": {"check": "year > oldest", "text": texts("not older than {oldest}")}},
    "changes": {
        "younger": {
            "since": "1.0.0", "clause": "4.7", "what": texts("the year is asked for"), "why": texts("age counts"),
            "effect": texts("nothing"), "source": "book",
        }
    },
}  # fmt: skip
TEXT = """\
# an inventory with comments
inventory: sample
ruleset: test/product@1.0.0   # the version
product: {name: {zh: 例, en: sample}}
uncertainty:
  ef: {distribution: lognormal, gsd: 1.1}
values:
  power: 60           # as measured
  life: 20 000 h
  gone: {value: 3 kg, note: no longer}   # why
  share: 0.5
  kind: old
  note: text with # and 中文
  other_kind: 5
  # rows
  parts:
    - {id: a, weight: {value: 2, uncertainty: {distribution: normal, sd: 0.1}}, colour: red}
    - id: b
      colour: >-
        dark
        blue
      weight: 300 g
  stock: [{mass: 1, part: a}]
# the end
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Program]:
    after = {**AFTER, "parameters": {**AFTER["parameters"], "oldest": "2000 1"}}
    library = write_library(tmp_path_factory.mktemp("rules"), rule_set(OLD, **BEFORE), rule_set(NEW, **after))
    return compiled(library, OLD), compiled(library, NEW)


def document_of(text: str, name: str = "sample.yaml") -> Document:
    report = Report()
    found = read_bytes(text.encode(), name, report)
    assert found is not None, report.items
    return found


def moved(
    sides: tuple[Program, Program], text: str = TEXT, assumed: StatedValues | None = None
) -> tuple[Migration, str]:
    """The migration of a text, and the text that it becomes."""
    document = document_of(text)
    migration = migrated(document, Passage(*sides), assumed)
    made = migrated_text(document, text, migration)
    assert made is not None
    return migration, made


GOLDEN = """\
# an inventory with comments
inventory: sample
ruleset: test/product@2.0.0   # the version
product: {name: {zh: 例, en: sample}}
uncertainty:
  factor: {distribution: lognormal, gsd: 1.1}
values:
  rated_power: "60 W"           # as measured
  life: 20 000 h
  # test/product@2.0.0不再采用 / no longer taken by test/product@2.0.0：
  # gone: {value: 3 kg, note: no longer}   # why
  share: "50 %"
  kind: new
  note: text with # and 中文
  other_kind: 5
  # rows
  parts:
    # test/product@2.0.0不再采用 / no longer taken by test/product@2.0.0：
    # colour: red
    # 待填写 / to fill in: parts.factor，factor（中） / factor，kgCO2e/kg，条款 / clause 4
    - {id: a, mass: {value: "2 kg", uncertainty: {distribution: normal, sd: "0.1 kg"}}, factor: }
    - id: b
      # test/product@2.0.0不再采用 / no longer taken by test/product@2.0.0：
      # colour: >-
      #   dark
      #   blue
      mass: 300 g
      factor:
  items: [{mass: 1, part: a}]
  # 待填写 / to fill in: year，year（中） / year，1，条款 / clause 4.7
  year:
  # 待填写 / to fill in: sites，sites（中） / sites，name，条款 / clause 4
  sites:
# the end
"""


def test_what_can_be_rewritten_is_and_all_else_stays_where_it_was(sides: tuple[Program, Program]) -> None:
    assert moved(sides)[1] == GOLDEN


def test_what_is_left_to_do_is_told(sides: tuple[Program, Program]) -> None:
    migration, _ = moved(sides)
    told = {(a.name, a.required, a.rows, a.fault is not None) for a in migration.asked}
    assert told == {
        ("life", True, 0, True), ("parts.factor", True, 2, False), ("parts.place", False, 2, False),
        ("year", True, 0, False), ("maker", False, 0, False), ("sites", True, 0, False),
    }  # fmt: skip
    assert [d.name for d in migration.dropped] == ["gone", "parts.colour"]
    redefined = {r.name: [f.name for f in r.fields] for r in migration.redefined}
    assert redefined["other_kind"] == ["unit"]
    assert redefined["life"] == ["max"]
    assert not migration.is_complete


def test_the_report_says_why_in_both_languages(sides: tuple[Program, Program]) -> None:
    migration, _ = moved(sides)
    english = "\n".join(migration_lines(migration, "sample.yaml", "en"))
    assert "to be filled in (4)" in english
    assert "changed: the year is asked for" in english
    assert "required by `requirements.recent`, clause 8: not older than 2000" in english
    assert "given: `20 000 h`" in english
    chinese = "\n".join(migration_lines(migration, "sample.yaml", "zh"))
    assert "待填写（4）" in chinese
    assert "变更：the year is asked for（中）" in chinese
    asked = {a["name"]: a for a in migration_data(migration)["asked"]}
    assert [(r["kind"], r["name"]) for r in asked["year"]["reasons"]] == [
        ("change", "younger"), ("requirement", "requirements.recent"),
    ]  # fmt: skip


def test_both_sides_say_whether_they_accept(sides: tuple[Program, Program]) -> None:
    migration, made = moved(sides)
    before, after = accepted(document_of(TEXT), migration, made, sides)
    assert before == []
    assert {d.element for d in after} == {
        "life",
        "parts row 1, factor",
        "parts row 2, factor",
        "year",
        "sites",
    }
    lines = {d.element: d.place.line for d in after}
    assert made.splitlines()[lines["year"] - 1] == "  year:"
    wrong = TEXT.replace("kind: old", "kind: neither")
    migration, made = moved(sides, wrong)
    before, after = accepted(document_of(wrong), migration, made, sides)
    assert [d.element for d in before] == ["kind"]
    assert "kind" in {d.element for d in after}


def test_an_inventory_of_the_new_version_alone_is_told_as_such(sides: tuple[Program, Program]) -> None:
    """Names of the new version under the old one: refused there, with what is missing."""
    text = TEXT.replace("  power: 60 ", "  rated_power: 60 ")
    migration, made = moved(sides, text)
    before, _ = accepted(document_of(text), migration, made, sides)
    assert {d.key for d in before} == {"E601.input"}
    assert "rated_power: 60 " in made


STATED = {
    "life": "900 h", "year": 2025, "sites": [{"name": "works"}], "parts.factor": 3, "maker": "ours",
}  # fmt: skip


def test_what_is_stated_is_filled_in_and_told_as_assumed(sides: tuple[Program, Program]) -> None:
    migration, made = moved(sides, assumed=StatedValues(STATED))
    assert migration.is_complete
    assert {a.name for a in migration.asked if a.assumed} == set(STATED)
    assert '原为 / was: "20 000 h"' in made
    assert product_of(sides[1], document_of(made)).result.total == Decimal("6.9")


def test_rows_of_another_inventory_are_found_by_key_and_never_by_place(
    sides: tuple[Program, Program],
) -> None:
    rows = [{"id": "b", "mass": "1 g", "factor": 7}, {"id": "a", "factor": 5}, {"id": "c", "factor": 9}]
    _, made = moved(
        sides,
        assumed=StatedValues({**{k: v for k, v in STATED.items() if k != "parts.factor"}, "parts": rows}),
    )
    assert product_of(sides[1], document_of(made)).result.total == Decimal("12.1")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.rstrip("\n"),
        TEXT.replace("# the end\n", "").rstrip("\n"),
        TEXT.replace("  parts:\n", "  parts:   # all of them\n\n"),
        TEXT.replace("- {id: a, weight", "-   {colour: green, id: a, weight").replace(", colour: red}", "}"),
        TEXT.replace("  gone: {value: 3 kg, note: no longer}", "  gone:\n    value: 3 kg\n    # inside\n    note: n"),
        TEXT.replace("  note: text with # and 中文\n", "  note: |\n    two\n\n    lines\n"),
        TEXT[: TEXT.index("values:")]
        + "values: {power: 60, life: 20 h, gone: 1, share: 0.5, kind: same, other_kind: 5, "
        "parts: [{id: a, weight: 2}], stock: [{mass: 1, part: a}]}\n",
    ],
)  # fmt: skip
def test_other_layouts_are_rewritten_in_place_too(sides: tuple[Program, Program], text: str) -> None:
    """What was made is read again and compared within `migrated_text`; comments are looked for here."""
    _, made = moved(sides, text)
    for comment in ("# an inventory with comments", "# inside", "# all of them", "# the end"):
        assert (comment in made) == (comment in text)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Program]:
    library = Library(RULES)
    names = [f"gb/{c}@{v}" for c in CATEGORIES for v in ("0.1.0", "0.2.0")]
    return {n: program_of(library, n) for n in names}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parts[1]}/{p.name}")
def test_all_examples_move_to_the_second_version(shipped: dict[str, Program], path: Path) -> None:
    """Without what is asked for besides they are refused at the places to fill in; with it they are calculated."""
    category, file = path.parts[1], RULES / path
    sides = shipped[f"gb/{category}@0.1.0"], shipped[f"gb/{category}@0.2.0"]
    text = file.read_text(encoding="utf-8")
    document = read_of_kind(file, "inventory", Report())
    assert document is not None
    migration = migrated(document, Passage(*sides))
    made = migrated_text(document, text, migration)
    assert made is not None
    assert any(a.required for a in migration.asked)
    lost = set(WORDS.findall(text)) - set(WORDS.findall(made))
    renamed = {str(m.path[-1]) for m in migration.rewritten}
    assert f"gb/{category}@0.1.0" in lost
    assert lost - {f"gb/{category}@0.1.0"} <= renamed, "what is not renamed is still there"
    report = Report()
    with pytest.raises(Refused):
        inventory_of(sides[1], document_of(made, path.name), report)
    asked = {a.name.partition(".")[0] for a in migration.asked}
    assert {(d.element or "").split(" ")[0].rstrip(",") for d in report.errors} <= asked
    stated = read_assumed(file.parent / "0.2.0" / path.name, sides[1])
    migration = migrated(document, Passage(*sides), stated)
    made = migrated_text(document, text, migration)
    assert made is not None
    if path.name in CALLED_OTHERWISE:
        with pytest.raises(Refused) as refused:
            product_of(sides[1], document_of(made, path.name))
        assert [d.key for d in refused.value.diagnostics if d.severity == "error"] == ["E607.row"]
        assert CALLED_OTHERWISE[path.name] in refused.value.diagnostics[0].message
    else:
        assert product_of(sides[1], document_of(made, path.name)).result.total > 0
