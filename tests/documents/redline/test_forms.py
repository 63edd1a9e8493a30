"""Redlines as pages, Markdown, JSON and print: the same changes in each, and nothing that could run or break out."""

from __future__ import annotations

import html
import json
import re
import subprocess
from io import BytesIO
from pathlib import Path

import jsonschema
import pytest
from lxml import html as pages
from pypdf import PdfReader

from ruleengine.diagnostics import Refused
from ruleengine.documents.redline.blocks import accepted, lines, rejected
from ruleengine.documents.redline.document import RedlineDocument, redline_document
from ruleengine.documents.redline.writing import RedlineView, rendered
from ruleengine.pipeline import program_of
from tests.conftest import Golden
from tests.documents.redline.two_versions import sides, small
from tests.library_builder import rule_set, write_library
from tests.tools import TOOLS

HERE = Path(__file__).parent
ROOT = Path(__file__).resolve().parents[3]


def with_scopes(folder: Path, *scopes: str) -> RedlineDocument:
    """The redline of two versions that differ in their scope."""
    versions = [
        rule_set(
            f"test/product@{number}.0.0", inputs={"mass": "kg"}, parameters={"f": "3 kgCO2e/kg"},
            emissions={"e": "mass * f"}, scope={"clause": "1", "text": {"zh": scope, "en": scope}},
        )
        for number, scope in enumerate(scopes, 1)
    ]  # fmt: skip
    library = write_library(folder, *versions)
    sides = [program_of(library, f"test/product@{number}.0.0") for number in (1, 2)]
    return redline_document(sides[0], sides[1], "both")


def text_of(element: pages.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_page_has_both_texts_in_order_and_no_script() -> None:
    page = rendered(small("en"), "html").decode()
    tree = pages.fromstring(page)
    assert not tree.xpath("//script")
    assert not re.search(r"\son\w+=|javascript:|https?://(?!www\.w3\.org)", page)
    redline = tree.xpath('//div[contains(@class, "redline")]')[0]
    for copy in redline.xpath('.//div[@class="copy b"]') + redline.xpath(
        './/*[self::td or self::th][@class="b"]'
    ):
        copy.getparent().remove(copy)
    for tags in redline.xpath('.//p[@class="tags"]'):
        tags.getparent().remove(tags)
    for gone, blocks in (("ins", rejected(small("en").blocks)), ("del", accepted(small("en").blocks))):
        kept = pages.fromstring(pages.tostring(redline, encoding="unicode"))
        for element in kept.xpath(f".//{gone}"):
            element.drop_tree()
        said = text_of(kept)
        place = 0
        for line in lines(blocks):
            for piece in line.pieces:
                if piece.formula is None and piece.text.strip():
                    word = " ".join(piece.text.split())
                    assert word in said[place:], (gone, word)
        assert "shall not exceed 5 %" not in said if gone == "del" else "should not exceed" not in said


def test_a_page_shows_old_and_new_formulas_as_formulas() -> None:
    tree = pages.fromstring(rendered(small("en"), "html").decode())
    assert tree.xpath("//del//math")
    assert tree.xpath("//ins//math")


def test_the_switch_needs_no_script_and_begins_as_asked() -> None:
    assert "<legend>View</legend>" in rendered(small("en"), "html").decode()
    for view, chosen in (("inline", "view-inline"), ("side-by-side", "view-side")):
        tree = pages.fromstring(rendered(small("zh"), "html", view=view).decode())
        assert [i.get("id") for i in tree.xpath("//input[@checked]")] == [chosen]
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_texts_of_users_stay_texts(tmp_path: Path) -> None:
    sign = "<script>alert(1)</script> | `*_[x](y) #eval $a$"
    document = with_scopes(tmp_path, f"{sign} one", f"{sign} two")
    assert "<script" not in rendered(document, "html").decode()
    text = rendered(document, "md").decode()
    assert "<script" not in text
    assert sign not in text
    assert html.unescape(text).count(sign) == 1
    assert rendered(document, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize("view", ["inline", "side-by-side"])
def test_markdown(golden: Golden, view: RedlineView) -> None:
    golden(HERE / "views" / f"small.{view}.md", rendered(small("en"), "md", view=view).decode())


def test_json_is_as_its_schema_says() -> None:
    schema = json.loads((ROOT / "docs/reference/schema/redline.schema.json").read_text(encoding="utf-8"))
    data = json.loads(rendered(small("both"), "json"))
    jsonschema.Draft202012Validator(schema).validate(data)
    edits = {e["element"]: e["edit"] for e in data["elements"] if e["edit"]}
    assert edits["provisions.loss"]["kind"] == "modified"
    assert edits["quantities.spare"]["kind"] == "removed"
    assert {e["element"] for e in data["elements"] if e["changed"] and e["edit"] is None} <= {
        "header", "heading gaps", "section inputs", "section parameters", "tables.grid rows",
    }  # fmt: skip


@pytest.mark.parametrize("view", ["inline", "side-by-side"])
def test_print_has_both_texts_and_is_the_same_each_time(view: RedlineView) -> None:
    made = rendered(small("both"), "pdf", view=view)
    assert made == rendered(small("both"), "pdf", view=view)
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    for word in ("修订对照稿", "test/product@1.0.0", "shall", "should", "应", "宜", "שלום"):
        assert word in said or word[::-1] in said


def test_print_refuses_characters_that_no_font_has(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        rendered(with_scopes(tmp_path, "ሰላም", "b"), "pdf")
    assert [d.code for d in refused.value.diagnostics] == ["E803"]


def test_versions_that_read_the_same_are_said_to() -> None:
    side = sides()[1]
    document = redline_document(side, side, "en")
    assert "The two versions read the same." in rendered(document, "html").decode()
    assert "<del>" not in rendered(document, "md").decode()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(("view", "shown"), [("inline", 1), ("side-by-side", 2)])
def test_a_browser_shows_one_copy_or_two(tmp_path: Path, view: str, shown: int) -> None:
    page = rendered(small("en"), "html", view=view).decode()
    counting = (
        "<script>document.title = [...document.querySelectorAll('.copy')]"
        ".filter(e => e.offsetParent !== null && e.textContent.includes('Losses')).length</script></body>"
    )
    path = tmp_path / "page.html"
    path.write_text(page.replace("</body>", counting), encoding="utf-8")
    done = subprocess.run(
        [TOOLS["chromium"].path() or "", "--headless", "--no-sandbox", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert f"<title>{shown}</title>" in done.stdout
