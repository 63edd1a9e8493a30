"""Stopping and starting again, sizes of blocks and numbers of workers: the same bytes come out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import ruleengine
from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.batch.parts import Parts
from ruleengine.program.program import Program
from tests.portfolio.portfolios import write_luminaires

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("portfolio") / "luminaires.parquet"
    write_luminaires(path, 9000, group=5000)
    return path


@pytest.fixture(scope="module")
def expected(program: Program, portfolio: Path) -> bytes:
    output = portfolio.with_name("expected.parquet")
    calculate_portfolio(program, portfolio, output, workers=1)
    return output.read_bytes()


@pytest.mark.parametrize(("block", "workers"), [(64, 2), (777, 1), (1000, 3), (4096, 2), (20_000, 4)])
def test_blocks_and_workers_change_no_bit(
    program: Program, portfolio: Path, expected: bytes, tmp_path: Path, block: int, workers: int
) -> None:
    output = tmp_path / "out.parquet"
    calculate_portfolio(program, portfolio, output, block=block, workers=workers)
    assert output.read_bytes() == expected


def test_small_row_groups_change_no_bit(program: Program, expected: bytes, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    write_luminaires(tmp_path / "whole.parquet", 9000, group=5000)
    pq.write_table(pq.read_table(tmp_path / "whole.parquet"), tmp_path / "small.parquet", row_group_size=70)
    calculate_portfolio(program, tmp_path / "small.parquet", tmp_path / "out.parquet")
    assert (tmp_path / "out.parquet").read_bytes() == expected


def test_a_killed_run_goes_on_and_loses_and_repeats_nothing(
    program: Program, portfolio: Path, expected: bytes, tmp_path: Path
) -> None:
    output = tmp_path / "out.parquet"
    script = (
        "import sys, ruleengine; from pathlib import Path\n"
        "from ruleengine.portfolio.batch.batch import calculate_portfolio as c\n"
        "p = ruleengine.compile_rules('gb/lighting@0.1.0', rules=sys.argv[1])\n"
        "c(p, Path(sys.argv[2]), Path(sys.argv[3]), block=100, workers=2)\n"
    )
    command = [sys.executable, "-c", script, str(RULES), str(portfolio), str(output)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    parts = output.with_name("out.parquet.parts")
    kills = 0
    for wanted in (5, 30, 60):
        process = subprocess.Popen(command, env=environment)
        limit = time.monotonic() + 60
        while (
            len(list(parts.glob("part-*.arrow"))) < wanted
            and process.poll() is None
            and time.monotonic() < limit
        ):
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        assert not output.exists()
    assert kills == 3
    finished = {p.name: p.stat().st_mtime_ns for p in parts.glob("part-*.arrow")}
    assert len(finished) >= 60
    seen: list[int] = []
    calculate_portfolio(program, portfolio, output, progress=lambda done, _: seen.append(done))
    assert output.read_bytes() == expected
    assert seen[-1] == 9000
    assert len(seen) == 90
    assert not parts.exists()


def test_finished_parts_are_used_and_damaged_ones_calculated_again(
    program: Program, portfolio: Path, expected: bytes, tmp_path: Path
) -> None:
    output = tmp_path / "out.parquet"
    stopped = RuntimeError("stopped")

    def stop(done: int, _: int) -> None:
        if done >= 4000:
            raise stopped

    with pytest.raises(RuntimeError):
        calculate_portfolio(program, portfolio, output, block=500, workers=1, progress=stop)
    parts = sorted(output.with_name("out.parquet.parts").glob("part-*.arrow"))
    assert len(parts) >= 8
    parts[2].write_bytes(parts[2].read_bytes()[:1000])
    parts[3].write_bytes(b"")
    calculate_portfolio(program, portfolio, output)
    assert output.read_bytes() == expected


def test_parts_of_another_portfolio_are_not_used(
    program: Program, portfolio: Path, expected: bytes, tmp_path: Path
) -> None:
    output = tmp_path / "out.parquet"
    write_luminaires(tmp_path / "other.parquet", 1000, seed=2)

    def stop(done: int, _: int) -> None:
        raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        calculate_portfolio(program, tmp_path / "other.parquet", output, block=100, progress=stop)
    calculate_portfolio(program, portfolio, output)
    assert output.read_bytes() == expected


def test_two_runs_with_one_output_are_kept_apart(program: Program, portfolio: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    parts = Parts(output.with_name("out.parquet.parts"))
    parts.claim()
    try:
        with pytest.raises(Refused) as refused:
            calculate_portfolio(program, portfolio, output)
    finally:
        parts.release()
    assert [d.code for d in refused.value.diagnostics] == ["E805"]
