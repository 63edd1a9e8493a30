"""The documentation site: it builds without a warning, and its pages fetch nothing from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ruleengine.documents.reference import rule_pages
from ruleengine.ruleset.library import Library
from tests.docs.pages import ROOT

DEMO = ROOT / "tests" / "inventory_template" / "rules"
RULE_PAGE = "reference/rules/demo/every-input-1.0.0.html"
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|link)\b[^>]*?(?:src|href)=["']?(?:https?:)?//[^"'>\s]+"""
)
_STYLE = re.compile(r"""(?:url\(|@import\s*)["']?(?:https?:)?//""")


def test_the_site_builds_strictly_and_fetches_nothing(tmp_path: Path) -> None:
    """Every link and anchor leads somewhere; fonts, scripts and styles come with the site."""
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("rules"))
    for path, text in rule_pages(Library(DEMO)):
        target = tmp_path / "docs" / "reference" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=tmp_path, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    pages = {p.relative_to(tmp_path / "site").as_posix(): p for p in (tmp_path / "site").rglob("*.html")}
    assert {"index.html", "guide/first-rule-set.html", RULE_PAGE} <= set(pages)
    for name, page in pages.items():
        assert _FETCHED.search(page.read_text(encoding="utf-8")) is None, name
    for style in (tmp_path / "site").rglob("*.css"):
        assert _STYLE.search(style.read_text(encoding="utf-8")) is None, style.name
    page = pages[RULE_PAGE].read_text(encoding="utf-8")
    assert "<title>demo/every-input@1.0.0 - " in page
    assert "<script>alert(1)" not in page
    index = (tmp_path / "site" / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "<script>" not in index
    assert page.count("<math") > 3
