"""Temporary files that cannot be written, told as that: neither the input nor the output is at fault."""

from __future__ import annotations

import os
import tempfile

from ruleengine.diagnostics import Fault, Phrase, Refused
from ruleengine.source.reader import why_unreadable


def no_temporary_file(why: OSError | Phrase, folder: str | None = None) -> Refused:
    """The refusal (E802) where nothing can be written to a temporary folder, that of the system where none is named."""
    named = folder or tempfile.tempdir or os.environ.get("TMPDIR") or "TMPDIR"
    reason = why if isinstance(why, Phrase) else why_unreadable(why)
    return Refused([Fault("E802.temporary", path=named, reason=reason).diagnostic()])
