"""Texts of rule sets as documents show them: bilingual pairs, parameters filled in, grades of sources."""

from __future__ import annotations

import re

from ruleengine.documents import view_types as v
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.meaning import PLACEHOLDER
from ruleengine.program.program import Program
from ruleengine.source.canonical import plain

GRADES: tuple[v.Grade, ...] = ("standard", "official", "secondary", "substitute", "assumption")

_WIDE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
#: A space between Chinese characters is a folded line of YAML, never meant.
_CJK_SPACE = re.compile(f"(?<=[{_WIDE}]) +(?=[{_WIDE}])")


def pair(value: object) -> v.Bilingual:
    """A bilingual text of plain data; empty texts where there is none."""
    texts = as_text_pair(value)
    return {"zh": _CJK_SPACE.sub("", texts["zh"]), "en": texts["en"]}


def filled(program: Program, text: object) -> v.Bilingual:
    """A bilingual text with `{name}` replaced by the value and unit of the parameter."""

    def replacement(match: re.Match[str]) -> str:
        parameter = program.parameters.get(match.group(1))
        if parameter is None:
            return match.group()
        unit = str(parameter.unit)
        return plain(parameter.value) + (f" {unit}" if unit != "1" else "")

    texts = as_text_pair(text)
    zh, en = (PLACEHOLDER.sub(replacement, texts[k]) for k in ("zh", "en"))
    return {"zh": _CJK_SPACE.sub("", zh).replace(" %", "%"), "en": en}


def grade(program: Program, source: str | None) -> v.Grade:
    """The grade of a source of the rule set."""
    element = program.resolved.elements.get(f"sources.{source}")
    return graded(element.text("grade") if element else None)


def graded(text: object) -> v.Grade:
    """A grade as read from a source; the weakest where there is none."""
    return next((g for g in GRADES if g == text), "assumption")
