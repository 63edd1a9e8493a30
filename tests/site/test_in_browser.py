"""Pages and documents in a real browser: accessible by axe, no wider than a screen, found by the search, filtered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ruleengine.cli.main import cli
from ruleengine.documents.documents import render
from ruleengine.language import LANGUAGES, Language
from tests.documents.demonstrated import DOCUMENTS
from tests.site.browser import asked_in_browser
from tests.site.library import ROOT
from tests.tools import TOOLS

pytestmark = [pytest.mark.thorough, pytest.mark.needs("chromium"), pytest.mark.needs("axe")]

WIDTHS = (390, 1280)
LAMP, HOSTILE = "rules/demo/lamp/1.0.0", "rules/demo/every-input"
#: One page of each kind, in the tree of a language.
KINDS = (
    "index.html", "rules/index.html", "guide/index.html",
    *(f"{LAMP}/{name}.html" for name in (
        "index", "inputs", "formulas", "parameters", "requirements", "tests", "example", "sources",
    )),
    f"{HOSTILE}/history.html", f"{HOSTILE}/1.0.0-1.1.0.html", "rules/demo/factors/1.0.0.html",
)  # fmt: skip
#: Pages that there are once, or that are as long as a book.
ALONE = ("index.html", "en/guide/library.html", "en/reference/units.html", "zh/reference/diagnostics.html")
EXAMPLES = ROOT / "rules" / "gb" / "lighting" / "examples"
TABLES = ("gb/factors/electricity@2023.0.0", "gb/factors/electricity@2024.0.0")
VERSIONS = ("gb/lighting@0.1.0", "gb/lighting@0.2.0")
#: The other documents that are pages: views, and commands.
VIEWS = ("kettle.checklist", "lamp.declaration")
COMMANDS: Mapping[str, Sequence[str]] = {
    "redline": ("redline", *TABLES),
    "minutes": ("redline", *TABLES, "--minutes"),
    "difference": ("diff", *TABLES),
    "impact": ("impact", *VERSIONS, "--portfolio", f"{EXAMPLES}"),
    "changes": ("changes", "--portfolio", f"{EXAMPLES}", "--from", "2025-01-01", "--to", "2026-12-31"),
    "crosswalk": ("crosswalk", "iso14067@1.0.0", "iso14067@1.1.0"),
}
#: What keeps scripts that a page does not have itself from running in it, such as those of a test.
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
#: What axe finds, and how much wider than the screen the page is.
_LOOK = """
(0, eval)(await (await fetch("/axe.js")).text());
const told = await axe.run(document, {resultTypes: ["violations"]});
return {
  found: told.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(", ")}`),
  sticks: Math.max(0, document.documentElement.scrollWidth - width), passed: told.passes.length,
};
"""
#: Types into the search and waits for what it lists.
_SEARCH = """
const field = document.querySelector("[data-md-component=search-query]");
field.focus();
field.value = WORD;
field.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
for (let turn = 0; turn < 150; turn++) {
  await new Promise(resolve => setTimeout(resolve, 100));
  const links = [...document.querySelectorAll(".md-search-result__item a")];
  const said = document.querySelector(".md-search-result__meta").textContent.trim();
  if (links.length || turn > 60) return {said, links: links.map(a => new URL(a.href).pathname)};
}
"""
#: Sets the fields of the filter of a table and tells the rows that are seen, and what is said of them.
_FILTER = """
const form = document.querySelector(".registry[data-kind=rule_sets] form");
for (const [name, value] of Object.entries(FIELDS)) {
  const field = form.elements[name];
  if (field.type === "checkbox") field.checked = value; else field.value = value;
  field.dispatchEvent(new Event("input", {bubbles: true}));
}
const rows = [...form.parentElement.querySelectorAll("tbody tr")].filter(row => row.offsetParent !== null);
const told = rows.map(r => `${r.dataset.id} ${r.cells[1].textContent}`);
return {rows: told, said: form.querySelector("output").textContent};
"""
FILTERED: Sequence[tuple[str, Sequence[str]]] = (
    ("{}", (
        "appliances 1.0.0", "every-input 1.1.0", "every-input 1.0.0", "framework 1.0.0", "kettle 1.0.0", "lamp 1.0.0",
    )),
    ('{id: "demo/every-input"}', ("every-input 1.1.0", "every-input 1.0.0")),
    ('{id: "demo/every-input", latest: true}', ("every-input 1.1.0",)),
    ('{code: "94.05.10"}', ("lamp 1.0.0",)),
    ('{code: "85"}', ("kettle 1.0.0",)),
    ('{code: "86"}', ()),
    ('{stage: "group"}', ("kettle 1.0.0",)),
    ('{day: "2018-08-31"}', ()),
    ('{day: "2025-11-30"}', ("framework 1.0.0",)),
    ('{day: "2025-12-01"}', ("framework 1.0.0", "lamp 1.0.0")),
    ('{day: "2025-12-01", stage: "published"}', ("lamp 1.0.0",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def seen(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, int, str], Any]:
    """What every script of this module told in one browser, by page, width and script."""
    folder = built.parent
    jobs = [(f"out/site/{x}/{kind}", width, _LOOK) for x in LANGUAGES for kind in KINDS for width in WIDTHS]
    jobs += [(f"out/site/{page}", 390, _LOOK) for page in ALONE]
    for language, width in zip(LANGUAGES, WIDTHS, strict=True):
        jobs += [(page, width, _LOOK) for page in _documents(folder, language)]
    for tree, word in SEARCHED:
        jobs += [(f"out/site/{tree}/index.html", w, _SEARCH.replace("WORD", f'"{word}"')) for w in WIDTHS]
    jobs += [("out/site/zh/rules/index.html", 1280, _FILTER.replace("FIELDS", x)) for x, _ in FILTERED]
    axe = {"/axe.js": Path(str(TOOLS["axe"].path())).read_bytes()}
    told = asked_in_browser(folder, tmp_path_factory.mktemp("profile"), jobs, axe)
    return dict(zip(jobs, told, strict=True))


#: Tree and word of each search, and a page that it has to list.
SEARCHED = {
    ("zh", "额定功率"): f"{HOSTILE}/1.0.0/inputs.html",
    ("zh", "获取"): "rules/demo/kettle/1.0.0/index.html",
    ("en", "rated power"): f"{HOSTILE}/1.0.0/inputs.html",
}


def _documents(folder: Path, language: Language) -> Iterator[str]:
    """Make the documents in a language; their paths."""
    (folder / "documents").mkdir(exist_ok=True)
    for name in VIEWS:
        path = folder / "documents" / f"{name}.{language}.html"
        page = render(DOCUMENTS[name](language), "html").decode()
        path.write_text(_POLICY.sub("", page), encoding="utf-8")
        yield path.relative_to(folder).as_posix()
    for name, words in COMMANDS.items():
        path = folder / "documents" / f"{name}.{language}.html"
        done = CliRunner().invoke(cli, [*words, "--lang", language, "-o", str(path)])
        assert path.is_file(), done.output
        path.write_text(_POLICY.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
        yield path.relative_to(folder).as_posix()


def test_pages_and_documents_are_accessible_and_as_wide_as_the_screen(
    seen: Mapping[tuple[str, int, str], Any],
) -> None:
    looked = {(page, width): told for (page, width, script), told in seen.items() if script == _LOOK}
    assert len(looked) == 4 * len(KINDS) + len(ALONE) + 2 * (len(VIEWS) + len(COMMANDS))
    wrong = {key: told for key, told in looked.items() if told.get("found", True) or told["sticks"]}
    assert wrong == {}
    assert min(told["passed"] for told in looked.values()) > 5


@pytest.mark.parametrize(("tree", "word"), SEARCHED)
def test_the_search_finds_words(seen: Mapping[tuple[str, int, str], Any], tree: str, word: str) -> None:
    """In Chinese as well, which has no spaces between its words."""
    for width in WIDTHS:
        told = seen[f"out/site/{tree}/index.html", width, _SEARCH.replace("WORD", f'"{word}"')]
        assert f"/out/site/{tree}/{SEARCHED[tree, word]}" in told["links"], told


@pytest.mark.parametrize(("fields", "rows"), FILTERED)
def test_the_registry_filters(
    seen: Mapping[tuple[str, int, str], Any], fields: str, rows: Sequence[str]
) -> None:
    told = seen["out/site/zh/rules/index.html", 1280, _FILTER.replace("FIELDS", fields)]
    assert told == {"rows": [f"demo/{row}" for row in rows], "said": f"显示{len(rows)}项，共6项"}
