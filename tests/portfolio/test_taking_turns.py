"""Runs on one output take turns whatever one does between any two steps of another: no luck with times is needed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch.parts import Parts

#: The modules between whose lines somebody else may do something.
_STEPS = ("parts.py", "pathlib.py", "_local.py")
_RUN = {"portfolio": "p.parquet"}


def _stepwise(action: Callable[[], object], other: Callable[[], object], step: int) -> tuple[object, bool]:
    """What `action` returns or is refused with when `other` happens before its line number `step`; whether it did."""
    left, outcome = [step], []

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.endswith(_STEPS):
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                other()
        return trace

    def run() -> None:
        sys.settrace(trace)
        try:
            outcome.append(action())
        except Refused as refused:
            outcome.append(refused.diagnostics[0].code)
        finally:
            sys.settrace(None)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0], left[0] <= 0


def _claim(parts: Parts) -> str:
    parts.claim()
    return "claimed"


def _of_other(folder: Path) -> Parts:
    """Another run, which has the folder and has left a part in it."""
    other = Parts(folder)
    other.claim()
    other.begin(_RUN)
    other.block_products(5)
    (folder / "part-00000000.arrow").write_bytes(b"a part")
    return other


def _life(folder: Path) -> None:
    """Another run from its beginning to its end, where it is not refused."""
    with suppress(Refused):
        _of_other(folder).remove()


def _folders(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    return ((n, tmp_path / str(n) / "new" / "out.parquet.parts") for n in count(1))


@pytest.mark.parametrize("begun", [True, False])
def test_a_run_that_ends_while_another_begins_keeps_it_out_or_lets_it_in(tmp_path: Path, begun: bool) -> None:
    seen = set()
    for step, folder in _folders(tmp_path):
        other, own = _of_other(folder) if begun else None, Parts(folder)
        ending = other.remove if other else lambda folder=folder: _life(folder)
        outcome, reached = _stepwise(lambda own=own: _claim(own), ending, step)
        assert outcome in ("claimed", "E805")
        assert own.claimed == (outcome == "claimed")
        if own.claimed:
            assert own.begin(_RUN) is False
        own.release()
        if not reached:
            break
        seen.add(outcome)
    assert seen == ({"claimed", "E805"} if begun else {"claimed"})


def test_two_runs_that_begin_never_have_one_folder(tmp_path: Path) -> None:
    seen = set()
    for step, folder in _folders(tmp_path):
        own, other, told = Parts(folder), Parts(folder), []

        def begin(other: Parts = other, told: list[str] = told) -> None:
            try:
                told.append(_claim(other))
            except Refused as refused:
                told.append(refused.diagnostics[0].code)

        outcome, reached = _stepwise(lambda own=own: _claim(own), begin, step)
        own.release()
        other.release()
        if not reached:
            break
        seen.add((outcome, told[0]))
    assert seen == {("claimed", "E805"), ("E805", "claimed")}


def test_a_run_that_ends_takes_nothing_of_the_one_that_begins(tmp_path: Path) -> None:
    begun = 0
    for step, folder in _folders(tmp_path):
        own, others = _of_other(folder), []

        def begin(folder: Path = folder, others: list[Parts] = others) -> None:
            with suppress(Refused):
                others.append(_of_other(folder))

        _, reached = _stepwise(own.remove, begin, step)
        for other in others:
            begun += 1
            assert sorted(p.name for p in folder.iterdir()) == [
                "blocks", "lock", "manifest.json", "part-00000000.arrow",
            ]  # fmt: skip
            other.remove()
        if not reached:
            break
        assert not folder.exists()
    assert begun
