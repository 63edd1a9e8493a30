"""Single products decided by processes of their own, as Python decides only one at a time in a process.

A process is this interpreter with this module, fed through pipes: it works whatever the program is that calls the
batch, and ends when that does. Processes are started when there is enough to decide; where one cannot be started or is
lost, the calling thread decides.
"""

from __future__ import annotations

import gc
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pyarrow as pa
from attrs import define, field

from ruleengine.portfolio.batch.decisions import Decider, Decision

#: With fewer products than this to decide in a block no process is asked.
_WORTH_IT = 400
#: Products that a process is given at a time.
_AT_A_TIME = 100
_SERVE = "import sys; sys.path[:] = {path!r}; from ruleengine.portfolio.batch.deciding import serve; serve()"

Question = tuple[pa.RecordBatch, Sequence[int], Sequence[bool]]


@define(eq=False)
class DecidingProcesses:
    """`count` processes that decide, shared by the threads of a batch; to be closed at the end."""

    decider: Decider
    count: int
    _idle: queue.SimpleQueue[DecidingProcess | None] = field(factory=queue.SimpleQueue)
    _started: bool = False
    _starting: threading.Lock = field(factory=threading.Lock)

    def decide(self, batch: pa.RecordBatch, rows: Sequence[int], refused: Sequence[bool]) -> list[Decision]:
        """What each product of a batch comes to; as `Decider.decide`."""
        if len(rows) < _WORTH_IT or self.count < 2:
            return self.decider.decide(batch, rows, refused)
        self._start()
        questions = [
            (batch.slice(first, _AT_A_TIME), rows[first:end], refused[first:end])
            for first in range(0, len(rows), _AT_A_TIME)
            for end in (first + _AT_A_TIME,)
        ]
        with ThreadPoolExecutor(self.count) as threads:
            return [decision for found in threads.map(self._ask, questions) for decision in found]

    def _start(self) -> None:
        with self._starting:
            if not self._started:
                self._started = True
                for _ in range(self.count):
                    self._idle.put(_process(self.decider))

    def _ask(self, question: Question) -> list[Decision]:
        """Have a process answer; with none in its place, the calling thread."""
        process = self._idle.get()
        answer = None if process is None else process.answer(question)
        self._idle.put(process if answer is not None else None)
        if process is not None and answer is None:
            process.close()
        return self.decider.decide(*question) if answer is None else answer

    def idle(self) -> list[DecidingProcess]:
        """The processes that have nothing to do, of those that are not lost."""
        found = [self._idle.get() for _ in range(self._idle.qsize())]
        for process in found:
            self._idle.put(process)
        return [process for process in found if process is not None]

    def close(self) -> None:
        """End the processes, when nothing is asked any more."""
        for process in self.idle():
            process.close()


@define(eq=False)
class DecidingProcess:
    """One process that decides."""

    running: subprocess.Popen[bytes]

    def answer(self, question: Question) -> list[Decision] | None:
        """The decisions of the process; None where it is lost."""
        try:
            self.send((_packed(question[0]), *question[1:]))
            found: list[Decision] = pickle.load(self._pipe(self.running.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            return None
        return found

    def send(self, item: object) -> None:
        """Give something to the process."""
        pipe = self._pipe(self.running.stdin)
        pickle.dump(item, pipe)
        pipe.flush()

    def _pipe(self, pipe: Any) -> Any:
        if pipe is None:
            raise EOFError
        return pipe

    def close(self) -> None:
        """Let the process end: it does when there is nothing more to read."""
        for pipe in (self.running.stdin, self.running.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self.running.wait()


def _process(decider: Decider) -> DecidingProcess | None:
    """A process that decides for this decider; None where it cannot be started."""
    command = [sys.executable, "-c", _SERVE.format(path=sys.path)]
    try:
        process = DecidingProcess(
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        )
        process.send(decider)
    except OSError:
        return None
    return process


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def serve() -> None:
    """Answer questions from standard input on standard output until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        decider: Decider = pickle.load(questions)
        gc.freeze()
        while True:
            packed, rows, refused = pickle.load(questions)
            (batch,) = pa.ipc.open_stream(packed)
            pickle.dump(decider.decide(batch, rows, refused), answers)
            answers.flush()
