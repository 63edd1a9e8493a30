"""Products decided by processes of their own: what the calling thread would decide, also when a process is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ruleengine.pipeline import program_of
from ruleengine.portfolio.batch import deciding
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.batch.deciding import DecidingProcesses
from ruleengine.portfolio.batch.decisions import Decider, Decision
from ruleengine.portfolio.files.portfolio_file import open_portfolio
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from tests.portfolio.portfolios import luminaires, with_column

RULES = Path(__file__).parents[2] / "rules"
PRODUCTS = 60


@pytest.fixture(scope="module")
def program() -> Program:
    return program_of(Library(RULES), "gb/lighting@0.1.0")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Luminaires of which only every third has a power that can be."""
    path = tmp_path_factory.mktemp("given") / "p.parquet"
    power = np.where(np.arange(PRODUCTS) % 3, -1.0, 20.0)
    pq.write_table(with_column(luminaires(PRODUCTS), "rated_power", pa.array(power)), path)
    return path


@pytest.fixture
def processes(program: Program, given: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DecidingProcesses]:
    monkeypatch.setattr(deciding, "_WORTH_IT", 10)
    monkeypatch.setattr(deciding, "_AT_A_TIME", 7)
    found = DecidingProcesses(
        Decider(program, open_portfolio(given, "p.parquet", program).layout, "p.parquet"), 2
    )
    yield found
    found.close()


def decided(by: DecidingProcesses | Decider, given: Path) -> list[Decision]:
    batch = pq.read_table(given).combine_chunks().to_batches()[0]
    return by.decide(batch, range(1, PRODUCTS + 1), [False] * PRODUCTS)


def test_processes_decide_as_the_calling_thread_does(processes: DecidingProcesses, given: Path) -> None:
    found = decided(processes, given)
    assert found == decided(processes.decider, given)
    assert [d.row is None for d in found] == [bool(n % 3) for n in range(PRODUCTS)]


def test_a_process_that_is_lost_changes_nothing(processes: DecidingProcesses, given: Path) -> None:
    due = decided(processes, given)
    lost = processes.idle()
    assert len(lost) == 2
    for process in lost:
        process.running.kill()
    assert decided(processes, given) == due
    assert processes.idle() == []
    assert all(process.running.returncode is not None for process in lost)


def test_a_batch_is_the_same_with_and_without_processes(
    program: Program, given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "_WORTH_IT", 10)
    told = []
    for workers in (1, 2):
        output, rejects = tmp_path / "o.parquet", tmp_path / "r.jsonl"
        calculate_portfolio(program, given, output, rejects=rejects, workers=workers)
        told.append((output.read_bytes(), rejects.read_bytes()))
    assert told[0] == told[1]
