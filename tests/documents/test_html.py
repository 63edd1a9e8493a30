"""The HTML pages: complete, in the language asked for, self-contained, inert to hostile data."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from lxml import html as lxml_html

from ruleengine.documents.errors import DocumentError
from ruleengine.documents.html import render_html
from ruleengine.documents.kinds import TEMPLATES
from ruleengine.documents.preparation import phrases
from tests.documents.conftest import SampleView

ANSWERS = (TEMPLATES / "checklist" / "answers.js").read_text(encoding="utf-8")
KINDS = ("checklist", "declaration")
CJK = re.compile(r"[\u3400-\u9fff]")


def page(view: dict[str, Any]) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(render_html(view))


def rows(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for group in view["groups"] for row in group["rows"]]


def texts(tree: lxml_html.HtmlElement) -> list[str]:
    """The texts of a page but style, drawings, formulas, ids and citations."""
    for element in tree.xpath("//style|//svg|//math|//*[contains(@class,'cited')]"):
        tail = element.tail
        element.clear()
        element.tail = tail
    return [text.strip() for text in tree.itertext() if text.strip()]


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_requirement_is_there_once(sample: SampleView, kind: str, lang: str) -> None:
    view = sample(kind, lang)
    found = [element.get("id") for element in page(view).xpath("//tr[starts-with(@id,'requirement-')]")]
    assert found == [f"requirement-{row['id']}" for row in rows(view)]


def test_a_row_shows_what_the_verifier_needs(sample: SampleView) -> None:
    view = sample("checklist", "en")
    row = next(row for row in rows(view) if row["id"] == "data-primary-share")
    cells = page(view).get_element_by_id("requirement-data-primary-share")
    text = " ".join(cells.text_content().split())
    assert row["text"]["en"].replace("50 %", "50\u00a0%") in cells.text_content()
    for words in (
        "calculation file",
        "recalculation",
        "not satisfied",
        "should",
        "if not met: minor",
        "GB/T",
    ):
        assert words in text
    assert "assumption" in text
    (answers,) = page(view).xpath("//*[@data-name='data-primary-share']")
    assert len(answers.xpath(".//input[@type='radio']")) == 5
    keys = {"document", "document_date", "page", "population", "sample", "reported", "verified", "note"}
    keys |= {"finding", "cause", "corrective_action", "deadline", "closed_by", "closed", "by", "date"}
    assert set(answers.xpath(".//@data-key")) == keys
    assert len(cells.xpath(".//math")) == 3


def test_formulas_are_numbered_with_their_symbols(sample: SampleView) -> None:
    view = sample("checklist", "zh")
    view["formulas"][1]["where"].append(view["formulas"][0]["where"][0])
    tree = page(view)
    for formula in view["formulas"]:
        block = tree.get_element_by_id(f"formula-{formula['name']}")
        assert f"（{formula['no']}）" in block.text_content()
    listed = [(item["text"], item["label"]["en"]) for f in view["formulas"] for item in f["where"]]
    assert len(tree.xpath("//table[@class='symbols']/tbody/tr")) == len(set(listed)) < len(listed)


@pytest.mark.parametrize("kind", KINDS)
def test_rule_set_version_and_hash_are_there(sample: SampleView, kind: str) -> None:
    view = sample(kind)
    text = render_html(view)
    assert view["ruleset"]["hash"] in text
    assert f"gb/lighting@0.1.0 (草案 draft) · SHA-256 {view['ruleset']['hash'][:16]}" in text
    assert view["inventory"]["hash"] in text


@pytest.mark.parametrize("kind", KINDS)
def test_chinese_pages_hold_no_english(sample: SampleView, kind: str) -> None:
    view = sample(kind, "zh")
    shown = set(texts(page(view)))
    english = {pair["en"] for pair in every_pair([phrases(), view]) if pair["en"] != pair["zh"]}
    assert not {text for text in english if CJK.search(text) is None and len(text) > 3} & shown


@pytest.mark.parametrize("kind", KINDS)
def test_english_pages_hold_no_chinese(sample: SampleView, kind: str) -> None:
    assert not [text for text in texts(page(sample(kind, "en"))) if CJK.search(text)]


def every_pair(node: Any) -> list[dict[str, str]]:
    """Every bilingual pair of plain data."""
    if isinstance(node, dict) and set(node) == {"zh", "en"}:
        return [node]
    if isinstance(node, dict | list):
        items = node.values() if isinstance(node, dict) else node
        return [pair for item in items for pair in every_pair(item)]
    return []


@pytest.mark.parametrize("kind", KINDS)
def test_in_both_languages_english_is_marked(sample: SampleView, kind: str) -> None:
    tree = page(sample(kind, "both"))
    for words in tree.xpath("//*[@lang='en']"):
        assert CJK.search(words.text_content()) is None
    assert tree.xpath("//h1//*[@lang='en']")


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_self_contained(sample: SampleView, kind: str) -> None:
    tree = page(sample(kind))
    allowed = {"checklist": 1, "declaration": 0}[kind]
    assert (len(tree.xpath("//script")), len(tree.xpath("//form"))) == (allowed, allowed)
    assert not tree.xpath("//form/@action|//link|//img|//iframe|//object|//embed|//base")
    assert not tree.xpath("//@*[starts-with(name(),'on')]|//@src|//@srcset|//@style[contains(.,'url')]")
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    style = tree.xpath("string(//style)")
    assert "url(" not in style
    assert "@import" not in style
    assert "&#" not in style


@pytest.mark.parametrize("kind", KINDS)
def test_links_lead_somewhere(sample: SampleView, kind: str) -> None:
    tree = page(sample(kind))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in tree.xpath("//@href")} <= set(ids)


def test_a_checklist_may_run_its_own_script_and_fetch_nothing(sample: SampleView) -> None:
    (policy,) = page(sample("checklist")).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    said = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    seal = b64encode(sha256(ANSWERS.encode()).digest()).decode()
    assert said["script-src"] == f"'sha256-{seal}'"
    assert [said[name] for name in ("default-src", "base-uri", "form-action")] == ["'none'"] * 3
    assert not re.search(r"fetch|XMLHttp|import\(|innerHTML|eval|https?:", ANSWERS)


def test_a_permission_cannot_be_unmet(sample: SampleView) -> None:
    view = sample("checklist", "zh")
    row = next(row for row in rows(view) if row["verb"] == "shall")
    shown = page(view).get_element_by_id(f"requirement-{row['id']}").text_content()
    row["verb"] = "may"
    permitted = page(view).get_element_by_id(f"requirement-{row['id']}").text_content()
    assert ("不满足时" in shown, "不满足时" in permitted) == (True, False)


def test_hostile_texts_stay_text(sample: SampleView) -> None:
    view = sample("checklist")
    name = "<script>alert(1)</script>\u202e'\"&--><style>"
    view["product"]["name"] = {"zh": name, "en": name}
    view["product"]["model"] = '"><img src=x onerror=alert(1)>'
    view["ruleset"]["id"] = 'x"; } body { display: none } /*</style>'
    view["groups"][0]["rows"][0]["id"] = '"><script>'
    view["groups"][0]["rows"][0]["evidence"] = [{"zh": "{{ 7*7 }}", "en": "{% raw %}"}]
    text = render_html(view)
    tree = lxml_html.document_fromstring(text)
    assert not tree.xpath("//img")
    assert [script.text for script in tree.xpath("//script")] == [ANSWERS]
    assert len(tree.xpath("//style")) == 1
    assert "\u202e" not in text
    assert "{{ 7*7 }}" in text
    assert "display: none }" not in tree.xpath("string(//style)").replace("\\", "")[-900:]


@pytest.mark.parametrize(
    "formula",
    [
        "<math><script>alert(1)</script></math>",
        '<math onclick="alert(1)"><mi>x</mi></math>',
        '<math href="https://example.org"><mi>x</mi></math>',
        "<svg/>",
        "<math><mi>x</math>",
        '<!DOCTYPE math [<!ENTITY x "y">]><math><mi>&x;</mi></math>',
        "plain text",
    ],
)
def test_only_presentation_mathml_is_let_in(sample: SampleView, formula: str) -> None:
    view = sample("checklist")
    view["formulas"][0]["mathml"] = formula
    with pytest.raises(DocumentError, match="formula"):
        render_html(view)


def test_a_missing_key_is_named(sample: SampleView) -> None:
    view = sample("checklist")
    del view["sources"]
    with pytest.raises(DocumentError, match="lacks the key `sources`") as refused:
        render_html(view)
    assert refused.value.diagnostic().code == "E808"
    assert refused.value.diagnostic().said("zh").message == "视图缺少键`sources`"
    view = sample("checklist")
    del view["groups"][0]["rows"][0]["verb"]
    with pytest.raises(DocumentError, match="verb"):
        render_html(view)


def test_a_checklist_without_product_and_result(sample: SampleView) -> None:
    view = sample("checklist")
    view |= {"product": None, "inventory": None, "result": None, "unit": None, "boundary": None}
    text = render_html(view)
    assert "核算结果" not in text
    assert "requirement-cut-off-total" in text


def test_a_declaration_says_what_is_and_is_not(sample: SampleView) -> None:
    view = sample("declaration", "zh")
    text = page(view).text_content()
    assert "未满足下列标准与规则集的全部要求" in text
    assert "碳足迹值不包括碳抵消" in text
    assert "不是产品碳足迹标识认证证书" in text
    view["declaration"] |= {"conforms": True, "not_assessed": []}
    text = page(view).text_content()
    assert "满足规则集gb/lighting@0.1.0的要求" in text
    assert "不是GB/T 45818-2025的文本" in text
    view["ruleset"]["standard"]["number"] = None
    assert "该规则集没有可引用的标准" in page(view).text_content()
    view["ruleset"]["clauses"] = "standard"
    assert "满足下列标准与规则集的要求" in page(view).text_content()


def test_a_statement_goes_no_further_than_what_was_assessed(sample: SampleView) -> None:
    """Where a requirement was not assessed, the statement speaks of those that were, above the list of the others."""
    view = sample("declaration", "zh")
    left = [{"no": "1", "id": "goal-stated"}, {"no": "2", "id": "unit-stated"}]
    for clauses, number in (("standard", "GB/T 1"), ("encoding", "GB/T 1"), ("encoding", None)):
        view["ruleset"] |= {"clauses": clauses}
        view["ruleset"]["standard"]["number"] = number
        for found, is_limited in ((left, True), ([], False)):
            view["declaration"] |= {"conforms": True, "not_assessed": found}
            text = page(view).text_content()
            assert ("就已核查的要求而言，上述对象满足" in text) is is_limited
            assert ("1 goal-stated、2 unit-stated" in text) is is_limited
    view["declaration"] |= {"conforms": True, "not_assessed": left}
    english = page({**view, "langs": ["en"], "lang": "en"}).text_content()
    assert "as far as these requirements were assessed" in " ".join(english.split())
    assert "1 goal-stated, 2 unit-stated" in english


def test_a_declaration_needs_declaration_and_product(sample: SampleView) -> None:
    for key in ("declaration", "product"):
        view = sample("declaration")
        view[key] = None
        with pytest.raises(DocumentError, match=key):
            render_html(view)


@pytest.mark.parametrize(("key", "value"), [("kind", "poem"), ("lang", "fr")])
def test_unknown_kinds_and_languages_are_refused(sample: SampleView, key: str, value: str) -> None:
    view = sample("checklist")
    view[key] = value
    with pytest.raises(DocumentError, match=value):
        render_html(view)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_view_gives_the_same_page(sample: SampleView, kind: str) -> None:
    assert render_html(sample(kind)) == render_html(sample(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_an_indicator_without_a_value_says_what_it_is_and_why(sample: SampleView, kind: str) -> None:
    view = sample(kind, "en")
    view["result"]["indicators"][0] |= {
        "value": None,
        "absent": {"zh": "未核算", "en": "not evaluated"},
        "reason": {"zh": "除数为零", "en": "division by zero"},
    }
    label = view["result"]["indicators"][0]["label"]["en"]
    (row,) = [r for r in page(view).xpath("//tr") if r.text_content().strip().startswith(label)]
    assert [" ".join(cell.text_content().split()) for cell in row][:2] == [
        f"{label}division by zero",
        "not evaluated",
    ]
