"""What the system refuses a command: a diagnostic and exit code 1, in processes of their own with real limits."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ruleset.small_library import SMALL

_LAMP = SMALL / "mini" / "lamp" / "examples" / "lamp.yaml"
_CHECKLIST = ("checklist", "mini/lamp", "--lang", "en", "-o", "out", "--format")


def _ended(
    folder: Path,
    *words: str | Path,
    output: str | None = None,
    limits: dict[int, int] | None = None,
    given: Path | None = None,
    **more: str,
):
    """Exit code and standard error of a command under limits; standard output goes to the file named."""

    def limit() -> None:
        for kind, value in (limits or {}).items():
            resource.setrlimit(kind, (value, value))

    environment = {**os.environ, "RULEENGINE_RULES": str(SMALL), "RULEENGINE_MESSAGES": "en", **more}
    with Path(output or os.devnull).open("w") as stream, Path(given or os.devnull).open() as source:
        done = subprocess.run(
            [sys.executable, "-m", "ruleengine", *map(str, words)], cwd=folder, env=environment, preexec_fn=limit,
            stdin=source, stdout=stream, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize(
    "words", [("list",), ("calculate", "mini/lamp", _LAMP, "--format", "json"), ("--help",)]
)
def test_standard_output_is_full(tmp_path: Path, words: tuple[str | Path, ...]) -> None:
    code, told = _ended(tmp_path, *words, output="/dev/full")
    assert code == 1
    assert told.startswith("error E802: cannot write standard output: no space left on device\n")


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_files_may_not_grow(tmp_path: Path, form: str) -> None:
    code, told = _ended(tmp_path, *_CHECKLIST, form, limits={resource.RLIMIT_FSIZE: 500})
    assert code == 1
    assert f"error E802: cannot write {'`' if form == 'html' else 'to the temporary folder `'}" in told
    assert "file too large" in told
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


@pytest.mark.parametrize(("portfolio", "output"), [("-", "out.parquet"), ("p.jsonl", "-")])
def test_a_temporary_folder_has_no_room_for_a_stream(tmp_path: Path, portfolio: str, output: str) -> None:
    given, temporary = tmp_path / "p.jsonl", tmp_path / "temporary"
    given.write_text('{"inventory": "a", "values": {}}\n' * 100, encoding="utf-8")
    temporary.mkdir()
    code, told = _ended(
        tmp_path, "batch", "mini/lamp", portfolio, "-o", output, given=given, TMPDIR=str(temporary),
        limits={resource.RLIMIT_FSIZE: 500},
    )  # fmt: skip
    assert code == 1
    first, remedy = told.splitlines()[-4:-2]
    assert first.startswith(f"error E802: cannot write to the temporary folder `{temporary}/ruleengine-")
    assert first.endswith("`: file too large")
    assert "TMPDIR" in remedy
    assert sorted(tmp_path.iterdir()) == [given, temporary]
    assert not list(temporary.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space hold on Linux")
@pytest.mark.parametrize(
    "words",
    [
        (*_CHECKLIST, "pdf"),
        ("batch", "mini/lamp", "p.jsonl", "-o", "out.parquet"),
        ("calculate", "mini/lamp", "p.csv"),
        ("validate", "p.csv"),
    ],
)
def test_there_is_too_little_memory(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Libraries that would end the process are not called."""
    (tmp_path / "p.jsonl").write_text("{}\n{}\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text("inventory\np\n", encoding="utf-8")
    for megabytes in (220,) if "pdf" in words else (220, 480):
        code, told = _ended(tmp_path, *words, limits={resource.RLIMIT_AS: megabytes << 20})
        assert (code, told.partition(":")[0]) == (1, "error E809")
    assert {p.name for p in tmp_path.rglob("*") if p.is_file()} == {"p.csv", "p.jsonl"}


def test_no_file_can_be_opened_for_the_workers(tmp_path: Path) -> None:
    code, told = _ended(tmp_path, "demo", "-o", "out", limits={resource.RLIMIT_NOFILE: 8})
    assert code == 1
    assert "error E809: the system refuses the command something: too many open files" in told


def test_python_without_docstrings_is_refused(tmp_path: Path) -> None:
    code, told = _ended(tmp_path, "list", PYTHONOPTIMIZE="2")
    assert code == 2
    assert "does not run under `python -OO`" in told
    done = subprocess.run(
        [sys.executable, "-OO", "-c", "import ruleengine; ruleengine.compile_rules('mini/lamp')"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stderr.splitlines()[-1].startswith("RuntimeError: ruleengine does not run under `python -OO`")


def test_what_the_system_refuses_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    told = _ended(tmp_path, "demo", "-o", "out", "--messages", "zh", limits={resource.RLIMIT_NOFILE: 8})[1]
    assert "系统拒绝了命令的请求：打开的文件过多" in told
    told = _ended(tmp_path, "--messages=zh", *_CHECKLIST, "html", limits={resource.RLIMIT_FSIZE: 500})[1]
    assert "文件过大" in told
    assert "too" not in told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_full_device_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    told = _ended(tmp_path, "list", "--messages", "zh", output="/dev/full")[1]
    assert told.startswith("错误 E802：无法写入标准输出：存储空间已满\n")
