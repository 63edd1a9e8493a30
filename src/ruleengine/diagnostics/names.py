"""Names for messages: the nearest known one, and lists of what would have been accepted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest_name(name: str, known: Iterable[str], before: str = "") -> str | None:
    """The known name nearest to `name`, with `before` in front, or None when none is near.

    `before` stands before all names and says nothing about how near they are.
    """
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"{before}{close[0]}" if close else None


def nearest(name: str, known: Iterable[str], before: str = "") -> str | None:
    """A ready suggestion naming the known name nearest to `name`, or None when none is near."""
    found = nearest_name(name, known, before)
    return f"did you mean `{found}`?" if found else None


def quoted(names: Iterable[str], limit: int = 12) -> str:
    """Names in backticks, for lists of what would have been accepted."""
    items = [f"`{n}`" for n in names]
    shown = ", ".join(items[:limit])
    return shown + (f", … ({len(items)} in all)" if len(items) > limit else "")
