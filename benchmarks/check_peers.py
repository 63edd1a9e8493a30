"""Compares every peer with the engine on the same products: all columns, numbers to 1e-9, verdicts and nulls exactly.

    python benchmarks/check_peers.py [PRODUCTS]

Prints a line a peer; ends with 1 where one differs. A peer that calculated something else would make no comparison.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import lighting_portfolio
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import ruleengine
from ruleengine.program.program import Program

TOLERANCE = 1e-9
RULES = Path(__file__).resolve().parents[1] / "rules"
#: Columns that say what made a result.
ABOUT = {"id", "evaluator", "ruleset", "ruleset_hash", "engine"}
Columns = Mapping[str, Any]


def main() -> int:
    """Compare all peers; 1 where one differs."""
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)
    with tempfile.TemporaryDirectory() as folder:
        portfolio = Path(folder) / "portfolio.parquet"
        lighting_portfolio.write(portfolio, products)
        wanted = _engine(program, portfolio, products)
        return max(
            _factors(program), *(_compare(n, wanted, peer(portfolio, products)) for n, peer in PEERS.items())
        )


def _engine(program: Program, portfolio: Path, products: int) -> Columns:
    output = portfolio.with_name("engine.parquet")
    batch = ruleengine.batch(program, portfolio, output)
    if batch.results != products:
        raise SystemExit(f"the engine refused {batch.refused} of {products} products")
    columns = _columns(output)
    exact = int((columns["evaluator"] == "exact").sum())
    print(f"engine: {products} products, {exact} of them by the exact evaluator")
    return {name: values for name, values in columns.items() if name == "id" or name not in ABOUT}


def _factors(program: Program) -> int:
    """Compare all factors and parameters that the peers have, those that no product needs included."""
    factors = _module("factors")

    def column(table: str, column: str) -> dict[str, float]:
        rows = program.lookups[table].rows.items()
        return {key: float(row[column]) for (key,), row in rows if row[column] is not None}

    gas = {
        key: value + column("gases", "upstream")[key] for key, value in column("gases", "combustion").items()
    }
    tables = {
        "ELECTRICITY": column("electricity", "factor"), "FUEL_COMBUSTION": column("fuels", "combustion"),
        "FUEL_UPSTREAM": column("fuels", "upstream"), "GAS": gas, "TRANSPORT": column("transport", "factor"),
        "HEAT": column("heat", "factor"), "GWP100": column("gwp100", "gwp"),
    }  # fmt: skip
    wrong = [name for name, table in tables.items() if getattr(factors, name) != table]
    for name, parameter in program.parameters.items():
        scale = 0.01 if str(parameter.unit) == "%" else 1.0
        mine = getattr(factors, name.upper(), None)
        if mine is not None and not np.isclose(mine, float(parameter.value) * scale, rtol=1e-15):
            wrong.append(name)
    print(f"factors: {', '.join(wrong) + ' differ' if wrong else 'those of the rule set'}")
    return int(bool(wrong))


def _columns(path: Path) -> Columns:
    """The columns of results: numbers with NaN for null, texts as NumPy arrays."""
    found = {}
    table = pq.read_table(path)
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_floating(column.type):
            found[name] = column.to_numpy(zero_copy_only=False)
        else:
            found[name] = column.cast(pa.string()).to_numpy(zero_copy_only=False).astype(str)
    return found


def _file(module: str) -> Callable[[Path, int], Columns]:
    """A peer that reads and writes Parquet."""

    def run(portfolio: Path, products: int) -> Columns:
        peer = _module(module)
        output = portfolio.with_name(f"{module}.parquet")
        peer.run(portfolio, output)
        return _columns(output)

    return run


def _openfisca(module: str) -> Callable[[Path, int], Columns]:
    """A peer that is a simulation of OpenFisca."""

    def run(portfolio: Path, products: int) -> Columns:
        peer = _module(module)
        results = peer.calculate(peer.prepare(portfolio, products))
        words = np.array([verdict.value for verdict in _module("openfisca_lighting").Verdict])
        verdicts = {n: words[np.asarray(v)] for n, v in results.items() if n.startswith("checks.")}
        return {"id": _ids(portfolio), **results, **verdicts}

    return run


def _zen(portfolio: Path, products: int) -> Columns:
    peer = _module("zen_lighting")
    engine = peer.prepare()
    results = [_flat(peer.evaluate(engine, p)) for p in peer.products(portfolio, products)]
    columns = {name: [r[name] for r in results] for name in results[0]}
    return {
        "id": _ids(portfolio),
        **{n: np.array(v, str if n.startswith("checks.") else np.float64) for n, v in columns.items()},
    }


def _flat(nested: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in nested.items():
        found |= _flat(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
    return found


def _ids(portfolio: Path) -> Any:
    return pq.read_table(portfolio, columns=["product_id"])["product_id"].to_numpy().astype(str)


def _module(name: str) -> Any:
    """A peer is imported when it is run, so that one that is not installed stops no other."""
    from importlib import import_module

    return import_module(f"peers.{name}")


PEERS: dict[str, Callable[[Path, int], Columns]] = {
    "duckdb": _file("duckdb_lighting"), "polars": _file("polars_lighting"), "zen": _zen,
    "openfisca": _openfisca("openfisca_lighting"), "openfisca_roles": _openfisca("openfisca_roles_lighting"),
}  # fmt: skip


#: What a row of the engine says about its numbers beside them, and no peer does.
NOT_COMPARED = {"unit_of_analysis", "basis", "unknown_share", "standing", "warnings", "no_value"}


def _compare(name: str, wanted: Columns, found: Columns) -> int:
    """Print how far a peer is from the engine; 1 where that is too far."""
    differences = [f"no column `{n}`" for n in wanted.keys() - found.keys() - NOT_COMPARED]
    differences += [f"column `{n}` is too much" for n in found.keys() - wanted.keys()]
    largest, where = 0.0, ""
    if not differences and not np.array_equal(wanted["id"], found["id"]):
        differences.append("other products, or in another order")
    for column in () if differences else [c for c in wanted if c not in NOT_COMPARED]:
        ours, theirs = wanted[column], found[column]
        if ours.dtype != np.float64:
            wrong = int((ours != theirs).sum())
            differences += [f"`{column}` differs for {wrong} products"] if wrong else []
            continue
        if not np.array_equal(np.isnan(ours), np.isnan(theirs)):
            differences.append(f"`{column}` has other nulls")
        relative = _relative(ours, theirs)
        if relative > largest:
            largest, where = relative, column
        if relative > TOLERANCE:
            differences.append(f"`{column}` differs by {relative:.1e}")
    told = "; ".join(differences) or f"largest relative difference {largest:.1e}" + (where and f" in {where}")
    print(f"{name}: {told}")
    return int(bool(differences))


def _relative(ours: Any, theirs: Any) -> float:
    size = np.maximum(np.abs(ours), np.abs(theirs))
    both = ~(np.isnan(ours) | np.isnan(theirs)) & (size > 0)
    return float((np.abs(ours - theirs)[both] / size[both]).max(initial=0.0))


if __name__ == "__main__":
    sys.exit(main())
