"""Each lint, with what it tells and, more important, what it leaves alone: the cases stand in `cases.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ruleengine.check.checking import checked
from ruleengine.check.lints.lints import CODES, WARNED, remarks
from ruleengine.diagnostics import Refused, Report
from ruleengine.diagnostics.codes import CODES as ALL_CODES
from ruleengine.pipeline import program_of
from ruleengine.resolve.hashes import element_hashes
from tests.library_builder import ROOT, overlay, plain_data, rule_set, texts, write_library

Sections = Mapping[str, Mapping[str, object]]
CASES = plain_data((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
BASE: Sections = {
    "inputs": {"mass": "kg", "other": "kg", "share": {"unit": "%", "min": 0, "max": 100}},
    "parameters": {"factor": "2 kgCO2e/kg", "limit": "5 kg", "part": "20 %"},
    "quantities": {"kept": ("kg", "mass * share + max(other, limit) * part")},
    "emissions": {"e": "kept * factor"},
}
WHY = texts("reason")
WARNINGS = {code for code in ALL_CODES if code.startswith("W")}
#: Name of a classification, a code, and what is told of it.
CODES_OF_PRODUCTS = [
    *(
        ("HS 2022", code, None)
        for code in ("84", "84.07", "8407", "8407.34", "8407.34.10", "8407.3410", "0000.00")
    ),
    ("Harmonized System", "8407341000", None),
    *(
        ("Harmonised System", code, "W534.hs")
        for code in ("8407.3", "00.07", "99.01", "84.07-84.08", "8407 34")
    ),
    ("CPC 2.1", "45220", None),
    ("CPC 2.1", "452201", "W534.cpc"),
    ("CN codes", "anything", None),
    ("THS", "anything", None),
]


def put_over(sections: Sections) -> dict[str, object]:
    """The base with elements put over it."""
    return rule_set(**{k: {**BASE.get(k, {}), **sections.get(k, {})} for k in {**BASE, **sections}})


def told(tmp_path: Path, sections: Sections) -> list[str]:
    """Key and element of every remark about the base with elements put over it; it has no errors."""
    report = Report()
    program = program_of(write_library(tmp_path, put_over(sections)), ROOT, report=report)
    assert report.errors == []
    return [f"{d.key} {d.element}" for d in remarks(program, [d for d in report.items if d.code in WARNED])]


@pytest.mark.parametrize("case", CASES)
def test_what_is_told(case: str, tmp_path: Path) -> None:
    sections = {k: v for k, v in CASES[case].items() if k != "told"}
    assert told(tmp_path, sections) == CASES[case]["told"]


def test_very_many_digits_and_numbers_are_each_read_once(tmp_path: Path) -> None:
    """With what is read twice for each digit this takes hours, and with a copy of the text for each number minutes."""
    words = f"应为{'1' * 1_000_000}a1，{'12 kg、' * 200_000}。"
    requirement = {"text": {"zh": words, "en": "It shall be."}, "check": "mass > other"}
    assert told(tmp_path, {"requirements": {"r": requirement}}) == ["W531.number requirements.r"]


@pytest.mark.parametrize(("system", "code", "key"), CODES_OF_PRODUCTS)
def test_codes_of_products(system: str, code: str, key: str | None, tmp_path: Path) -> None:
    one = {"system": {"zh": "编码", "en": system}, "codes": [code], "source": "book"}
    assert told(tmp_path, {"product_codes": {"c": one}}) == ([f"{key} product_codes.c"] if key else [])


def test_every_lint_has_a_case_that_it_tells_and_many_that_it_leaves_alone() -> None:
    expected = [case["told"] for case in CASES.values()]
    keys = {line.partition(".")[0] for lines in expected for line in lines} | {
        "W534",
        "W540",
        "W541",
        "W542",
        "W544",
    }  # elsewhere
    assert sorted(keys) == sorted(set(CODES) - set(WARNED))
    assert sum(not lines for lines in expected) > len(expected) / 3


def test_what_may_be_meant_is_each_lint_but_that_of_needless_words(tmp_path: Path) -> None:
    """Another code is refused: nothing would ever be silenced by it."""

    def errors(code: str) -> list[str]:
        share = {"unit": "%", "min": 0, "max": 100, "meant": {code: WHY}}
        try:
            program_of(write_library(tmp_path / code, put_over({"inputs": {"share": share}})), ROOT)
        except Refused as refused:
            return [d.code for d in refused.diagnostics]
        return []

    codes = {code for code in WARNINGS if not errors(code)}
    assert codes == set(CODES) - {"W539"}
    assert {error for code in WARNINGS - codes for error in errors(code)} == {"E204"}


def test_a_base_is_told_of_its_divisors_once(tmp_path: Path) -> None:
    """Every total of a base may have removals; who is built on it is told nothing of what it inherits."""
    base = {**put_over({"indicators": {"i": ("%", "e / footprint.total")}}), "abstract": True}
    removal = {"stage": "production", "species": "biogenic_removal", "formula": "-mass * factor"}
    heir = overlay("test/heir@1.0.0", emissions={"r": {**removal, "label": texts("r"), "clause": "7"}})
    library = write_library(tmp_path, base, heir)
    keys = {name: [d.key for d in remarks(program_of(library, name))] for name in (ROOT, "test/heir@1.0.0")}
    assert keys == {ROOT: ["W538.net"], "test/heir@1.0.0": []}


#: What of inherited elements is changed, and what is told of that.
CHANGES: list[tuple[str, dict[str, object], list[str]]] = [
    ("requirements.r", {"severity": "minor"}, []),
    ("requirements.r", {"verb": "should", "source": "book"}, ["W530.other"]),
    ("requirements.r", {"check": "mass > 2 * other", "source": "book"}, ["W533.not_read"]),
    ("requirements.r", {"text": {"zh": "应为13 kg。", "en": "It shall be 13 kg."}}, ["W531.number"]),
    ("inputs.share", {"label": texts("part")}, []),
    ("inputs.share", {"min": 0, "source": "book"}, ["W537.upper"]),
    ("inputs.rows", {"label": texts("table")}, []),
    ("parameters.limit", {"label": texts("limit")}, []),
    ("indicators.i", {"label": texts("ratio")}, []),
    ("indicators.i", {"formula": "2 * e / footprint.total"}, ["W538.net"]),
    ("product_codes.hs", {"source": "book"}, []),
]


@pytest.mark.parametrize(("name", "change", "expected"), CHANGES)
def test_of_an_inherited_element_is_told_what_is_changed(
    name: str, change: dict[str, object], expected: list[str], tmp_path: Path
) -> None:
    text = {"zh": "应为12 kg，{limit}。", "en": "It shall be 12 kg, {factor}."}
    base = put_over(
        {
            "inputs": {"share": "%", "rows": {"id": "!id", "of": "%"}},
            "parameters": {"limit": "0.5 kg"},
            "emissions": {"c": "-(mass * factor * sum(rows.of))"},
            "indicators": {"i": ("%", "e / footprint.total")},
            "requirements": {"r": {"text": text, "check": "mass > other"}},
            "product_codes": {"hs": {"system": texts("HS"), "codes": ["1"], "source": "book"}},
        }
    )
    section, _, id_ = name.partition(".")
    heir = overlay("test/heir@1.0.0", **{section: {id_: {**change, "because": WHY}}})
    library, report = write_library(tmp_path, base, heir), Report()
    found = remarks(program_of(library, "test/heir@1.0.0", report=report))
    assert report.errors == []
    assert [d.key for d in found] == expected
    assert all("heir" in str(d.place) for d in found)


def test_words_on_what_is_meant_are_inherited_one_by_one(tmp_path: Path) -> None:
    """An overlay adds its own; one that silences nothing is told of who says it."""
    text = {"zh": "应为{limit}。", "en": "It shall be {factor}."}
    both = {"text": text, "check": "mass > other", "meant": {"W532": WHY, "W533": WHY}}
    changed = {
        "text": {**text, "zh": "应为12 kg，{limit}。"},
        "because": WHY,
        "meant": {"W531": WHY, "W530": WHY},
    }
    base = put_over({"requirements": {"r": both}})
    library = write_library(tmp_path, base, overlay("test/heir@1.0.0", requirements={"r": changed}))
    keys = {name: [d.key for d in remarks(program_of(library, name))] for name in (ROOT, "test/heir@1.0.0")}
    assert keys == {ROOT: [], "test/heir@1.0.0": ["W539.silent"]}


def test_what_is_meant_does_not_count_for_the_hash_of_an_element(tmp_path: Path) -> None:
    def hashes(name: str, **share: object) -> dict[str, str]:
        of = {"unit": "%", **share}
        inputs = {"share": of, "rows": {"of": of}}
        library = write_library(
            tmp_path / name, put_over({"inputs": inputs, "emissions": {"r": "factor * mass * sum(rows.of)"}})
        )
        return element_hashes(program_of(library, ROOT).resolved)

    meant = hashes("b", meant={"W537": WHY})
    assert hashes("a") == meant
    limited = hashes("c", min=0)
    assert {name for name in meant if meant[name] != limited[name]} >= {
        "inputs.share",
        "inputs.rows",
        "emissions.e",
    }


def test_a_column_says_itself_what_is_meant_in_it(tmp_path: Path) -> None:
    columns = {"a": {"unit": "%", "meant": {"W537": WHY}}, "b": {"unit": "%"}}
    table = {"columns": columns, "meant": {"W537": WHY}}
    found = told(
        tmp_path, {"inputs": {"rows": table}, "emissions": {"r": "kept * factor * sum(rows.a * rows.b)"}}
    )
    assert found == ["W537.share inputs.rows", "W539.silent inputs.rows"]


def test_an_older_version_is_counted_and_told_where_it_is_named(tmp_path: Path) -> None:
    library = write_library(
        tmp_path, put_over({"inputs": {"share": "%"}}), {**put_over({}), "version": "1.1.0"}
    )
    older = library.find(ROOT)
    everything = checked(library)
    assert ([d.key for d in everything.diagnostics], everything.count, everything.untold) == (
        [],
        2,
        {older: 1},
    )
    assert checked(library, [library.path(older).parent]).untold == {older: 1}
    for named in (checked(library, references=[older]), checked(library, [library.path(older)])):
        assert ([d.key for d in named.diagnostics], named.count, named.untold) == (["W537.share"], 1, {})


def test_a_file_that_rests_on_a_rule_set_is_told_nothing_of_its_wording(tmp_path: Path) -> None:
    library = write_library(tmp_path, put_over({"inputs": {"share": "%"}, "parameters": {"unread": "1 kg"}}))
    inventory = tmp_path / "one.yaml"
    inventory.write_text(
        f"inventory: one\nruleset: {ROOT}\nproduct: {{name: {{zh: 例, en: one}}}}\n"
        "values: {mass: 1, other: 1, share: 5}\n",
        encoding="utf-8",
    )
    assert [d.key for d in checked(library, [inventory]).diagnostics] == []
    assert sorted(d.key for d in checked(library).diagnostics) == ["W518.unused", "W537.share"]
