"""Names for messages: the nearest known one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest_name(name: str, known: Iterable[str], before: str = "") -> str | None:
    """The known name nearest to `name`, with `before` in front, or None when none is near.

    `before` stands before all names and says nothing about how near they are.
    """
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"{before}{close[0]}" if close else None
