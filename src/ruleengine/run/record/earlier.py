"""Records of format 0 with the keys of the present one: what could not be said then is null, as `verify` tells."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from ruleengine.source.document import Document

#: The earlier format that is still read.
EARLIER = 0
#: What format 0 had no keys for.
LACKING = (
    "ruleset.characterization", "ruleset.geography", "product.gtin", "product.urn", "product.mass", "product.country",
    "product.manufacturer.credit_code", "product.manufacturer.urn", "data_quality",
)  # fmt: skip


def brought_up(document: Document) -> Document:
    """The document of a record of format 0 with null for what it lacks; its roles follow from its elements."""
    data = document.data
    if not isinstance(data, dict):
        return document
    found: dict[str, object] = {**data, "roles": {}}
    for path in LACKING:
        _add(found, path.split("."))
    return evolve(document, data=found)


def _add(within: dict[str, object], steps: list[str]) -> None:
    """Put null at a path, in copies of the maps on the way; nowhere where there is no such map."""
    first, *rest = steps
    inner = within.get(first)
    if not rest:
        within[first] = None
    elif isinstance(inner, Mapping):
        copied = dict(inner)
        _add(copied, rest)
        within[first] = copied
