"""Break the program on purpose, one fault at a time, and expect a test to notice.

The faults are kept in `tests/breaks/*.yaml`: what is wrong, the file, a text that stands in it once, the text that
replaces it, and the tests that must fail. Each is made in a copy of the tree; the tree itself is not touched. It is a
failure when no test notices, when the text is no longer there, when the tests fail without the fault, and when the
time is over before every fault was tried.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import yaml
from attrs import frozen

Item = TypeVar("Item")
ROOT = Path(__file__).resolve().parents[1]
#: What a copy of the tree does without: at its top, and anywhere.
_LEFT_OUT = {".git", ".venv", "site", "build", "dist"}
_LEFT_OUT_ANYWHERE = shutil.ignore_patterns(
    "__pycache__", ".*_cache", ".hypothesis", ".coverage*", "*.egg-info"
)
#: What pytest returns when tests were run and some failed; anything else is no test that noticed.
_FAILED = 1
#: Seconds for the tests of one fault, which are to be few and quick; and what is said of those that take longer.
_LONGEST, _NOT_ENDED = 240, 124


@frozen
class Break:
    """One deliberate fault."""

    fault: str
    area: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def stale(self, root: Path) -> str | None:
        """Why the fault can no longer be made, None when it can."""
        path = root / self.file
        if not path.is_file():
            return f"there is no `{self.file}`"
        count = path.read_text(encoding="utf-8").count(self.old)
        return None if count == 1 else f"the text stands in `{self.file}` {count} times, not once"

    @contextmanager
    def made(self, root: Path) -> Iterator[None]:
        """The fault in a tree, until the end of the block."""
        path = root / self.file
        before, text = path.stat(), path.read_text(encoding="utf-8")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8", newline="\n")
        try:
            yield
        finally:
            path.write_text(text, encoding="utf-8", newline="\n")
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def read_breaks(root: Path) -> list[Break]:
    """All faults of a tree, in the order of their files."""
    found = []
    for path in sorted((root / "tests" / "breaks").glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            words = tuple(shlex.split(entry.pop("tests")))
            found.append(Break(area=path.stem, tests=words, **entry))
    return found


def run_tests(root: Path, words: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run tests of a tree with the code of that tree, up to the first that fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *words]
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), **environment}
    try:
        return subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, _NOT_ENDED, f"the tests did not end in {_LONGEST} s", "")


def _end_of(done: subprocess.CompletedProcess[str]) -> str:
    return f"{done.stdout[-2000:]}{done.stderr[-2000:]}"


def tried(item: Break, root: Path) -> str | None:
    """Make one fault in a copy; None when a test noticed, else what is wrong."""
    reason = item.stale(root)
    if reason is None:
        with item.made(root):
            done = run_tests(root, item.tests, PYTHONDONTWRITEBYTECODE="1")
        if done.returncode == 0:
            reason = "no test noticed"
        elif done.returncode != _FAILED:
            reason = f"the tests could not be run:\n{_end_of(done)}"
    return reason


def copied(root: Path, folder: Path) -> Path:
    """A copy of the tree, without what git and the tools keep in it."""

    def left_out(place: str, names: list[str]) -> set[str]:
        top = _LEFT_OUT if Path(place) == root else set()
        return top.intersection(names) | _LEFT_OUT_ANYWHERE(place, names)

    return Path(shutil.copytree(root, folder, ignore=left_out, symlinks=True))


class Workshop:
    """Copies of a tree, each lent to one at a time."""

    def __init__(self, root: Path, folder: Path, copies: int):
        self._free: SimpleQueue[Path] = SimpleQueue()
        self._pool = ThreadPoolExecutor(copies)
        for number in range(copies):
            self._free.put(copied(root, folder / str(number)))

    def each(self, work: Callable[[Item, Path], str | None], items: Sequence[Item]) -> Iterator[str | None]:
        """What comes of some work on each item in a copy, in the order of the items."""

        def one(item: Item) -> str | None:
            tree = self._free.get()
            try:
                return work(item, tree)
            finally:
                self._free.put(tree)

        return self._pool.map(one, items)


def unbroken(words: tuple[str, ...], root: Path) -> str | None:
    """Why tests say nothing of a fault: they fail without one. None when they pass."""
    done = run_tests(root, words)
    return (
        f"without any fault, `{shlex.join(words)}` does not pass:\n{_end_of(done)}"
        if done.returncode
        else None
    )


def run(items: Sequence[Break], root: Path, minutes: float, processes: int) -> int:
    """Try all faults; the number of those that are not as they should be."""
    end, wrong = time.monotonic() + 60 * minutes, 0
    with tempfile.TemporaryDirectory(prefix="ruleengine-breaks-") as folder:
        workshop = Workshop(root, Path(folder), processes)
        tests = list(dict.fromkeys(item.tests for item in items))
        late = f"not reached: the {minutes:g} minutes are over"

        def sound(words: tuple[str, ...], tree: Path) -> str | None:
            return late if time.monotonic() > end else unbroken(words, tree)

        failing = dict(zip(tests, workshop.each(sound, tests), strict=True))

        def attempt(item: Break, tree: Path) -> str | None:
            return late if time.monotonic() > end else failing[item.tests] or tried(item, tree)

        for item, reason in zip(items, workshop.each(attempt, items), strict=True):
            wrong += reason is not None
            print(f"{'noticed ' if reason is None else 'NOT OK  '} {item.area}: {item.fault}", flush=True)
            if reason:
                print(f"          {reason}", flush=True)
    return wrong


def main() -> int:
    """Try the faults named, or all; 1 when anything is not as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "words", nargs="*", help="only faults whose area or description has one of these words"
    )
    parser.add_argument(
        "--minutes", type=float, default=25, help="try no fault after so many minutes, and fail"
    )
    parser.add_argument("-n", type=int, default=2, dest="processes", help="how many at a time")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree to break copies of")
    options = parser.parse_args()
    items = [
        item
        for item in read_breaks(options.root)
        if not options.words or any(word in f"{item.area}: {item.fault}" for word in options.words)
    ]
    started = time.monotonic()
    wrong = run(items, options.root, options.minutes, options.processes)
    print(f"{len(items)} faults tried in {time.monotonic() - started:.0f} s, {wrong} not as they should be")
    return int(wrong > 0 or not items)


if __name__ == "__main__":
    sys.exit(main())
