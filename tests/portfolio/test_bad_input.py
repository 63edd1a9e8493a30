"""Broken and hostile portfolios: a clear error or a reject row, never a wrong number or a half-written output."""

from __future__ import annotations

import json
import math
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ruleengine
from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program
from tests.portfolio.portfolios import as_row, luminaires, row_schema, write_luminaires, write_rows

RULES = Path(__file__).parents[2] / "rules"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


@pytest.fixture(scope="module")
def good(program: Program) -> Row:
    path = RULES / "gb/lighting/examples/led-panel-600.yaml"
    return as_row(ruleengine.read_inventory(path, program), program)


def _set(row: Row, path: str, value: object) -> Row:
    """The row with one value replaced: `rated_power` or `materials.2.mass`."""
    parts = path.split(".")
    if len(parts) == 1:
        return row | {path: value}
    table = [dict(r) for r in row[parts[0]]]
    table[int(parts[1])][parts[2]] = value
    return row | {parts[0]: table}


def _rejects(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]


def _run(program: Program, portfolio: Path, folder: Path) -> Any:
    return calculate_portfolio(
        program, portfolio, folder / "out.parquet", rejects=folder / "rejects.jsonl", workers=2
    )


CASES: dict[str, tuple[Callable[[Row], Row], str, str]] = {
    "missing": (lambda r: _set(r, "rated_power", None), "E605", "rated_power"),
    "missing in a row": (lambda r: _set(r, "materials.2.mass", None), "E605", "materials row 3, mass"),
    "missing table": (lambda r: r | {"legs": None}, "E605", "legs"),
    "too few rows": (lambda r: r | {"legs": []}, "E609", "legs"),
    "nan": (lambda r: _set(r, "materials.0.factor", math.nan), "E604", "materials row 1, factor"),
    "infinite": (lambda r: _set(r, "rated_life", math.inf), "E604", "rated_life"),
    "below the limit": (lambda r: _set(r, "materials.1.mass", -1.0), "E603", "materials row 2, mass"),
    "above the limit": (lambda r: _set(r, "colour_rendering", 101.0), "E603", "colour_rendering"),
    "not an option": (lambda r: _set(r, "application", "garden"), "E606", "application"),
    "no such key": (lambda r: _set(r, "legs.0.mode", "balloon"), "E606", "legs row 1, mode"),
    "dangling": (lambda r: _set(r, "materials.4.part", "nose"), "E607", "materials row 5, part"),
    "same key twice": (lambda r: _set(r, "parts.1.id", "light-source"), "E608", "parts row 2, id"),
    "hidden character": (lambda r: _set(r, "materials.0.name", "a\u202eb"), "E613", "materials row 1, name"),
    "markup": (lambda r: _set(r, "materials.0.name", "<b>"), "E613", "materials row 1, name"),
    "blank": (lambda r: _set(r, "materials.0.name", "  "), "E604", "materials row 1, name"),
    "row that is not there": (lambda r: r | {"routes": [None]}, "E604", "routes row 1"),
    "no id": (lambda r: r | {"inventory": None}, "E605", "product id"),
    "emission missing": (lambda r: _set(r, "market", "other"), "E704", "emissions.use_electricity"),
    "overflow": (
        lambda r: _set(_set(r, "luminous_flux", 1e-200), "rated_life", 1e-200),
        "E702",
        "units_needed",
    ),
    "division by zero": (lambda r: _set(r, "materials.0.mass", 0.0), "E603", "materials row 1, mass"),
}


def test_every_kind_of_bad_product_is_rejected_with_its_reason(
    program: Program, good: Row, tmp_path: Path
) -> None:
    rows = []
    for name, (change, _, _) in CASES.items():
        rows += [good | {"inventory": f"good before {name}"}, change(good | {"inventory": name})]
    write_rows(tmp_path / "p.parquet", rows, row_schema(program))
    found = _run(program, tmp_path / "p.parquet", tmp_path)
    refused = _rejects(tmp_path)
    assert (found.products, found.results, found.refused) == (2 * len(CASES), len(CASES), len(CASES))
    assert [r["row"] for r in refused] == list(range(2, 2 * len(CASES) + 1, 2))
    for (name, (_, code, element)), reject in zip(CASES.items(), refused, strict=True):
        told = [(r["code"], r.get("element")) for r in reject["reasons"]]
        assert any(c == code and (e or "").startswith(element.split(".")[0]) for c, e in told), (name, told)
    totals = pq.read_table(tmp_path / "out.parquet", columns=["total"]).column(0).to_pylist()
    assert len(set(totals)) == 1


