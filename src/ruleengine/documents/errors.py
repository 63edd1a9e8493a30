"""The error of document rendering."""

from __future__ import annotations


class DocumentError(Exception):
    """A document cannot be made from a view; the message says what is wrong and what to do."""
