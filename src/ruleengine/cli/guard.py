"""What the system refuses a command is a diagnostic with exit code 1, never a traceback.

Little is imported here, since importing is the first thing that fails where memory or open files are used up.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

#: What is said where not even a diagnostic can be made.
_LAST_WORDS = (
    "error E809: not enough memory, or too many open files\n错误 E809：内存不足，或打开的文件过多\n".encode()
)
#: Why a write fails.
_WRITING = tuple(
    getattr(errno, n) for n in ("ENOSPC", "EFBIG", "EDQUOT", "EIO", "EBADF") if hasattr(errno, n)
)
_NO_THREAD = "can't start new thread"


def guarded(action: Callable[[], None], arguments: Sequence[str] | None = None) -> None:
    """Run a command to its end, and exit; standard output is written before, and a failure to write it told.

    What is told is in the language that the `arguments` ask for, those of the process where none are given.
    """
    given = sys.argv[1:] if arguments is None else arguments
    # Nothing here multiplies matrices, and threads for it ask for memory that may not be there.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code: object = 0
    try:
        action()
    except SystemExit as end:
        code = end.code
    except (OSError, MemoryError, ImportError, RuntimeError) as error:
        if not _is_refusal(error):
            raise
        _tell(error, given)
        code = 1
    raise SystemExit(code if _written(given) else 1)


def _is_refusal(error: Exception) -> bool:
    """Whether the system has refused something; a mistake of the program is not told as one of the system."""
    if isinstance(error, OSError | MemoryError | ImportError):
        return not isinstance(error, ModuleNotFoundError)
    return type(error).__name__ == "BrokenProcessPool" or str(error) == _NO_THREAD


def _written(arguments: Sequence[str]) -> bool:
    """Whether all of standard output could be written."""
    stream = sys.stdout
    try:
        if stream is not None:
            stream.flush()
    except (OSError, ValueError) as error:
        sys.stdout = None  # nothing more is written to it, not even by the interpreter
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            _say("E802.standard_output", error, arguments)
        return False
    return True


def _tell(error: OSError | MemoryError | ImportError | RuntimeError, arguments: Sequence[str]) -> None:
    """Tell what the system has refused; files are written elsewhere, and their failures told there."""
    if isinstance(error, MemoryError):
        _say("E809.memory", None, arguments)
    elif isinstance(error, ImportError):
        _say("E809.program", error, arguments)
    elif isinstance(error, RuntimeError):
        _say("E809.threads" if str(error) == _NO_THREAD else "E809.process", None, arguments)
    elif error.filename is not None:
        _say("E809.file", error, arguments)
    else:
        _say("E802.standard_output" if error.errno in _WRITING else "E809.system", error, arguments)


def _say(key: str, error: Exception | None, arguments: Sequence[str]) -> None:
    """A diagnostic to standard error, as far as that can be written."""
    try:
        from ruleengine.cli.help import asked_language
        from ruleengine.cli.output import echo
        from ruleengine.diagnostics import Fault, as_text
        from ruleengine.language import choose_language
        from ruleengine.source.reader import why_unreadable
        from ruleengine.source.wording import shown_text

        reason = why_unreadable(error) if isinstance(error, OSError) else shown_text(str(error))
        path = shown_text(str(error.filename)) if isinstance(error, OSError) else None
        choose_language(asked_language(arguments))
        try:
            echo(as_text([Fault(key, reason=reason, path=path).diagnostic()]), err=True)
        finally:
            choose_language(None)
    except (OSError, MemoryError, ImportError, ValueError):
        with suppress(OSError):
            os.write(2, _LAST_WORDS)
