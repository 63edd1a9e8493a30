"""A resolved rule set as YAML, with comments that say where every element comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import ELEMENT_SECTIONS
from ruleengine.source.canonical import plain

_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff /.()-]*\Z")
_WORDS = ("yes", "no", "on", "off", "true", "false", "null", "not applicable")


def print_resolved(resolved: ResolvedRuleSet, origin: bool) -> str:
    """The resolved rule set as YAML; `origin` adds a comment to every element: file, line, modification and reason."""
    return "\n".join(_lines(resolved, origin)) + "\n"


def _lines(resolved: ResolvedRuleSet, origin: bool) -> Iterator[str]:
    chain = " → ".join(str(r.reference) for r in reversed(resolved.chain))
    yield f"# {chain}"
    yield f"# {resolved.fingerprint}"
    yield f"ruleset: {resolved.reference.id}"
    yield f"version: {resolved.reference.version}"
    for name, value in resolved.own.header.items():
        yield f"{name}: {_flow(value)}"
    for section, element in resolved.singles.items():
        if origin:
            yield f"# {_origin(element)}"
        yield f"{section}: {_flow(element.fields)}"
    for section in ELEMENT_SECTIONS:
        elements = list(resolved.section(section))
        if elements:
            yield section.replace(".", ":\n  ") + ":"
        indent = "  " * (section.count(".") + 1)
        for element in elements:
            if origin:
                yield f"{indent}# {_origin(element)}"
            yield f"{indent}{element.id}: {_flow(element.fields)}"
    if resolved.removals:
        yield "removed:"
    for removal in resolved.removals:
        if origin:
            yield f"  # {removal.element.origins[0]}, removed by {removal.by}"
        yield f"  {removal.element.name}: {_flow({'because': removal.because})}"


def _origin(element: ResolvedElement) -> str:
    """`gb/24067@1.0.0 (rules/gb/24067/1.0.0.yaml:88), modified by … because …`."""
    place = next(iter(element.field_origins.values())).place() if element.field_origins else ""
    text = f"{element.origins[0]}"
    if len(element.origins) > 1:
        changed = [k for k, r in element.field_references.items() if r == element.origins[-1]]
        text += f", modified by {element.origins[-1]} ({', '.join(changed)})"
        if element.reasons:
            text += f" because {element.reasons[-1].get('en', '')}"
    return f"{text}  [{place}]"


def _flow(value: object) -> str:
    """Plain data in YAML's flow style."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | Decimal):
        return plain(value)
    text = str(value)
    if _PLAIN.match(text) and text.lower() not in _WORDS and not text.endswith(" "):
        return text
    return json.dumps(text, ensure_ascii=False)
