"""Resolved elements to inputs, tables and parameters with types, limits and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics import Place, Report, nearest, quoted
from ruleengine.formula.typed import Type
from ruleengine.formula.units import NONE, Unit, UnknownUnit, symbols, unit
from ruleengine.program.program import Field, InputTable, Parameter, Scalar
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import FactorTable


def as_map(value: object) -> Mapping[str, object]:
    """The value if it is a map, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_text_pair(value: object) -> Mapping[str, str]:
    """A bilingual text `{zh, en}`; empty texts where it is not given."""
    return {k: str(as_map(value).get(k, "")) for k in ("zh", "en")}


def read_unit(text: object, place: Place, element: ResolvedElement, report: Report) -> Unit | None:
    """The unit of a text; None and E408 when it is not known."""
    try:
        return unit(str(text))
    except UnknownUnit as error:
        near = nearest(error.symbol, symbols())
        report.add("E408", str(error), place, element=element.name, clause=element.clause, suggestion=near)
        return None


def read_table_units(table: FactorTable, report: Report) -> dict[str, Unit]:
    """The unit of each value column of a factor table; E408 for units that are not known."""
    units: dict[str, Unit] = {}
    for name, column in table.columns.items():
        try:
            units[name] = unit(str(column.get("unit", "1")))
        except UnknownUnit as error:
            place = table.document.place(("columns", name, "unit"))
            near = nearest(error.symbol, symbols())
            report.add("E408", str(error), place, element=f"columns.{name}", suggestion=near)
            units[name] = NONE
    return units


