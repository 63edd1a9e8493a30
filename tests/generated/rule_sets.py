"""Whole rule sets with inventories for them: real data, written, resolved and compiled by the real pipeline.

Up to three tables in a chain of references (`legs` point at `parts`, `parts` at `sites`), look-up tables with one and
two keys and gaps, parameters, quantities (single and one a row), preconditions (the same), emissions of several stages
and species, indicators and checks; inventories with missing and not-applicable values, missing and empty tables, zeros
and very large numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen
from hypothesis import strategies as st

from ruleengine.ruleset.model import SPECIES
from tests.generated.formulas import NUMBERS, OPTIONS, Formulas, Names
from tests.library_builder import factor_table, rule_set, texts

UNITS = {
    "mass": ("kg", "g", "t"),
    "energy": ("kWh", "MJ", "Wh"),
    "co2e": ("kgCO2e", "gCO2e"),
    "mass_factor": ("kgCO2e/kg", "gCO2e/kg", "kgCO2e/t"),
    "energy_factor": ("kgCO2e/kWh", "kgCO2e/MJ"),
    "power": ("W", "kW"),
    "time": ("h", "d"),
    "plain": ("1", "%"),
}
STAGES = ("raw_materials", "production", "distribution")
TABLES = ("sites", "parts", "legs")
POINTERS = {"parts": (("site", "sites"),), "legs": (("part", "parts"), ("part.site", "sites"))}

Values = dict[str, object]


@frozen
class Generated:
    """The files of a library, and the values of some inventories for `test/product@1.0.0`."""

    files: tuple[Mapping[str, object], ...]
    batch: tuple[Values, ...]


def plain(number: Decimal | str) -> int | Decimal:
    """A number as YAML writes it: whole numbers without a point."""
    value = Decimal(number)
    return int(value) if value == value.to_integral_value() else value


@st.composite
def generated(draw: st.DrawFn, most: int = 3) -> Generated:
    """A rule set with at most `most` inventories."""
    names = Names()
    inputs = _inputs(draw, names)
    _conditions_of_tables(draw, inputs)
    lookups, files = _lookups(draw, names)
    parameters = {}
    for kind in NUMBERS:
        value = draw(st.sampled_from(("0", "1", "0.25", "3", "0.0127", "640", "-2")))
        parameters[f"p_{kind}"] = {"value": plain(value), "unit": draw(st.sampled_from(UNITS[kind]))}
        names.add(None, kind, f"p_{kind}")
    formulas = Formulas(draw, names)
    quantities = _quantities(draw, formulas)
    emissions = {f"e{i}": _emission(draw, formulas) for i in range(draw(st.integers(1, 3)))}
    must = {f"m{i}": _precondition(draw, formulas) for i in range(draw(st.sampled_from((0, 0, 0, 1, 2))))}
    reference_flow = {
        "formula": formulas.number("plain", None, 1).text,
        "clause": "2",
        "label": texts("flow"),
    }
    for part in ("total", *STAGES, "fossil", "per_unit", "gross", "gross_to_gate"):
        names.add(None, "co2e", f"footprint.{part}")
    indicators = {
        f"i{i}": (draw(st.sampled_from(UNITS["plain"])), _share(draw, formulas))
        for i in range(draw(st.integers(0, 2)))
    }
    requirements = {f"r{i}": _requirement(draw, formulas) for i in range(draw(st.integers(1, 3)))}
    data = rule_set(
        inputs=inputs, parameters=parameters, tables=lookups, quantities=quantities, emissions=emissions,
        reference_flow=reference_flow, indicators=indicators, requirements=requirements,
        must=must,
        boundary={
            "type": "cradle-to-gate", "stages": list(STAGES), "clause": "3", "text": texts("gate"),
            **draw(st.sampled_from(({}, {}, {"headline": ["fossil", "aircraft"]}))),
        },
    )  # fmt: skip
    batch = draw(st.lists(inventories(inputs), min_size=min(2, most), max_size=most))
    return Generated((data, *files), tuple(batch))


def _field(draw: st.DrawFn, kind: str) -> dict[str, object]:
    optional = {"required": False} if draw(st.booleans()) else {}
    if kind == "truth":
        return {"type": "boolean", **optional}
    if kind == "text":
        return {"type": "text", "values": {o: texts(o) for o in OPTIONS}, **optional}
    limits = {"min": 0} if draw(st.booleans()) else {}
    return {"unit": draw(st.sampled_from(UNITS[kind])), **limits, **optional}


def _inputs(draw: st.DrawFn, names: Names) -> dict[str, object]:
    """Single inputs and tables; every table has a mass, a plain number, a text, a condition and a factor."""
    inputs: dict[str, object] = {}
    for kind in ("text", "truth", *draw(st.lists(st.sampled_from(NUMBERS), max_size=3, unique=True))):
        inputs[f"x_{kind}"] = _field(draw, kind)
        names.add(None, kind, f"x_{kind}")
    for table in TABLES[: draw(st.integers(1, 3))]:
        columns: dict[str, object] = {"id": "!id"} if table != "legs" else {}
        for path, target in POINTERS.get(table, ())[:1]:
            columns[path] = {"references": target, **({"required": False} if draw(st.booleans()) else {})}
        extra = draw(st.sampled_from(("energy", "co2e", "mass_factor", "energy_factor", "time")))
        for kind in dict.fromkeys(("mass", "plain", "text", "truth", extra)):
            columns[f"c_{kind}"] = _field(draw, kind)
            names.add(table, kind, f"c_{kind}")
        names.pointers[table] = list(POINTERS.get(table, ()))
        inputs[table] = {"columns": columns, **({"required": False} if draw(st.booleans()) else {})}
    if draw(st.booleans()):
        target = draw(st.sampled_from([table for table in TABLES[:2] if table in inputs]))
        inputs["x_row"] = {"references": target, "required": False}
        names.single.append(("x_row", target))
    return inputs


def _lookups(draw: st.DrawFn, names: Names) -> tuple[dict[str, object], list[Mapping[str, object]]]:
    """Look-up tables: `one` with one key and two value columns, `two` with two keys; some have gaps."""
    figures = st.sampled_from(("0.5", "2.25", "0", "0.0031", "120")).map(plain)
    rows = [
        [key, draw(figures), draw(st.none() | figures)] for key in OPTIONS[: draw(st.sampled_from((3, 3, 2)))]
    ]
    pairs = [(a, b) for a in OPTIONS for b in OPTIONS]
    left_out = draw(st.sampled_from((None, None, *pairs[:-1])))
    kind = draw(st.sampled_from(("plain", "energy_factor")))
    more = [[a, b, draw(figures)] for a, b in pairs if (a, b) != left_out]
    names.lookups += [
        ("one", ".f", "mass_factor", 1), ("one", ".g", "plain", 1), ("two", "", kind, 2),
    ]  # fmt: skip
    unit = draw(st.sampled_from(UNITS[kind]))
    files = [
        factor_table("test/one@1.0.0", ["k"], {"f": "kgCO2e/kg", "g": "1?"}, rows),
        factor_table("test/two@1.0.0", ["k", "l"], {"v": unit}, more),
    ]
    if len(rows) < len(OPTIONS):
        names.lookups = [entry for entry in names.lookups if entry[0] != "one"]
        return {"two": {"table": "test/two@1.0.0", "label": texts("two")}}, files[1:]
    tables = {t: {"table": f"test/{t}@1.0.0", "label": texts(t)} for t in ("one", "two")}
    return tables, files


def _conditions_of_tables(draw: st.DrawFn, inputs: Mapping[str, dict[str, object]]) -> None:
    """Some tables are applicable under a condition on single inputs."""
    for name in TABLES:
        if name in inputs and draw(st.integers(0, 3)) == 0:
            inputs[name]["when"] = draw(st.sampled_from(('x_text != "b"', "x_truth", "not x_truth")))


def _when(draw: st.DrawFn, formulas: Formulas) -> dict[str, str]:
    """A condition under which an element is applicable, of some elements."""
    return {"when": formulas.condition(None, 1).text} if draw(st.integers(0, 3)) == 0 else {}


def _quantities(draw: st.DrawFn, formulas: Formulas) -> dict[str, object]:
    found: dict[str, object] = {}
    for index in range(draw(st.integers(1, 5))):
        name = f"q{index}"
        table = draw(st.sampled_from((None, *formulas.names.pointers)))
        kind = draw(st.sampled_from(("mass", "co2e", "co2e", "plain", "energy", "truth")))
        if kind == "truth":
            made = formulas.condition(table, 2)
            found[name] = {"formula": made.text, **_when(draw, formulas)}
        else:
            made = formulas.number(kind, table, 2)
            unit = draw(st.sampled_from(UNITS[kind]))
            found[name] = {"unit": unit, "formula": made.text, **_when(draw, formulas)}
        formulas.names.add(table if made.column else None, kind, name)
        if made.column:
            formulas.names.calculated.add(name)
    return found


def _emission(draw: st.DrawFn, formulas: Formulas) -> dict[str, object]:
    return {
        "formula": formulas.number("co2e", None, 3).text,
        **_when(draw, formulas),
        "stage": draw(st.sampled_from(STAGES)),
        "species": draw(st.sampled_from(SPECIES)),
    }


def _share(draw: st.DrawFn, formulas: Formulas) -> str:
    """A plain number, often a quotient of two, so that indicators and checks fail where the footprint does not."""
    number = formulas.number("plain", None, 2).text
    return f"({number}) / ({formulas.number('plain', None, 1).text})" if draw(st.booleans()) else number


def _requirement(draw: st.DrawFn, formulas: Formulas) -> dict[str, object]:
    applies = {"applies": formulas.condition(None, 1).text} if draw(st.integers(0, 2)) == 0 else {}
    if draw(st.integers(0, 3)) == 0:
        return {"check": f"{_share(draw, formulas)} < 1", **applies}
    return {"check": formulas.condition(None, 2).text, **applies}


def _precondition(draw: st.DrawFn, formulas: Formulas) -> str:
    """A condition that is one for all, or one for each row of a table; most often it holds."""
    made = formulas.condition(draw(st.sampled_from((None, *formulas.names.pointers))), 1).text
    return draw(st.sampled_from((made, f"({made}) or 1 == 1", f"not (({made}) and 1 > 2)")))


def figures(least: int | None) -> st.SearchStrategy[int | Decimal]:
    """Numbers as inventories have them, zeros and extremes among them."""
    usual = st.decimals(min_value=0, max_value=1000, places=3, allow_nan=False, allow_infinity=False)
    extreme = st.sampled_from([Decimal(1).scaleb(e) for e in (-30, -9, 9, 30)])
    zero_or_one = st.sampled_from((Decimal(0), Decimal(0), Decimal(1)))
    numbers = st.one_of(usual, usual, st.integers(0, 9).map(Decimal), extreme, zero_or_one)
    signed = numbers if least == 0 else st.builds(lambda n, s: n * s, numbers, st.sampled_from((1, 1, 1, -1)))
    return signed.map(plain)


def _value(field: Mapping[str, object]) -> st.SearchStrategy[object]:
    if field.get("type") == "boolean":
        found: st.SearchStrategy[object] = st.booleans()
    elif "values" in field:
        found = st.sampled_from(OPTIONS)
    else:
        found = figures(0 if field.get("min") == 0 else None)
    if field.get("required") is False:
        return st.one_of(found, found, st.sampled_from((None, "not applicable")))
    return found


@st.composite
def inventories(draw: st.DrawFn, inputs: Mapping[str, Mapping[str, object]]) -> Values:
    """The values of one inventory; what is missing is left out."""
    values: Values = {}
    keys: dict[str, list[str]] = {}
    for name, given in inputs.items():
        if "columns" not in given:
            pointed = keys.get(str(given.get("references")))
            values[name] = draw(
                _value(given) if pointed is None else st.sampled_from((*pointed, *pointed, None))
            )
            continue
        state = draw(st.sampled_from(("rows",) * 6 + ("empty", "missing", "not applicable")))
        if not (given.get("required") is False or "when" in given) or state == "rows" or state == "empty":
            most = 0 if state == "empty" else 4
            values[name] = [_row(draw, given["columns"], keys, i) for i in range(draw(st.integers(0, most)))]
            values[name] = [row for row in values[name] if row is not None]
        elif state == "not applicable":
            values[name] = state
        rows = values.get(name)
        keys[name] = [str(r["id"]) for r in rows if "id" in r] if isinstance(rows, list) else []
    return {k: v for k, v in values.items() if v is not None}


def _row(draw: st.DrawFn, columns: object, keys: Mapping[str, list[str]], index: int) -> Values | None:
    """One row; None where it would have to point at a row of a table without rows."""
    row: Values = {}
    for name, field in columns.items():
        if field == "!id":
            row[name] = f"k{index}"
            continue
        target = field.get("references")
        if target is None:
            value = draw(_value(field))
        elif field.get("required") is False:
            value = draw(st.sampled_from((*keys[target], *keys[target], None, "not applicable")))
        elif not keys[target]:
            return None
        else:
            value = draw(st.sampled_from(keys[target]))
        if value is not None:
            row[name] = value
    return row
