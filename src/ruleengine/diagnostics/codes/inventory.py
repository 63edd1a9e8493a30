"""The codes of inventories and portfolios."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E601": error(
        "unknown field",
        "the rule set has no such input or column",
        "correct the name; `ruleengine template` writes an empty inventory",
    ),
    "E602": error(
        "wrong dimension",
        "the unit given cannot be converted to the one asked for",
        "give the value in a unit of the dimension named",
    ),
    "E603": error("value out of range", "the value breaks the limits of the rule set", "correct the value"),
    "E604": error(
        "wrong kind of value",
        "a number, text, condition or list of rows is due",
        "write the kind of value named",
    ),
    "E605": error(
        "required value is missing",
        "the rule set needs this value",
        "add the value; write `not applicable` only where the rule set allows it",
    ),
    "E606": error(
        "value not in the list",
        "the text is not one of the allowed values or keys",
        "write one of the allowed values",
    ),
    "E607": error(
        "dangling reference", "the row pointed at does not exist", "correct the reference, or add the row"
    ),
    "E608": error("duplicate key in table", "two rows have the same key", "give each row a key of its own"),
    "E609": error("too few rows", "the table needs more rows", "add rows"),
    "E610": error(
        "inventory is for another rule set",
        "the inventory names another rule set or version",
        "use the rule set named, or correct `ruleset:` in the inventory",
    ),
    "E611": error(
        "not applicable where a value is due",
        "a required value may not be declared not applicable",
        "give the value",
    ),
    "E612": error(
        "dates do not fit", "the period ends before it begins, or a date does not exist", "correct the dates"
    ),
    "E613": error(
        "text has hidden or control characters",
        "direction marks and control characters can make a document read differently from its data",
        "remove them",
    ),
    "W614": warning(
        "value without source", "a number is given without naming its data source", "add the data source"
    ),
    "E615": error(
        "portfolio cannot be read",
        "the file is cut off or damaged, is not of the kind its ending says, or lacks a file of its tables",
        "write the file again, and check that the copy is complete",
    ),
    "E616": error(
        "product id given twice",
        "two products have the same id, so neither result could be told from the other",
        "give each product an id of its own, or remove what is there twice",
    ),
    "E617": error(
        "too many rows",
        "a product has more rows in a table than one inventory can sensibly have",
        "add rows of the same kind up, or look for products that were put together by mistake",
    ),
    "E618": error(
        "column of a portfolio is not usable",
        "a column does not fit its input, two columns are for one input, or a required one is not there",
        "give the columns of the file the names of the inputs, with the unit in brackets: `mass [g]`",
    ),
    "E640": error(
        "uncertainty cannot be used",
        "the distribution is not known, lacks a parameter, or does not fit the value",
        "write `{distribution: normal, sd: …}` or `cv`, `{distribution: lognormal, gsd2: …}` or `gsd`, "
        "`{distribution: triangular, min: …, max: …}` or `{distribution: uniform, min: …, max: …}`",
    ),
}
