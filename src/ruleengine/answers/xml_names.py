"""The names of a checklist in XML, for those who write it and those who read it."""

from __future__ import annotations

NAMESPACE = "urn:ruleengine:checklist:1"
#: The columns that are one item of evidence.
EVIDENCE = ("document", "document_date", "page")


def qualified(name: str) -> str:
    """A name in our namespace."""
    return f"{{{NAMESPACE}}}{name}"
