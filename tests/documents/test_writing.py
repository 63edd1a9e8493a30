"""Files are written whole, all of a set or none, with the mode that the user wants."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import ruleengine
from ruleengine.diagnostics import Refused
from ruleengine.documents.writing import write_files, write_text
from tests.cli.command import run


@pytest.fixture
def irreplaceable(tmp_path: Path) -> Iterator[Path]:
    """A file that can be read and not replaced: another one is mounted over it."""
    target, over = tmp_path / "b.html", tmp_path / "over"
    target.write_text("old b")
    over.write_text("over b")
    if subprocess.run(["mount", "--bind", over, target], capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a file over another one")
    yield target
    subprocess.run(["umount", "-l", target], check=True)


def test_where_one_of_a_set_cannot_be_replaced_all_stay_old(tmp_path: Path, irreplaceable: Path) -> None:
    first, new = tmp_path / "a.html", tmp_path / "new.html"
    first.write_text("old a")
    with pytest.raises(Refused) as refused:
        write_files(
            [(first, b"new a"), (new, b"new"), (irreplaceable, b"new b"), (tmp_path / "c.html", b"new c")]
        )
    (told,) = refused.value.diagnostics
    assert (told.key, told.place and told.place.file) == ("E802.unwritable", irreplaceable.as_posix())
    assert first.read_text() == "old a"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "b.html", "over"]


def test_a_set_that_is_stopped_between_two_files_stays_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(BaseException):
        pass

    replace, paths = Path.replace, [tmp_path / "a", tmp_path / "b"]

    def stopped_at_the_second(self: Path, target: Path) -> Path:
        if target == paths[1]:
            raise Stopped
        return replace(self, target)

    paths[0].write_text("old")
    monkeypatch.setattr(Path, "replace", stopped_at_the_second)
    with pytest.raises(Stopped):
        write_files([(path, b"new") for path in paths])
    monkeypatch.undo()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "old")]


_KILLED = """
import os, signal, sys
from pathlib import Path
from ruleengine.documents.writing import write_files
replace, paths = Path.replace, [Path(name) for name in sys.argv[1:]]

def killed_at_the_second(self, target):
    if target == paths[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)

Path.replace = killed_at_the_second
write_files([(path, b"new") for path in paths])
"""


def test_a_set_left_half_new_by_a_kill_says_so_until_it_is_written_again(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.html", "b.html", "c.html")]
    paths[1].write_text("old")
    done = subprocess.run([sys.executable, "-c", _KILLED, *map(str, paths)], check=False)
    assert done.returncode == -signal.SIGKILL
    seen = {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir() if not p.name.startswith(".")}
    (marker,) = (name for name in seen if name.startswith("unfinished."))
    assert {name: text for name, text in seen.items() if name != marker} == {"a.html": "new", "b.html": "old"}
    chinese, english, *names = seen[marker].splitlines()
    assert "中断" in chinese
    assert "Run the same command again" in english
    assert names == ["", "a.html", "b.html", "c.html"]
    write_text(paths[0], "of another command")
    assert (tmp_path / marker).exists()
    write_files([(path, b"newer") for path in paths])
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {path.name: "newer" for path in paths}


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_text(tmp_path / "new", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == mode


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_text("old")
    path.chmod(0o640)
    write_text(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o640)
    assert [p.name for p in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("name", ["x" * 300, "folder/" + "y" * 256 + ".html"])
def test_a_name_that_the_disk_cannot_have_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as refused:
        write_text(tmp_path / name, "text")
    assert [d.code for d in refused.value.diagnostics] == ["E802"]


#: Writes two files in a process of its own, which waits before the second one is flushed or takes its name.
_WAITING = """
import os, sys
from pathlib import Path
from ruleengine.documents.writing import write_files

def waiting(action, calls=[]):
    def call(*given):
        calls.append(given)
        if len(calls) == 2:
            print("waits", flush=True)
            sys.stdin.read()
        return action(*given)
    return call

if sys.argv[1] == "flush":
    os.fsync = waiting(os.fsync)
else:
    Path.replace = waiting(Path.replace)
write_files([(Path("a"), b"killed: 1\\n"), (Path("b"), b"killed: 1\\n")])
"""


@contextmanager
def _waiting(folder: Path, when: str) -> Iterator[None]:
    """While another run waits, which is killed in the end."""
    source = str(Path(ruleengine.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", _WAITING, when], cwd=folder, env={**os.environ, "PYTHONPATH": source},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "waits\n"
        yield
        process.kill()


on_unix = pytest.mark.skipif(sys.platform == "win32", reason="nothing is asked about processes there")


@on_unix
@pytest.mark.parametrize(("when", "content"), [("flush", "old"), ("replace", "killed: 1\n")])
def test_what_a_killed_run_has_left_goes_with_the_next_and_what_a_living_one_needs_stays(
    tmp_path: Path, when: str, content: str
) -> None:
    first, other = tmp_path / "a", tmp_path / ".0a0b0c0d.0a0b0c0d.1.part"
    first.write_text("old")
    other.write_text("of something else")
    with _waiting(tmp_path, when):
        assert first.read_text() == content
        waits = {p.name for p in tmp_path.iterdir()}
        write_text(first, "new")
        assert {p.name for p in tmp_path.iterdir()} == waits
    write_files([(first, b"newer"), (tmp_path / "b", b"newer")])
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {
        "a": "newer", "b": "newer", other.name: "of something else",
    }  # fmt: skip


@on_unix
def test_what_a_killed_run_has_left_goes_also_where_nothing_is_to_be_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("killed:   1\n")
    with _waiting(tmp_path, "replace"):
        pass
    assert len(list(tmp_path.iterdir())) == 4
    assert "0 of 1 file" in run("format", tmp_path / "a").stderr
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith("before")] == []
