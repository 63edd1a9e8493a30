"""Another run of the site writes only what has changed, and mends or removes what is not as it should be."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ruleengine.cli.main import cli
from tests.site.conftest import made
from tests.site.library import small_library

_SAID = re.compile(r"(\d+) files, of which (\d+) written, (\d+) removed")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule set, the factor table that it rests on, and one that nothing rests on."""
    whole = small_library(tmp_path_factory.mktemp("rebuilt"))
    for name in ("appliances", "framework", "factors", "kettle", "lamp", "every-input/1.1.0.yaml"):
        gone = whole / "demo" / name
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    return whole


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Path:
    """A library of one factor table."""
    rules = tmp_path_factory.mktemp("tables") / "rules"
    shutil.copytree(library / "demo" / "by-mass", rules / "demo" / "by-mass")
    return rules


def written(rules: Path, folder: Path) -> tuple[int, int]:
    """How many files a run writes and removes."""
    said = _SAID.search(made(rules, folder))
    assert said
    return int(said[2]), int(said[3])


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder but the manifest."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "site.json")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_only_what_changed_is_written(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    made(library, folder)
    first = contents(folder)
    assert written(library, folder) == (0, 0)

    file = library / "demo" / "by-mass" / "1.0.0.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("en: factor}", "en: weight}"), encoding="utf-8")
    count, gone = written(library, folder)
    after = contents(folder)
    changed = {path for path, content in after.items() if first.get(path) != content}
    assert (len(changed), gone) == (count, 0)
    assert "en/rules/demo/by-mass/1.0.0.md" in changed
    assert "en/rules/demo/every-input/1.0.0/index.md" in changed  # it shows the hash of what it rests on
    assert {p for p in changed if "/gases/" in p or "/guide/" in p or p.startswith("mkdocs")} == set()

    file.write_text(text, encoding="utf-8")
    made(library, folder)
    assert contents(folder) == first

    page = folder / "zh" / "rules" / "demo" / "every-input" / "1.0.0" / "inputs.md"
    page.write_text("not as it was", encoding="utf-8")
    assert written(library, folder) == (1, 0)
    assert contents(folder) == first

    (folder / "site.json").write_text('{"engine": 3}', encoding="utf-8")
    assert written(library, folder) == (0, 0)


def test_a_version_that_is_gone_leaves_no_page(tables: Path, tmp_path: Path) -> None:
    rules, folder = tmp_path / "rules", tmp_path / "out"
    shutil.copytree(tables, rules)
    text = (rules / "demo" / "by-mass" / "1.0.0.yaml").read_text(encoding="utf-8")
    later = rules / "demo" / "by-mass" / "1.1.0.yaml"
    later.write_text(text.replace("version: 1.0.0", "version: 1.1.0"), encoding="utf-8")
    made(rules, folder)
    assert (folder / "en" / "rules" / "demo" / "by-mass" / "1.0.0-1.1.0.md").is_file()
    later.unlink()
    made(rules, folder)
    left = [path for path in contents(folder) if "1.1.0" in path]
    assert left == []
    assert b"1.1.0" not in (folder / "en" / "rules" / "demo" / "by-mass" / "history.md").read_bytes()


def test_what_cannot_be_used_writes_nothing(library: Path, tmp_path: Path) -> None:
    rules, folder = tmp_path / "rules", tmp_path / "out"
    shutil.copytree(library, rules)
    broken = rules / "demo" / "every-input" / "1.0.0.yaml"
    broken.write_text(
        broken.read_text(encoding="utf-8").replace("demo/by-mass@1.0.0", "demo/gas@1.0.0"), encoding="utf-8"
    )
    done = CliRunner().invoke(cli, ["site", "--rules", str(rules), "-o", str(folder)])
    assert done.exit_code == 1
    assert "E301" in done.output
    assert not folder.exists()


def test_a_page_with_a_link_to_nowhere_is_refused(tables: Path, tmp_path: Path) -> None:
    """And only what changed is built again; where settings that the trees inherit change, that is everything."""
    guide, folder = tmp_path / "guide", tmp_path / "out"
    guide.mkdir()
    (guide / "page.md").write_text("# Page\n\n[nowhere](other.md)\n", encoding="utf-8")
    words = ["site", "--rules", str(tables), "-o", str(folder), "--guide", str(tmp_path), "--build"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 1
    assert "E830" in done.output
    assert "other.md" in done.output

    (guide / "page.md").write_text("# Page\n\nNo link.\n", encoding="utf-8")
    made(tables, folder, "--guide", str(tmp_path), "--build")
    index = folder / "site" / "en" / "search" / "search_index.json"
    before = {entry["location"]: entry for entry in json.loads(index.read_text(encoding="utf-8"))["docs"]}

    (guide / "page.md").write_text("# Page\n\nOther words.\n", encoding="utf-8")
    made(tables, folder, "--guide", str(tmp_path), "--build")
    after = {entry["location"]: entry for entry in json.loads(index.read_text(encoding="utf-8"))["docs"]}
    assert {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)} == {"guide/page.html"}
    assert "Other words" in after["guide/page.html"]["text"]

    settings = tmp_path / "settings.yml"
    for owner in ("the first owner", "another owner"):
        settings.write_text(f"copyright: {owner}\n", encoding="utf-8")
        made(tables, folder, "--guide", str(tmp_path), "--config", str(settings), "--build")
        for name in ("zh/index.html", "en/rules/demo/by-mass/1.0.0.html"):
            assert owner in (folder / "site" / name).read_text(encoding="utf-8")
