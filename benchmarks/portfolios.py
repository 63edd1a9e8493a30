"""Portfolios: the engine beside the limit, beside hand-written DuckDB and Polars, in memory, on Spark; its curve."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[1]
PRODUCTS = 1_000_000
REFUSED = 20_000
CURVE = (10_000, 100_000, 1_000_000, 10_000_000)


@frozen
class Measured:
    """Median seconds and processor seconds of some runs, and the largest memory (million bytes) any of them took."""

    seconds: float
    processor: float
    peak: float
    products: int


def measured(name: str, portfolio: Path, output: Path, runs: int = 3) -> Measured:
    """Run a measurement in processes of its own."""
    found = []
    for _ in range(runs):
        command = [sys.executable, "benchmarks/measure.py", name, portfolio.as_posix(), output.as_posix()]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    print(name, portfolio.name, found, flush=True)
    return Measured(
        statistics.median(f["seconds"] for f in found), statistics.median(f["processor"] for f in found),
        max(f["peak"] for f in found), found[0].get("products", 0),
    )  # fmt: skip


def portfolio(folder: Path, products: int) -> Path:
    """The portfolio of so many products, written in a process of its own."""
    path = folder / f"lighting-{products}.parquet"
    if not path.exists():
        command = [sys.executable, "benchmarks/lighting_portfolio.py", str(products), path.as_posix()]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return path


def spaced(number: int) -> str:
    """A whole number in groups of three digits, as standards write it."""
    return f"{number:,}".replace(",", " ")


def from_file_to_file(folder: Path) -> list[str]:
    """One million products, nested Parquet in and Parquet out."""
    given, output = portfolio(folder, PRODUCTS), folder / "results.parquet"
    own = measured("engine", given, output)
    limit, by_code = measured("limit", given, output), measured("limit_by_code", given, output)
    duckdb = measured("duckdb", given, folder / "duckdb.parquet")
    polars = measured("polars", given, folder / "polars.parquet")
    spark = measured("spark", given, folder / "spark.parquet", 1)

    def row(what: str, found: Measured, ratio: str, aim: str) -> str:
        memory = f"{found.peak:.0f}"
        return f"| {what} | {found.seconds:.2f} | {found.processor:.2f} | {memory} | {ratio} | {aim} |"

    return [
        "| what | seconds | processor seconds | peak memory, MB | ratio in this run | aim |",
        "|---|---:|---:|---:|---|---|",
        row("`ruleengine.batch`", own, "1", "memory below 1 000 MB"),
        row("only reading the columns and writing the results", limit,
            f"the engine takes {own.seconds / limit.seconds:.2f} ×", "at most 1.5 ×"),
        row("the same with texts left as codes", by_code,
            f"the engine takes {own.seconds / by_code.seconds:.2f} ×", ""),
        row("DuckDB, hand-written SQL", duckdb, f"takes {duckdb.seconds / own.seconds:.2f} × the engine", "1.5 ×"),
        row("Polars, hand-written", polars, f"takes {polars.seconds / own.seconds:.2f} × the engine", "1.5 ×"),
        row("`engine=\"spark\"`, two executors of one core, started", spark,
            f"takes {spark.seconds / own.seconds:.2f} × the engine", "at most 2 ×"),
    ]  # fmt: skip


def refused(folder: Path) -> list[str]:
    """A portfolio in which every product is refused, each for one of four reasons in turn."""
    path = folder / f"refused-{REFUSED}.parquet"
    if not path.exists():
        command = [sys.executable, "benchmarks/refused_portfolio.py", str(REFUSED), path.as_posix()]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    found = measured("refused", path, folder / "refused-results.parquet")
    cores = os.cpu_count() or 1
    each = found.seconds * cores / found.products * 1000
    return [
        f"{spaced(found.products)} luminaires that cannot be calculated: {found.seconds:.1f} s on {cores} cores,",
        f"{each:.2f} ms a product and core (aim: at most 1.5 ms); the calling process took {found.peak:.0f} MB. Each",
        "product is read, calculated as far as it can be, and told why, as `ruleengine calculate` tells it. Of four",
        "products one has a power below zero, one a material without a mass, one a part that is not there, and one",
        "lacks a value that only the calculation comes upon.",
    ]


def in_memory(folder: Path) -> list[str]:
    """The same formulas without files, and single products."""
    given, output = portfolio(folder, CURVE[1]), folder / "unused.parquet"
    own, openfisca = measured("kernel", given, output), measured("openfisca", given, output)
    openfisca_roles = measured("openfisca_roles", given, output)
    zen, exact = measured("zen", given, output), measured("exact", given, output)
    draws = measured("draws", given, output)

    def each(found: Measured) -> float:
        return found.seconds / found.products

    def row(what: str, found: Measured, aim: str) -> str:
        ratio = f"{each(found) / each(own):.1f} ×" if found is not own else "1"
        return f"| {what} | {spaced(found.products)} | {each(found) * 1e6:.2f} | {ratio} | {aim} |"

    return [
        "| what | products | microseconds a product | ratio in this run | aim |",
        "|---|---:|---:|---|---|",
        row("array kernel, one core", own, ""),
        row(
            "OpenFisca-core with its own relations (persons, roles), set-up not counted",
            openfisca_roles,
            "3 ×",
        ),
        row("OpenFisca-core with relations written in NumPy", openfisca, ""),
        row("zen-engine, one product at a time", zen, "1 000 ×"),
        row("exact evaluator, one product at a time", exact, ""),
        "",
        f"{spaced(draws.products)} Monte Carlo draws of one luminaire: {draws.seconds:.2f} s (aim: below 0.5 s).",
    ]


def impacts(folder: Path) -> list[str]:
    """A factor table replaced for a portfolio, and ten changes that act on each other taken apart."""
    given = portfolio(folder, CURVE[1])
    whole = measured("impact", given, folder / "impact.parquet")
    version = measured("impact_of_version", given, folder / "impact.parquet", 1)
    apart = measured("shapley", given, folder / "unused")
    batch = measured("engine", given, folder / "results.parquet")
    ratio = f"{whole.seconds / batch.seconds:.1f} × one batch of them, {whole.peak:.0f} MB"
    return [
        f"Another electricity factor for {spaced(whole.products)} luminaires, both versions run, differences taken",
        f"apart and written: {whole.seconds:.1f} s, {ratio}",
        "(aim: at most 30 s and 1 000 MB).",
        "gb/lighting 0.2.0 in place of 0.1.0 for the same luminaires, what is asked besides assumed:",
        f"{version.seconds:.1f} s, {version.seconds / batch.seconds:.1f} × one batch of them, {version.peak:.0f} MB.",
        "Ten changes that all act on one emission, exactly, for",
        f"{spaced(apart.products)} products: {apart.seconds:.1f} s (aim: at most 10 s).",
    ]


def curve(folder: Path) -> tuple[list[str], list[tuple[int, Measured]]]:
    """Time and memory from ten thousand to ten million products."""
    found = [
        (n, measured("engine", portfolio(folder, n), folder / "curve.parquet", 1 if n >= CURVE[-1] else 3))
        for n in CURVE
    ]
    rows = [f"| {spaced(n)} | {m.seconds:.2f} | {m.seconds / n * 1e6:.2f} | {m.peak:.0f} |" for n, m in found]
    head = ["| products | seconds | microseconds a product | peak memory, MB |", "|---:|---:|---:|---:|"]
    return [*head, *rows], found


def drawn(points: Sequence[tuple[int, Measured]]) -> str:
    """Seconds and memory over products, both axes logarithmic, as SVG."""
    from benchmarks.curve import Series, chart

    seconds = Series("seconds", "#1f5a78", [(n, m.seconds) for n, m in points])
    memory = Series("peak memory, GB", "#b3541e", [(n, m.peak / 1000) for n, m in points])
    return chart([seconds, memory], "Time and memory of a batch", "products")
