"""Document to result record: refused when it is something else, another format, or not in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from pathlib import Path as FilePath
from typing import Any

from attrs import evolve

from ruleengine.diagnostics import Refused, Report
from ruleengine.inventory.model import Absent
from ruleengine.program.inputs import as_map
from ruleengine.resolve.standing import Standing
from ruleengine.run.exact import CONTEXT
from ruleengine.run.record import record as r
from ruleengine.run.record.earlier import EARLIER, brought_up
from ruleengine.run.record.roles import role_values
from ruleengine.source.document import Document, Path
from ruleengine.source.kind import read_any, tell_kind
from ruleengine.source.shapes import check_shape
from ruleengine.source.wording import shown_text

#: The key that every record begins with, and only a record has.
KEY = "result_record"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


def read_record(path: FilePath, shown: str | None = None) -> r.ResultRecord:
    """Read a result record; raises `Refused` with everything that is wrong in it."""
    return record_from_document(read_record_document(path, shown))


def read_record_document(path: FilePath, shown: str | None = None) -> Document:
    """Read and check the file of a result record; raises `Refused`.

    One of format 0 keeps its number and has the keys of the present one, with null for what it could not say.
    """
    report = Report()
    kind, document = read_any(path, report, shown)
    if kind is not None and kind not in ("result", "other"):
        tell_kind(kind, "result", shown or path.as_posix(), report, document)
        raise Refused(report.items)
    if document is None or not _is_record(document, report):
        raise Refused(report.items)
    if as_map(document.data)[KEY] == EARLIER:
        document = brought_up(document)
    if not _in_order(document, report):
        raise Refused(report.items)
    return document


def _is_record(document: Document, report: Report) -> bool:
    """Whether the file is a record in the format that is known; else one error that says what it is."""
    data = document.data
    if isinstance(data, list):
        report.tell("E731.several", document.place(), count=len(data))
    elif isinstance(data, Mapping) and KEY in data:
        if type(data[KEY]) is int and data[KEY] in (EARLIER, r.FORMAT):
            return True
        engine = data.get("engine")
        report.tell(
            "E731.format", document.place((KEY,)), known=r.FORMAT, found=f"{KEY}: {shown_text(str(data[KEY]))}",
            engine=shown_text(engine) if isinstance(engine, str) else None,
        )  # fmt: skip
    elif isinstance(data, Mapping) and "refused" in data:
        report.tell("E731.refusal", document.place(), refused=shown_text(str(data["refused"])))
    else:
        report.tell("E731.kind", document.place())
    return False


def _in_order(document: Document, report: Report) -> bool:
    """Whether the shape is right and the numbers are; everything that is wrong is told."""
    present = evolve(document, data={**as_map(document.data), KEY: r.FORMAT})
    right = check_shape(present, "result", report)
    for path, text in _numbers(document.data):
        if isinstance(text, str) and not _NUMBER.fullmatch(text):
            report.tell(
                "E732.number",
                document.place(path),
                element=".".join(map(str, path[:2])),
                text=shown_text(text),
            )
            right = False
    return right


def _numbers(data: object) -> Iterator[tuple[Path, object]]:
    """The values that are numbers for the unit beside them; what has another shape is told elsewhere."""
    for section in ("emissions", "quantities", "indicators", "roles"):
        for name, item in as_map(as_map(data).get(section)).items():
            figure = as_map(item)
            if figure.get("unit") is None:
                continue
            for key in ("value", "per_unit"):
                yield (section, name, key), figure.get(key)
            rows = figure.get("values")
            for index, row in enumerate(rows if isinstance(rows, list) else ()):
                yield (section, name, "values", index), row
    for name, item in as_map(as_map(data).get("data_quality")).items():
        yield ("data_quality", name), item


def record_from_document(document: Document) -> r.ResultRecord:
    """The record of a document that has been checked."""
    data: Any = document.data
    boundary, unit = data["boundary"], data["unit_of_analysis"]
    emissions = {k: _emission(v) for k, v in data["emissions"].items()}
    quantities, indicators = (
        {k: _figure(v) for k, v in data[s].items()} for s in ("quantities", "indicators")
    )
    return r.ResultRecord(
        engine=data["engine"],
        ruleset=_rules(data["ruleset"]),
        tables={k: r.CitedTable(**v) for k, v in data["tables"].items()},
        standing=tuple(Standing(**s) for s in data["standing"]),
        inventory=r.CitedInventory(**data["inventory"]),
        product=_product(data["product"]),
        unit_of_analysis=None
        if unit is None
        else r.UnitOfAnalysis(**{**unit, "amount": _number(unit["amount"])}),
        basis=data["basis"],
        boundary=r.Boundary(
            **{**boundary, **{k: tuple(boundary[k]) for k in ("stages", "headline", "includes", "excludes")}}
        ),
        unit=data["unit"],
        per_unit=Decimal(data["per_unit"]),
        per_unit_rounded=data["per_unit_rounded"],
        total=Decimal(data["total"]),
        total_rounded=data["total_rounded"],
        reference_flow=Decimal(data["reference_flow"]),
        unknown_share=_number(data["unknown_share"]),
        **{
            name: {k: Decimal(v) for k, v in data[name].items()}
            for name in ("stages", "species", "stages_per_unit", "species_per_unit")
        },
        emissions=emissions,
        quantities=quantities,
        indicators=indicators,
        roles=_roles(data, emissions, quantities, indicators),
        data_quality=None
        if data["data_quality"] is None
        else {k: _value(v, True) for k, v in data["data_quality"].items()},
        preconditions={k: r.Precondition(**v) for k, v in data["preconditions"].items()},
        checks={k: r.Check(**v) for k, v in data["checks"].items()},
        grades=r.Grades(**data["grades"]),
        warnings=tuple(r.Notice(**w) for w in data["warnings"]),
        data_classes=data.get("data_classes", {}),
        format=data[KEY],
    )


def _rules(given: Any) -> r.CitedRules:
    place = given["geography"]
    parts = {
        "standard": r.Standard(**given["standard"]),
        "chain": tuple(given["chain"]),
        "geography": None if place is None else r.Geography(**place),
    }
    return r.CitedRules(**{**given, **parts})


def _product(given: Any) -> r.Product:
    maker, mass = given["manufacturer"], given["mass"]
    parts = {
        "manufacturer": None if maker is None else r.Party(**maker),
        "mass": None if mass is None else r.Mass(Decimal(mass["value"]), mass["unit"]),
    }
    return r.Product(**{**given, **parts})


def _roles(
    data: Any,
    emissions: dict[str, r.Emission],
    quantities: dict[str, r.Figure],
    indicators: dict[str, r.Figure],
) -> dict[str, r.RoleValue]:
    """The roles; in format 0 they follow from the elements that have them."""
    if data[KEY] != EARLIER:
        return {k: _role(v) for k, v in data["roles"].items()}
    with localcontext(CONTEXT):
        return role_values(emissions, quantities, indicators, Decimal(data["reference_flow"]))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _value(given: Any, is_number: bool) -> r.RecordedValue:
    if isinstance(given, Mapping):
        return Absent(given["absent"])
    return Decimal(given) if is_number else given


def _emission(given: Any) -> r.Emission:
    return r.Emission(**{**given, **{k: _value(given[k], True) for k in ("value", "per_unit")}})


def _role(given: Any) -> r.RoleValue:
    value, per_unit = (_value(given[k], True) for k in ("value", "per_unit"))
    return r.RoleValue(tuple(given["elements"]), value, per_unit, given["unit"])


def _figure(given: Any) -> r.Figure:
    label, unit, reason = given["label"], given["unit"], given.get("reason")
    if "values" in given:
        values = tuple(_value(v, unit is not None) for v in given["values"])
        return r.Figure(
            label, unit, table=given.get("table"), values=values, reason=reason, role=given.get("role")
        )
    return r.Figure(
        label, unit, value=_value(given["value"], unit is not None), reason=reason, role=given.get("role")
    )
