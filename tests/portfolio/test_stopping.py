"""Signals, full and read-only disks, two runs at once, portfolios that change: nothing half-written, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ruleengine
from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.batch.parts import Parts
from ruleengine.program.program import Program
from tests.portfolio.portfolios import luminaires, write_luminaires

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def _remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", disk], check=True)


def _refused(program: Program, portfolio: Path, output: Path, rejects: Path | None = None) -> str:
    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, portfolio, output, rejects=rejects, block=500)
    (told,) = refused.value.diagnostics
    return f"{told.code} {told.message}"


def test_a_full_disk_is_told_and_the_next_run_goes_on(program: Program, tmp_path: Path, disk: Path) -> None:
    write_luminaires(tmp_path / "p.parquet", 8000)
    output = disk / "out.parquet"
    message = f"E802 cannot write `{output.as_posix()}`: no space left on device"
    assert _refused(program, tmp_path / "p.parquet", output) == message
    assert [p.name for p in disk.iterdir()] == ["out.parquet.parts"]
    kept = len(list((disk / "out.parquet.parts").glob("part-*.arrow")))
    assert kept > 2
    _remount(disk, "size=50m")
    seen: list[int] = []
    calculate_portfolio(program, tmp_path / "p.parquet", output, progress=lambda done, _: seen.append(done))
    assert seen == list(range(500, 8001, 500))
    calculate_portfolio(program, tmp_path / "p.parquet", tmp_path / "whole.parquet")
    assert output.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert [p.name for p in disk.iterdir()] == ["out.parquet"]


def test_a_disk_too_small_for_rejects_is_told_by_their_name(
    program: Program, tmp_path: Path, disk: Path
) -> None:
    wrong = luminaires(3000).drop(["rated_power"]).append_column("rated_power", pa.array([-1.0] * 3000))
    pq.write_table(wrong, tmp_path / "p.parquet")
    _remount(disk, "size=16k")
    rejects = disk / "r.jsonl"
    message = _refused(program, tmp_path / "p.parquet", tmp_path / "out.parquet", rejects)
    assert message == f"E802 cannot write `{rejects.as_posix()}`: no space left on device"
    assert list(disk.iterdir()) == []


def test_a_disk_for_reading_only_is_told(program: Program, tmp_path: Path, disk: Path) -> None:
    write_luminaires(tmp_path / "p.parquet", 5)
    _remount(disk, "ro")
    for output, rejects, named in (
        (disk / "out.parquet", None, disk / "out.parquet.parts"),
        (disk / "new" / "out.parquet", None, disk / "new" / "out.parquet.parts"),
        (tmp_path / "out.parquet", disk / "r.jsonl", disk / "r.jsonl"),
    ):
        message = f"E802 cannot write `{named.as_posix()}`: read-only file system"
        assert _refused(program, tmp_path / "p.parquet", output, rejects) == message
    assert sorted(p.name for p in tmp_path.iterdir()) == ["disk", "p.parquet"]


@pytest.mark.parametrize(
    ("number", "code", "portfolio"), [(signal.SIGINT, 130, "p.parquet"), (signal.SIGTERM, 143, "-")]
)
def test_a_run_stopped_by_a_signal_says_how_to_go_on(
    program: Program, tmp_path: Path, number: signal.Signals, code: int, portfolio: str
) -> None:
    """Of a stream nothing is kept, since it cannot be read once more."""
    write_luminaires(tmp_path / "p.parquet", 45_000, group=4_500)
    output = tmp_path / "out.parquet"
    command = [
        sys.executable,
        "-m",
        "ruleengine",
        "batch",
        "gb/lighting@0.1.0",
        portfolio,
        "-o",
        "out.parquet",
    ]
    with (tmp_path / "p.parquet").open() as given:
        process = subprocess.Popen(
            [*command, "--workers", "1", "--rules", str(RULES)], cwd=tmp_path, stdin=given, stderr=subprocess.PIPE,
            text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
    parts = tmp_path / "out.parquet.parts"
    limit = time.monotonic() + 60
    while not any(parts.glob("part-*.arrow")) and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.005)
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == code
    said = "nothing is kept where a stream is read or written, so that the command is to be run from the beginning"
    goes_on = portfolio != "-"
    assert (
        err.splitlines()[-1] == f"stopped; {'the same command goes on where it stopped' if goes_on else said}"
    )
    assert "Traceback" not in err
    assert not output.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.parquet.parts"] * goes_on + ["p.parquet"]


def test_a_portfolio_exchanged_for_one_of_the_same_size_and_time_is_noticed(
    program: Program, tmp_path: Path
) -> None:
    path, output = tmp_path / "p.parquet", tmp_path / "out.parquet"
    table = luminaires(2000)
    pq.write_table(table, path, compression="none", use_dictionary=False)
    before = path.stat()

    def stop(done: int, _: int) -> None:
        raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        calculate_portfolio(program, path, output, block=500, progress=stop)
    other = table.set_column(3, "rated_power", table["rated_power"].take(list(range(1999, -1, -1))))
    pq.write_table(other, path, compression="none", use_dictionary=False)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    calculate_portfolio(program, path, output)
    calculate_portfolio(program, path, tmp_path / "whole.parquet")
    assert output.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_portfolio_that_changes_while_it_is_read_is_refused(program: Program, tmp_path: Path) -> None:
    path, output = tmp_path / "p.parquet", tmp_path / "out.parquet"
    write_luminaires(path, 2000)
    output.write_bytes(b"an earlier output")

    def touch(done: int, _: int) -> None:
        os.utime(path)

    with pytest.raises(Refused) as refused:
        calculate_portfolio(program, path, output, block=500, progress=touch)
    assert [d.message for d in refused.value.diagnostics] == [
        f"`{path.as_posix()}` was changed while it was read"
    ]
    assert output.read_bytes() == b"an earlier output"
    assert calculate_portfolio(program, path, output).results == 2000


def test_runs_at_once_on_one_output_take_turns(program: Program, tmp_path: Path) -> None:
    """Each is refused or calculates all; the folder of one is never removed under another."""
    write_luminaires(tmp_path / "p.parquet", 40)
    output = tmp_path / "out.parquet"
    outcomes: list[str] = []

    def run() -> None:
        for _ in range(12):
            try:
                found = calculate_portfolio(program, tmp_path / "p.parquet", output, workers=1)
                outcomes.append(str(found.results))
            except Refused as refused:
                outcomes.append(refused.diagnostics[0].code)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 48
    assert set(outcomes) <= {"40", "E805"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.parquet", "p.parquet"]


def test_a_part_with_a_flipped_bit_is_calculated_again(program: Program, tmp_path: Path) -> None:
    write_luminaires(tmp_path / "p.parquet", 2000)
    output = tmp_path / "out.parquet"

    def stop(done: int, _: int) -> None:
        if done == 1500:
            raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        calculate_portfolio(program, tmp_path / "p.parquet", output, block=500, workers=1, progress=stop)
    for part in sorted(Parts(tmp_path / "out.parquet.parts").folder.glob("part-*.arrow")):
        content = bytearray(part.read_bytes())
        content[len(content) // 2] ^= 1
        part.write_bytes(content)
    calculate_portfolio(program, tmp_path / "p.parquet", output)
    calculate_portfolio(program, tmp_path / "p.parquet", tmp_path / "whole.parquet")
    assert output.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_rejects_of_an_earlier_run_may_be_the_portfolio_but_are_not_overwritten(
    program: Program, tmp_path: Path
) -> None:
    portfolio = tmp_path / "out.parquet.rejects.jsonl"
    portfolio.write_text('{"inventory": "a"}\n', encoding="utf-8")
    assert _refused(program, portfolio, tmp_path / "out.parquet").startswith("E802")
    assert portfolio.read_text(encoding="utf-8") == '{"inventory": "a"}\n'
