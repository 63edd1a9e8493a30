"""Views made by the engine from a small library that has one of everything a document shows (`rules/demo`).

A kettle with a declared unit on two bases, several reasons, every verb, verdict, severity and grade; a lamp with a
functional unit, released, declared; the bases themselves. Change them only together with what they are to show.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruleengine.assess.assessment import read_assessment
from ruleengine.assess.obstacles import refuse_unless_declarable
from ruleengine.documents.view import checklist_view, declaration_view
from ruleengine.documents.view_types import DocumentLanguage, View
from ruleengine.formula.print_mathml import printed_mathml
from ruleengine.formula.print_typst import typst
from ruleengine.pipeline import product_of
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result
from tests.library_builder import compiled

FOLDER = Path(__file__).parent
RULES = FOLDER / "rules"


@cache
def library() -> Library:
    """The small library."""
    return Library(RULES)


@cache
def program(name: str) -> Program:
    """A rule set of the small library."""
    return compiled(library(), f"demo/{name}@1.0.0")


@cache
def result(name: str) -> Result:
    """The result of the product of that name."""
    return product_of(program(name), RULES / f"{name}.yaml", shown=f"{name}.yaml").result


def with_formulas_printed(node: Any) -> Any:
    """A view as plain data: each formula in both notations instead of its boxes."""
    if isinstance(node, dict):
        shown: dict[str, Any] = {}
        for key, item in node.items():
            if key == "box":
                shown |= {"mathml": printed_mathml(item, displayed=node["displayed"]), "typst": typst(item)}
            elif key != "displayed":
                shown[key] = with_formulas_printed(item)
        return shown
    return [with_formulas_printed(item) for item in node] if isinstance(node, list) else node


def checklist(name: str, language: DocumentLanguage, calculated: bool = True) -> View:
    """The checklist of a rule set, with the results of its product."""
    return checklist_view(program(name), result(name) if calculated else None, language)


def declaration(name: str, language: DocumentLanguage) -> View:
    """The declaration of a product."""
    assessment, _ = read_assessment(RULES / f"{name}.assessment.yaml", library())
    refuse_unless_declarable(assessment)
    return declaration_view(assessment, language)


#: What is compared as a whole: document → how its view is made.
DOCUMENTS = {
    "kettle.checklist": lambda language: checklist("kettle", language),
    "lamp.checklist": lambda language: checklist("lamp", language, calculated=False),
    "appliances.checklist": lambda language: checklist("appliances", language, calculated=False),
    "lamp.declaration": lambda language: declaration("lamp", language),
}
