"""Resolved elements to inputs, tables and parameters with types, limits and defaults.

What is refused here is named among the `broken` names, so that nothing that rests on it is told beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import evolve, frozen

from ruleengine.diagnostics import Diagnostic, Fact, Place, Related, Report, nearest
from ruleengine.diagnostics.facts import facts_of
from ruleengine.formula.spellings import explained
from ruleengine.formula.typed import Type
from ruleengine.formula.units import NONE, Unit, UnknownUnit, unit
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
        told = explained(error).diagnostic(place, element=element.name, clause=element.clause)
        report.take([told])
        return None


def read_table_units(table: FactorTable, report: Report) -> dict[str, Unit] | None:
    """The unit of each value column of a factor table; None and E408 for units that are not known."""
    units: dict[str, Unit] = {}
    for name, column in table.columns.items():
        try:
            units[name] = unit(str(column.get("unit", "1")))
        except UnknownUnit as error:
            place = table.document.place(("columns", name, "unit"))
            report.take([explained(error).diagnostic(place, element=f"columns.{name}")])
    return units if len(units) == len(table.columns) else None


def _number(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


@frozen
class Inputs:
    """What an inventory may give; `broken` are inputs, `table.column`s and tables that something is wrong with."""

    fields: Mapping[str, Field]
    tables: Mapping[str, InputTable]
    broken: frozenset[str]


@frozen
class _Part:
    """An input element, or one column of it: its fields and where they are."""

    name: str
    fields: Mapping[str, object]
    element: ResolvedElement
    steps: tuple[str, ...]
    resolved: ResolvedRuleSet
    report: Report
    broken: set[str]

    @property
    def path(self) -> str:
        """The name that formulas use."""
        return f"{self.element.id}.{self.name}" if self.steps else self.name

    def tell(self, key: str, *steps: str, **facts: Fact | None) -> None:
        """Report a finding at the part, or at a field of it."""
        place = self.element.place(*self.steps, *steps)
        told = Diagnostic(key, facts_of(facts), place, self.element.name, self.element.clause)
        self.report.take([told])


def read_inputs(resolved: ResolvedRuleSet, report: Report) -> Inputs:
    """The single inputs and the input tables of a resolved rule set."""
    fields: dict[str, Field] = {}
    tables: dict[str, InputTable] = {}
    broken: set[str] = set()
    keyless: set[str] = set()
    for element in resolved.section("inputs"):
        columns = element.fields.get("columns")
        told = Report() if element.name in resolved.misplaced else report
        if not isinstance(columns, Mapping):
            fields[element.id] = _field(
                _Part(element.id, element.fields, element, (), resolved, told, broken), None
            )
            continue
        read = {
            name: _field(
                _Part(name, as_map(column), element, ("columns", name), resolved, told, broken), element.id
            )
            for name, column in columns.items()
        }
        table_class = element.text("data_class") or resolved.data_class
        tables[element.id] = evolve(_table(element, read, told, keyless), data_class=table_class)
        _check_otherwise(element, read, told)
    _check_references(resolved, fields, tables, keyless, report, broken)
    return Inputs(fields, tables, frozenset(broken))


def _table(
    element: ResolvedElement, columns: dict[str, Field], report: Report, keyless: set[str]
) -> InputTable:
    key = element.text("key")
    if key is not None and (key not in columns or columns[key].type.kind != "text"):
        texts = [name for name, column in columns.items() if column.type.kind == "text"]
        keyless.add(element.id)
        report.tell(
            "E514.key" if key in columns else "E514.no_column",
            element.place("key"),
            element=element.name,
            clause=element.clause,
            key=key,
            table=element.id,
            known=tuple(texts) or None,
            nearest=nearest(key, texts),
        )
    minimum = element.fields.get("min_rows")
    return InputTable(
        element.id, columns, key, as_text_pair(element.fields.get("label")),
        element.fields.get("required") is not False, minimum if isinstance(minimum, int) else 0, element.clause,
    )  # fmt: skip


def _check_references(
    resolved: ResolvedRuleSet,
    fields: Mapping[str, Field],
    tables: Mapping[str, InputTable],
    keyless: set[str],
    report: Report,
    broken: set[str],
) -> None:
    """Whether each reference leads to a table with a key; a table whose key has been refused is passed over."""
    keyed = tuple(t.name for t in tables.values() if t.key and t.name not in keyless)
    pointing = [(name, field, ()) for name, field in fields.items()]
    columns = [(t.name, c, ("columns", c.name)) for t in tables.values() for c in t.columns.values()]
    for name, field, steps in (*pointing, *columns):
        target = field.type.target
        if target is None or target in keyed:
            continue
        broken.add(f"{name}.{field.name}" if steps else name)
        if target in keyless or f"inputs.{name}" in resolved.misplaced:
            continue
        element = resolved.elements[f"inputs.{name}"]
        other = resolved.elements.get(f"inputs.{target}")
        report.tell(
            "E514.no_key" if target in tables else "E514.reference",
            element.place(*steps, "references"),
            element=element.name,
            clause=element.clause,
            related=(Related("declared", other.place()),) if other else (),
            target=target,
            known=keyed,
            nearest=None if other else nearest(target, keyed),
        )


def _check_otherwise(element: ResolvedElement, columns: Mapping[str, Field], report: Report) -> None:
    """Whether what a reference falls back on is a reference to the same table that falls back on nothing."""
    for name, column in columns.items():
        target = column.type.target
        if column.otherwise is None or target is None:
            continue
        known = tuple(n for n, c in columns.items() if c.type.target == target and not c.otherwise)
        if column.otherwise not in known:
            report.tell(
                "E514.otherwise",
                element.place("columns", name, "otherwise"),
                element=element.name,
                clause=element.clause,
                name=name,
                other=column.otherwise,
                target=target,
                known=known or None,
                nearest=nearest(column.otherwise, known),
            )


def _field(part: _Part, table: str | None) -> Field:
    fields = part.fields
    options = _options(part)
    limits = {k: _number(fields.get(k)) for k in ("min", "max", "above", "below")}
    field = Field(
        name=part.name,
        type=_type(part, table, options),
        label=as_text_pair(fields.get("label")),
        required=fields.get("required") is not False and not fields.keys() & {"default", "otherwise"},
        default=None,
        minimum=limits["min"],
        maximum=limits["max"],
        above=limits["above"],
        below=limits["below"],
        options=options,
        symbol=str(fields["symbol"]) if "symbol" in fields else None,
        clause=str(fields.get("clause") or part.element.clause or "") or None,
        exact=fields.get("exact") is True,
        otherwise=str(fields["otherwise"]) if "otherwise" in fields else None,
        nature=str(fields["nature"]) if "nature" in fields else None,
        data_class=str(fields.get("data_class") or part.element.text("data_class") or "")
        or part.resolved.data_class,
    )
    low = max((v for v in (field.minimum, field.above) if v is not None), default=None)
    high = min((v for v in (field.maximum, field.below) if v is not None), default=None)
    if low is not None and high is not None and (low > high or (low == high and not field.admits(low))):
        part.tell("E516.limits", name=part.name, limits=field.bounds)
    return _with_default(_with_typical(field, part), part)


def _with_typical(field: Field, part: _Part) -> Field:
    """The field with what is typical of it: two numbers in order, within the limits."""
    given = part.fields.get("typical")
    ends = [_number(v) for v in given] if isinstance(given, list) else []
    if given is None or len(ends) != 2 or ends[0] is None or ends[1] is None:
        return field
    low, high = ends[0], ends[1]
    if low > high or not (field.admits(low) and field.admits(high)):
        part.tell("E516.typical", "typical", low=low, high=high, name=part.name, limits=field.bounds)
    grade = part.resolved.grade_of({"source": part.fields.get("typical_source")})
    return evolve(field, typical=(low, high), typical_grade=grade)


def _with_default(field: Field, part: _Part) -> Field:
    """The field with its default, where that is one of its values."""
    default = part.fields.get("default")
    if default is None:
        return field
    kind = field.type.kind
    value: Scalar | None = None
    if kind == "number":
        value = _number(default)
        if value is not None and not field.admits(value):
            part.tell("E516.outside", "default", value=value, name=part.name, limits=field.bounds)
        if "source" not in part.fields:
            part.tell("E501.default", "default", name=part.name)
    elif kind == "boolean" and isinstance(default, bool):
        value = default
    elif kind == "text" and isinstance(default, str):
        value = default
        if field.options is not None and default not in field.options:
            near = nearest(default, field.options)
            part.tell("E516.value", "default", value=default, known=tuple(field.options), nearest=near)
    if value is None:
        given = str(default).lower() if isinstance(default, bool) else str(default)
        part.tell("E516.kind", "default", name=part.name, kind=field.type.of(None).words, value=given)
    return evolve(field, default=value)


def _options(part: _Part) -> Mapping[str, Mapping[str, str]] | None:
    """The texts that may be given, with their labels; None where any text may."""
    values = part.fields.get("values")
    if isinstance(values, Mapping):
        return {k: as_text_pair(v) for k, v in values.items()}
    source = part.fields.get("values_of")
    if source is None:
        return None
    name, _, key = str(source).partition(".")
    lookups = part.resolved.tables
    table = lookups.get(name)
    if table is not None and (key in table.keys or (not key and len(table.keys) == 1)):
        return table.texts(key or table.keys[0])
    part.broken.add(part.path)
    if table is not None:
        named = tuple(f"{name}.{k}" for k in table.keys)
        told = "E410.values_of_key" if key else "E410.values_of_one"
        near = nearest(key, table.keys, f"{name}.") if key else None
        part.tell(told, "values_of", name=name, column=key or None, known=named, first=named[0], nearest=near)
    elif f"tables.{name}" not in part.resolved.elements:
        near = nearest(name, lookups)
        part.tell("E410.values_of", "values_of", name=name, known=tuple(lookups), nearest=near)
    return None


def _type(part: _Part, table: str | None, options: Mapping[str, object] | None) -> Type:
    fields = part.fields
    if "references" in fields:
        return Type("reference", table=table, target=str(fields["references"]))
    kind = fields.get("type", "text" if "values" in fields or "values_of" in fields else "number")
    if kind != "number":
        return Type(str(kind), table=table, options=frozenset(options) if options is not None else None)
    if "unit" not in fields:
        part.tell("E202.unit", name=part.name)
        found = None
    else:
        found = read_unit(fields["unit"], part.element.place(*part.steps, "unit"), part.element, part.report)
    if found is None:
        part.broken.add(part.path)
    return Type("number", found or NONE, table)


def read_parameters(resolved: ResolvedRuleSet, report: Report) -> tuple[dict[str, Parameter], set[str]]:
    """The parameters of a resolved rule set, and those whose unit or value is wrong or missing."""
    parameters: dict[str, Parameter] = {}
    broken: set[str] = set()
    for element in resolved.section("parameters"):
        value = _number(element.fields.get("value"))
        found = None
        if "unit" in element.fields:
            found = read_unit(element.fields["unit"], element.place("unit"), element, report)
        if value is None or found is None:
            broken.add(element.id)
        parameters[element.id] = Parameter(
            element.id, value if value is not None else Decimal(0), found or NONE, element
        )
    return parameters, broken
