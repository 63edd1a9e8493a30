"""Names are printed as they are written; sentences lose the spaces of folded lines."""

from __future__ import annotations

from pathlib import Path

from ruleengine.diagnostics import Report
from ruleengine.documents import view, view_product
from ruleengine.documents.text import pair, prose
from ruleengine.source.reader import read_bytes
from tests.library_builder import product, texts

NAME = {"zh": "星光 照明 有限公司", "en": "Starlight  Lighting Co."}


def test_names_keep_their_spaces_in_every_party_and_product() -> None:
    assert pair(NAME) == NAME
    assert view_product.party_view({"name": NAME, "address": NAME})["name"] == NAME
    assert view_product.party_view({"name": NAME, "address": NAME})["address"] == NAME


def test_a_folded_line_of_a_sentence_leaves_no_space_between_chinese_characters() -> None:
    text = "zh: >-\n  应按条款\n  核算，并由LED\n  厂商确认\nen: by the clause\n"
    document = read_bytes(text.encode(), "a.yaml", Report())
    assert document is not None
    assert prose(document.data)["zh"] == "应按条款核算，并由LED 厂商确认"


def test_parameters_are_filled_in_in_every_text_of_the_unit_the_basis_and_the_boundary(
    tmp_path: Path,
) -> None:
    said, shown = texts("for {life}"), texts("for 5 h")
    fields = {"clause": "2", "text": said, "source": "book"}
    listed = {"includes": [said], "excludes": [said]}
    program = product(
        tmp_path, parameters={"life": "5 h", "one": "1 kgCO2e"}, declared_unit={**fields, "short": said}, basis=said,
        boundary={"type": "gate-to-gate", "stages": ["production"], **fields, **listed}, emissions={"e": "one"},
    )  # fmt: skip
    unit, boundary = view._unit(program, None), view._boundary(program)
    found = [
        unit["text"],
        unit["short"],
        unit["basis"],
        boundary["text"],
        *boundary["includes"],
        *boundary["excludes"],
    ]
    assert [(x["zh"], x["en"].replace("\xa0", " ")) for x in found] == [(shown["zh"], shown["en"])] * 6
