"""DOCX files of redlines: tracked changes as Word reads them, the same bytes, and what LibreOffice makes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve
from lxml import etree

from ruleengine.documents.redline.blocks import (
    DocumentPart,
    Grid,
    GridRow,
    Paragraph,
    Piece,
    Presence,
    SetFormula,
    accepted,
    marked,
    marked_line,
    rejected,
)
from ruleengine.documents.redline.document import redline_document
from ruleengine.documents.redline.docx import render_docx
from ruleengine.documents.view_types import DocumentLanguage
from ruleengine.formula.from_text import parse
from ruleengine.formula.print_math import formula_box
from ruleengine.formula.print_spoken import alt_text
from ruleengine.pipeline import program_of
from ruleengine.ruleset.library import Library
from tests.documents.redline.two_versions import small
from tests.documents.redline.word_files import W, body, by_office, differing, paragraphs, text_of, tracked
from tests.formula.sample_naming import NAMING
from tests.formula.test_print_golden import blocks as golden_formulas
from tests.library_builder import RULES

DAY = datetime(2026, 11, 28, tzinfo=UTC)
CATEGORIES = ("lighting", "plastics", "electronics", "engines", "ev-chargers", "fibers", "furniture")


def write(
    path: Path, blocks: tuple[DocumentPart, ...], *, author: str = '张三 <&">', date: datetime | None = DAY
) -> Path:
    """The DOCX file of a redline."""
    path.write_bytes(render_docx(blocks, title="t", author=author, date=date, english=False))
    return path


def line(*pieces: tuple[str, Presence], mark: Presence = "same") -> Paragraph:
    """A line of pieces."""
    return Paragraph("e", "k", "text", tuple(Piece(text, mark=m) for text, m in pieces), mark=mark)


#: What stands at the ends of lines, where programs take neighbouring changes for one.
ENDS: tuple[DocumentPart, ...] = (
    line(("one", "same"), (" tail.", "new")), line(("B", "new"), mark="new"), line(("C", "same")),
    line(("two", "same"), (" tail", "old")), line(("B", "old"), mark="old"), line(("C", "same")),
    line(("three ", "same"), ("x", "old"), ("y", "new")),
    line(("B", "old"), mark="old"), line(("D", "new"), mark="new"),
    line(("four ", "same"), ("x", "old"), ("y", "new")), line(("B", "new"), mark="new"), line(("C", "same")),
    line(("seven ", "same"), ("x", "new")), line(("y", "new"), (" z", "same")),
    line(("eight ", "same"), ("x", "old"), ("w", "new")), line(("y", "new"), (" z", "same")),
    line(("nine ", "same"), ("x", "old")), line(("y", "old"), (" z", "same")),
    line(("ten ", "same"), ("x", "old"), ("v", "new")), line(("y", "old"), ("w", "new"), (" z", "same")),
    line(("all", "old"), ("new", "new")), line(("B", "new"), mark="new"),
    line(("begun ", "new"), ("five", "same")), line(("F", "old"), mark="old"), line(("G ", "old"), ("six", "same")),
    Grid("e", "g", ("head", "of it"), (1, 1), (
        GridRow("e", "1", (
            (line(("a", "same"), ("b", "new")), line(("c", "new"), mark="new")),
            (line(("d", "same")),),
        )),
        GridRow("e", "2", ((line(("e", "new"), mark="new"),), (line(("f", "new"), mark="new"),)), "new"),
        GridRow("e", "3", ((line(("g", "old"), mark="old"),), (line(("h", "old"), mark="old"),)), "old"),
        GridRow("e", "4", (
            (line(("i", "same")), line(("j", "old"), mark="old")),
            (line(("k", "same"), ("+", "new")), line(("l", "new"), mark="new"), line(("m", "same"))),
        )),
    )),
    line(("between", "same")),
    marked(Grid("e", "h", ("gone",), (1,), (GridRow("e", "1", ((line(("n", "same")),),)),)), "old"),
    marked(Grid("e", "h", ("come",), (1,), (GridRow("e", "1", ((line(("o", "same")),),)),)), "new"),
    line(("שלום 12 kg", "old"), ("שלומ 13 kg", "new"), (" e\u0301 <&> \"", "same")), line(("end", "same")),
)  # fmt: skip


def test_the_same_redline_is_the_same_bytes(tmp_path: Path) -> None:
    once, again = (write(tmp_path / f"{n}.docx", small("both").blocks) for n in (1, 2))
    assert once.read_bytes() == again.read_bytes()


def test_changes_have_author_date_and_numbers_of_their_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", small("zh").blocks)
    changes = list(body(path).iter(f"{W}ins", f"{W}del"))
    assert {c.get(f"{W}author") for c in changes} == {'张三 <&">'}
    assert {c.get(f"{W}date") for c in changes} == {"2026-11-28T00:00:00Z"}
    assert len({c.get(f"{W}id") for c in changes}) == len(changes) > 40


def test_without_a_date_none_is_said_and_no_clock_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", small("zh").blocks, date=None)
    assert all(c.get(f"{W}date") is None for c in body(path).iter(f"{W}ins", f"{W}del"))


def test_an_author_with_characters_that_no_xml_may_have_is_written_without_them(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", small("zh").blocks, author="A\x01\u202eB")
    assert {c.get(f"{W}author") for c in body(path).iter(f"{W}ins")} == {"AB"}


#: What was deleted here and inserted there LibreOffice saves as moved.
_MOVED = {"del": "moveFrom", "ins": "moveTo"}


def accepted_xml(root: etree._Element, gone: str) -> list[str]:
    """The paragraphs after all changes, by the rules of the format, with the marks at the ends of paragraphs."""
    tags = [f"{W}{tag}" for tag in (gone, _MOVED[gone])]
    for row in [r for r in root.iter(f"{W}tr") if any(r.find(f"{W}trPr/{tag}") is not None for tag in tags)]:
        row.getparent().remove(row)
    for run in [r for r in root.iter(*tags) if r.getparent().tag == f"{W}p"]:
        run.getparent().remove(run)
    found, waiting = [], ""
    for paragraph in root.iter(f"{W}p"):
        waiting += text_of(paragraph)
        if all(paragraph.find(f"{W}pPr/{W}rPr/{tag}") is None for tag in tags):
            found.append(waiting)
            waiting = ""
    return found


def said(texts: list[str]) -> list[str]:
    """The texts that say anything: a cell has a paragraph even where there is nothing in it."""
    return [text for text in texts if text.strip()]


def test_no_empty_paragraph_is_left_where_one_was_inserted_or_deleted(tmp_path: Path) -> None:
    blocks = tuple(b for b in small("both").blocks if isinstance(b, Paragraph))
    path = write(tmp_path / "a.docx", blocks)
    assert len(accepted_xml(body(path), "del")) == len(accepted(blocks))
    assert len(accepted_xml(body(path), "ins")) == len(rejected(blocks))


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_by_the_rules_of_the_format_accepting_gives_the_new_and_rejecting_the_old(
    tmp_path: Path, language: DocumentLanguage
) -> None:
    for number, blocks in enumerate((small(language).blocks, ENDS, formulas())):
        path = write(tmp_path / f"{number}.docx", blocks)
        assert not differing(said(accepted_xml(body(path), "del")), blocks, "old")
        assert not differing(said(accepted_xml(body(path), "ins")), blocks, "new")


def proved(path: Path, blocks: tuple[DocumentPart, ...]) -> None:
    """LibreOffice has opened the file, accepted or rejected all, and saved it again: it reads as it should."""
    assert not differing(paragraphs(path.with_suffix(".accepted.docx")), blocks, "old")
    assert not differing(paragraphs(path.with_suffix(".rejected.docx")), blocks, "new")
    assert tracked(path.with_suffix(".accepted.docx")) == tracked(path.with_suffix(".rejected.docx")) == 0
    kept = path.with_suffix(".kept.docx")
    assert tracked(kept) > 0
    assert not differing(said(accepted_xml(body(kept), "del")), blocks, "old")


def formulas() -> tuple[DocumentPart, ...]:
    """The golden formulas, a line each; then some behind words, changed, deleted and inserted."""
    set_ = []
    for block in golden_formulas()[1]:
        lang = block.head.split("|")[1].strip()
        tree = parse(block.formula)
        box = formula_box(tree, NAMING, lang)
        set_.append(Piece(block.formula, "formula", formula=SetFormula(box, alt_text(tree, NAMING, lang))))
    lead = Piece("check: ", "soft")
    return (
        *(Paragraph("e", "k", "formula", (piece,)) for piece in set_),
        Paragraph("e", "k", "formula", (lead, set_[1])),
        Paragraph("e", "k", "formula", (lead, evolve(set_[1], mark="old"), evolve(set_[2], mark="new"))),
        line(("and a tail", "new"), mark="new"),
        marked_line(Paragraph("e", "k", "formula", (set_[3],)), "old"),
        line(("שלום ", "same")), Paragraph("e", "k", "formula", (set_[4],)),
        marked_line(Paragraph("e", "k", "formula", (Piece("שלום "), set_[5], Piece(" 12 kg"))), "new"),
        line(("end", "same")),
    )  # fmt: skip


@pytest.mark.needs("soffice", "uno", "lomath")
def test_libreoffice_accepts_and_rejects_small_redlines(tmp_path: Path) -> None:
    redlines = {"small": small("both").blocks, "ends": ENDS, "formulas": formulas()}
    files = [write(tmp_path / f"{name}.docx", blocks) for name, blocks in redlines.items()]
    files.append(write(tmp_path / "undated.docx", ENDS, date=None))
    by_office(*files)
    for path, blocks in zip(files, (*redlines.values(), ENDS), strict=True):
        proved(path, blocks)


@pytest.mark.thorough
@pytest.mark.needs("soffice", "uno", "lomath")
def test_libreoffice_accepts_and_rejects_every_step_of_the_library(tmp_path: Path) -> None:
    library = Library(RULES)
    redlines = {}
    for category in CATEGORIES:
        sides = [program_of(library, f"gb/{category}@{version}") for version in ("0.1.0", "0.2.0")]
        redlines[category] = redline_document(sides[0], sides[1], "zh").blocks
    tables = [library.table(library.find(f"gb/factors/electricity@{year}.0.0")) for year in (2023, 2024)]
    redlines["electricity"] = redline_document(tables[0], tables[1], "both").blocks
    files = [write(tmp_path / f"{name}.docx", blocks) for name, blocks in redlines.items()]
    by_office(*files)
    for path, blocks in zip(files, redlines.values(), strict=True):
        proved(path, blocks)
