"""Inputs with very many errors: some hundreds are told, the rest is counted, and so is the work of telling them."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from ruleengine.check.validate import validate_library
from ruleengine.diagnostics import Place, Report, as_json, as_sarif, as_text, in_order, nearest, nearest_name
from ruleengine.diagnostics.facts import MOST_ITEMS
from ruleengine.diagnostics.report import MOST, MOST_OF_FILE
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from tests.growth.counting import MOST as MOST_GROWTH
from tests.growth.counting import growth
from tests.library_builder import inventory_text, product, read, write_library


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("library")
    return product(
        folder,
        inputs={
            "rows": {"id": "!id", "mass": "kg"},
            "links": {"id": "!id", "to": "@rows"},
            "data_sources": {"id": "!id", "primary": "boolean"},
        },
        emissions={"e": "sum(rows.mass) * f"},
        parameters={"f": "2 kgCO2e/kg"},
    )


def _no_rows(n: int) -> dict[str, object]:
    return {"rows": [1] * n, "links": [], "data_sources": []}


def _empty_rows(n: int) -> dict[str, object]:
    return {"rows": [{}] * n, "links": [], "data_sources": []}


def _dangling(n: int) -> dict[str, object]:
    rows = [{"id": f"part {i}", "mass": {"value": "1 kg", "source": f"bok {i}"}} for i in range(n)]
    links = [{"id": f"link {i}", "to": f"prt {i}"} for i in range(n)]
    sources = [{"id": f"book {i}", "primary": True} for i in range(n)]
    return {"rows": rows, "links": links, "data_sources": sources}


def _unknown(n: int) -> dict[str, object]:
    return {**_no_rows(0), **{f"row{i}": 1 for i in range(n)}}


VALUES = {f.__name__: f for f in (_no_rows, _empty_rows, _dangling, _unknown)}


@pytest.mark.parametrize("kind", VALUES)
def test_what_is_told_of_an_inventory_is_bounded(program: Program, kind: str) -> None:
    report = read(program, inventory_text(program, VALUES[kind](600)))[1]
    assert MOST_OF_FILE < len(report.items) < 2 * MOST_OF_FILE + 3
    assert report.count_of_errors >= 600
    more = next(d for d in in_order(report.items) if d.key == "E112.more")
    assert more.fact("count") == report.count_of_errors - MOST_OF_FILE
    for language, said in (("en", " errors, "), ("zh", "个错误，")):
        text = as_text(report.items, language)
        assert f"{report.count_of_errors}{said}" in text
        assert len(text) < 200_000
    assert len(as_json(report.items)) < 2_000_000
    assert "E112" in as_sarif(report.items, "1")


@pytest.mark.parametrize("kind", VALUES)
def test_the_work_grows_with_the_inventory(program: Program, kind: str) -> None:
    def reading(n: int) -> Callable[[], object]:
        text = inventory_text(program, VALUES[kind](n))
        return lambda: as_text(read(program, text)[1].items, "en")

    assert growth(reading, 400) <= MOST_GROWTH


def test_a_rule_set_with_unknown_sources_everywhere(tmp_path: Path) -> None:
    def checking(n: int) -> Callable[[], object]:
        book = {"title": "book", "publisher": "maker", "grade": "assumption"}
        common = {"value": 1, "unit": "kg", "label": {"zh": "值", "en": "value"}, "clause": "5"}
        sections = {
            "sources": {"book": book, **{f"book{i}": book for i in range(n)}},
            "parameters": {f"p{i}": {**common, "source": f"bok{i}"} for i in range(n)},
            "quantities": {f"q{i}": ("kg", f"p{i} + pp{i}") for i in range(n)},
            "emissions": {"e": "p0 * 1"},
        }
        library = write_library(tmp_path / str(n), **sections)
        return lambda: validate_library(Library(library.root))

    assert growth(checking, 300) <= MOST_GROWTH


def test_errors_are_told_beside_any_number_of_warnings() -> None:
    report = Report()
    for line in range(3 * MOST_OF_FILE):
        report.tell("W518.unused", Place("a.yaml", line + 1, 1), name="x")
    report.tell("E105.levels", Place("a.yaml", 9999, 1), limit=24)
    assert [d.key for d in report.errors] == ["E105.levels"]
    assert in_order(report.items)[-1].key == "W113.more"
    assert as_text(report.items, "en").endswith(f"1 error, {3 * MOST_OF_FILE} warnings")


def test_every_file_has_its_turn_until_all_are_too_many() -> None:
    report = Report()
    for line in range(MOST):
        for file in ("a.yaml", "b.yaml", "c.yaml"):
            report.tell("E105.levels", Place(file, line + 1, 1), limit=24)
    files = [d.place.file for d in report.items if d.place and d.key == "E105.levels"]
    assert {file: files.count(file) for file in files} == dict.fromkeys(("a.yaml", "b.yaml", "c.yaml"), 200)
    assert report.count_of_errors == 3 * MOST
    collected = Report()
    collected.take(report.items)
    assert collected.count_of_errors == 3 * MOST


def test_names_are_looked_for_in_an_index_of_many() -> None:
    known = [f"quantity_{i}" for i in range(5000)] + ["rated_power"]
    assert nearest_name("rated_pwer", known) == "rated_power"
    assert nearest_name("quantity_77x", known) in ("quantity_77", *(f"quantity_77{i}" for i in range(10)))
    assert nearest_name("zzzz", known) is None
    assert growth(lambda n: lambda: [nearest_name(f"q{i}", known[: 10 * n]) for i in range(n)], 100) <= 4.8


def test_a_name_is_sought_when_it_is_told_and_for_the_first_tens_only() -> None:
    asked: list[str] = []

    class Known(list[str]):
        def __iter__(self):
            asked.append("")
            return iter(["mass"])

    report = Report()
    for i in range(150):
        report.tell(
            "E601.part", Place("a.yaml", i + 1), name="x", known=("mass",), nearest=nearest("mas", Known())
        )
    assert len(asked) == 40
    assert [d.fact("nearest") for d in report.items] == ["mass"] * 40 + [None] * 110
    assert pickle.loads(pickle.dumps(nearest("mas", Known()))).found() == "mass"


def test_json_has_the_first_of_a_long_list_and_how_many_follow() -> None:
    report = Report()
    report.tell("E601.part", name="x", known=tuple(f"k{i}" for i in range(MOST_ITEMS + 7)))
    known = json.loads(as_json(report.items))[0]["facts"]["known"]
    assert len(known) == MOST_ITEMS + 1
    assert known[-1] == {"more": 7}
