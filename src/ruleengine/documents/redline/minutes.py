"""The minutes of a new version: each changed element with its old and new text, the reason, and the examples.

Values of examples stand side by side. Nothing is subtracted here: what forbids it is told below them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import field, frozen

from ruleengine.check.lints.examples import examples_of
from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference, Edit, Kind
from ruleengine.compare.entries import Entry
from ruleengine.compare.impact.comparable import comparability
from ruleengine.compare.words import KIND_WORDS, PURPOSE_WORDS, SEVERITY_WORDS
from ruleengine.documents.notation import clean_text, number_text, unit_text
from ruleengine.documents.redline import words as w
from ruleengine.documents.redline.blocks import (
    DocumentPart,
    Grid,
    GridRow,
    Paragraph,
    Piece,
    PieceStyle,
    joined,
)
from ruleengine.documents.redline.document import Compared, RedlineDocument, item_of
from ruleengine.documents.redline.minutes_text import fields_of_both, names
from ruleengine.documents.redline.rendering import title_line
from ruleengine.documents.redline.values import Values
from ruleengine.documents.view_types import DocumentLanguage
from ruleengine.figures import in_full, significant
from ruleengine.language import Texts
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable
from ruleengine.run.result import Result
from ruleengine.run.unit_of_analysis import unit_of_analysis

#: Results of the examples of one version, by the id of the inventory.
ExampleResults = Mapping[str, Result]
_CELL = tuple[Paragraph, ...]
#: The tables of a section: what was changed has an old and a new text, all else one.
_GROUPS: Mapping[w.MinutesGroup, Sequence[Kind]] = {
    "changed": ("modified", "moved", "renumbered", "renamed"), "added": ("added",), "removed": ("removed",),
}  # fmt: skip
_WIDTHS: Mapping[w.MinutesGroup, tuple[int, ...]] = {
    "changed": (4, 16, 7, 23, 24, 10, 16), "added": (4, 18, 6, 38, 10, 24), "removed": (4, 18, 6, 38, 10, 24),
}  # fmt: skip
#: Kinds that a row says itself.
_TOLD = ("moved", "renumbered", "renamed")
_NOTHING: _CELL = (Paragraph("minutes", "none", "text", (Piece("—"),)),)


def minutes_document(
    old: Compared,
    new: Compared,
    language: DocumentLanguage,
    examples: tuple[ExampleResults, ExampleResults] | None = None,
) -> RedlineDocument:
    """The minutes of the step from one version to another; `examples` are the results of both versions."""
    found = difference(item_of(old), item_of(new))
    writer = _Minutes(old, new, language, found, examples or ({}, {}))
    return RedlineDocument(found, language, tuple(writer.blocks()), is_minutes=True)


def examples_of_both(
    library: Library, old: Compared, new: Compared
) -> tuple[ExampleResults, ExampleResults] | None:
    """The examples of both versions, calculated by the rules of their own version; factor tables have none."""
    if not (isinstance(old, Program) and isinstance(new, Program)):
        return None
    found = [{r.inventory.id: r for r in examples_of(library, side)} for side in (old, new)]
    return found[0], found[1]


@frozen
class _Minutes:
    old: Compared
    new: Compared
    language: DocumentLanguage
    found: Difference
    examples: tuple[ExampleResults, ExampleResults]
    _before: Values = field(init=False, repr=False)
    _after: Values = field(init=False, repr=False)

    @_before.default
    def _of_old(self) -> Values:
        return Values(self.old if isinstance(self.old, Program) else None, self.language)

    @_after.default
    def _of_new(self) -> Values:
        return Values(self.new if isinstance(self.new, Program) else None, self.language)

    def blocks(self) -> Iterator[DocumentPart]:
        """Title, results of the examples, what the version says of its changes, then every changed element."""
        header = self.new.header if isinstance(self.new, FactorTable) else self.new.resolved.own.header
        yield title_line(self._after, header)
        if any(self.examples):
            yield self._heading("examples", w.MINUTES_EXAMPLES)
            yield self._grid("examples", w.EXAMPLE_HEADS, (30, 35, 35), self._example_rows())
            yield from self._remarks()
        changes = [*self._stated()]
        if changes:
            yield self._heading("stated", w.MINUTES_STATED)
            yield self._grid("stated", w.STATED_HEADS, (5, 10, 30, 30, 25), changes)
        if self._edits():
            yield self._heading("elements", w.MINUTES_ELEMENTS)
        number = 0
        for section, words in self._sections().items():
            of_section = [e for e in self._edits() if self._section_of(e) == section]
            for change, kinds in _GROUPS.items():
                edits = [e for e in of_section if e.kind in kinds]
                if not edits:
                    continue
                name = f"minutes {section} {change}"
                said = f"{words} · {self._after.words(w.MINUTES_GROUPS[change])}"
                yield Paragraph(name, "head", "element", (Piece(said, "strong"),))
                rows = [self._row(number + i, edit) for i, edit in enumerate(edits, 1)]
                yield self._grid(f"{name} grid", w.MINUTES_HEADS[change], _WIDTHS[change], rows)
                number += len(edits)

    def _edits(self) -> list[Edit]:
        """Those that have a row; what the version says of its changes stands before them."""
        return [e for e in self.found.edits if e.entry.section != "changes"]

    def _sections(self) -> dict[str, str]:
        """The sections in which elements were changed, in reading order."""
        there = {self._section_of(e) for e in self._edits()}
        known = {name: self._after.words(words) for name, words in w.SECTIONS.items() if name in there}
        return known | {name: name for name in sorted(there - known.keys())}

    def _section_of(self, edit: Edit) -> str:
        return w.WITHIN.get(edit.entry.section, edit.entry.section)

    def _heading(self, name: str, words: Texts) -> Paragraph:
        return Paragraph(f"heading {name}", "heading", "heading", (Piece(self._after.words(words)),))

    def _grid(
        self, name: str, heads: Sequence[Texts], widths: tuple[int, ...], rows: Sequence[GridRow]
    ) -> Grid:
        return Grid(name, name, tuple(self._after.words(h) for h in heads), widths, tuple(rows))

    def _example_rows(self) -> list[GridRow]:
        old, new = self.examples
        return [
            GridRow(
                "examples", name, (_text(name, "id"), *(self._footprint(x.get(name)) for x in (old, new)))
            )
            for name in dict.fromkeys((*old, *new))
        ]

    def _footprint(self, result: Result | None) -> _CELL:
        """The declared figure, and for what it is."""
        if result is None:
            return _text(self._after.words(w.NO_RESULT), "soft")
        figure = f"{number_text(in_full(result.rounded_per_unit))} kgCO₂e"
        unit = unit_of_analysis(result.program)
        said = dict.fromkeys(unit.words[x] for x in self._after.languages) if unit is not None else {}
        return _text(" / ".join([figure, *(clean_text(s) for s in said)]))

    def _remarks(self) -> Iterator[Paragraph]:
        if not (isinstance(self.old, Program) and isinstance(self.new, Program)):
            return
        yield self._told("side", self._after.words(w.SIDE_ONLY))
        for remark in comparability(self.old, self.new).remarks:
            yield self._told(
                remark.key, " ".join(dict.fromkeys(remark.said(x) for x in self._after.languages))
            )

    def _told(self, key: str, text: str) -> Paragraph:
        return Paragraph("remarks", key, "fact", (Piece(clean_text(text)),))

    def _stated(self) -> Iterator[GridRow]:
        """The changes that the new version lists itself."""
        for number, (path, entry) in enumerate(self._changes(), 1):
            cells = [_text(f"C{number}", "id"), _text(entry.clause or "—")]
            cells += [
                (*self._after.texts(path, name, entry.fields.get(name), "text"),)
                for name in ("what", "why", "effect")
            ]
            yield GridRow(path, path, tuple(cells))

    def _changes(self) -> list[tuple[str, Entry]]:
        return [(p, e) for p, e in self.found.new.entries.items() if e.section == "changes"]

    def _row(self, number: int, edit: Edit) -> GridRow:
        """Number, element and clause; what was and is, one of them where there is but one; reason and effect."""
        old, new = fields_of_both(edit, self._before, self._after)
        if edit.kind == "added":
            said: tuple[_CELL, ...] = (new or _NOTHING,)
        elif edit.kind == "removed":
            said = (old or _NOTHING,)
        elif old or new:
            said = (old or _NOTHING, new or _NOTHING)
        else:
            said = (_text(self._after.words(w.OTHER_LANGUAGE), "soft"),) * 2
        clauses = dict.fromkeys(e.clause or "—" for e in self._there(edit))
        first = (_text(str(number)), self._named(edit), _text(" → ".join(clauses)))
        return GridRow(edit.path, edit.path, (*first, *said, self._reason(edit), self._effect(edit)))

    def _there(self, edit: Edit) -> list[Entry]:
        return [e for e in (edit.old, edit.new) if e is not None and e.is_there]

    def _named(self, edit: Edit) -> _CELL:
        """What became of it, its label and its path, both where it was renamed."""
        label = self._after.named(edit.entry.fields)
        paths = " → ".join(dict.fromkeys(e.path for e in self._there(edit)) or [edit.path])
        first = Paragraph("minutes", "label", "text", joined(label)) if label else None
        path = Paragraph("minutes", "path", "text", (Piece(paths, "id"),))
        said = Piece(self._after.words(KIND_WORDS[edit.kind]), "soft")
        kind = Paragraph("minutes", "kind", "fact", (said,)) if edit.kind in _TOLD else None
        return tuple(line for line in (first, path, kind) if line is not None)

    def _reason(self, edit: Edit) -> _CELL:
        """The reasons given with the element, then the changes of the version that name it or its clause."""
        found = [p for r in edit.reasons for p in self._after.texts(edit.path, "because", r, "text")]
        there = self._there(edit) or [edit.entry]
        clauses = {e.clause for e in there} - {None}
        listed = [
            f"C{number}"
            for number, (_, change) in enumerate(self._changes(), 1)
            if change.clause in clauses or any(names(change, entry) for entry in there)
        ]
        if listed:
            found.append(Paragraph("minutes", "changes", "text", (Piece(", ".join(listed), "id"),)))
        return tuple(found) or _NOTHING

    def _effect(self, edit: Edit) -> _CELL:
        """What the change is about, and the element's own values in the examples where they differ."""
        words = (PURPOSE_WORDS[edit.purpose], SEVERITY_WORDS[edit.severity])
        said = " · ".join(self._after.words(t) for t in words)
        return (*_text(said), *self._values(edit))

    def _values(self, edit: Edit) -> Iterator[Paragraph]:
        """On one line: each example with what it was and is."""
        old, new = (e.id if e is not None and e.is_there else "" for e in (edit.old, edit.new))
        pieces: list[Piece] = []
        for example in dict.fromkeys((*self.examples[0], *self.examples[1])):
            sides = [_value(x.get(example), n) for x, n in zip(self.examples, (old, new), strict=True)]
            if sides[0] != sides[1]:
                between = [Piece(self._after.between(), "soft")] if pieces else []
                shown = Piece(f"{sides[0] or '—'} | {sides[1] or '—'}")
                pieces += [*between, Piece(f"{clean_text(example)} ", "id"), shown]
        if pieces:
            yield Paragraph("minutes", "values", "fact", tuple(pieces))


def _value(result: Result | None, name: str) -> str | None:
    """A single value of an example with its unit; None where there is none."""
    value = result.values.get(name) if result is not None and name else None
    step = result.program.step(name) if result is not None and name else None
    if not isinstance(value, Decimal) or step is None:
        return None
    unit = unit_text(str(step.type.unit)) if step.type.kind == "number" else ""
    return f"{number_text(significant(value, 4))} {unit}".rstrip()


def _text(text: str, style: PieceStyle = "plain") -> _CELL:
    return (Paragraph("minutes", "text", "text", (Piece(clean_text(text), style),)),)
