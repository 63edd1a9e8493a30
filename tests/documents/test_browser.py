"""Pages in a real browser: what is written is shown, on a phone, on a screen and on paper; nothing overflows."""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ruleengine.documents.documents import LANGUAGES, render
from ruleengine.documents.view_types import DocumentLanguage
from tests.documents.demonstrated import DOCUMENTS
from tests.tools import TOOLS

pytestmark = pytest.mark.needs("chromium")

#: Widths in pixels of CSS: a small phone, a tablet, a desk.
WIDTHS = (360, 820, 1440)
#: Everything that a browser would like to do besides; nothing may be fetched.
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
    "--disable-extensions", "--disable-sync", "--no-first-run", "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
#: Shows the page in frames of the widths given and says in its title what sticks out of each.
_FRAMES = """<!doctype html><meta charset="utf-8"><body><script>
const page = PAGE, found = {};
const widths = WIDTHS;
let left = widths.length;
// Whether a part, such as a long formula, can be moved into view without moving the page.
const scrolls = part => { for (let at = part; at; at = at.parentElement)
  if (["auto", "hidden", "scroll"].includes(getComputedStyle(at).overflowX)) return true; return false; };
for (const width of widths) {
  const frame = document.createElement("iframe");
  frame.style.width = width + "px"; frame.style.height = "900px"; frame.style.border = "0";
  frame.onload = () => {
    const inner = frame.contentDocument, root = inner.documentElement, out = [];
    for (const part of inner.body.querySelectorAll("*")) {
      const box = part.getBoundingClientRect();
      if (box.width > 0 && box.right > width + 1 && !scrolls(part)) out.push(part.outerHTML.slice(0, 80));
    }
    const hidden = getComputedStyle(inner.querySelector("h1")).display === "none";
    found[width] = {scroll: root.scrollWidth, out: out.slice(0, 3), text: inner.body.innerText.length, hidden};
    if (--left === 0) document.title = JSON.stringify(found);
  };
  frame.srcdoc = page;
  document.body.append(frame);
}
</script>"""


def browser(folder: Path, *words: str) -> str:
    """What the browser prints."""
    command = [str(TOOLS["chromium"].path()), *_QUIET, f"--user-data-dir={folder / 'profile'}", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown_at_widths(folder: Path, page: str) -> dict[str, Any]:
    """Width → how wide the page is there, what sticks out, and how much text is seen."""
    quoted = json.dumps(page).replace("</", "<\\/")
    text = _FRAMES.replace("WIDTHS", json.dumps(WIDTHS), 1).replace("PAGE", quoted, 1)
    (folder / "frames.html").write_text(text, encoding="utf-8")
    told = browser(folder, "--virtual-time-budget=20000", "--dump-dom", (folder / "frames.html").as_uri())
    title = re.search(r"<title>(.*?)</title>", told, re.DOTALL)
    assert title, told[:500]
    found: dict[str, Any] = json.loads(html.unescape(title[1]))
    return found


#: A page in both languages is the widest; one language each is left to thorough runs.
WIDEST_FIRST = [x if x == "both" else pytest.param(x, marks=pytest.mark.thorough) for x in LANGUAGES]


@pytest.mark.parametrize("language", WIDEST_FIRST)
@pytest.mark.parametrize("name", ["kettle.checklist", "lamp.declaration"])
def test_nothing_sticks_out_of_a_screen(name: str, language: DocumentLanguage, tmp_path: Path) -> None:
    found = shown_at_widths(tmp_path, render(DOCUMENTS[name](language), "html").decode())
    assert set(found) == {str(width) for width in WIDTHS}
    for width, seen in found.items():
        assert seen["out"] == [], f"at {width} pixels"
        assert seen["scroll"] <= int(width)
        assert seen["text"] > 1000
        assert not seen["hidden"]


def test_what_sticks_out_would_be_seen(tmp_path: Path) -> None:
    page = '<!doctype html><h1>page</h1><div style="width: 500px">wide</div>'
    found = shown_at_widths(tmp_path, page)
    assert found["360"]["out"] == ['<div style="width: 500px">wide</div>']
    assert found["360"]["scroll"] > 360
    assert found["820"]["out"] == []


@pytest.mark.parametrize("name", ["kettle.checklist", "lamp.declaration"])
def test_a_page_is_printed_whole(name: str, tmp_path: Path) -> None:
    """Every requirement is on paper with its text, and no line runs over the right edge.

    In English, since a machine without Chinese fonts prints boxes.
    """
    view = DOCUMENTS[name]("en")
    (tmp_path / "page.html").write_bytes(render(view, "html"))
    browser(tmp_path, "--no-pdf-header-footer", "--print-to-pdf=page.pdf", (tmp_path / "page.html").as_uri())
    pages = PdfReader(tmp_path / "page.pdf").pages
    text = _packed("".join(page.extract_text() for page in pages))
    for group in view["groups"]:
        for row in group["rows"]:
            assert row["id"] in text
            assert _packed(row["text"]["en"]) in text
    assert view["ruleset"]["hash"] in text
    assert all(_right_edge(page) <= float(page.mediabox.width) for page in pages)


def _packed(text: str) -> str:
    """A text without spaces and ligatures."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _right_edge(page: Any) -> float:
    """Where the last character of a page begins, in points from its left edge."""
    places = [0.0]

    def visit(text: str, area: list[float], line: list[float], font: object, size: float) -> None:
        if text.strip():
            places.append(line[4] * area[0] + line[5] * area[2] + area[4])

    page.extract_text(visitor_text=visit)
    return max(places)
