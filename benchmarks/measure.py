"""One measurement in a process of its own, so that none has the memory or the caches of another.

    python benchmarks/measure.py NAME PORTFOLIO [OUTPUT]

prints seconds, processor seconds and peak memory (in million bytes) as JSON. Starting Python, importing and compiling
the rule set are not counted for anybody.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruleengine.resolve.resolved import ResolvedRuleSet
    from ruleengine.ruleset.library import Library

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, ROOT.as_posix())
CLUSTER = "local-cluster[2,1,1024]"
#: Products of the measurements in memory, and those of a single product at a time.
IN_MEMORY, ONE_BY_ONE = 100_000, 2_000
#: Products of one simulation of OpenFisca with roles: arrays of all rows of more products are slower to allocate.
WITH_ROLES = 20_000
DRAWS = 10_000
#: Changes that are taken apart, and of how many products.
CHANGES, ATTRIBUTED = 10, 1_000


class Clock:
    """Adds up what is timed."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    @contextmanager
    def runs(self) -> Iterator[None]:
        """Time what is done inside."""
        seconds, processor = time.perf_counter(), time.process_time()
        yield
        self.seconds += time.perf_counter() - seconds
        self.processor += time.process_time() - processor


def _program() -> object:
    import ruleengine

    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")


def engine(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """`ruleengine.batch`: everything that the command does."""
    import ruleengine

    program = _program()
    with clock.runs():
        found = ruleengine.batch(program, portfolio, output)
    if found.refused:
        raise SystemExit(f"{found.refused} products were refused")
    return {"products": found.products, "bytes": output.stat().st_size}


def refused(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """`ruleengine.batch` on a portfolio in which every product is refused: each is read, calculated and explained."""
    import ruleengine

    program = _program()
    with clock.runs():
        found = ruleengine.batch(program, portfolio, output)
    return {"products": found.products, "refused": found.refused, "results": found.results}


def _limit(clock: Clock, portfolio: Path, output: Path, by_code: bool) -> None:
    """Only read the columns, row group by row group, and write the results that the engine wrote."""
    import pyarrow.parquet as pq

    from ruleengine.portfolio.files.portfolio_file import open_portfolio

    texts = list(open_portfolio(portfolio, portfolio.name, _program()).texts) if by_code else None
    with clock.runs():
        file = pq.ParquetFile(portfolio, read_dictionary=texts)
        for group in range(file.num_row_groups):
            file.read_row_group(group)
    results = pq.ParquetFile(output)
    writer = pq.ParquetWriter(output.with_suffix(".copy"), results.schema_arrow)
    for group in range(results.num_row_groups):
        table = results.read_row_group(group)
        with clock.runs():
            writer.write_table(table)
    with clock.runs():
        writer.close()


def limit(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """Reading and writing as PyArrow does it by default."""
    _limit(clock, portfolio, output, False)
    return {}


def limit_by_code(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """Reading and writing with texts left as codes, as the engine reads them."""
    _limit(clock, portfolio, output, True)
    return {}


def duckdb(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """Hand-written SQL, Parquet to Parquet."""
    from benchmarks.peers import duckdb_lighting

    with clock.runs():
        duckdb_lighting.run(portfolio, output)
    return {"bytes": output.stat().st_size}


def polars(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """Hand-written Polars, Parquet to Parquet."""
    from benchmarks.peers import polars_lighting

    with clock.runs():
        polars_lighting.run(portfolio, output)
    return {"bytes": output.stat().st_size}


def spark(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """The same batch on a local cluster of two executor processes that has already calculated a small portfolio."""
    import pyspark
    from benchmarks.lighting_portfolio import write
    from pyspark.sql import SparkSession

    os.environ.update(
        SPARK_HOME=Path(pyspark.__file__).parent.as_posix(), PYSPARK_PYTHON=sys.executable,
        SPARK_LOCAL_IP="127.0.0.1", SPARK_LOCAL_HOSTNAME="localhost",
    )  # fmt: skip
    import ruleengine

    builder = SparkSession.builder.master(CLUSTER).config("spark.ui.enabled", "false")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    program, small = _program(), output.with_name("small.parquet")
    write(small, 20_000)
    ruleengine.batch(program, small, output, engine="spark")
    with clock.runs():
        ruleengine.batch(program, portfolio, output, engine="spark")
    session.stop()
    return {}


def kernel(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """The array kernel in memory, on one core: every step, footprint, indicator and check of products as arrays."""
    from ruleengine.arrays.kernel import calculate_arrays
    from ruleengine.arrays.plan import Plan
    from ruleengine.portfolio.files.portfolio_file import open_portfolio
    from ruleengine.portfolio.reading.from_arrow import read_block

    program = _program()
    given = open_portfolio(portfolio, portfolio.name, program)
    size = given.block_products(None)
    spans = given.spans(size)
    wanted = frozenset(s.number for s in spans if s.first + s.products <= IN_MEMORY)
    blocks = [
        read_block(batch, given.layout, program).products for _, batch in given.blocks(spans, size, wanted)
    ]
    plan = Plan(program)
    calculate_arrays(program, blocks[0], plan)
    with clock.runs():
        for block in blocks:
            calculate_arrays(program, block, plan)
    return {"products": sum(b.size for b in blocks)}


def openfisca(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """OpenFisca-core in memory, on one core, with relations in NumPy; setting up the simulation is not counted."""
    from benchmarks.peers import openfisca_lighting

    return _openfisca(clock, portfolio, openfisca_lighting, IN_MEMORY)


def openfisca_roles(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """The same with the relations of OpenFisca itself: persons, groups and roles."""
    from benchmarks.peers import openfisca_roles_lighting

    return _openfisca(clock, portfolio, openfisca_roles_lighting, WITH_ROLES)


def _openfisca(clock: Clock, portfolio: Path, peer: ModuleType, together: int) -> dict[str, object]:
    peer.calculate(peer.prepare(portfolio, 1_000))
    for after in range(0, IN_MEMORY, together):
        simulation = peer.prepare(portfolio, together, after)
        with clock.runs():
            peer.calculate(simulation)
    return {"products": IN_MEMORY, "products_of_a_simulation": together}


def zen(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """zen-engine, one product at a time."""
    from benchmarks.peers import zen_lighting

    decision = zen_lighting.prepare()
    products = list(zen_lighting.products(portfolio, ONE_BY_ONE))
    zen_lighting.evaluate(decision, products[0])
    with clock.runs():
        for product in products:
            zen_lighting.evaluate(decision, product)
    return {"products": len(products)}


def exact(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """Our own exact evaluator, one product at a time."""
    import ruleengine

    program = _program()
    inventory = ruleengine.read_inventory(ROOT / "rules/gb/lighting/examples/led-panel-600.yaml", program)
    ruleengine.calculate(program, inventory)
    with clock.runs():
        for _ in range(200):
            ruleengine.calculate(program, inventory)
    return {"products": 200}


def draws(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """Monte Carlo draws of one luminaire with all its uncertain numbers."""
    import ruleengine
    from ruleengine.analysis.uncertainty.monte_carlo import monte_carlo

    program = _program()
    inventory = ruleengine.read_inventory(ROOT / "rules/gb/lighting/examples/led-panel-600.yaml", program)
    result = ruleengine.calculate(program, inventory)
    monte_carlo(result, draws=100)
    with clock.runs():
        monte_carlo(result, draws=DRAWS)
    return {"products": DRAWS}


def impact(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """`ruleengine impact`, all of it: the electricity factors of 2023 in place of those of 2024."""
    from ruleengine.compare.impact.replacing import with_tables_replaced

    library, old = _compared("gb/lighting@0.1.0")
    pair = ("gb/factors/electricity@2024.0.0", "gb/factors/electricity@2023.0.0")
    return _impact(clock, portfolio, output, (old, with_tables_replaced(library, old, [pair])), None, pair)


def impact_of_version(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """The same of 0.2.0 in place of 0.1.0: some fifty changes, and values stated for what is asked besides."""
    _, old = _compared("gb/lighting@0.1.0")
    _, new = _compared("gb/lighting@0.2.0")
    return _impact(clock, portfolio, output, (old, new), ROOT / "benchmarks/lighting_assumptions.yaml")


def _compared(name: str) -> tuple[Library, ResolvedRuleSet]:
    from ruleengine.compare.versions import named_version
    from ruleengine.resolve.resolved import ResolvedRuleSet as RuleSetItem
    from ruleengine.ruleset.library import Library as LibraryOnDisk

    library = LibraryOnDisk(ROOT / "rules")
    found = named_version(library, name)
    if not isinstance(found, RuleSetItem):
        raise SystemExit("no rule set")
    return library, found


def _impact(
    clock: Clock, portfolio: Path, output: Path, versions: tuple[ResolvedRuleSet, ResolvedRuleSet],
    assumed: Path | None, *pairs: tuple[str, str],
) -> dict[str, object]:  # fmt: skip
    from tempfile import TemporaryDirectory

    from ruleengine.compare.impact.impact import ImpactStudy
    from ruleengine.compare.impact.summary import summary
    from ruleengine.compare.impact.writing import as_parquet
    from ruleengine.compare.moved_columns import MovedColumns
    from ruleengine.compare.passage import Passage
    from ruleengine.inventory.assumptions import read_assumed
    from ruleengine.program.from_resolved import compile_program

    old, new = (compile_program(version) for version in versions)
    moved = MovedColumns(Passage(old, new), {} if assumed is None else read_assumed(assumed, new).checked)
    with TemporaryDirectory() as folder, clock.runs():
        found = ImpactStudy(Path(folder), portfolio, moved, portfolio.name, pairs).run()
        output.write_bytes(as_parquet(found, summary(found)))
    return {"products": len(found.runs.ids)}


def shapley(clock: Clock, portfolio: Path, output: Path) -> dict[str, object]:
    """Ten changes that all act on one emission, 1 024 hybrids, for a thousand products that are made here."""
    from tempfile import TemporaryDirectory

    import numpy as np
    from tests.library_builder import compiled, rule_set, write_library

    from ruleengine.arrays.arrays import Array, Products, all_present
    from ruleengine.compare.impact.attribution import Attributor

    names = [f"f{i}" for i in range(CHANGES)]
    formula = " * ".join(("mass", "ef", *names))
    files = []
    for version in (1, 2):
        factors = {n: f"{1 + (version - 1) * (i + 1) / 100:.2f} 1" for i, n in enumerate(names)}
        parameters = {"ef": "2 kgCO2e/kg", **factors}
        name = f"test/product@{version}.0.0"
        files.append(
            rule_set(name, inputs={"mass": "kg"}, emissions={"making": formula}, parameters=parameters)
        )
    with TemporaryDirectory() as folder:
        library = write_library(Path(folder), *files)
        old, new = (compiled(library, f"test/product@{version}.0.0") for version in (1, 2))
    masses = Array(np.random.default_rng(1).uniform(1, 9, ATTRIBUTED), all_present(ATTRIBUTED))
    products = Products(ATTRIBUTED, {"mass": masses}, {})
    with clock.runs():
        found = Attributor(old, new).attribute((products, products))
    if not found.whole.all():
        raise SystemExit("contributions do not add up")
    return {"products": ATTRIBUTED}


MEASUREMENTS: dict[str, Callable[[Clock, Path, Path], dict[str, object]]] = {
    f.__name__: f
    for f in (
        engine,
        refused,
        limit,
        limit_by_code,
        duckdb,
        polars,
        spark,
        kernel,
        openfisca,
        openfisca_roles,
        zen,
        exact,
        draws,
        impact,
        impact_of_version,
        shapley,
    )
}


def main() -> None:
    """Make the measurement named."""
    name, portfolio, output = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    clock = Clock()
    told = MEASUREMENTS[name](clock, portfolio, output)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"seconds": clock.seconds, "processor": clock.processor, "peak": peak, **told}))


if __name__ == "__main__":
    main()
