"""What documents show of a rule set and a result, as data and as text: compared as a whole with golden files.

The files are made by the engine (`--bless`) from `rules/demo`, where every figure can be worked out by hand.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from lxml import html as lxml_html
from pypdf import PdfReader

from ruleengine.documents.documents import LANGUAGES, render
from ruleengine.documents.reference_rules import factor_table_page, rule_set_page
from ruleengine.documents.view_types import DocumentLanguage
from tests.conftest import Golden
from tests.documents.demonstrated import DOCUMENTS, FOLDER, library, program, result, with_formulas_printed
from tests.library_builder import as_yaml

VIEWS = FOLDER / "views"
#: Elements that stand on a line of their own.
_LINES = "p|div|h1|h2|h3|h4|li|dt|dd|tr|section|header|footer|figcaption|title|thead"
#: In which language each document is read as a whole; what differs in the others is held below.
_LANGUAGE: dict[str, DocumentLanguage] = {
    "kettle.checklist": "both",
    "lamp.checklist": "en",
    "appliances.checklist": "zh",
    "lamp.declaration": "both",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_view_shows_this(name: str, golden: Golden) -> None:
    golden(VIEWS / f"{name}.yaml", as_yaml(with_formulas_printed(DOCUMENTS[name](_LANGUAGE[name]))))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_languages_differ_in_words_within_formulas_only(name: str) -> None:
    """A view holds both languages whatever is asked for; only what is set as a formula is in one of them."""
    zh, en, both = (_without_formulas(DOCUMENTS[name](language)) for language in LANGUAGES)
    assert zh == en == both


def _without_formulas(node: Any) -> Any:
    if isinstance(node, dict):
        skipped = {"lang", "box"} | ({"text"} if "box" in node else set())
        return {key: _without_formulas(item) for key, item in node.items() if key not in skipped}
    return [_without_formulas(item) for item in node] if isinstance(node, list) else node


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_page_says_this(name: str, language: DocumentLanguage, golden: Golden) -> None:
    golden(VIEWS / f"{name}.{language}.html.txt", _text_of_page(render(DOCUMENTS[name](language), "html")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["kettle.checklist", "lamp.declaration"])
def test_a_printed_document_says_this(name: str, language: DocumentLanguage, golden: Golden) -> None:
    pages = PdfReader(io.BytesIO(render(DOCUMENTS[name](language), "pdf"))).pages
    text = "\n".join(f"── page {number}\n{page.extract_text()}" for number, page in enumerate(pages, 1))
    golden(
        VIEWS / f"{name}.{language}.pdf.txt", "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    )


@pytest.mark.parametrize("name", ["framework", "appliances", "kettle"])
def test_a_rule_page_says_this(name: str, golden: Golden) -> None:
    golden(VIEWS / f"{name}.rules.md", rule_set_page(program(name)))


def test_a_page_of_factors_says_this(golden: Golden) -> None:
    golden(VIEWS / "factors.rules.md", factor_table_page(library().table(library().find("demo/factors"))))


def _text_of_page(page: bytes) -> str:
    """The text of a page, a line for each block; formulas by what is read aloud, drawings by their title."""
    tree = lxml_html.document_fromstring(page.decode())
    for element in tree.xpath("//style|//svg//text|//math"):
        tail = element.tail
        element.clear()
        element.tail = f" ⟨formula⟩ {tail or ''}" if element.tag == "math" else tail
    for element in tree.iter():
        if isinstance(element.tag, str) and re.fullmatch(_LINES, element.tag):
            element.text = f"\n{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
        elif element.tag in ("td", "th"):
            element.tail = f" | {element.tail or ''}"
        elif element.tag in ("span", "small", "br"):
            element.tail = f" {element.tail or ''}"
    lines = (" ".join(line.split()) for line in tree.text_content().splitlines())
    return "".join(f"{line}\n" for line in lines if line.strip(" |"))


def test_the_figures_of_the_kettle_are_these() -> None:
    """Worked by hand: 3 kg steel, 1.9 kg polypropylene, 3.3 kWh, 0.1 kg of carbon in wood, 4.9 kg over 812 km."""
    found = result("kettle")
    materials = 3 * Decimal("2.05") + Decimal("1.9") * Decimal("1.587")
    wood = Decimal("0.2") * Decimal("0.5") * Decimal("3.664")
    electricity = Decimal("3.3") * Decimal("0.5777")
    transport = Decimal("4.9") / 1000 * 812 * Decimal("0.074")
    assert found.stages["raw_materials"] == materials - wood
    assert found.stages["production"] == electricity + wood / 4
    assert found.stages["distribution"] == transport
    assert found.total == materials - wood + electricity + wood / 4 + transport
    assert found.per_unit == found.total / 4


def test_the_kettle_has_every_verdict_verb_severity_and_origin() -> None:
    rows = [row for group in DOCUMENTS["kettle.checklist"]("both")["groups"] for row in group["rows"]]
    assert {row["verb"] for row in rows} == {"shall", "should", "may"}
    assert {row["severity"] for row in rows} == {"major", "minor", "observation"}
    assert {row["origin"] for row in rows} == {"own", "inherited", "modified"}
    verdicts = {"satisfied", "not_satisfied", "not_evaluated", "not_applicable", None}
    assert {row["verdict"] for row in rows} == verdicts
