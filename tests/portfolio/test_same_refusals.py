"""What a batch says of a refused product is what `calculate` says of the same inventory, whatever the portfolio is.

Compared are code, key, facts, element, clause, formula and the sentences in both languages. Not compared are the
places, as a file has lines and a portfolio has rows and columns, and the order, which follows from them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.diagnostics import Refused, Report
from ruleengine.language import VARIABLE
from ruleengine.pipeline import product_of, program_of
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.limits import TOLD
from ruleengine.portfolio.rejects import reason_of
from ruleengine.program.program import Field, Program
from ruleengine.ruleset.library import Library
from ruleengine.source.document import Document
from ruleengine.source.reader import read_file
from tests.examples import examples

RULES = Path(__file__).parents[2] / "rules"
Data = dict[str, Any]
#: What may stand where a value is due, by the kind of the input.
WRONG: Mapping[str, Sequence[object]] = {
    "number": (
        None, "not applicable", Decimal(-1), Decimal(0), Decimal("1E+200"), Decimal(10) ** 12, "31,5", "8 kg", "5 lm",
        "3 kW", "x", "５", "1 <b>", "28.9\u200b", Decimal("0.12345678901234567890123456789012345"), "NaN",
        Decimal("100.00000000000000000001"),
    ),
    "boolean": (None, "not applicable", "perhaps"),
    "text": (None, "not applicable", "garden", "offic", "<b>", "a\u202eb", "x" * 501, "other"),
    "reference": (None, "not applicable", "nose", "ledd", "x" * 501),
}  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Program:
    return program_of(Library(RULES), "gb/lighting@0.1.0")


def example(path: str) -> Data:
    """The data of an example, its values without their sources."""
    document = read_file(RULES / "gb" / path, Report())
    assert document is not None
    data = document.data
    assert isinstance(data, dict)
    values = {k: _bare(v) for k, v in data["values"].items()}
    return {"inventory": "panel", "ruleset": data["ruleset"], "product": data["product"], "values": values}


@pytest.fixture(scope="module")
def good() -> Data:
    return example("lighting/examples/led-panel-600.yaml")


def _bare(value: Any) -> Any:
    """A value without its source, as columns hold it."""
    if isinstance(value, list):
        return [{k: _bare(v) for k, v in row.items()} for row in value]
    return value["value"] if isinstance(value, dict) else value


def _set(data: Data, where: tuple[str, int, str] | str, value: object) -> Data:
    """The inventory with one value replaced; a table has a row of it replaced."""
    values = dict(data["values"])
    if isinstance(where, str):
        values[where] = value
    else:
        table, row, column = where
        values[table] = [{**r, column: value} if n == row else r for n, r in enumerate(values[table])]
    return data | {"values": {k: v for k, v in values.items() if v is not None}}


def single(program: Program, data: Data) -> list[str]:
    """What is said of an inventory by itself; empty where it is calculated."""
    report = Report()
    try:
        product_of(program, Document("inventory", data, {}, {}), report)
    except Refused:
        return _compared(reason_of(d) for d in report.errors)
    return []


def _compared(reasons: Iterable[Mapping[str, object]]) -> list[str]:
    told = ({k: v for k, v in reason.items() if k != "place"} for reason in reasons)
    return sorted(json.dumps(reason, ensure_ascii=False, sort_keys=True) for reason in told)


def batch(program: Program, portfolio: Path) -> dict[str, list[str]]:
    """What a batch says of each product it refuses."""
    rejects = portfolio.parent / "rejects.jsonl"
    calculate_portfolio(program, portfolio, portfolio.parent / "out.parquet", rejects=rejects, workers=1)
    listed = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    return {r["id"]: _compared(r["reasons"]) for r in listed}


def _text(value: object) -> object:
    """A value as columns of texts have it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal) else value


def write_lines(folder: Path, products: Sequence[Data]) -> Path:
    """Inventories as JSON lines; numbers by their digits."""
    lines = [json.dumps(p, ensure_ascii=False, default=lambda d: f"#{d}#") for p in products]
    path = folder / "p.jsonl"
    path.write_text("\n".join(lines).replace('"#', "").replace('#"', ""), encoding="utf-8")
    return path


