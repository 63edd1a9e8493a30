"""Document to rule set or factor table. Shapes are checked before; here the parts are told apart and named."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ruleengine.diagnostics import Fault, Related, Report, nearest
from ruleengine.ruleset.model import (
    ELEMENT_SECTIONS,
    SINGLE_SECTIONS,
    Element,
    FactorTable,
    Reference,
    RuleSet,
    Version,
)
from ruleengine.source.canonical import fingerprint
from ruleengine.source.document import Document, Path
from ruleengine.source.wording import shown, shown_text


class NotAReference(Fault):
    """A text that is not of the form `id@version`."""


def reference(text: str) -> Reference:
    """The reference a text such as `gb/24067@1.0.0` stands for; raises `NotAReference`."""
    name, separator, version = text.partition("@")
    try:
        if not separator or not name:
            raise ValueError
        return Reference(name, Version.of(version))
    except ValueError:
        raise NotAReference("E301.form", text=shown_text(text)) from None


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def ruleset_from_document(document: Document) -> RuleSet:
    """The rule set of a document whose shape is right."""
    data = _map(document.data)
    elements: dict[str, Element] = {}
    for section in ELEMENT_SECTIONS:
        path: Path = tuple(section.split("."))
        content: object = data
        for step in path:
            content = _map(content).get(str(step))
        for id_, fields in _map(content).items():
            said = _with_range_source(_map(fields), data) if section == "inputs" else _map(fields)
            element = Element(section, id_, said, document, (*path, id_))
            elements[element.name] = element
    singles = {
        section: Element(section, "", _map(data[section]), document, (section,))
        for section in SINGLE_SECTIONS
        if section in data
    }
    extends = data.get("extends")
    return RuleSet(
        reference=Reference(str(data["ruleset"]), Version.of(str(data["version"]))),
        extends=reference(str(extends)) if extends else None,
        abstract=data.get("abstract") is True,
        header={k: data[k] for k in ("title", "standard", "data_class", "encoding") if k in data},
        singles=singles,
        elements=elements,
        removed={k: _map(v) for k, v in _map(data.get("removed")).items()},
        document=document,
    )


def _with_range_source(fields: Mapping[str, object], data: Mapping[str, object]) -> Mapping[str, object]:
    """An input whose ranges name their source: what the file says of all of them, where they say none themselves."""
    general = data.get("typical_source")
    if general is None:
        return fields
    columns = {
        name: _with_range_source(_map(column), data) if isinstance(column, Mapping) else column
        for name, column in _map(fields.get("columns")).items()
    }
    own = {"typical_source": general} if "typical" in fields and "typical_source" not in fields else {}
    return {**fields, **own, **({"columns": columns} if columns else {})}


def table_from_document(document: Document, report: Report) -> FactorTable:
    """The factor table of a document whose shape is right; wrong rows are reported."""
    data = _map(document.data)
    columns = {k: _map(v) for k, v in _map(data.get("columns")).items()}
    keys = tuple(k for k, v in columns.items() if v.get("key"))
    values = {k: v for k, v in columns.items() if not v.get("key")}
    sound = _check_columns(document, keys, values, report)
    sources = {k: _map(v) for k, v in _map(data.get("sources")).items()}
    _check_column_sources(document, values, sources, report)
    rows: dict[tuple[str, ...], Mapping[str, Decimal | None]] = {}
    labels: dict[tuple[str, ...], Mapping[str, str]] = {}
    row_sources: dict[tuple[str, ...], str] = {}
    given = data.get("rows") if sound else None
    first: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(given if isinstance(given, list) else []):
        place = document.place(("rows", index))
        key = tuple(str(row.get(k)) for k in keys)
        if any(not isinstance(row.get(k), str) for k in keys):
            report.tell("E515.no_key", place, row=index + 1, keys=keys)
            continue
        if key in rows:
            related = (Related("first", document.place(("rows", first[key]))),)
            report.tell("E515.key_twice", place, related=related, row=index + 1, key=", ".join(key))
            continue
        first[key] = index
        rows[key] = _row(document, index, row, values, keys, report)
        labels[key] = {k: str(v) for k, v in _map(row.get("label")).items()}
        row_sources[key] = _row_source(
            document, index, key, row.get("source", data.get("source")), sources, report
        )
    return FactorTable(
        reference=Reference(str(data["table"]), Version.of(str(data["version"]))),
        header={k: data[k] for k in ("title", "nature", "status", "note", "year") if k in data},
        keys=keys,
        columns=values,
        rows=rows,
        labels=labels,
        row_sources=row_sources,
        sources=sources,
        fingerprint=fingerprint(table_object(data)),
        document=document,
    )


def table_object(data: Mapping[str, object]) -> dict[str, object]:
    """The object whose hash identifies a factor table: its file without the status (docs/guide/hashes.md)."""
    return {k: v for k, v in data.items() if k != "status"}


def _check_columns(
    document: Document, keys: tuple[str, ...], values: Mapping[str, Mapping[str, object]], report: Report
) -> bool:
    """Whether the columns can be used; else rows are not looked at."""
    if not keys or not values:
        report.tell("E515.columns", document.place(("columns",)))
        return False
    without = [name for name, column in values.items() if "unit" not in column]
    for name in without:
        report.tell("E515.no_unit", document.key_place(("columns", name)), column=name)
    return not without


def _check_column_sources(
    document: Document,
    values: Mapping[str, Mapping[str, object]],
    sources: Mapping[str, object],
    report: Report,
) -> None:
    """A column that names a source names one of the table's."""
    for name, column in values.items():
        source = str(column["source"]) if "source" in column else None
        if source is not None and source not in sources:
            place, near = document.place(("columns", name, "source")), nearest(source, sources)
            report.tell("E502.column", place, column=name, source=source, known=tuple(sources), nearest=near)


def _row_source(
    document: Document,
    index: int,
    key: tuple[str, ...],
    source: object,
    sources: Mapping[str, object],
    report: Report,
) -> str:
    """The source of a row, which must be one of the table's."""
    place = document.place(("rows", index))
    if source is None:
        report.tell("E501.row", place, row=index + 1, key=", ".join(key))
    elif source not in sources:
        near = nearest(str(source), sources)
        report.tell("E502.row", place, row=index + 1, source=str(source), known=tuple(sources), nearest=near)
    return str(source)


def _row(
    document: Document,
    index: int,
    row: Mapping[str, object],
    values: Mapping[str, Mapping[str, object]],
    keys: tuple[str, ...],
    report: Report,
) -> dict[str, Decimal | None]:
    cells: dict[str, Decimal | None] = {}
    for name, column in values.items():
        value = row.get(name)
        if value is None and column.get("required") is not False:
            report.tell("E515.no_value", document.place(("rows", index)), row=index + 1, column=name)
        elif value is not None and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
            report.tell("E515.not_a_number", document.place(("rows", index, name)), value=shown(value))
            value = None
        cells[name] = Decimal(value) if isinstance(value, int | Decimal) else None
    for name in row:
        if name not in values and name not in keys and name not in ("label", "source", "note"):
            known = (*keys, *values)
            place, near = document.key_place(("rows", index, name)), nearest(name, known)
            report.tell("E515.no_column", place, column=name, known=known, nearest=near)
    return cells
