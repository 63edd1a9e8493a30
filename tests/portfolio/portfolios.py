"""Portfolios for tests and measurements: invented luminaires as nested Arrow tables, and inventories as files."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ruleengine.diagnostics import Refused
from ruleengine.inventory.model import NOT_APPLICABLE, Absent, Inventory
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Field, Program

KINDS = ["light_source", "control_gear", "housing", "optic", "wiring"]
DRIVERS = ["pieces", "mass", "machine_time", "area"]
Columns = dict[str, object]


def _words(random: np.random.Generator, words: list[str], size: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(random.integers(0, len(words), size), pa.int32()), words
    ).cast(pa.string())


def _cycle(words: list[str], products: int) -> pa.Array:
    """The same words for every product, one row each."""
    codes = np.tile(np.arange(len(words)), products)
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), words).cast(pa.string())


def _rows(products: int, rows: int, columns: Columns) -> pa.Array:
    arrays = [c if isinstance(c, pa.Array) else pa.array(c) for c in columns.values()]
    offsets = pa.array(np.arange(0, products * rows + 1, rows or 1)[: products + 1], pa.int32())
    if not rows:
        offsets = pa.array(np.zeros(products + 1), pa.int32())
    struct = pa.StructArray.from_arrays(arrays, names=list(columns))
    return pa.ListArray.from_arrays(offsets, struct)


def luminaires(products: int, seed: int = 1, material_rows: int = 8, first: int = 0) -> pa.Table:
    """`products` luminaires with `material_rows` rows of material each, every table of gb/lighting filled."""
    r = np.random.default_rng([seed, first])
    sources = ["weighing", "records", "database", "estimate"]
    parts, processes = ["lamp", "driver", "body", "optic", "cable"], ["smt", "metal", "assembly"]
    n, m = products, products * material_rows
    mass = r.integers(5, 900, m) / 1000
    product_mass = np.round(mass.reshape(n, material_rows).sum(axis=1), 3) if material_rows else np.ones(n)
    life = r.integers(25, 100, n) * 1000.0
    table: dict[str, object] = {
        "inventory": pa.array([f"luminaire-{first + i:08d}" for i in range(n)]),
        "product_type": _words(r, ["luminaire", "lamp", "module"], n),
        "product_mass": product_mass,
        "rated_power": r.integers(30, 2000, n) / 10,
        "luminous_flux": r.integers(300, 20000, n) * 1.0,
        "rated_life": life,
        "colour_temperature": r.integers(27, 65, n) * 100.0,
        "colour_rendering": r.integers(70, 99, n) * 1.0,
        "application": _words(r, ["office", "industry"], n),
        "control": _words(r, ["none", "manual", "daylight", "presence", "schedule"], n),
        "standby_power": np.where(r.random(n) < 0.5, 0.0, r.integers(1, 9, n) / 10),
        "market": _words(r, ["cn"], n),
        "production_output": r.integers(1000, 90000, n) * 1.0,
    }
    k = 4 * n
    table["data_sources"] = _rows(n, 4, {
        "id": _cycle(sources, n), "title": _cycle(["scale", "meters", "CPCD", "own estimate"], n),
        "kind": _cycle(["measured", "measured", "database", "estimate"], n),
        "primary": np.tile([True, True, False, False], n), "year": r.integers(2019, 2026, k) * 1.0,
        "technology": r.integers(1, 5, k) * 1.0, "geography": r.integers(1, 4, k) * 1.0,
        "time": r.integers(1, 4, k) * 1.0, "precision": r.integers(1, 4, k) * 1.0,
    })  # fmt: skip
    table["exclusions"] = _rows(n, 1, {
        "name": _words(r, ["labels", "manual"], n), "stage": _words(r, ["raw_materials", "use"], n),
        "estimate": r.integers(1, 90, n) / 100, "reason": _words(r, ["small mass", "no meter"], n),
        "source": _words(r, sources, n),
    })  # fmt: skip
    table["parts"] = _rows(n, 5, {
        "id": _cycle(parts, n), "name": _cycle([f"the {p}" for p in parts], n), "kind": _cycle(KINDS, n),
        "life": r.integers(20, 120, 5 * n) * 1000.0, "replaceable": r.random(5 * n) < 0.5,
    })  # fmt: skip
    names = [f"material {i}" for i in range(300)]
    table["materials"] = _rows(n, material_rows, {
        "name": _words(r, names, m), "part": _words(r, parts, m), "mass": mass,
        "utilization": r.integers(60, 101, m) * 1.0,
        "recycled_content": pa.array(r.integers(0, 60, m) * 1.0, mask=r.random(m) < 0.3),
        "factor": r.integers(1, 4000, m) / 100, "source": _words(r, sources, m),
    })  # fmt: skip
    table["packaging"] = _rows(n, 2, {
        "name": _words(r, ["box", "film"], 2 * n), "mass": r.integers(10, 900, 2 * n) / 1000,
        "trips": r.integers(1, 20, 2 * n) * 1.0, "factor": r.integers(1, 400, 2 * n) / 100,
        "carbon_content": r.integers(0, 50, 2 * n) / 100, "treatment_factor": r.integers(1, 300, 2 * n) / 100,
        "source": _words(r, sources, 2 * n),
    })  # fmt: skip
    table["legs"] = _rows(n, 4, {
        "name": _words(r, [f"leg {i}" for i in range(40)], 4 * n),
        "purpose": _cycle(["inbound", "outbound", "spare", "discarded"], n),
        "mass": r.integers(10, 4000, 4 * n) / 1000, "distance": r.integers(10, 2000, 4 * n) * 1.0,
        "mode": _words(r, ["road_light_2t", "road_heavy_18t", "rail"], 4 * n), "source": _words(r, sources, 4 * n),
    })  # fmt: skip
    total = r.integers(2000, 90000, 3 * n) * 1.0
    table["processes"] = _rows(n, 3, {
        "id": _cycle(processes, n), "name": _cycle(["soldering", "sheet metal", "final assembly"], n),
        "driver": _words(r, DRIVERS, 3 * n), "model_load": np.round(total * r.random(3 * n)), "total_load": total,
    })  # fmt: skip
    flow = {"process": _words(r, processes, 3 * n)}
    table["site_electricity"] = _rows(n, 3, {
        **flow, "kind": _words(r, ["average", "pv", "wind"], 3 * n), "amount": r.integers(1000, 400000, 3 * n) * 1.0,
        "source": _words(r, sources, 3 * n),
    })  # fmt: skip
    one = {"process": _words(r, processes, n), "source": _words(r, sources, n)}
    table["site_fuels"] = _rows(n, 1, {
        **one, "fuel": _words(r, ["diesel", "petrol"], n), "amount": r.integers(0, 3000, n) * 1.0,
        "upstream_factor": r.integers(1, 90, n) / 100,
    })  # fmt: skip
    table["site_gas"] = _rows(
        n, 1, {**one, "gas": _words(r, ["natural_gas"], n), "amount": r.integers(0, 9000, n) * 1.0}
    )
    table["site_heat"] = _rows(
        n, 1, {**one, "supply": _words(r, ["default_steam"], n), "amount": r.integers(0, 900, n) * 1.0}
    )
    table["releases"] = _rows(
        n, 1, {**one, "gas": _words(r, ["hfc_32", "sf6"], n), "mass": r.integers(0, 90, n) / 100}
    )
    table["wastes"] = _rows(n, 1, {
        **one, "name": _words(r, ["scrap"], n), "mass": r.integers(0, 9000, n) * 1.0,
        "factor": r.integers(1, 99, n) / 100,
    })  # fmt: skip
    table["use_modes"] = _rows(n, 2, {
        "name": _cycle(["full", "dimmed"], n), "state": _cycle(["lit", "lit"], n),
        "dimming_factor": r.integers(40, 101, 2 * n) / 100, "time_share": np.tile([60.0, 40.0], n),
        "source": _words(r, sources, 2 * n),
    })  # fmt: skip
    table["routes"] = _rows(n, 3, {
        "name": _cycle(["metal", "plastic", "electronics"], n), "part": _words(r, parts, 3 * n),
        "mass": np.round(np.repeat(product_mass, 3) / 3, 4) + 0.001,
        "route": _words(r, ["recycling", "landfill"], 3 * n),
        "factor": r.integers(0, 200, 3 * n) / 100, "source": _words(r, sources, 3 * n),
    })  # fmt: skip
    return pa.table(table)


def write_luminaires(path: Path, products: int, seed: int = 1, group: int = 100_000) -> None:
    """Luminaires as nested Parquet, `group` products a row group."""
    writer = None
    for first in range(0, products, group):
        table = luminaires(min(group, products - first), seed, first=first)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=group)
    if writer:
        writer.close()


def as_row(inventory: Inventory, program: Program) -> dict[str, object]:
    """An inventory as one row of nested Parquet: numbers as doubles, what is not applicable as a text column."""
    row: dict[str, object] = {"inventory": inventory.id}
    for name, field in program.fields.items():
        row |= _cells(field, inventory.values[name].value)
    for name, table in program.tables.items():
        if name in inventory.missing_tables:
            row[name] = None
            continue
        rows = inventory.tables[name]
        row[name] = [
            {k: v for c, f in table.columns.items() for k, v in _cells(f, r[c].value).items()} for r in rows
        ]
    return row


def _cells(field: Field, value: object) -> dict[str, object]:
    plain = float(value) if isinstance(value, Decimal) else value
    absent = isinstance(value, Absent)
    cells: dict[str, object] = {field.name: None if absent else plain}
    if not field.required:
        cells[f"{field.name} [not applicable]"] = value is NOT_APPLICABLE
    return cells


def row_schema(program: Program) -> pa.Schema:
    """The schema of `as_row`."""

    def fields(given: Mapping[str, Field]) -> list[pa.Field]:
        found = []
        for f in given.values():
            kind = {"number": pa.float64(), "boolean": pa.bool_()}.get(f.type.kind, pa.string())
            found.append(pa.field(f.name, kind))
            if not f.required:
                found.append(pa.field(f"{f.name} [not applicable]", pa.bool_()))
        return found

    tables = [pa.field(n, pa.list_(pa.struct(fields(t.columns)))) for n, t in program.tables.items()]
    return pa.schema([pa.field("inventory", pa.string()), *fields(program.fields), *tables])


def write_rows(path: Path, rows: list[dict[str, object]], schema: pa.Schema) -> None:
    """Rows as Parquet."""
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def with_column(table: pa.Table, name: str, values: Any, child: str | None = None) -> pa.Table:
    """A table with one column replaced, or with a column of the rows of one of its tables replaced."""
    place = table.schema.get_field_index(name)
    if child is None:
        return table.set_column(place, name, values)
    lists = table.column(name).combine_chunks()
    names = [f.name for f in lists.type.value_type]
    cells = [values if n == child else lists.values.field(i) for i, n in enumerate(names)]
    rows = pa.StructArray.from_arrays(cells, names=names)
    return table.set_column(place, name, pa.ListArray.from_arrays(lists.offsets, rows))


def write_tables(folder: Path, rows: Sequence[dict[str, Any]], program: Program) -> Path:
    """Rows of `as_row` as a folder of CSV files, one a table."""
    folder.mkdir(parents=True, exist_ok=True)

    def cell(row: Mapping[str, object], name: str) -> object:
        return "not applicable" if row.get(f"{name} [not applicable]") else row[name]

    def write(name: str, columns: Sequence[str], found: list[list[object]]) -> None:
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *found])

    names = ["inventory", *program.fields]
    write("products", names, [[cell(row, n) for n in names] for row in rows])
    for name, table in program.tables.items():
        found = [[r["inventory"], *(cell(i, c) for c in table.columns)] for r in rows for i in r[name] or ()]
        write(name, ["product_id", *table.columns], found)
    return folder


def told(program: Program, portfolio: Path, folder: Path) -> tuple[list[str], dict[str | None, list[str]]]:
    """What a portfolio comes to: its totals as texts, and for each reject the codes and elements of its reasons.

    A refusal as a whole is told under the id `refused`. No output may be there then, and rows in are rows out.
    """
    output, rejects = folder / "out.parquet", folder / "rejects.jsonl"
    try:
        found = calculate_portfolio(program, portfolio, output, rejects=rejects, workers=1)
    except Refused as refused:
        assert not output.exists()
        assert not rejects.exists()
        assert sorted(p.name for p in folder.iterdir() if "out.parquet" in p.name) == []
        return [], {"refused": [f"{d.code} {d.message}" for d in refused.diagnostics]}
    totals = [repr(v) for v in pq.read_table(output, columns=["total"]).column(0).to_pylist()]
    listed = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert (found.products, found.results) == (len(totals) + len(listed), len(totals))
    output.unlink()
    rejects.unlink()
    return totals, {
        r["id"]: [f"{x['code']} {x['en']['message']}, {x.get('element')}" for x in r["reasons"]]
        for r in listed
    }
