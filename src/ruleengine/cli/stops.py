"""Stops: a signal ends a command with its message, its clean-up and 128 + its number."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: The signals that stop a command: from the keyboard, a job scheduler, a terminal that is closed.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(BaseException):
    """The command was stopped by a signal; what is unfinished is removed on the way out."""

    def __init__(self, number: int):
        super().__init__(number)
        self.number = number
        #: Whether the user has been told.
        self.told = False

    @property
    def exit_code(self) -> int:
        """130, 143 or 129 for SIGINT, SIGTERM or SIGHUP."""
        return 128 + self.number


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


@contextmanager
def stoppable() -> Iterator[None]:
    """While this lasts, signals raise `Stopped` in the main thread; one that is ignored stays so (`nohup`)."""
    own = threading.current_thread() is threading.main_thread()
    caught = [n for n in SIGNALS if own and signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, _stop) for number in caught}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
