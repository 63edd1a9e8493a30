"""A resolved rule set as YAML, with comments that say where every element comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from ruleengine.characters import visible
from ruleengine.figures import plain
from ruleengine.language import LANGUAGES
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.resolve.standing import standing_sentences
from ruleengine.ruleset.model import ELEMENT_SECTIONS

_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff /.()-]*\Z")
#: Words that readers of YAML may take for something else than text.
_WORDS = ("yes", "no", "on", "off", "true", "false", "null", "inf", "infinity", "nan")


def print_resolved(resolved: ResolvedRuleSet, origin: bool) -> str:
    """The resolved rule set as YAML; `origin` adds a comment to every element: file, line, modification and reason."""
    return "\n".join(_lines(resolved, origin)) + "\n"


def _lines(resolved: ResolvedRuleSet, origin: bool) -> Iterator[str]:
    chain = " → ".join(str(r.reference) for r in reversed(resolved.chain))
    yield f"# {chain}"
    yield f"# {resolved.fingerprint}"
    for language in LANGUAGES:
        yield from (f"# {visible(s)}" for s in standing_sentences(resolved.standings, language))
    yield f"ruleset: {resolved.reference.id}"
    yield f"version: {resolved.reference.version}"
    if resolved.own.abstract:
        yield "abstract: true"
    for name, value in resolved.own.header.items():
        yield f"{name}: {flow_text(value)}"
    if resolved.data_class is not None and "data_class" not in resolved.own.header:
        yield f"data_class: {resolved.data_class}"
    for section, element in resolved.singles.items():
        if origin:
            yield f"# {_origin(resolved, element)}"
        yield f"{section}: {flow_text(element.fields)}"
    yield from _sections(resolved, origin)
    if resolved.removals:
        yield "removed:"
    for removal in resolved.removals:
        if origin:
            yield f"  # {removal.element.origins[0]}, removed by {removal.by}"
        yield f"  {removal.element.name}: {flow_text({'because': removal.because})}"


def _sections(resolved: ResolvedRuleSet, origin: bool) -> Iterator[str]:
    """The sections that are maps of elements; parts of one section (`vocabulary.…`) stand under one key."""
    opened: set[str] = set()
    for section in ELEMENT_SECTIONS:
        elements = list(resolved.section(section))
        steps = section.split(".") if elements else []
        for depth, step in enumerate(steps):
            if ".".join(steps[: depth + 1]) not in opened:
                yield f"{'  ' * depth}{step}:"
                opened.add(".".join(steps[: depth + 1]))
        indent = "  " * len(steps)
        for element in elements:
            if origin:
                yield f"{indent}# {_origin(resolved, element)}"
            yield f"{indent}{flow_text(element.id)}: {flow_text(element.fields)}"


def _origin(resolved: ResolvedRuleSet, element: ResolvedElement) -> str:
    """`gb/24067@1.0.0 [rules/gb/24067/1.0.0.yaml:88:3], modified by … (check) because … [rules/…:12:3], graded …`."""
    parts = []
    for number, reference in enumerate(element.origins):
        fields = [k for k, r in element.field_references.items() if r == reference]
        text = f"modified by {reference}" if number else str(reference)
        if number and fields:
            text += f" ({', '.join(fields)})"
        written = element.field_origins[fields[0]] if fields else None
        because = written.fields.get("because") if written and number else None
        if isinstance(because, Mapping):
            text += " because " + " ".join(str(because.get("en", "")).split())
        parts.append(text + (f" [{written.place()}]" if written else ""))
    grade = resolved.grade_of(element.fields)
    return ", ".join([*parts, *([f"graded {grade}"] if grade else [])])


def flow_text(value: object) -> str:
    """Plain data in YAML's flow style."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow_text(str(k))}: {flow_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(v) for v in value) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | Decimal):
        return plain(value)
    text = str(value)
    if _PLAIN.match(text) and text.lower() not in _WORDS and not text.endswith(" "):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return visible(quoted)
