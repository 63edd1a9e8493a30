"""The codes of calculation and tests."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E701": error(
        "division by zero",
        "a divisor is zero for this inventory",
        "check the values that make up the divisor",
    ),
    "E702": error(
        "number out of range",
        "a result is too large or not defined (overflow, root of a negative number, …)",
        "check the values named",
    ),
    "E703": error(
        "no such row in the look-up table", "the key is not in the table", "use one of the keys of the table"
    ),
    "E704": error("emission cannot be calculated", "a value it needs is missing", "give the missing value"),
    "E705": error(
        "rule test failed",
        "the result differs from the expected one",
        "correct the rule, or the expectation if it was worked out wrongly",
    ),
    "E706": error(
        "rule set is abstract",
        "it is a base for others; no product is calculated with it",
        "name a category rule set",
    ),
    "E721": error(
        "no such number",
        "a break-even is searched for one number of the inventory or one parameter",
        "name an input, a parameter, or a cell such as `materials[3].mass`",
    ),
    "E722": error(
        "no break-even",
        "no value within the limits of the rule set brings the footprint per unit to the target",
        "choose a target within the range named, or another number",
    ),
    "E723": error(
        "nothing is uncertain",
        "no number of the inventory has an uncertainty or a source with quality scores",
        "add `uncertainty:` to values, or scores to the rows of `data_sources`",
    ),
    "E724": error(
        "no draw can be calculated",
        "too many of the values drawn make the calculation fail, such as a divisor of zero",
        "narrow the distributions of the values that make up divisors",
    ),
}
