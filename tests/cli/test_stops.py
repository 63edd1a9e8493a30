"""Signals and the death of a command: workers end, nothing unfinished stays, the exit code names the signal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What the demo shows: enough for several workers, and no more to read than that.
DEMONSTRATED = ("iso14067", "gb/24067", "gb/factors", "gb/furniture", "gb/lighting", "gb/plastics")
#: How long anything here may take on a busy machine.
LIMIT = 60.0


def _until(condition: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _children(session: int) -> set[int]:
    """The processes of a session but the first."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if (
            entry.name.isdigit()
            and int(fields[3]) == session
            and fields[0] != "Z"
            and int(entry.name) != session
        ):
            found.add(int(entry.name))
    return found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo that has written its first document, in a session of its own."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("processes are looked up in /proc")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in DEMONSTRATED:
        shutil.copytree(ROOT / "rules" / name, tmp_path / "rules" / name)
    command = [sys.executable, "-m", "ruleengine", "demo", "-o", "out", "--rules", "rules"]
    process = subprocess.Popen(
        command, cwd=tmp_path, text=True, stderr=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(temporary), "RULEENGINE_MESSAGES": "en"},
    )  # fmt: skip
    assert _until(lambda: any((tmp_path / "out").rglob("*.pdf")) or process.poll() is not None)
    assert process.poll() is None
    yield process
    for left in _children(process.pid):
        os.kill(left, signal.SIGKILL)
    process.kill()
    process.communicate()


def _left(folder: Path) -> list[str]:
    """Temporary folders and files that stay."""
    return [p.name for p in (folder / "temporary").iterdir() if p.name.startswith("ruleengine-")] + [
        p.name for p in (folder / "out").rglob(".*") if p.is_file()
    ]


def test_a_signal_ends_the_demo_and_its_workers(demo: subprocess.Popen[str], tmp_path: Path) -> None:
    assert len(_children(demo.pid)) >= 2
    demo.send_signal(signal.SIGTERM)
    _, err = demo.communicate(timeout=LIMIT)
    assert (demo.returncode, err.splitlines()[-1]) == (143, "stopped")
    assert "Traceback" not in err
    assert _until(lambda: not _children(demo.pid))
    assert _left(tmp_path) == []


def test_workers_end_when_their_command_is_killed(demo: subprocess.Popen[str], tmp_path: Path) -> None:
    assert len(_children(demo.pid)) >= 2
    demo.kill()
    assert _until(lambda: not _children(demo.pid))
    assert _until(lambda: _left(tmp_path) == [])


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_every_command_ends_with_the_number_of_its_signal(tmp_path: Path, name: str, code: int) -> None:
    """A command that waits for its input is stopped like any other."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ruleengine", "calculate", "gb/lighting", "-", "--rules", str(ROOT / "rules")],
        cwd=tmp_path, text=True, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "RULEENGINE_MESSAGES": "en"},
        preexec_fn=lambda: signal.signal(getattr(signal, name), signal.SIG_DFL),  # tests may run in the background
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write("#" * 200_000)  # more than a pipe holds: once it is written, the command reads
    process.stdin.flush()
    assert process.stderr is not None
    for _ in range(2):  # a signal between two reads of the system is seen at the next one, as for any program
        time.sleep(0.3)
        process.send_signal(getattr(signal, name))
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=LIMIT / 2)
            break
    process.wait(timeout=0)
    err = process.stderr.read()
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.stderr.close()
    assert (process.returncode, err) == (code, "stopped\n")
