"""A difference as people read it: groups of edits by gravity, each edit with its lines of old and new.

The same view is printed in a terminal, as Markdown and as a page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.compare.edits import (
    ABSENT,
    KINDS,
    PURPOSES,
    SEVERITIES,
    Difference,
    Edit,
    EditSeverity,
    FieldEdit,
    Purpose,
)
from ruleengine.compare.formulas import formula_change
from ruleengine.compare.words import KIND_WORDS, PURPOSE_WORDS, SEVERITY_WORDS
from ruleengine.diagnostics.facts import in_words
from ruleengine.figures import plain
from ruleengine.formula.nodes import Span
from ruleengine.formula.words import on_one_line
from ruleengine.language import BETWEEN, Language, Texts
from ruleengine.resolve.identity import FORMULAS

#: Fields of an element that was added or taken out that tell what it is.
_TELLING = ("formula", "value", "unit", "check", "applies", "when", "verb", "text", "table", "what")

#: What holds where nothing is said.
_UNSAID: Texts = ("{value} (where nothing is said)", "{value}（未注明即如此）")


@frozen
class FieldLine:
    """A field: its old and its new text (None where it is not there), and the parts of each that are marked."""

    name: str
    old: str | None
    new: str | None
    old_marks: tuple[Span, ...] = ()
    new_marks: tuple[Span, ...] = ()
    is_formula: bool = False


@frozen
class EditRow:
    """One edit as it is shown."""

    edit: Edit
    label: str
    clause: str
    lines: tuple[FieldLine, ...]
    reasons: tuple[str, ...]

    @property
    def name(self) -> str:
        """The path; of what was renamed or moved to another section, the old one before it."""
        old, new = self.edit.old_path, self.edit.new_path
        return f"{old} → {new}" if old and new and old != new else self.edit.path


@frozen
class DifferenceView:
    """`counts` are sentences about all edits, `told` what the new version says of itself, `groups` the edits shown."""

    title: str
    old: str
    new: str
    counts: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    groups: tuple[tuple[EditSeverity, tuple[EditRow, ...]], ...]
    hidden: int


def difference_view(found: Difference, language: Language, only: Collection[Purpose] = ()) -> DifferenceView:
    """The view in one language; with `only`, edits of these purposes."""
    edits = [e for e in found.edits if e.entry.section != "changes"]
    shown = [e for e in edits if not only or e.purpose in only]
    groups = ((s, tuple(_row(e, language) for e in shown if e.severity == s)) for s in SEVERITIES)
    old, new = found.old.reference, found.new.reference
    title = f"{old} → {new.version}" if old.id == new.id else f"{old} → {new}"
    return DifferenceView(
        title,
        str(old),
        str(new),
        tuple(_counts(found, edits, language)),
        tuple(_told(found, language)),
        tuple((s, rows) for s, rows in groups if rows),
        len(edits) - len(shown),
    )


def _counts(found: Difference, edits: Collection[Edit], language: Language) -> Iterator[str]:
    if not edits:
        yield in_words(("no element differs", "各要素均无差异"), language)
    else:
        by = (
            [(SEVERITY_WORDS[s], sum(e.severity == s for e in edits)) for s in SEVERITIES],
            [(PURPOSE_WORDS[p], sum(e.purpose == p for e in edits)) for p in PURPOSES],
            [(KIND_WORDS[k], sum(e.kind == k for e in edits)) for k in KINDS],
        )
        yield in_words((f"{len(edits)} edit{'s' * (len(edits) != 1)}", f"共{len(edits)}处修改"), language)
        for counted in by:
            parts = [f"{in_words(word, language)} {count}" for word, count in counted if count]
            yield in_words(BETWEEN, language).join(parts)
    if found.affected:
        count = len(found.affected)
        english = "says what it said and rests" if count == 1 else "say what they said and rest"
        told = (
            f"{count} other element{'s' * (count != 1)} {english} on what differs",
            f"另有{count}项要素自身未变，但其所依据的内容已变",
        )
        yield in_words(told, language)
    if found.reordered:
        named = in_words(BETWEEN, language).join(found.reordered)
        order = ("in another order, which only documents show", "仅排列次序不同，只影响文件版面")
        yield f"{in_words(order, language)}{in_words((': ', '：'), language)}{named}"


def _told(found: Difference, language: Language) -> Iterator[tuple[str, str]]:
    """What the new version lists as its changes, with their reasons, where the old one does not."""
    for path, entry in found.new.entries.items():
        if entry.section == "changes" and path not in found.old.entries:
            yield _words(entry.fields.get("what"), language), _words(entry.fields.get("why"), language)


def _words(value: object, language: Language) -> str:
    return on_one_line(str(value.get(language, ""))) if isinstance(value, Mapping) else ""


def _row(edit: Edit, language: Language) -> EditRow:
    fields = edit.entry.fields
    label = fields.get("label", fields.get("title"))
    clauses = [e.clause for e in (edit.old, edit.new) if e is not None and e.is_there and e.clause]
    reasons = (_reason(r, language) for r in edit.reasons)
    return EditRow(
        edit,
        _words(label, language) if isinstance(label, Mapping) else str(label or ""),
        " → ".join(dict.fromkeys(clauses)),
        tuple(_lines(edit, language)),
        tuple(r for r in reasons if r),
    )


def _reason(because: Mapping[str, object], language: Language) -> str:
    """The reason of an overlay: `{zh, en}` itself, or its `text`."""
    return _words(because if language in because else because.get("text"), language)


def _lines(edit: Edit, language: Language) -> Iterator[FieldLine]:
    if edit.kind in ("added", "removed"):
        added = edit.kind == "added"
        for name in _TELLING:
            value = edit.entry.fields.get(name, ABSENT)
            if value is not ABSENT:
                text = value_text(value, language)
                yield FieldLine(
                    name, None if added else text, text if added else None, is_formula=name in FORMULAS
                )
        return
    for change in edit.fields:
        if (
            change.path[-1] in ("zh", "en")
            and change.path[-1] != language
            and _has_other(edit, change, language)
        ):
            continue
        if change.path[0] != "because":
            yield _line(edit.entry.section, change, language)


def _has_other(edit: Edit, change: FieldEdit, language: Language) -> bool:
    """Whether the same text differs in the language shown as well."""
    return any(f.path == (*change.path[:-1], language) for f in edit.fields)


def _line(section: str, change: FieldEdit, language: Language) -> FieldLine:
    old, new = (None if v is ABSENT else value_text(v, language) for v in (change.old, change.new))
    if section == "inputs" and change.path[-1] == "required":
        unsaid = in_words(_UNSAID, language, value=value_text(True, language))
        old, new = old or unsaid, new or unsaid
    name = change.name.replace("rows.rows.", "rows.")
    if change.path[-1] in FORMULAS and old is not None and new is not None:
        found = formula_change(old, new)
        return FieldLine(name, found.old, found.new, found.old_marks, found.new_marks, is_formula=True)
    return FieldLine(name, old, new, is_formula=change.path[-1] in FORMULAS)


def value_text(value: object, language: Language) -> str:
    """A value of a field on one line: texts in one language, numbers in plain notation."""
    if isinstance(value, Mapping):
        if "zh" in value and "en" in value:
            return _words(value, language)
        return "; ".join(f"{k}: {value_text(v, language)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(value_text(v, language) for v in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal | int):
        return plain(value)
    return "null" if value is None else on_one_line(str(value))


def marked(text: str, marks: Iterable[Span], before: str, behind: str) -> str:
    """A text with its marked parts between two signs."""
    parts, end = [], 0
    for start, stop in sorted(marks):
        parts += [text[end:start], before, text[start:stop], behind]
        end = stop
    return "".join((*parts, text[end:]))
