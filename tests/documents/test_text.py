"""Names are printed as they are written; sentences lose the spaces of folded lines."""

from __future__ import annotations

from ruleengine.diagnostics import Report
from ruleengine.documents import view
from ruleengine.documents.text import pair, prose
from ruleengine.source.reader import read_bytes

NAME = {"zh": "星光 照明 有限公司", "en": "Starlight  Lighting Co."}


def test_names_keep_their_spaces_in_every_party_and_product() -> None:
    assert pair(NAME) == NAME
    assert view._party({"name": NAME, "address": NAME})["name"] == NAME
    assert view._party({"name": NAME, "address": NAME})["address"] == NAME


def test_a_folded_line_of_a_sentence_leaves_no_space_between_chinese_characters() -> None:
    text = "zh: >-\n  应按条款\n  核算，并由LED\n  厂商确认\nen: by the clause\n"
    document = read_bytes(text.encode(), "a.yaml", Report())
    assert document is not None
    assert prose(document.data)["zh"] == "应按条款核算，并由LED 厂商确认"
