"""The built site: strict, whole, a page in one language, nothing from elsewhere, no text that acts as markup."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from lxml import etree, html

from ruleengine.language import LANGUAGES
from tests.site.links import broken_links

pytestmark = pytest.mark.xdist_group("site")

LAMP = "rules/demo/lamp/1.0.0"
HOSTILE = "rules/demo/every-input"
_CHINESE = re.compile("[\u3400-\u9fff]")
_STYLE = re.compile(r"""(?:url\(|@import\s*)["']?(?:https?:)?//""")
#: Attributes by which a page would act.
_ACTS = re.compile(r"on[a-z]+\Z")


def article(page: Path) -> html.HtmlElement:
    """What a page says, without menus."""
    return html.fromstring(page.read_bytes()).find(".//article")


def test_every_link_leads_somewhere_and_nothing_is_fetched(built: Path) -> None:
    assert broken_links(built / "site") == []
    for style in (built / "site").rglob("*.css"):
        assert _STYLE.search(style.read_text(encoding="utf-8")) is None, style.name


def test_a_link_to_nowhere_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html#x">b</a><a href="b.html">b</a><a href="#y">y</a>')
    (tmp_path / "b.html").write_text(
        '<p id="z">z</p><script src="https://x.example/y.js"></script><a href="c.html">'
    )
    assert broken_links(tmp_path) == [
        "a.html: b.html#x", "a.html: #y", "b.html: https://x.example/y.js", "b.html: c.html",
    ]  # fmt: skip


def test_every_version_has_its_pages_in_both_trees(built: Path) -> None:
    trees = {
        x: {p.relative_to(built / "site" / x).as_posix() for p in (built / "site" / x).rglob("*.html")}
        for x in LANGUAGES
    }
    names = ("index", "inputs", "formulas", "parameters", "requirements", "tests", "example", "sources")
    assert {f"{LAMP}/{name}.html" for name in names} <= trees["zh"]
    assert {f"{HOSTILE}/history.html", f"{HOSTILE}/1.0.0-1.1.0.html", "rules/index.html"} <= trees["zh"]
    assert (
        "rules/demo/framework/1.0.0/example.html" not in trees["zh"]
    )  # nothing is calculated with a base alone
    pages = {x: {p for p in found if "/files/" not in p} for x, found in trees.items()}
    only = pages["en"] - pages["zh"]
    assert pages["zh"] <= pages["en"]
    assert only
    assert all(p.startswith(("guide/", "reference/")) for p in only)
    listed = article(built / "site" / "zh" / "guide" / "index.html")
    assert {a.get("href").removeprefix("../../en/") for a in listed.iter("a") if a.get("hreflang")} == only


def test_a_page_is_in_one_language(built: Path) -> None:
    for page in sorted((built / "site" / "en").rglob("*.html")):
        name = page.relative_to(built / "site" / "en").as_posix()
        if "/files/" not in name and not name.startswith("guide/") and name != "404.html":
            found = article(page).text_content()
            assert _CHINESE.search(found) is None, (name, _CHINESE.search(found))
    english = (
        "lamp B",
        "Overview",
        "raw material acquisition",
        "Requirement",
        "of which",
        "passed",
        "Version",
    )
    for page in sorted((built / "site" / "zh" / "rules" / "demo" / "lamp").rglob("*.html")):
        if page.parent.name != "files":
            text = article(page).text_content()
            assert _CHINESE.search(text), page.name
            assert [word for word in english if word in text] == [], page.name


def test_a_page_leads_to_itself_in_the_other_language(built: Path) -> None:
    for language, other in (("zh", "en"), ("en", "zh")):
        page = html.fromstring((built / "site" / language / f"{LAMP}/inputs.html").read_bytes())
        (link,) = page.findall(".//a[@class='language']")
        assert link.get("href") == f"../../../../../{other}/{LAMP}/inputs.html"
        assert page.get("lang") == language
    guide = html.fromstring((built / "site" / "en" / "guide" / "library.html").read_bytes())
    assert guide.find(".//a[@class='language']").get("href") == "../../zh/guide/index.html"


def test_texts_of_rules_do_not_act(built: Path) -> None:
    """What would like to be a script, an attribute, a fence, a heading or a link is text, and is all there."""
    for page in sorted((built / "site").rglob(f"{HOSTILE}/**/*.html")):
        root = html.fromstring(page.read_bytes())
        inside = article(page) if page.parent.name != "files" else root
        assert [s for s in inside.iter("script") if page.parent.name != "files"] == [], page.name
        for element in root.iter():
            if isinstance(element.tag, str):
                assert [k for k in element.attrib if _ACTS.match(k)] == [], page.name
                assert not element.get("href", "").startswith("javascript:"), page.name
        assert "alert(" not in "".join(s.text or "" for s in root.iter("script"))
    shown = article(built / "site" / "en" / HOSTILE / "1.1.0" / "inputs.html")
    text = " ".join(shown.text_content().split())
    for said in (
        "rated {: onclick=alert(3) } power",
        "x ```html <b onload=alert(4)> ``` ~~~",
        "klzzwxh:0001",
        "a # no heading - [x]: http://x.example",
    ):
        assert said in text
    assert [h.text_content() for h in shown.iter("h1")] != []
    title = html.fromstring((built / "site" / "en" / HOSTILE / "1.1.0" / "index.html").read_bytes()).find(
        ".//title"
    )
    assert "<script>alert(1)</script> 1.1.0" in title.text


def test_the_search_knows_words_and_no_markup(built: Path) -> None:
    text = (built / "site" / "zh" / "search" / "search_index.json").read_text(encoding="utf-8")
    index = "\n".join(entry["title"] + entry["text"] for entry in json.loads(text)["docs"])
    assert "<script>" not in index
    assert "原材料\u200b获取" in index  # Chinese is cut into words


def test_what_is_shown_of_a_version(built: Path) -> None:
    site = built / "site" / "en" / LAMP
    said = {
        name: " ".join(article(site / f"{name}.html").text_content().split())
        for name in ("index", "tests", "example")
    }
    assert "Test cases: 1, of which 0 passed" in said["tests"]
    assert "lamp B" in said["example"]
    assert article(site / "example.html").findall(".//svg")
    formulas = article(site / "formulas.html")
    assert len(formulas.findall(".//math")) > 3
    files = {a.get("href") for a in article(site / "index.html").iter("a") if a.get("download") is not None}
    assert files == {
        f"files/{name}" for name in (
            "checklist-demo-lamp-1.0.0.en.html", "checklist-demo-lamp-1.0.0.pdf", "inventory-demo-lamp-1.0.0.yaml",
            "assessment-demo-lamp-1.0.0.yaml", "demo-lamp-1.0.0.yaml", "demo-lamp-1.0.0.resolved.yaml",
            "demo-lamp-1.0.0.json",
        )
    }  # fmt: skip
    step = article(built / "site" / "en" / HOSTILE / "1.0.0-1.1.0.html").text_content()
    assert "rated power" in step
    assert "rated {: onclick=alert(3) } power" in step


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_its_redlines(built: Path, language: str) -> None:
    """In the language of the tree, as a page and as a file with tracked changes, from both pages that speak of it."""
    folder = built / "site" / language / HOSTILE
    for name in ("history", "1.0.0-1.1.0"):
        linked = {a.get("href") for a in article(folder / f"{name}.html").iter("a")}
        assert {f"files/redline-demo-every-input-1.0.0-1.1.0.{language}.{x}" for x in ("html", "docx")} <= {
            *linked
        }
    shown = html.fromstring(
        (folder / f"files/redline-demo-every-input-1.0.0-1.1.0.{language}.html").read_bytes()
    )
    inserted = "".join(part.text_content() for part in shown.iter("ins"))
    assert "onclick=alert(3)" in inserted
    assert (_CHINESE.search(shown.find("body").text_content()) is None) == (language == "en")
    with ZipFile(folder / f"files/redline-demo-every-input-1.0.0-1.1.0.{language}.docx") as archive:
        assert b"<w:ins " in archive.read("word/document.xml")


def test_pages_lead_to_their_feeds(built: Path) -> None:
    """A feed is linked where anything is known to have happened, from the rule set, its history and the registry."""
    for language in LANGUAGES:
        tree = built / "site" / language
        page = tree / LAMP / "index.html"
        found = {
            (page.parent / unquote(a.get("href"))).resolve().relative_to(tree.resolve()).as_posix()
            for a in article(page).iter("a")
            if a.get("type") == "application/atom+xml"
        }
        assert found == {"feeds/demo/lamp.atom", "feeds/codes/hs/9405.atom"}
        for path in (*found, "feeds/all.atom"):
            feed = etree.parse(tree / path)
            assert "demo/lamp@1.0.0" in etree.tostring(feed, encoding="unicode")
        for name, feed in (
            ("rules/demo/lamp/history.html", "../../../feeds/demo/lamp.atom"),
            ("rules/index.html", "../feeds/all.atom"),
        ):
            assert feed in {a.get("href") for a in article(tree / name).iter("a")}
        silent = article(tree / HOSTILE / "1.1.0" / "index.html")  # nothing is known to have happened
        assert [a for a in silent.iter("a") if "feeds/" in (a.get("href") or "")] == []
