"""Counting work instead of time: how many functions are called, at two sizes of one input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, FunctionType

from ruleengine.arrays.kernel import Kernel
from ruleengine.ruleset.library_file import item_from_bytes

#: By how much twice the input may be more work: 2, and what n log n adds to it at sizes such as these.
MOST = 2.4


def work(action: Callable[[], object]) -> int:
    """How many functions an action calls, those of Python and those of the interpreter."""
    calls = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    _watched(action, note)
    return calls


def files_called(action: Callable[[], object]) -> set[str]:
    """The names of the Python files whose functions an action calls, with the folder above them."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            found.add("/".join(frame.f_code.co_filename.split("/")[-2:]))

    _watched(action, note)
    return found


def _watched(action: Callable[[], object], note: Callable[[FrameType, str, object], None]) -> None:
    """Run an action as the first one of a process, to which no file of a library is known."""
    item_from_bytes.cache_clear()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)


def times_called(function: FunctionType, action: Callable[[], object]) -> int:
    """How many times an action calls a function."""
    times = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal times
        times += event == "call" and frame.f_code is function.__code__

    _watched(action, note)
    return times


def growth(action_of: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times as much work an action is for twice the size; what is worked out once does not count."""
    small, large = action_of(size), action_of(2 * size)
    action_of(size)()
    return work(large) / work(small)


def values_calculated(action: Callable[[], object]) -> int:
    """How many values of inputs stand in all runs of the array kernel that an action makes."""
    values = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal values
        if event == "call" and frame.f_code is Kernel.run.__code__:
            values += sum(len(array.values) for array in frame.f_locals["self"].products.values.values())

    _watched(action, note)
    return values


def instructions(action: Callable[[], object]) -> int:
    """How many instructions of Python an action runs: loops within one function count, too. Slow."""
    count = 0

    def each(frame: FrameType, event: str, argument: object) -> Callable[..., object]:
        nonlocal count
        count += event == "opcode"
        return each

    def entered(frame: FrameType, event: str, argument: object) -> Callable[..., object]:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return each

    item_from_bytes.cache_clear()
    before = sys.gettrace()
    sys.settrace(entered)
    try:
        action()
    finally:
        sys.settrace(before)
    return count
