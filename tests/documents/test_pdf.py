"""The PDF files: complete, archivable, reproducible, inert to hostile data, loud about missing glyphs."""

from __future__ import annotations

import io
import re
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from ruleengine.documents.errors import DocumentError
from ruleengine.documents.pdf import render_pdf
from ruleengine.formula.from_text import parse
from ruleengine.formula.print_typst import print_typst
from tests.documents.conftest import SampleView
from tests.formula.sample_naming import NAMING

KINDS = ("checklist", "declaration")
TIME = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def pdf(view: dict[str, Any]) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(view, timestamp=TIME)))


def text_of(reader: PdfReader) -> str:
    """The text of all pages without spaces and line ends, which say nothing in Chinese."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("kind", KINDS)
def test_every_requirement_is_there(sample: SampleView, kind: str) -> None:
    view = sample(kind, "zh")
    text = text_of(pdf(view))
    for group in view["groups"]:
        assert group["title"]["zh"] in text
        for row in group["rows"]:
            assert row["id"] in text
            assert row["text"]["zh"][:6].replace(" ", "") in text


@pytest.mark.parametrize("kind", KINDS)
def test_rule_set_version_and_hash_are_on_every_page(sample: SampleView, kind: str) -> None:
    view = sample(kind)
    reader = pdf(view)
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"gb/lighting@0.1.0 (草案 draft) ⋅ SHA-256 {view['ruleset']['hash'][:16]}" in text
        assert f"Page {number} of {count}" in text


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_tagged_and_archivable(sample: SampleView, kind: str) -> None:
    reader = pdf(sample(kind, "en"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower().startswith("en")
    metadata = root["/Metadata"].get_data().decode()
    for claim in (
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1<",
    ):
        assert claim in metadata
    assert reader.metadata is not None
    assert reader.metadata.title


@pytest.mark.parametrize("kind", KINDS)
def test_only_fonts_of_the_package_are_used(sample: SampleView, kind: str) -> None:
    names = set()
    for page in pdf(sample(kind)).pages:
        for font in page["/Resources"]["/Font"].values():
            names.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    assert {name.split("-")[0] for name in names} <= {"NotoSansSC", "NotoSerifSC", "NewCMMath"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_view_gives_the_same_bytes(sample: SampleView, kind: str) -> None:
    first = render_pdf(sample(kind), timestamp=TIME)
    render_pdf(sample(kind, "zh"), timestamp=TIME)
    assert render_pdf(sample(kind), timestamp=TIME) == first
    others: list[bytes] = []
    thread = threading.Thread(target=lambda: others.append(render_pdf(sample(kind), timestamp=TIME)))
    thread.start()
    thread.join()
    assert others == [first]


def test_hostile_texts_stay_text(sample: SampleView) -> None:
    view = sample("checklist", "zh")
    view["product"]["name"] = {"zh": '#panic("x") $ ] _*灯*_ <script>\u202eexe.', "en": "lamp"}
    view["product"]["model"] = '\\u{41} `#read("/view.json")` // @ref'
    view["groups"][0]["rows"][0]["text"] = {"zh": '#eval("1+1") = 标题', "en": "= heading"}
    text = text_of(pdf(view))
    assert '#panic("x")$]_*灯*_<script>exe.' in text
    assert '`#read("/view.json")`//@ref' in text
    assert '#eval("1+1")=标题' in text


@pytest.mark.parametrize("formula", ["#panic()", "x $ y", 'x "open', "x // y", "#(1+1)", "`raw`"])
def test_formulas_are_nothing_but_maths(sample: SampleView, formula: str) -> None:
    view = sample("checklist")
    view["formulas"][0]["typst"] = formula
    with pytest.raises(DocumentError, match="not maths"):
        render_pdf(view, timestamp=TIME)


#: Formulas of a dozen parts that are wider than the column of checks.
WIDE = {
    "sum": "({}) <= 1".format(" + ".join(["rated_power"] * 12)),
    "words": " and ".join(["given(rated_power)"] * 12),
    "set": "not (market in [{}])".format(", ".join(f'"market{index}"' for index in range(12))),
}


@pytest.mark.parametrize("formula", WIDE.values(), ids=WIDE)
def test_a_wide_check_stays_in_its_column(sample: SampleView, formula: str) -> None:
    view = sample("checklist", "zh")
    row = view["groups"][0]["rows"][0]
    typst = print_typst(parse(formula), NAMING, "en")
    row["check"] = {"mathml": "<math/>", "typst": typst, "text": "x", "values": []}
    right: dict[str, float] = {}

    def visit(
        text: str, area: list[float], line: list[float], font: dict[str, Any] | None, _: object
    ) -> None:
        name = str(font["/BaseFont"]) if font else ""
        key = "formula" if "Math" in name and text.strip() else text.strip()
        place = line[4] * area[0] + line[5] * area[2] + area[4]
        right[key] = max(right.get(key, 0.0), place)

    reader = pdf(view)
    page = next(page for page in reader.pages if "goal-purpose" in page.extract_text())
    page.extract_text(visitor_text=visit)
    assert 0 < right["formula"] < right["核查发现"]


def test_signs_within_quoted_text_of_formulas_are_fine(sample: SampleView) -> None:
    view = sample("checklist", "zh")
    view["formulas"][0]["typst"] = 'x = upright("#1 // \\" 灯") / 2'
    assert "#1//" in text_of(pdf(view))


def test_a_missing_glyph_is_named_with_its_place(sample: SampleView) -> None:
    view = sample("declaration")
    view["declaration"]["signatory"]["name"]["zh"] = "张龘"
    with pytest.raises(DocumentError, match=r"`龘` \(U\+9F98\) in `declaration\.signatory\.name\.zh`"):
        render_pdf(view, timestamp=TIME)


def test_all_missing_glyphs_are_named_at_once_each_with_its_place(sample: SampleView) -> None:
    view = sample("declaration")
    view["declaration"]["signatory"]["name"]["zh"] = "张龘"
    view["product"]["name"] = {"zh": "🙂灯🙂", "en": "lamp 𓀀"}
    with pytest.raises(DocumentError) as refused:
        render_pdf(view, timestamp=TIME)
    said = refused.value.diagnostic().said("zh")
    named = ("`product.name.zh`中的`🙂`（U+1F642）", "`product.name.en`中的`𓀀`（U+13000）")
    assert all(said.message.count(name) == 1 for name in named), said.message
    assert "`declaration.signatory.name.zh`中的`龘`（U+9F98）" in said.message
    assert (refused.value.key, said.remedy) == ("E803.no_glyph", "应改用其他字符书写")


def test_names_with_rarer_standard_characters_can_be_printed(sample: SampleView) -> None:
    view = sample("declaration", "zh")
    view["declaration"]["signatory"]["name"]["zh"] = "陶喆堃镕"
    assert "陶喆堃镕" in text_of(pdf(view))


def test_subscripts_survive_copying(sample: SampleView) -> None:
    assert "kgCO₂e" in text_of(pdf(sample("declaration")))


def test_a_missing_key_is_named(sample: SampleView) -> None:
    view = sample("checklist")
    del view["groups"][0]["rows"][0]["verb"]
    with pytest.raises(DocumentError, match="verb"):
        render_pdf(view, timestamp=TIME)


def test_the_timestamp_needs_an_offset(sample: SampleView) -> None:
    with pytest.raises(DocumentError, match="offset"):
        render_pdf(sample("checklist"), timestamp=datetime(2026, 11, 23))


def test_a_checklist_without_product_and_result(sample: SampleView) -> None:
    view = sample("checklist", "zh")
    view |= {"product": None, "inventory": None, "result": None, "unit": None, "boundary": None}
    text = text_of(pdf(view))
    assert "核算结果" not in text
    assert "cut-off-total" in text


@pytest.mark.parametrize("kind", KINDS)
def test_an_indicator_without_a_value_says_what_it_is_and_why(sample: SampleView, kind: str) -> None:
    view = sample(kind, "zh")
    view["result"]["indicators"][0] |= {
        "value": None,
        "absent": {"zh": "未核算", "en": "not evaluated"},
        "reason": {"zh": "除数为零", "en": "division by zero"},
    }
    label = view["result"]["indicators"][0]["label"]["zh"]
    assert f"{label}除数为零未核算" in text_of(pdf(view))
