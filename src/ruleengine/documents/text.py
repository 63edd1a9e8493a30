"""Texts of rule sets as documents show them: bilingual pairs, parameters filled in, grades of sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from ruleengine.documents import view_types as v
from ruleengine.documents.checklist.sheet_types import Quantity
from ruleengine.documents.notation import number_text, unit_text
from ruleengine.figures import plain
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.program import Parameter, Program
from ruleengine.program.texts import with_parameters

GRADES: tuple[v.Grade, ...] = ("standard", "official", "secondary", "substitute", "assumption")
BASES: tuple[v.BasisWord, ...] = ("text", "news", "heading", "other-product", "own")

_WIDE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
#: A number with a unit behind it; a year has none.
_LONG_NUMBER = re.compile(r"(?<![\w.])\d{5,}(?:\.\d+)?(?![\w.])(?= [A-Za-z%])")
#: A space between Chinese characters of a sentence is a folded line of YAML, never meant; in a name it is part of it.
_CJK_SPACE = re.compile(f"(?<=[{_WIDE}]) +(?=[{_WIDE}])")


def pair(value: object) -> v.Bilingual:
    """A bilingual name, label or title as it is written; empty texts where there is none."""
    texts = as_text_pair(value)
    return {"zh": texts["zh"], "en": texts["en"]}


def prose(value: object) -> v.Bilingual:
    """A bilingual text of sentences: a line that is folded between Chinese characters leaves no space there."""
    texts = as_text_pair(value)
    return {"zh": _CJK_SPACE.sub("", texts["zh"]), "en": texts["en"]}


def title_or_text(value: object) -> v.Bilingual | str:
    """A title or publisher of a source, which may be given in one language or in both."""
    return pair(value) if isinstance(value, Mapping) else str(value)


def filled(program: Program, text: object) -> v.Bilingual:
    """A bilingual text with `{name}` replaced by the value and unit of the parameter."""

    def shown(parameter: Parameter) -> str:
        unit = unit_text(str(parameter.unit)) if parameter.unit.symbols else ""
        return number_text(plain(parameter.value)) + (f" {unit}" if unit else "")

    texts = as_text_pair(text)
    zh, en = (with_parameters(program, texts[k], shown) for k in ("zh", "en"))
    return {"zh": _CJK_SPACE.sub("", zh), "en": en}


def grade(program: Program, fields: Mapping[str, object]) -> v.Grade:
    """The grade of a statement of the rule set with these fields."""
    return graded(program.resolved.grade_of(fields))


def basis(fields: Mapping[str, object]) -> v.BasisWord | None:
    """How a statement was found in its source, where it says so."""
    return next((b for b in BASES if b == fields.get("basis")), None)


def row_source(program: Program, fields: Mapping[str, object]) -> v.RowSource:
    """The source that a statement cites, with the grade of the statement."""
    source = str(fields.get("source", ""))
    found = program.resolved.elements.get(f"sources.{source}")
    title = title_or_text(found.fields.get("title", source)) if found else source
    return {"id": source, "title": title, "grade": grade(program, fields), "basis": basis(fields)}


def with_grouped_numbers(text: v.Bilingual) -> v.Bilingual:
    """A text with the digits of its longer numbers in threes."""
    zh, en = (_LONG_NUMBER.sub(lambda m: number_text(m.group()), text[k]) for k in ("zh", "en"))
    return {"zh": zh, "en": en}


def graded(text: object) -> v.Grade:
    """A grade as read from a source; the weakest where there is none."""
    return next((g for g in GRADES if g == text), "assumption")


def quantity(value: Decimal, unit: str) -> Quantity:
    """A number as it stands, with the decimals that it has."""
    exponent = value.as_tuple().exponent
    return {
        "value": plain(value),
        "unit": unit,
        "places": max(0, -exponent) if isinstance(exponent, int) else 0,
    }
