"""The error of document rendering."""

from __future__ import annotations

from ruleengine.diagnostics import Fault


class DocumentError(Fault):
    """A document cannot be made from a view: E803 for characters that no font has, E808 for the view itself."""
