"""`make bench`: times as ratios within one run; writes benchmarks/results.md and benchmarks/curve.svg.

    python benchmarks/bench.py [--folder FOLDER] [--refused] [--impact]

Portfolios (3.5 GB) are made in a temporary folder, or kept in FOLDER. Run it on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, ROOT.as_posix())
PARTS = (
    "numpy", "pyarrow", "duckdb", "polars", "openfisca-core", "zen-engine", "pyspark", "typst", "PyYAML",
)  # fmt: skip

ABOUT = """
The whole rule set gb/lighting: quantities, emissions, indicators and every requirement with a check; about 8 rows
of material a product (`benchmarks/lighting_portfolio.py`), both cores. Median of three runs, each in a process of its
own; starting Python, importing, compiling the rule set and starting Spark are not counted. The engine also checks
every input, looks for repeated ids, lists what it refuses and keeps what is finished for a run that is stopped; the
hand-written statements calculate only. `python benchmarks/check_peers.py` holds that all give the same numbers and
verdicts. The memory of Spark is that of the driver in Python.
""".strip().splitlines()


def machine() -> str:
    """What this was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{platform.system()} {platform.machine()}, {cpu}, {os.cpu_count()} cores, {memory:.0f} GiB"


def main() -> None:
    """Measure everything and write the page."""
    from benchmarks import commands, portfolios

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the portfolios here")
    parser.add_argument("--refused", action="store_true", help="only print what refused products take")
    parser.add_argument("--impact", action="store_true", help="only print what the impact of a version takes")
    given = parser.parse_args()
    chosen = given.folder
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if given.refused:
            print("\n".join(portfolios.refused(folder)))
            return
        if given.impact:
            print("\n".join(portfolios.impacts(folder)))
            return
        files = portfolios.from_file_to_file(folder)
        refusals = portfolios.refused(folder)
        memory = portfolios.in_memory(folder)
        changes = portfolios.impacts(folder)
        steps, points = portfolios.curve(folder)
        waiting = commands.table()
    versions = ", ".join(f"{name} {version(name)}" for name in PARTS)
    page = [
        "# Measured", "",
        f"`make bench` (`python benchmarks/bench.py`), {datetime.now(UTC):%Y-%m-%d}; {machine()}.",
        f"Python {platform.python_version()}, {versions}.", "",
        "## One million luminaires, Parquet to Parquet", "",
        *files, "",
        *ABOUT, "",
        "## Every product refused", "", *refusals, "",
        "## In memory", "", *memory, "",
        "## The impact of a version", "", *changes, "",
        "## Growth", "", *steps, "", "![time and memory over products](curve.svg)", "",
        "## Commands and documents", "", *waiting,
    ]  # fmt: skip
    (ROOT / "benchmarks" / "curve.svg").write_text(portfolios.drawn(points), encoding="utf-8")
    text = "\n".join(page) + "\n"
    (ROOT / "benchmarks" / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
