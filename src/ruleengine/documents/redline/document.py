"""A redline with what is said of it: the two versions, the edits of the elements, and which parts differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference, Edit
from ruleengine.diagnostics import Report
from ruleengine.documents.redline.aligning import redline
from ruleengine.documents.redline.blocks import DocumentPart, Paragraph, is_changed
from ruleengine.documents.redline.rendering import rendering
from ruleengine.documents.view_types import DocumentLanguage
from ruleengine.language import Language
from ruleengine.program.from_resolved import compile_program
from ruleengine.program.program import Program
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.model import FactorTable, Reference

#: A compiled rule set, or a factor table.
Compared = Program | FactorTable


@frozen
class ElementBlocks:
    """What belongs together: a heading, or an element with its lines and tables, and its edit where there is one."""

    element: str
    blocks: tuple[DocumentPart, ...]
    edit: Edit | None = None

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(is_changed(block) for block in self.blocks)

    @property
    def is_heading(self) -> bool:
        """Whether it is the title or the heading of a section."""
        first = self.blocks[0]
        return isinstance(first, Paragraph) and first.style in ("title", "heading")


@frozen
class RedlineDocument:
    """The redline of two versions in one language or in both; or the minutes of the changes, which have no marks."""

    difference: Difference
    language: DocumentLanguage
    blocks: tuple[DocumentPart, ...]
    is_minutes: bool = False

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those of the document, Chinese first."""
        return ("zh", "en") if self.language == "both" else (self.language,)

    @property
    def references(self) -> tuple[Reference, Reference]:
        """The old and the new version."""
        return self.difference.old.reference, self.difference.new.reference

    @property
    def hashes(self) -> tuple[str, str]:
        """What identifies their content."""
        return self.difference.old.item.fingerprint, self.difference.new.item.fingerprint

    @property
    def title(self) -> str:
        """The title of the new version."""
        first = self.blocks[0]
        return (
            "".join(p.text for p in first.pieces if p.mark != "old") if isinstance(first, Paragraph) else ""
        )

    @cached_property
    def groups(self) -> tuple[ElementBlocks, ...]:
        """The blocks of one element after another."""
        return tuple(self._groups())

    def _groups(self) -> Iterator[ElementBlocks]:
        waiting: list[DocumentPart] = []
        for block in self.blocks:
            if waiting and block.element != waiting[-1].element:
                yield self._group(waiting)
                waiting = []
            waiting.append(block)
        if waiting:
            yield self._group(waiting)

    def _group(self, blocks: Sequence[DocumentPart]) -> ElementBlocks:
        element = blocks[0].element
        return ElementBlocks(element, tuple(blocks), self.difference.edit(element))


def as_side(item: ResolvedRuleSet | FactorTable) -> Compared:
    """A version ready to be rendered; raises `Refused` for a rule set that is not in order."""
    if isinstance(item, FactorTable):
        return item
    report = Report()
    program = compile_program(item, report)
    report.stop_on_errors()
    return program


def redline_document(old: Compared, new: Compared, language: DocumentLanguage) -> RedlineDocument:
    """The redline of two versions: compiled rule sets, or factor tables."""
    return redline_of(difference(item_of(old), item_of(new)), old, new, language)


def redline_of(
    found: Difference, old: Compared, new: Compared, language: DocumentLanguage
) -> RedlineDocument:
    """The redline of two versions whose difference is known."""
    called: Mapping[str, str] = found.renames
    return RedlineDocument(
        found, language, redline(rendering(old, language), rendering(new, language), called)
    )


def item_of(side: Compared) -> ResolvedRuleSet | FactorTable:
    """What was compiled."""
    return side.resolved if isinstance(side, Program) else side
