"""What kind of file is this: told by what it holds, whatever its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ruleengine.diagnostics import Report
from ruleengine.diagnostics.phrases import PHRASES
from ruleengine.source.kind import read_any, read_of_kind
from ruleengine.source.shape_rules import KINDS

RULES = Path(__file__).parents[2] / "rules"
ILCD = '<?xml version="1.0"?>\n<p:processDataSet xmlns:p="http://lca.jrc.it/ILCD/Process" version="1.1">'
EPD = ILCD.replace(' version="1.1"', ' xmlns:epd="http://www.iai.kit.edu/EPD/2013"')


def archive(*names: str) -> bytes:
    """A zip file with empty members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "")
    return made.getvalue()


def parquet() -> bytes:
    made = io.BytesIO()
    pq.write_table(pa.table({"inventory": ["a"]}), made)
    return made.getvalue()


CONTENTS: dict[str, list[bytes | str]] = {
    "ruleset": ["ruleset: a\nversion: 1.0.0\n", "ruleset: a\ntitle: x\n"],
    "factor_table": ["table: a/b\nrows: []\n"],
    "tests": ["tests: a@1.0.0\ncases: {}\n"],
    "inventory": [
        "inventory: a\nruleset: a@1.0.0\nvalues: {}\n",
        "ruleset: a@1.0.0\nvalues: {}\n",
        '{"inventory": "a"}',
    ],
    "assessment": [
        "assessment: a\ninventory: b.yaml\n",
        "assesment: a\ninventory: b.yaml\ndeclaration: {}\n",
    ],
    "scenarios": ["scenarios: a@1.0.0\ncases: {}\n"],
    "comments": ["comments: a@1.0.0\nitems: {}\n"],
    "result": ['{"result_record": 0, "engine": "x"}'],
    "lock": ["# hashes\ngb/lighting@0.1.0: sha256:00\n"],
    "csv": ["inventory,mass\na,1\n", "名称;质量\n灯;1\n", "a\tb\n1\t2\n"],
    "json_lines": ['{"inventory": "a"}\n{"inventory": "b"}\n'],
    "parquet": [parquet()],
    "excel": [archive("[Content_Types].xml", "xl/workbook.xml")],
    "zip": [archive("a.yaml")],
    "old_excel": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"],
    "pdf": [b"%PDF-1.7\n%\xe2\xe3"],
    "gzip": [b"\x1f\x8b\x08\x00"],
    "ilcd": [ILCD, '{"processInformation": {}}'],
    "epd": [EPD, '{"doctype": "openEPD"}'],
    "tidas": ['{"processDataSet": {"@version": "1.1"}}'],
    "ecospold": ['<?xml version="1.0"?><ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02">'],
    "pact": ['{"id": "x", "specVersion": "2.2.0", "pcf": {}}', '{"data": [{"pcf": {}}]}', '[{"pcf": {}}]'],
    "html": ["<!DOCTYPE html>\n<html>"],
    "xml": ["<note/>"],
    "text": ["root:x:0:0:root:/root:/bin/bash\n", "hello\n"],
    "other": ["", "- a\n", "something: else\n"],
}
CASES = [(kind, content) for kind, contents in CONTENTS.items() for content in contents]


@pytest.mark.parametrize(("kind", "content"), CASES)
@pytest.mark.parametrize("ending", ["yaml", "bin"])
def test_the_kind_is_told_by_the_content(
    kind: str, content: bytes | str, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"file.{ending}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    report = Report()
    found, _ = read_any(path, report, "file")
    assert (found, report.items) == (kind, [])


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.yaml")), ids=lambda p: p.relative_to(RULES).as_posix())
def test_files_of_the_library_are_what_their_names_say(path: Path) -> None:
    found, _ = read_any(path, Report(), "file")
    if path.name in ("lock.yaml", "status.yaml"):
        assert found == path.stem
        return
    due = {"tests.yaml": "tests", "assessment.yaml": "assessment"}.get(".".join(path.name.split(".")[-2:]))
    if due is None:
        due = (
            "inventory"
            if "examples" in path.parts
            else "factor_table"
            if "factors" in path.parts
            else "ruleset"
        )
    assert found in ({due, "factor_table"} if due == "ruleset" else {due, "scenarios"})


@pytest.mark.parametrize(("kind", "content"), CASES)
@pytest.mark.parametrize("due", ["inventory", "assessment", "scenarios", "tests"])
def test_a_file_of_another_kind_is_told_as_that_and_nothing_else(
    kind: str, content: bytes | str, due: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    report = Report()
    assert read_of_kind(path, due, report, "file.yaml") is None
    if kind not in (due, "other"):
        (item,) = report.items
        assert item.key == "E310.kind"
        for language, place in (("en", 0), ("zh", 1)):
            said = item.said(language)
            assert PHRASES[f"file.{kind}"][place] in said.message
            assert PHRASES[f"file.{due}"][place] in said.message
            if (kind, due) == ("assessment", "inventory"):
                assert "`b.yaml`" in said.remedy
            else:
                assert PHRASES[f"use.{kind}"][place] in said.remedy
        assert "/bin/bash" not in item.text()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", "inventory,mass\n", "csv"),
        ("a.csv", "inventory\nlamp\n", "csv"),
        ("a.tsv", "inventory\tmass\n", "csv"),
        ("a.jsonl", '{"inventory": "a"}\n', "json_lines"),
        ("a.csv", "inventory: lamp\nvalues: {}\n", "inventory"),
        ("a.csv", "%PDF-1.7\n", "pdf"),
    ],
)
def test_what_is_too_short_to_tell_is_what_its_name_says(
    name: str, content: str, kind: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert read_any(tmp_path / name, Report(), name)[0] == kind


def test_every_kind_has_its_words() -> None:
    kinds = {*KINDS, *CONTENTS}
    assert {k for k in kinds if f"file.{k}" not in PHRASES} == set()
    assert {k for k in kinds - {"other"} if f"use.{k}" not in PHRASES} == set()
