"""What changes of numbers are called: the paths of their elements, and the label of the one that the others lead to."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ruleengine.compare.impact.attribution import BOUNDARY
from ruleengine.compare.impact.variants import TABLE, NumberChange, Variants
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.program import when_name
from ruleengine.resolve.resolved import ResolvedElement


@frozen
class NamedChange:
    """A change of the rules: the path of its element, its label, and the paths of all elements that it is made of.

    `kind` is `added`, `removed` or `modified`; of a look-up table `versions` are the old and the new file. `reason`
    says why several elements are one change (see `NumberChange`).
    """

    name: str
    label: Mapping[str, str]
    kind: str
    elements: tuple[str, ...]
    reason: str
    versions: tuple[str, str] | None = None


def named_change(variants: Variants, change: NumberChange) -> NamedChange:
    """The change with its names; the element that stands for several is the last, which reads the others."""
    lead = change.names[-1]
    paths = tuple(dict.fromkeys(_path(variants, n) for n in change.names))
    there = [side for side in (0, 1) if lead == BOUNDARY or variants.has(side, lead)]
    kind = "modified" if len(there) == 2 else "added" if there == [1] else "removed"
    if change.reason == "replaced":
        kind = "modified"
    return NamedChange(
        _path(variants, lead), _label(variants, lead), kind, paths, change.reason, _versions(variants, lead)
    )


def _element(variants: Variants, name: str) -> ResolvedElement | None:
    for side in (1, 0):
        program = variants.sides[side]
        if name == BOUNDARY:
            return program.resolved.singles.get(BOUNDARY)
        if name in variants.steps[side]:
            return variants.steps[side][name].element
        if name in program.parameters:
            return program.parameters[name].element
        path = name if name.startswith(TABLE) else f"inputs.{name.partition('.')[0]}"
        if path in program.resolved.elements and variants.has(side, name):
            return program.resolved.elements[path]
    return None


def _path(variants: Variants, name: str) -> str:
    element = _element(variants, name)
    if element is None:
        return name
    if name == when_name(element.id):
        return f"{element.name}.when"
    return f"inputs.{name}" if element.section == "inputs" else element.name


def _label(variants: Variants, name: str) -> Mapping[str, str]:
    element = _element(variants, name)
    if element is not None and isinstance(element.fields.get("label"), Mapping):
        return as_text_pair(element.fields["label"])
    if name.startswith(TABLE):
        for side in (1, 0):
            table = variants.sides[side].lookups.get(name.removeprefix(TABLE))
            if table is not None and isinstance(table.header.get("title"), Mapping):
                return as_text_pair(table.header["title"])
    path = _path(variants, name)
    return {"zh": path, "en": path}


def _versions(variants: Variants, name: str) -> tuple[str, str] | None:
    if not name.startswith(TABLE):
        return None
    id_ = name.removeprefix(TABLE)
    found = [program.lookups.get(id_) for program in variants.sides]
    before, after = (None if t is None else str(t.reference) for t in found)
    return None if before is None or after is None else (before, after)
