"""Processes that work for a command and end with it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import FrameType

#: Seconds that a worker has for its clean-up.
_PATIENCE = 5.0


@contextmanager
def workers(count: int) -> Iterator[Executor]:
    """Processes that end within seconds when the command fails, is stopped or dies, whatever it dies of.

    They hold one end of a pipe whose other end closes with the command.
    """
    context = get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, context, initializer=_watch, initargs=(theirs,))
    try:
        yield pool
    except BaseException:
        ours.close()
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    finally:
        pool.shutdown(wait=True)
        ours.close()
        theirs.close()


def _watch(pipe: Connection) -> None:
    """Set a worker up: the keyboard stops the command and not the worker; the end of the pipe ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_wait, args=(pipe,), daemon=True).start()


def _leave(_number: int, _frame: FrameType | None) -> None:
    if threading.main_thread().is_alive():  # not any more where it cleans up already
        raise SystemExit(1)


def _wait(pipe: Connection) -> None:
    """Ask the main thread to leave when the pipe ends, until it does."""
    with suppress(EOFError, OSError):
        pipe.recv_bytes()
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.2)
    os._exit(1)