def write_texts(folder: Path, products: Sequence[Data], program: Program) -> Path:
    """Inventories as Parquet of texts."""
    tables = {
        n: pa.list_(pa.struct([(c, pa.string()) for c in t.columns])) for n, t in program.tables.items()
    }
    schema = pa.schema(
        [("inventory", pa.string()), *((n, pa.string()) for n in program.fields), *tables.items()]
    )
    rows = []
    for product in products:
        values = product["values"]
        row: Data = {"inventory": product["inventory"]} | {n: _text(values.get(n)) for n in program.fields}
        for name in program.tables:
            given = values.get(name)
            row[name] = None if given is None else [{k: _text(v) for k, v in r.items()} for r in given]
        rows.append(row)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "p.parquet")
    return folder / "p.parquet"


def write_cells(folder: Path, products: Sequence[Data], program: Program) -> Path:
    """Inventories as CSV files."""

    def write(name: str, rows: list[list[object]]) -> None:
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)

    names = list(program.fields)
    rows = [[p["inventory"], *(_text(p["values"].get(n)) for n in names)] for p in products]
    write("p.csv", [["inventory", *names], *rows])
    for name, table in program.tables.items():
        if all(name in p["values"] for p in products):
            rows = [
                [p["inventory"], *(_text(r.get(c)) for c in table.columns)]
                for p in products
                for r in p["values"][name]
            ]
            write(f"p.{name}.csv", [["product_id", *table.columns], *rows])
    return folder / "p.csv"


def places(program: Program, data: Data) -> list[tuple[tuple[str, int, str] | str, Field]]:
    """Every place of a value, with its input."""
    found: list[tuple[tuple[str, int, str] | str, Field]] = list(program.fields.items())
    for name, table in program.tables.items():
        for row in range(len(data["values"].get(name) or ())):
            found += [((name, row, column), field) for column, field in table.columns.items()]
    return found


@examples(15, slow=True)
@given(choice=st.data())
def test_every_portfolio_tells_what_a_single_run_tells(
    program: Program, good: Data, tmp_path_factory: pytest.TempPathFactory, choice: st.DataObject
) -> None:
    open_places = places(program, good)
    products = []
    for number in range(8):
        data = good | {"inventory": f"p{number}"}
        for _ in range(choice.draw(st.integers(1, 3))):
            where, field = choice.draw(st.sampled_from(open_places))
            data = _set(data, where, choice.draw(st.sampled_from(WRONG[field.type.kind])))
        products.append(data)
    due = {p["inventory"]: told for p in products if (told := single(program, p))}
    folder = tmp_path_factory.mktemp("portfolio")
    for path in (
        write_lines(folder, products), write_texts(folder, products, program), write_cells(folder, products, program),
    ):  # fmt: skip
        assert batch(program, path) == due, path.suffix


def lost(program: Program, folder: Path, products: Sequence[Data]) -> list[dict[str, Any]]:
    """The reasons of the first reject of some products as JSON lines."""
    calculate_portfolio(
        program, write_lines(folder, products), folder / "o.parquet", rejects=folder / "r.jsonl"
    )
    reasons: list[dict[str, Any]] = json.loads((folder / "r.jsonl").read_text(encoding="utf-8"))["reasons"]
    return reasons


def test_what_is_missing_is_named_with_its_row(program: Program, good: Data, tmp_path: Path) -> None:
    """Only what the calculation came upon: not every input that is not given."""
    reasons = lost(program, tmp_path, [_set(good, "market", "other")])
    assert [r["code"] for r in reasons] == ["E704"]
    assert reasons[0]["element"] == "emissions.use_electricity"
    assert "market_electricity" in reasons[0]["en"]["found"]
    assert reasons[0]["place"] == {"column": "market_electricity", "line": 1}


