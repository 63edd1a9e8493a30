"""The codes of formulas and units."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E401": error(
        "formula cannot be read",
        "the text does not follow the formula grammar",
        "correct the formula at the place underlined",
    ),
    "E402": error(
        "not part of the formula language",
        "only the listed operators and functions exist",
        "write it as docs/guide/rule-set-format.md describes",
    ),
    "E403": error(
        "formula too long or too deep",
        "length, depth and number of parts are limited",
        "split it into quantities with names",
    ),
    "E404": error(
        "unknown name",
        "the name is no input, parameter, table, quantity, emission or indicator",
        "correct the name, or define it",
    ),
    "E405": error(
        "units do not fit", "the two sides are of different dimensions", "correct the formula or the unit"
    ),
    "E406": error(
        "wrong type",
        "a number, a text, a condition, a column or a single value is due here",
        "correct the formula",
    ),
    "E407": error(
        "columns of two tables mixed",
        "row-wise arithmetic needs columns of one table",
        "follow a reference (`materials.process.x`) or sum one of them (`sum(…, by=…)`)",
    ),
    "E408": error(
        "unknown unit", "the unit is not in the table of units", "use a unit of docs/reference/units.md"
    ),
    "E409": error(
        "number without a source", "a number in a formula needs a source", "make it a parameter with a source"
    ),
    "E410": error(
        "look-up cannot be done",
        "the table has other keys or columns",
        "give one key for each key column, and name the value column where there are several",
    ),
    "E411": error(
        "power not allowed",
        "exponents are small whole numbers or 0.5",
        "write such a number, or the product in full",
    ),
    "E412": error("circular formulas", "a value depends on itself", "break the circle"),
}