def _number(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


@frozen
class _Part:
    """An input element, or one column of it: its fields and where they are."""

    name: str
    fields: Mapping[str, object]
    element: ResolvedElement
    steps: tuple[str, ...]
    resolved: ResolvedRuleSet
    report: Report

    def place(self, *steps: str) -> Place:
        return self.element.place(*self.steps, *steps)

    def error(
        self,
        code: str,
        message: str,
        *steps: str,
        expected: str | None = None,
        found: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        self.report.add(
            code, message, self.place(*steps), element=self.element.name, clause=self.element.clause,
            expected=expected, found=found, suggestion=suggestion,
        )  # fmt: skip


def read_inputs(
    resolved: ResolvedRuleSet, lookups: Mapping[str, FactorTable], report: Report
) -> tuple[dict[str, Field], dict[str, InputTable]]:
    """The single inputs and the input tables of a resolved rule set."""
    fields: dict[str, Field] = {}
    tables: dict[str, InputTable] = {}
    for element in resolved.section("inputs"):
        columns = element.fields.get("columns")
        if not isinstance(columns, Mapping):
            part = _Part(element.id, element.fields, element, (), resolved, report)
            fields[element.id] = _field(part, None, lookups)
            continue
        read = {}
        for name, column in columns.items():
            part = _Part(name, as_map(column), element, ("columns", name), resolved, report)
            read[name] = _field(part, element.id, lookups)
        key = element.text("key")
        if key is not None and (key not in read or read[key].type.kind != "text"):
            message = f"the key `{key}` of `{element.id}` is not a text column"
            near = nearest(key, [name for name, column in read.items() if column.type.kind == "text"])
            report.add("E514", message, element.place("key"), element=element.name, suggestion=near)
        minimum = element.fields.get("min_rows")
        tables[element.id] = InputTable(
            element.id, read, key, as_text_pair(element.fields.get("label")),
            element.fields.get("required") is not False, minimum if isinstance(minimum, int) else 0, element.clause,
        )  # fmt: skip
    _check_references(resolved, tables, report)
    return fields, tables


def _check_references(resolved: ResolvedRuleSet, tables: Mapping[str, InputTable], report: Report) -> None:
    for table in tables.values():
        for column in table.columns.values():
            target = column.type.target
            if target is not None and (target not in tables or tables[target].key is None):
                element = resolved.elements[f"inputs.{table.name}"]
                keyed = [t.name for t in tables.values() if t.key]
                report.add(
                    "E514", f"`{target}` is not an input table with a key",
                    element.place("columns", column.name, "references"), element=element.name, clause=element.clause,
                    suggestion=nearest(target, keyed), expected=quoted(keyed),
                )  # fmt: skip


def _field(part: _Part, table: str | None, lookups: Mapping[str, FactorTable]) -> Field:
    fields = part.fields
    options = _options(part, lookups)
    type_ = _type(part, table, options)
    limits = {k: _number(fields.get(k)) for k in ("min", "max", "above", "below")}
    field = Field(
        name=part.name,
        type=type_,
        label=as_text_pair(fields.get("label")),
        required=fields.get("required") is not False and fields.get("default") is None,
        default=None,
        minimum=limits["min"],
        maximum=limits["max"],
        above=limits["above"],
        below=limits["below"],
        options=options,
        symbol=str(fields["symbol"]) if "symbol" in fields else None,
        clause=str(fields.get("clause") or part.element.clause or "") or None,
    )
    low = max((v for v in (field.minimum, field.above) if v is not None), default=None)
    high = min((v for v in (field.maximum, field.below) if v is not None), default=None)
    empty = low is not None and high is not None and (low > high or (low == high and not field.admits(low)))
    if empty:
        part.error("E516", f"the limits of `{part.name}` exclude every value", found=field.limits())
    return _with_default(field, part)


def _with_default(field: Field, part: _Part) -> Field:
    from attrs import evolve

    default = part.fields.get("default")
    if default is None:
        return field
    kind = field.type.kind
    value: Scalar | None = None
    if kind == "number":
        value = _number(default)
        if value is not None and not field.admits(value):
            part.error(
                "E516",
                f"the default `{default}` of `{part.name}` breaks its limits",
                "default",
                expected=field.limits(),
            )
        if "source" not in part.fields:
            part.error("E501", f"the default of `{part.name}` names no source", "default")
    elif kind == "boolean" and isinstance(default, bool):
        value = default
    elif kind == "text" and isinstance(default, str):
        value = default
        if field.options is not None and default not in field.options:
            near = nearest(default, field.options)
            message, known = f"the default `{default}` is not one of the values", quoted(field.options)
            part.error("E516", message, "default", suggestion=near, expected=known)
    if value is None:
        part.error(
            "E516",
            f"the default of `{part.name}` is not {field.type.of(None)}",
            "default",
            found=f"`{default}`",
        )
    return evolve(field, default=value)


def _options(part: _Part, lookups: Mapping[str, FactorTable]) -> Mapping[str, Mapping[str, str]] | None:
    """The texts that may be given, with their labels; None where any text may."""
    values = part.fields.get("values")
    if isinstance(values, Mapping):
        return {k: as_text_pair(v) for k, v in values.items()}
    source = part.fields.get("values_of")
    if source is None:
        return None
    table = lookups.get(str(source))
    if table is None:
        part.error(
            "E410",
            f"`{source}` is not a look-up table of this rule set",
            "values_of",
            suggestion=nearest(str(source), lookups),
        )
        return None
    return {k[0]: table.labels[k] or {"zh": k[0], "en": k[0]} for k in table.rows}


def _type(part: _Part, table: str | None, options: Mapping[str, object] | None) -> Type:
    fields = part.fields
    if "references" in fields:
        return Type("reference", table=table, target=str(fields["references"]))
    kind = fields.get("type", "text" if "values" in fields or "values_of" in fields else "number")
    if kind != "number":
        return Type(str(kind), table=table, options=frozenset(options) if options is not None else None)
    if "unit" not in fields:
        part.error("E202", f"`{part.name}` has no `unit`", expected='a unit; `"1"` for a plain number')
        return Type("number", NONE, table)
    return Type(
        "number", read_unit(fields["unit"], part.place("unit"), part.element, part.report) or NONE, table
    )


def read_parameters(resolved: ResolvedRuleSet, report: Report) -> dict[str, Parameter]:
    """The parameters of a resolved rule set."""
    parameters: dict[str, Parameter] = {}
    for element in resolved.section("parameters"):
        value = _number(element.fields.get("value"))
        parsed = read_unit(element.fields.get("unit", "1"), element.place("unit"), element, report)
        parameters[element.id] = Parameter(
            element.id, value if value is not None else Decimal(0), parsed or NONE, element
        )
    return parameters