def test_a_misspelt_name_is_suggested_as_the_remedy(program: Program, good: Data, tmp_path: Path) -> None:
    values = {"rated_powr" if k == "rated_power" else k: v for k, v in good["values"].items()}
    (told,) = lost(program, tmp_path, [good | {"values": values}])
    assert (told["key"], told["facts"]["nearest"]) == ("E601.input", "rated_power")
    assert (told["en"]["remedy"], told["zh"]["remedy"]) == (
        "did you mean `rated_power`?",
        "是否想写`rated_power`？",
    )
    assert "rated_power" not in told["en"].get("expected", "")


def test_the_place_is_the_cell_of_the_portfolio(program: Program, good: Data, tmp_path: Path) -> None:
    wrong = _set(_set(good, ("materials", 2, "mass"), Decimal(-1)), "rated_power", "8 kg")
    found = [(r["code"], r["place"]) for r in lost(program, tmp_path, [wrong])]
    cell = {"table": "materials", "row": 3, "column": "mass", "line": 1}
    assert sorted(found, key=str) == [("E602", {"column": "rated_power", "line": 1}), ("E603", cell)]


def test_of_very_many_errors_the_first_are_told(program: Program, good: Data, tmp_path: Path) -> None:
    rows = [row | {"mass": Decimal(-n)} for n, row in enumerate(good["values"]["materials"] * 3, 1)]
    wrong = _set(good, "materials", rows)
    reasons = lost(program, tmp_path, [wrong])
    due = single(program, wrong)
    assert len(due) > TOLD == len(reasons) - 1
    assert set(_compared(reasons[:-1])) < set(due)
    assert (reasons[-1]["key"], reasons[-1]["facts"]) == ("E619.more", {"told": TOLD})


def test_rejects_do_not_depend_on_the_language_of_messages(
    program: Program, good: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for language in ("en", "zh"):
        monkeypatch.setenv(VARIABLE, language)
        lost(program, tmp_path, [_set(good, "rated_power", Decimal(-1))])
        told.append((tmp_path / "r.jsonl").read_bytes())
    assert told[0] == told[1]


def test_a_line_is_held_to_all_that_an_inventory_is_held_to(
    program: Program, good: Data, tmp_path: Path
) -> None:
    """Also where columns do not hold it: periods, notes, sources, uncertainties, what is unknown."""
    power = good["values"]["rated_power"]
    changed: dict[str, Data] = {
        "E612": {"period": {"from": "2026-02-01", "to": "2026-01-01"}},
        "E613": {"note": {"zh": "注", "en": "a\u202eb"}},
        "E201": {"vlaues": 1},
        "E607": _set(good, "rated_power", {"value": power, "source": "nobody"}),
        "E640": _set(good, "rated_power", {"value": power, "uncertainty": {"distribution": "bell"}}),
        "E601": _set(good, "rated_power", {"value": power, "worth": 1}),
    }
    for code, change in changed.items():
        wrong = good | change
        reasons = lost(program, tmp_path, [wrong])
        assert {r["code"] for r in reasons} == {code}
        if code != "E201":
            assert _compared(reasons) == single(program, wrong), code
    sourced = {"value": power, "source": good["values"]["data_sources"][0]["id"], "note": "as weighed"}
    spread = {"value": power, "uncertainty": {"distribution": "normal", "cv": Decimal("0.1")}}
    fine = [
        _set(good, "rated_power", v) | {"inventory": n}
        for n, v in (("a", sourced), ("b", spread), ("c", power))
    ]
    assert batch(program, write_lines(tmp_path, fine)) == {}


def test_what_a_line_says_of_any_table_is_held_to_its_columns(tmp_path: Path) -> None:
    """Also of the last one, which need not be there: what columns do not hold is not left out."""
    program = program_of(Library(RULES), "gb/engines@0.1.0")
    good = example("engines/examples/nonroad-diesel-110.yaml")
    assert not list(program.tables.values())[-1].required
    wrong = []
    for name in program.tables:
        first, *others = good["values"].get(name) or [{}]
        wrong.append(_set(good, name, [first | {"worth": 1}, *others]) | {"inventory": name})
    due = {product["inventory"]: single(program, product) for product in wrong}
    assert all(any("worth" in text for text in told) for told in due.values())
    assert batch(program, write_lines(tmp_path, wrong)) == due
