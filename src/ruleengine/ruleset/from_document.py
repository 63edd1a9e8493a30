"""Document to rule set or factor table. Shapes are checked before; here the parts are told apart and named."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ruleengine.diagnostics import Report
from ruleengine.diagnostics.facts import spoken
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
from ruleengine.source.wording import shown


def reference(text: str) -> Reference:
    """The reference a text such as `gb/24067@1.0.0` stands for; raises ValueError."""
    name, separator, version = text.partition("@")
    if not separator or not name:
        raise ValueError(f"`{text}` is not of the form `id@version`")
    return Reference(name, Version.of(version))


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
            element = Element(section, id_, _map(fields), document, (*path, id_))
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
        header={k: data[k] for k in ("title", "standard", "encoding") if k in data},
        singles=singles,
        elements=elements,
        removed={k: _map(v) for k, v in _map(data.get("removed")).items()},
        document=document,
    )


def table_from_document(document: Document, report: Report) -> FactorTable:
    """The factor table of a document whose shape is right; wrong rows are reported."""
    data = _map(document.data)
    columns = {k: _map(v) for k, v in _map(data.get("columns")).items()}
    keys = tuple(k for k, v in columns.items() if v.get("key"))
    values = {k: v for k, v in columns.items() if not v.get("key")}
    if not keys or not values:
        message = "a factor table needs a key column and a value column"
        todo = "give the column of the keys `key: true`, and that of the values a `unit`"
        report.add("E515", message, document.place(("columns",)), suggestion=todo)
    _check_units(document, values, report)
    sources = {k: _map(v) for k, v in _map(data.get("sources")).items()}
    rows: dict[tuple[str, ...], Mapping[str, Decimal | None]] = {}
    labels: dict[tuple[str, ...], Mapping[str, str]] = {}
    row_sources: dict[tuple[str, ...], str] = {}
    given = data.get("rows")
    for index, row in enumerate(given if isinstance(given, list) else []):
        place = document.place(("rows", index))
        key = tuple(str(row.get(k)) for k in keys)
        if any(not isinstance(row.get(k), str) for k in keys) or key in rows:
            reason = f"repeats the key `{', '.join(key)}`" if key in rows else "has no text for each key"
            report.add("E515", f"row {index + 1} {reason}", place)
            continue
        rows[key] = _row(document, index, row, values, keys, report)
        labels[key] = {k: str(v) for k, v in _map(row.get("label")).items()}
        source = row.get("source", data.get("source"))
        row_sources[key] = str(source)
        if source is None:
            report.add("E501", f"row {index + 1} (`{', '.join(key)}`) names no source", place)
        elif source not in sources:
            report.add(
                "E502", f"row {index + 1} names the source `{source}`, which is not in `sources`", place
            )
    return FactorTable(
        reference=Reference(str(data["table"]), Version.of(str(data["version"]))),
        header={k: data[k] for k in ("title", "nature", "status", "note") if k in data},
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


def _check_units(document: Document, values: Mapping[str, Mapping[str, object]], report: Report) -> None:
    for name, column in values.items():
        if "unit" not in column:
            message, place = f"the value column `{name}` has no unit", document.key_place(("columns", name))
            report.add(
                "E515", message, place, suggestion="give it a `unit`, or `key: true` where it has keys"
            )


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
            message = f"row {index + 1} has no `{name}`"
            report.add("E515", message, document.place(("rows", index)))
        elif value is not None and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
            report.add(
                "E515", f"{spoken(shown(value), 'en')} is not a number", document.place(("rows", index, name))
            )
            value = None
        cells[name] = Decimal(value) if isinstance(value, int | Decimal) else None
    for name in row:
        if name not in values and name not in keys and name not in ("label", "source", "note"):
            report.add("E515", f"the table has no column `{name}`", document.key_place(("rows", index, name)))
    return cells
