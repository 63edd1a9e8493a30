"""The formula language as a reference page: every operator and function with an example, its type and its print.

The examples stand in `formula_examples.yaml`; they are parsed, typed and printed by the engine when the page is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TypedDict

import yaml

from ruleengine.documents.html import environment
from ruleengine.documents.preparation import FOLDER, phrases
from ruleengine.figures import plain
from ruleengine.formula import typed as t
from ruleengine.formula.from_text import parse
from ruleengine.formula.functions import CALLED, OPTIONS
from ruleengine.formula.naming import Symbols
from ruleengine.formula.print_mathml import print_mathml
from ruleengine.formula.refusals import MAX_DEPTH, MAX_LENGTH, MAX_PARTS
from ruleengine.formula.scope import LookupTable, Scope
from ruleengine.formula.to_typed import PLAIN_NUMBERS, to_typed
from ruleengine.formula.units import unit

_CODE = re.compile(r"`([^`]*)`")


class Examples(TypedDict):
    """The examples, and the numbers they use with unit and symbol."""

    operators: list[dict[str, str]]
    functions: dict[str, list[dict[str, str]]]
    numbers: dict[str, list[str]]
    columns: dict[str, list[str]]


@cache
def examples() -> Examples:
    """The examples of the page."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (FOLDER / "formula_examples.yaml").read_text(encoding="utf-8")
    found: Examples = yaml.load(text, Loader=loader)
    return found


def sample_scope() -> Scope:
    """The names that the examples use, as a rule set would give them."""
    tables: dict[str, dict[str, t.Type]] = {
        "materials": {
            "name": t.TEXT.of("materials"),
            "recycled": t.BOOLEAN.of("materials"),
            "process": t.Type("reference", table="materials", target="processes"),
        },
        "processes": {},
        "site_fuels": {"fuel": t.TEXT.of("site_fuels")},
    }
    for path, (text, _) in examples()["columns"].items():
        table, column = path.split(".")
        tables[table][column] = t.Type("number", unit(text), table)
    values = {name: t.Type("number", unit(text)) for name, (text, _) in examples()["numbers"].items()}
    values["market"] = t.Type("text", options=frozenset({"cn", "eu", "other"}))
    values["has_battery"] = t.BOOLEAN
    kinds, fuels = frozenset({"average", "wind"}), frozenset({"diesel", "petrol"})
    factors = {"combustion": unit("kgCO2e/kg"), "upstream": unit("kgCO2e/kg")}
    lookups = {
        "electricity": LookupTable((("kind", kinds),), {"factor": unit("kgCO2e/kWh")}),
        "fuels": LookupTable((("fuel", fuels),), factors),
    }
    return Scope(values, tables, lookups)


def _naming() -> Symbols:
    named = {**examples()["numbers"], **examples()["columns"]}
    return Symbols(
        symbols={tuple(name.split(".")): symbol for name, (_, symbol) in named.items()},
        letters={"materials": "i", "processes": "j", "site_fuels": "k"},
        references={("materials", "process"): "processes"},
        lookups={("electricity",): "EF_el", ("fuels",): "EF_fuel"},
    )


def _row(written: str, formula: str, meaning: str) -> dict[str, str]:
    """One line of a table; raises `FormulaError` where the example is not part of the language."""
    tree = parse(formula)
    return {
        "written": written,
        "formula": formula,
        "meaning": meaning,
        "result": str(to_typed(tree, sample_scope()).type),
        "mathml": print_mathml(tree, _naming(), "en"),
    }


def _forms(function: str) -> Iterator[dict[str, str]]:
    """The lines of one function; how it is written stands in the first."""
    written = f"{function}(…{''.join(f', {option}=…' for option in OPTIONS.get(function, ()))})"
    for position, example in enumerate(examples()["functions"][function]):
        yield _row("" if position else written, **example)


def _table(rows: Iterable[Mapping[str, str]]) -> str:
    from markupsafe import Markup, escape

    def codes(text: str) -> Markup:
        return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))

    shown = [{**row, "meaning": codes(row["meaning"]), "result": codes(row["result"])} for row in rows]
    template = environment().get_template("reference/language.html.j2")
    text = template.render(rows=shown, langs=["en"], phrases=phrases())
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def formula_language_page() -> str:
    """The page on operators, functions and limits of the formula language."""
    numbers = ", ".join(plain(number) for number in sorted(PLAIN_NUMBERS))
    operators = _table(_row(**example) for example in examples()["operators"])
    functions = _table(row for function in CALLED.members for row in _forms(function))
    return f"""\
# The formula language

A formula is an expression in the grammar of Python, of which only what stands on this page is allowed. The tables show
how each part is written, an example, what kind of value the example is, and how documents print it.

## Operators and names

{operators}

## Functions

{functions}

## Units

Every value has a unit, and units are checked before anything is calculated. Sums, differences and comparisons need two
values of one dimension; conversions within a dimension, such as from g to kg, are inserted by the engine. The
dimension of the result must be that of the unit declared for the element. All units are listed in
[Units](units.md); what can go wrong is listed in [Diagnostics](diagnostics.md#formulas-and-units).

## Equal numbers

Numbers are calculated with 34 digits. Two that differ by less than one unit in the 28th digit of the larger are equal:
in comparisons, as differences, which are zero, and at the steps of rounding. So shares of a third add up to 1. Zero is
equal to zero alone.

## Missing values

Missing, not applicable and zero are three things. Arithmetic on a missing value is missing, a sum over a column with
a missing value is missing, and rows that are not applicable are left out of sums. `given(x)` asks whether there is a
value.

## Limits

- Numbers in formulas: {numbers}. Every other number is a parameter with a unit and a source.
- A formula has at most {MAX_LENGTH} characters, {MAX_PARTS} parts and {MAX_DEPTH} levels.
- There are no loops, no assignments and no access to files, the clock or chance.
"""
