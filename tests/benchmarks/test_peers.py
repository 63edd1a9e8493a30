"""The peers of the benchmarks give the numbers and verdicts of the engine: hand-written SQL, Polars, OpenFisca, ZEN."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.curve import Series, chart

ROOT = Path(__file__).parents[2]


def test_all_peers_give_the_same_results() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/check_peers.py", "300"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line.partition(":")[0] for line in done.stdout.splitlines()]
    assert sorted(told) == ["duckdb", "engine", "factors", "openfisca", "openfisca_roles", "polars", "zen"], (
        done.stdout
    )


def test_linear_growth_is_a_straight_line_of_slope_one() -> None:
    drawn = chart([Series("time", "#000", [(10, 1), (100, 10), (1000, 100)])], "growth", "products")
    points = [tuple(map(float, p.split(","))) for p in drawn.partition('points="')[2].split('"')[0].split()]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert (x2 - x1, y2 - y1) == (x1 - x0, y1 - y0)
    assert x1 > x0
    assert y1 < y0
