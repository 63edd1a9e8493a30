"""A rule set as a document that a committee reads: scope, unit, boundary, provisions, inputs, parameters, formulas,
requirements, gaps. Every field of every element is in it, so that a change of any of them is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleengine.documents.notation import clean_text, number_text, unit_text
from ruleengine.documents.redline.blocks import DocumentPart, Grid, GridRow, Paragraph, Piece, joined
from ruleengine.documents.redline.values import Values
from ruleengine.documents.redline.words import (
    ELEMENTS,
    HEADS,
    NO_VALUE,
    ROW_KEY,
    SECTIONS,
    SOURCE,
    WIDTHS,
    WITHIN,
)
from ruleengine.documents.text import pair
from ruleengine.documents.view_types import DocumentLanguage
from ruleengine.figures import plain
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.model import FactorTable, RuleSet

#: What the head of an element says.
_HEAD = ("clause", "label")
#: What of a factor table has a place of its own.
_PARTS_OF_TABLES = ("table", "title", "columns", "rows", "sources")


def rendering(item: Program | FactorTable, language: DocumentLanguage) -> tuple[DocumentPart, ...]:
    """The whole rule set, with all that it inherits, in one language or in both; or a factor table."""
    if isinstance(item, FactorTable):
        return tuple(_of_table(Values(None, language), item))
    values = Values(item, language)
    found: list[DocumentPart] = [title_line(values, item.resolved.own.header)]
    for section in SECTIONS:
        blocks = [*_section(values, item, section)]
        if blocks:
            found += [_heading(values, section), *blocks]
    return tuple(found)


def _of_table(values: Values, table: FactorTable) -> Iterator[DocumentPart]:
    yield title_line(values, table.header)
    yield _heading(values, "header")
    yield Paragraph("header", "id", "element", (Piece(table.reference.id, "id"),))
    given = table.document.data
    parts = {k: v for k, v in as_map(given).items() if k not in _PARTS_OF_TABLES}
    yield from values.lines("header", parts)
    yield _heading(values, "columns")
    for name, fields in as_map(as_map(given).get("columns")).items():
        lead = joined([*values.named(as_map(fields)), Piece("\u2003"), Piece(str(name), "id")])
        yield Paragraph(f"columns.{name}", "head", "element", lead)
        yield from values.lines(f"columns.{name}", as_map(fields), _HEAD)
    yield _heading(values, "rows")
    yield _factors(values, "rows", table)
    yield _heading(values, "sources")
    rows = tuple(_source(values, f"sources.{k}", k, f) for k, f in table.sources.items())
    yield Grid("section sources", "grid", _heads(values, "sources"), WIDTHS["sources"], rows)


def title_line(values: Values, header: Mapping[str, object]) -> Paragraph:
    """The title of a version."""
    said = pair(header.get("title"))
    title = " ".join(dict.fromkeys(clean_text(said[x]) for x in values.languages))
    return Paragraph("title", "title", "title", joined([Piece(title)]))


def _heading(values: Values, section: str) -> Paragraph:
    return Paragraph(f"heading {section}", "heading", "heading", (Piece(values.words(SECTIONS[section])),))


def _heads(values: Values, section: str) -> tuple[str, ...]:
    return tuple(values.words(words) for words in HEADS[section])


def _section(values: Values, program: Program, section: str) -> Iterator[DocumentPart]:
    resolved = program.resolved
    if section == "header":
        yield from _header(values, resolved.own)
    elif section == "removed":
        for removal in resolved.removals:
            name = f"removed {removal.element.name}"
            yield Paragraph(name, "head", "element", (Piece(removal.element.name, "id"),))
            yield from values.lines(name, {"because": removal.because})
    elif section in HEADS:
        rows = [row for e in resolved.section(section) for row in _rows(values, e)]
        if rows:
            yield Grid(f"section {section}", "grid", _heads(values, section), WIDTHS[section], tuple(rows))
    else:
        singles = [e for name, e in resolved.singles.items() if WITHIN.get(name, name) == section]
        for element in [*singles, *resolved.section(section)]:
            yield from _element(values, element)
            if section == "tables" and element.id in resolved.tables:
                yield _factors(values, f"{element.name} rows", resolved.tables[element.id])


def _header(values: Values, own: RuleSet) -> Iterator[DocumentPart]:
    """Id, version, status and standard: what stands at the head of the file."""
    facts: dict[str, object] = {"version": str(own.reference.version)}
    if own.extends is not None:
        facts["extends"] = str(own.extends)
    facts |= {"abstract": True} if own.abstract else {}
    yield Paragraph("header", "id", "element", (Piece(own.reference.id, "id"),))
    plain_fields = {k: v for k, v in own.header.items() if not isinstance(v, Mapping) and k not in facts}
    yield from values.lines("header", {**facts, **plain_fields})
    for name, given in own.header.items():
        if isinstance(given, Mapping) and name != "title":
            label = values.words(ELEMENTS[name]) if name in ELEMENTS else name
            yield Paragraph(f"header.{name}", "head", "element", (Piece(label, "strong"),))
            yield from values.lines(f"header.{name}", given)


def _element(values: Values, element: ResolvedElement) -> Iterator[DocumentPart]:
    yield Paragraph(element.name, "head", "element", _head(values, element))
    fields = element.fields
    if element.section == "basis":  # a text without a name of its own
        yield from values.texts(element.name, "text", fields, "text")
    else:
        yield from values.lines(element.name, fields, _HEAD)


def _head(values: Values, element: ResolvedElement) -> tuple[Piece, ...]:
    """Clause, name and id."""
    clause = element.fields.get("clause")
    pieces = [Piece(f"{clean_text(str(clause))}\u2003", "strong")] if clause is not None else []
    if element.id:
        label = values.named(element.fields)
        pieces += [*label, Piece("\u2003")] if label else []
        pieces.append(Piece(element.id, "id"))
    else:
        label = values.named(element.fields)
        pieces += label or [Piece(values.words(ELEMENTS[element.section]), "strong")]
    return joined(pieces)


def _rows(values: Values, element: ResolvedElement) -> Iterator[GridRow]:
    """The row of an element in the table of its section; of an input table one for each column besides."""
    name, fields = element.name, element.fields
    if element.section.startswith("vocabulary."):
        first = (Paragraph(name, "id", "text", (Piece(element.id, "id"),)),)
        yield GridRow(name, name, (first, (*values.texts(name, "text", fields, "text"),)))
        return
    if element.section == "sources":
        yield _source(values, name, element.id, fields)
        return
    yield _row(values, name, element.id, fields)
    for column, given in as_map(fields.get("columns")).items():
        yield _row(values, name, f"{element.id}.{column}", as_map(given), f"columns.{column}")


def _source(values: Values, name: str, id_: str, fields: Mapping[str, object]) -> GridRow:
    """Id and title; all else."""
    title = fields.get("title")
    said = (
        dict.fromkeys(clean_text(pair(title)[x]) for x in values.languages)
        if isinstance(title, Mapping)
        else [str(title or "")]
    )
    first = Paragraph(
        name, "name", "text", joined([Piece(" ".join(said)), Piece("\u2003"), Piece(id_, "id")])
    )
    return GridRow(name, name, ((first,), (*values.lines(name, fields, ("title",)),)))


def _row(values: Values, element: str, shown: str, fields: Mapping[str, object], column: str = "") -> GridRow:
    """Clause; name and id; all else."""
    clause = fields.get("clause")
    first = Paragraph(
        element, "clause", "text", joined([Piece(clean_text(str(clause)) if clause is not None else "")])
    )
    name = Paragraph(
        element, "name", "text", joined([*values.named(fields), Piece("\u2003"), Piece(shown, "id")])
    )
    rest = (*values.lines(element, fields, (*_HEAD, "columns")),)
    return GridRow(element, f"{element}.{column}" if column else element, ((first,), (name,), rest))


def _factors(values: Values, name: str, table: FactorTable) -> Grid:
    """The rows of a factor table, one below the other."""
    columns = [
        f"{_label(values, c.get('label'), k)} ({unit_text(str(c.get('unit', '1'))) or '1'})"
        for k, c in table.columns.items()
    ]
    head = (values.words(ROW_KEY), *columns, values.words(SOURCE))
    rows = []
    for key, cells in table.rows.items():
        label = _label(values, table.labels[key], "")
        lead = joined([*([Piece(f"{label}\u2003")] if label else []), Piece(", ".join(key), "id")])
        numbers = [
            (
                Paragraph(
                    name,
                    k,
                    "text",
                    (Piece(number_text(plain(v)) if v is not None else values.words(NO_VALUE)),),
                ),
            )
            for k, v in cells.items()
        ]
        source = (Paragraph(name, "source", "text", (Piece(clean_text(table.row_sources[key]), "id"),)),)
        rows.append(
            GridRow(name, "\x1f".join(key), ((Paragraph(name, "key", "text", lead),), *numbers, source))
        )
    share = 50 // max(1, len(columns))
    return Grid(name, "rows", head, (30, *([share] * len(columns)), 20), tuple(rows))


def _label(values: Values, label: object, name: str) -> str:
    said = dict.fromkeys(clean_text(pair(label)[x]) for x in values.languages) if label else {}
    return " ".join(said) or name