def test_ids_given_twice_are_all_rejected(program: Program, tmp_path: Path) -> None:
    table = luminaires(300)
    ids = table.column("inventory").to_pylist()
    ids[7] = ids[250]
    ids[40] = ids[41] = ids[42]
    table = table.set_column(0, "inventory", pa.array(ids))
    pq.write_table(table, tmp_path / "p.parquet")
    found = _run(program, tmp_path / "p.parquet", tmp_path)
    assert (found.results, found.refused) == (295, 5)
    assert [(r["row"], r["reasons"][0]["code"]) for r in _rejects(tmp_path)] == [
        (n + 1, "E616") for n in (7, 40, 41, 42, 250)
    ]


def test_units_of_columns_and_of_texts_are_converted(program: Program, tmp_path: Path) -> None:
    table = luminaires(50)
    plain = tmp_path / "plain.parquet"
    pq.write_table(table, plain)
    power = [
        f"{v} W" if i % 2 else f"{v / 1000} kW" for i, v in enumerate(table.column("rated_power").to_pylist())
    ]
    other = table.set_column(3, "rated_power", pa.array(power))
    mass = pa.array([v * 1000 for v in table.column("product_mass").to_pylist()])
    other = other.set_column(2, "product_mass [g]", mass)
    life = pa.field("rated_life", pa.float64(), metadata={"unit": "a"})
    hours = 8760
    other = other.set_column(5, life, pa.array([v / hours for v in table.column("rated_life").to_pylist()]))
    pq.write_table(other, tmp_path / "other.parquet")
    _run(program, plain, tmp_path)
    first = pq.read_table(tmp_path / "out.parquet")
    _run(program, tmp_path / "other.parquet", tmp_path)
    second = pq.read_table(tmp_path / "out.parquet")
    for name in first.schema.names:
        if pa.types.is_floating(first.schema.field(name).type):
            np.testing.assert_allclose(
                second.column(name).to_numpy(), first.column(name).to_numpy(), rtol=1e-12, atol=1e-12
            )
        elif name.startswith("checks."):
            assert second.column(name).to_pylist() == first.column(name).to_pylist(), name


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.drop(["rated_power"]), "E618"),
        (lambda t: t.drop(["materials"]), "E618"),
        (lambda t: t.drop(["inventory"]), "E618"),
        (lambda t: t.rename_columns(["ratedpower" if n == "rated_power" else n for n in t.schema.names]), "E601"),
        (lambda t: t.rename_columns(["rated_power [kg]" if n == "rated_power" else n for n in t.schema.names]), "E602"),
        (lambda t: t.rename_columns(["rated_power [zz]" if n == "rated_power" else n for n in t.schema.names]), "E602"),
        (lambda t: t.append_column("rated_power [kW]", t.column("rated_power")), "E618"),
        (lambda t: t.set_column(3, "rated_power", pa.array([True] * t.num_rows)), "E618"),
        (lambda t: t.set_column(3, "rated_power", pa.array([[1.0]] * t.num_rows)), "E618"),
        (lambda t: t.set_column(1, "product_type", pa.array([1] * t.num_rows)), "E618"),
        (lambda t: t.drop(["materials"]).append_column("materials", pa.array([1] * t.num_rows)), "E618"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_refused_as_a_whole(
    program: Program, tmp_path: Path, change: Callable[[pa.Table], pa.Table], code: str
) -> None:
    pq.write_table(change(luminaires(5)), tmp_path / "p.parquet")
    with pytest.raises(Refused) as refused:
        _run(program, tmp_path / "p.parquet", tmp_path)
    assert code in {d.code for d in refused.value.diagnostics}
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("kept", [0, 3, 100, 0.5, 0.97])
def test_a_file_that_is_cut_off_is_refused(program: Program, tmp_path: Path, kept: float) -> None:
    write_luminaires(tmp_path / "whole.parquet", 200)
    content = (tmp_path / "whole.parquet").read_bytes()
    (tmp_path / "p.parquet").write_bytes(content[: int(kept if kept >= 1 else len(content) * kept)])
    with pytest.raises(Refused) as refused:
        _run(program, tmp_path / "p.parquet", tmp_path)
    assert [d.code for d in refused.value.diagnostics] == ["E615"]
    assert not (tmp_path / "out.parquet").exists()


def test_a_file_with_damaged_pages_is_never_half_written(program: Program, tmp_path: Path) -> None:
    table = luminaires(200)
    pq.write_table(table, tmp_path / "whole.parquet", write_page_checksum=True)
    content = bytearray((tmp_path / "whole.parquet").read_bytes())
    random = np.random.default_rng(5)
    outcomes = []
    for _ in range(40):
        damaged = bytearray(content)
        damaged[int(random.integers(4, int(len(content) * 0.6)))] ^= 0xFF
        (tmp_path / "p.parquet").write_bytes(bytes(damaged))
        outcomes.append(_outcome(program, tmp_path))
    assert set(outcomes) <= {"E615", "200"}
    assert outcomes.count("E615") > 20


def _outcome(program: Program, folder: Path) -> str:
    """The code of the refusal, or how many products came out; never a part of an output."""
    try:
        found = _run(program, folder / "p.parquet", folder)
    except Refused as refused:
        return (
            "half" if (folder / "out.parquet").exists() else "+".join({d.code for d in refused.diagnostics})
        )
    (folder / "out.parquet").unlink()
    return str(found.results + found.refused)


def test_lines_that_are_no_inventories_are_rejected(program: Program, tmp_path: Path) -> None:
    lines = [
        b'{"inventory": "a"}', b"{", b"[1]", b"\xff\xfe", b'{"inventory": "b", "values": {"rated_power": NaN}}',
        b'{"inventory": "c", "inventory": "d", "values": {}}', b"", b'{"inventory": "e", "values": {"x": 1}}',
        b'{"inventory": "f", "values": {"rated_power": [1]}}', b'{"inventory": "g", "values": {}}',
        b"[" * 100_000, b'{"inventory": "h", "values": {"materials": "not applicable"}}',
    ]  # fmt: skip
    (tmp_path / "p.jsonl").write_bytes(b"\n".join(lines))
    found = _run(program, tmp_path / "p.jsonl", tmp_path)
    assert (found.products, found.results, found.refused) == (11, 0, 11)
    codes = [{r["code"] for r in reject["reasons"]} for reject in _rejects(tmp_path)]
    expected = ["E202", "E104", "E604", "E103", "E104", "E108", "E601", "E604", "E605", "E105", "E611"]
    assert all(code in found for code, found in zip(expected, codes, strict=True)), codes


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("p.csv", "inventory,rated_power\na,1\nb,2,3\n", "E615"),
        ("p.csv", "rated_power\n1\n", "E618"),
        ("p.csv", "", "E615"),
        ("p.materials.csv", "product_id,name\nz,x\n", "E607"),
        ("p.materials.csv", "name\nx\n", "E618"),
        ("p.matreials.csv", "product_id,name\na,x\n", "E601"),
    ],
)
def test_csv_files_that_do_not_fit_are_refused(
    program: Program, tmp_path: Path, name: str, text: str, code: str
) -> None:
    (tmp_path / "p.csv").write_text("inventory,rated_power\na,1\n", encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        _run(program, tmp_path / "p.csv", tmp_path)
    assert code in {d.code for d in refused.value.diagnostics}
    assert not (tmp_path / "out.parquet").exists()


def test_a_product_with_very_many_rows_is_rejected_and_the_others_are_not(
    program: Program, tmp_path: Path
) -> None:
    table = luminaires(3)
    many = 1_200_000
    material = table.column("materials").combine_chunks()
    repeated = material.values.slice(8, 8).take(pa.array(np.arange(many) % 8))
    rows = pa.concat_arrays([material.values.slice(0, 8), repeated, material.values.slice(16, 8)])
    large = pa.ListArray.from_arrays(pa.array([0, 8, 8 + many, 16 + many], pa.int32()), rows)
    table = table.set_column(table.schema.get_field_index("materials"), "materials", large)
    pq.write_table(table, tmp_path / "p.parquet")
    found = _run(program, tmp_path / "p.parquet", tmp_path)
    assert (found.results, found.refused) == (2, 1)
    assert [(r["row"], r["reasons"][0]["code"]) for r in _rejects(tmp_path)] == [(2, "E617")]


def test_a_full_disk_leaves_no_output_and_the_next_run_goes_on(program: Program, tmp_path: Path) -> None:
    write_luminaires(tmp_path / "p.parquet", 3000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        with pytest.raises(Refused) as refused:
            calculate_portfolio(program, tmp_path / "p.parquet", tmp_path / "out.parquet", block=500)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [d.code for d in refused.value.diagnostics] == ["E802"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.parquet.parts", "p.parquet"]
    found = calculate_portfolio(program, tmp_path / "p.parquet", tmp_path / "out.parquet", block=500)
    assert found.results == 3000
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.parquet", "p.parquet"]
