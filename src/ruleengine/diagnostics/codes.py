"""The table of all diagnostic codes: severity, title, cause, remedy. docs/reference/diagnostics.md is made from it.

1xx reading, 2xx shape, 3xx library and resolution, 4xx formulas and units, 5xx meaning of rule sets, 6xx inventories,
7xx calculation, 8xx documents and outputs.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Code:
    """What a code stands for."""

    severity: str
    title: str
    cause: str
    remedy: str


def _error(title: str, cause: str, remedy: str) -> Code:
    return Code("error", title, cause, remedy)


def _warning(title: str, cause: str, remedy: str) -> Code:
    return Code("warning", title, cause, remedy)


CODES: dict[str, Code] = {
    # reading
    "E101": _error(
        "file cannot be read",
        "the file is missing, a folder, or not readable",
        "check the path and the access rights",
    ),
    "E102": _error(
        "file is too large",
        "files are limited so that a broken or hostile file cannot exhaust memory",
        "split the file or remove what does not belong in it",
    ),
    "E103": _error("not UTF-8", "the bytes are not valid UTF-8 text", "save the file as UTF-8"),
    "E104": _error(
        "not valid YAML or JSON",
        "the text does not follow the grammar",
        "correct the text at the place named",
    ),
    "E105": _error(
        "nested too deeply",
        "lists and maps are nested deeper than any rule set needs",
        "flatten the structure",
    ),
    "E106": _error("too many values", "the file holds more values than the limit", "split the file"),
    "E107": _error(
        "tag, anchor, alias or merge key",
        "these YAML features make one text mean several things",
        "write the value out",
    ),
    "E108": _error(
        "duplicate key",
        "a map has the same key twice; one of the values would be lost",
        "remove or rename one of them",
    ),
    "E109": _error(
        "ambiguous value",
        "YAML versions read this plain text as different values",
        "put it in quotes if text is meant, or write the number or true/false plainly",
    ),
    "E110": _error(
        "more than one document", "a file holds one document", "put each document into a file of its own"
    ),
    "E111": _error("key is not text", "keys are plain names", "write a plain name as the key"),
    # shape
    "E201": _error(
        "unknown key",
        "the key is not part of the format",
        "remove it or correct its spelling; docs/guide/rule-set-format.md lists all keys",
    ),
    "E202": _error("missing key", "a required key is not there", "add the key"),
    "E203": _error(
        "wrong kind of value",
        "the value is not of the kind the format asks for",
        "write the kind of value named",
    ),
    "E204": _error(
        "value not allowed",
        "the value is not one of the allowed ones, or breaks a limit or pattern",
        "write one of the allowed values",
    ),
    "E205": _error(
        "keys exclude or need each other",
        "the combination of keys is not meaningful",
        "keep one of them, or add the one that is needed",
    ),
    # library and resolution
    "E301": _error(
        "rule set or table not found",
        "no file of the library has this id and version",
        "correct the id or version; `ruleengine list` shows what there is",
    ),
    "E302": _error(
        "id or version does not match the file's path",
        "a file stands at <id>/<version>.yaml",
        "rename the file or correct the id or version",
    ),
    "E303": _error(
        "path leaves the library",
        "ids, versions and files must stay inside the rule library; links out of it are not followed",
        "use an id without dots and slashes at its ends, and keep the file inside the library",
    ),
    "E304": _error("circular extends", "a rule set is built on itself", "remove the circle"),
    "E305": _error(
        "inherited element overridden without a reason",
        "an element with the id of an inherited one must say why",
        "add `because: {zh: …, en: …}`, or give the element another id",
    ),
    "E306": _error(
        "unknown target",
        "what is removed or overridden does not exist in the base",
        "correct the path, or delete the entry",
    ),
    "E307": _error(
        "conflicting overlay",
        "the same element is both removed and defined, or a reason is given where nothing is inherited",
        "keep one of the two",
    ),
    "E308": _error(
        "released file changed",
        "the hash differs from the one in the lock file; results cite that hash",
        "undo the change and make a new version",
    ),
    "E309": _error(
        "no version in force",
        "no version of the rule set applies on the date",
        "choose another date, or name the version",
    ),
    "E310": _error(
        "wrong kind of file",
        "a file of another kind was asked for: a rule set, a factor table or an inventory",
        "name the kind of file that is due",
    ),
    "W311": _warning(
        "released file is not in the lock file",
        "its hash is not pinned yet",
        "run `ruleengine validate --lock` once to pin it",
    ),
    # formulas and units
    "E401": _error(
        "formula cannot be read",
        "the text does not follow the formula grammar",
        "correct the formula at the place underlined",
    ),
    "E402": _error(
        "not part of the formula language",
        "only the listed operators and functions exist",
        "write it as docs/guide/rule-set-format.md describes",
    ),
    "E403": _error(
        "formula too long or too deep",
        "length, depth and number of parts are limited",
        "split it into quantities with names",
    ),
    "E404": _error(
        "unknown name",
        "the name is no input, parameter, table, quantity, emission or indicator",
        "correct the name, or define it",
    ),
    "E405": _error(
        "units do not fit", "the two sides are of different dimensions", "correct the formula or the unit"
    ),
    "E406": _error(
        "wrong type",
        "a number, a text, a condition, a column or a single value is due here",
        "correct the formula",
    ),
    "E407": _error(
        "columns of two tables mixed",
        "row-wise arithmetic needs columns of one table",
        "follow a reference (`materials.process.x`) or sum one of them (`sum(…, by=…)`)",
    ),
    "E408": _error(
        "unknown unit", "the unit is not in the table of units", "use a unit of docs/reference/units.md"
    ),
    "E409": _error(
        "number without a source", "a number in a formula needs a source", "make it a parameter with a source"
    ),
    "E410": _error(
        "look-up cannot be done",
        "the table has other keys or columns",
        "give one key for each key column, and name the value column where there are several",
    ),
    "E411": _error(
        "power not allowed",
        "exponents are small whole numbers or 0.5",
        "write such a number, or the product in full",
    ),
    "E412": _error("circular formulas", "a value depends on itself", "break the circle"),
    # meaning of rule sets
    "E501": _error(
        "number without source",
        "every parameter, factor and numeric default cites a source",
        "add `source:` with a key of `sources`",
    ),
    "E502": _error(
        "unknown source",
        "the key is not in `sources` of this rule set or its bases",
        "correct the key, or add the source",
    ),
    "E503": _error(
        "requirement without check or method",
        "nobody could say how it is verified",
        "add `check:` or `method:`",
    ),
    "E504": _error(
        "wrong stage order",
        "the stages of the boundary follow the life cycle",
        "order them: raw_materials, production, distribution, use, end_of_life",
    ),
    "E505": _error(
        "stage outside the boundary",
        "an emission belongs to a stage that the boundary does not have",
        "add the stage to the boundary or correct the stage",
    ),
    "E506": _error(
        "promise not kept",
        "a base asks for this element and no formula is given",
        "give the element a `formula`",
    ),
    "E507": _error(
        "dates do not fit",
        "the standard takes effect before it is issued, or a date does not exist",
        "correct the dates",
    ),
    "E508": _error(
        "unit missing",
        "a category needs a functional or a declared unit, a basis and a reference flow",
        "add what is missing",
    ),
    "E509": _error(
        "scenario missing",
        "the boundary has a stage whose scenario is not described",
        "add `provisions.use_scenario` or `provisions.end_of_life_scenario`",
    ),
    "E510": _error(
        "unknown vocabulary entry",
        "evidence and methods come from `vocabulary`",
        "correct the id, or add it to `vocabulary`",
    ),
    "E511": _error(
        "name used twice", "formula names are unique across all sections", "rename one of the elements"
    ),
    "E512": _error(
        "name in a text is not a parameter",
        "`{name}` in a text is replaced by a parameter's value",
        "correct the name, or define the parameter",
    ),
    "E513": _error(
        "wrong dimension for its section", "emissions and promises have fixed units", "correct the formula"
    ),
    "E514": _error(
        "reference to something that is not a keyed table",
        "`references:` names an input table with a `key`",
        "correct the name, or give the table a `key`",
    ),
    "E515": _error(
        "factor table is wrong",
        "a column lacks its unit, or a row lacks a key, repeats one, or has a value of the wrong kind",
        "correct the row",
    ),
    "E516": _error(
        "default or limits do not fit",
        "the default is outside the limits or not one of the values, or the limits exclude every value",
        "correct the default or the limits",
    ),
    "W517": _warning("input is not used", "no formula, check or reference uses it", "use it, or remove it"),
    "W518": _warning("parameter or quantity is not used", "nothing depends on it", "use it, or remove it"),
    "W519": _warning(
        "boundary stage without emission",
        "the boundary names a stage for which nothing is calculated",
        "add an emission, or take the stage out of the boundary",
    ),
    # inventories
    "E601": _error(
        "unknown field",
        "the rule set has no such input or column",
        "correct the name; `ruleengine template` writes an empty inventory",
    ),
    "E602": _error(
        "wrong dimension",
        "the unit given cannot be converted to the one asked for",
        "give the value in a unit of the dimension named",
    ),
    "E603": _error("value out of range", "the value breaks the limits of the rule set", "correct the value"),
    "E604": _error(
        "wrong kind of value",
        "a number, text, condition or list of rows is due",
        "write the kind of value named",
    ),
    "E605": _error(
        "required value is missing",
        "the rule set needs this value",
        "add the value; write `not applicable` only where the rule set allows it",
    ),
    "E606": _error(
        "value not in the list",
        "the text is not one of the allowed values or keys",
        "write one of the allowed values",
    ),
    "E607": _error(
        "dangling reference", "the row pointed at does not exist", "correct the reference, or add the row"
    ),
    "E608": _error("duplicate key in table", "two rows have the same key", "give each row a key of its own"),
    "E609": _error("too few rows", "the table needs more rows", "add rows"),
    "E610": _error(
        "inventory is for another rule set",
        "the inventory names another rule set or version",
        "use the rule set named, or correct `ruleset:` in the inventory",
    ),
    "E611": _error(
        "not applicable where a value is due",
        "a required value may not be declared not applicable",
        "give the value",
    ),
    "E612": _error(
        "dates do not fit", "the period ends before it begins, or a date does not exist", "correct the dates"
    ),
    "E613": _error(
        "text has hidden or control characters",
        "direction marks and control characters can make a document read differently from its data",
        "remove them",
    ),
    "W614": _warning(
        "value without source", "a number is given without naming its data source", "add the data source"
    ),
    "E615": _error(
        "portfolio cannot be read",
        "the file is cut off or damaged, is not of the kind its ending says, or lacks a file of its tables",
        "write the file again, and check that the copy is complete",
    ),
    "E616": _error(
        "product id given twice",
        "two products have the same id, so neither result could be told from the other",
        "give each product an id of its own, or remove what is there twice",
    ),
    "E617": _error(
        "too many rows",
        "a product has more rows in a table than one inventory can sensibly have",
        "add rows of the same kind up, or look for products that were put together by mistake",
    ),
    "E618": _error(
        "column of a portfolio is not usable",
        "a column does not fit its input, two columns are for one input, or a required one is not there",
        "give the columns of the file the names of the inputs, with the unit in brackets: `mass [g]`",
    ),
    "E640": _error(
        "uncertainty cannot be used",
        "the distribution is not known, lacks a parameter, or does not fit the value",
        "write `{distribution: normal, sd: …}` or `cv`, `{distribution: lognormal, gsd2: …}` or `gsd`, "
        "`{distribution: triangular, min: …, max: …}` or `{distribution: uniform, min: …, max: …}`",
    ),
    # calculation
    "E701": _error(
        "division by zero",
        "a divisor is zero for this inventory",
        "check the values that make up the divisor",
    ),
    "E702": _error(
        "number out of range",
        "a result is too large or not defined (overflow, root of a negative number, …)",
        "check the values named",
    ),
    "E703": _error(
        "no such row in the look-up table", "the key is not in the table", "use one of the keys of the table"
    ),
    "E704": _error("emission cannot be calculated", "a value it needs is missing", "give the missing value"),
    "E705": _error(
        "rule test failed",
        "the result differs from the expected one",
        "correct the rule, or the expectation if it was worked out wrongly",
    ),
    "E706": _error(
        "rule set is abstract",
        "it is a base for others; no product is calculated with it",
        "name a category rule set",
    ),
    "E721": _error(
        "no such number",
        "a break-even is searched for one number of the inventory or one parameter",
        "name an input, a parameter, or a cell such as `materials[3].mass`",
    ),
    "E722": _error(
        "no break-even",
        "no value within the limits of the rule set brings the footprint per unit to the target",
        "choose a target within the range named, or another number",
    ),
    "E723": _error(
        "nothing is uncertain",
        "no number of the inventory has an uncertainty or a source with quality scores",
        "add `uncertainty:` to values, or scores to the rows of `data_sources`",
    ),
    "E724": _error(
        "no draw can be calculated",
        "too many of the values drawn make the calculation fail, such as a divisor of zero",
        "narrow the distributions of the values that make up divisors",
    ),
    # documents and outputs
    "E801": _error(
        "declaration refused",
        "a computable requirement (shall) is not satisfied or not evaluated",
        "meet the requirement, or complete the inventory",
    ),
    "E802": _error(
        "output cannot be written",
        "the folder cannot be made or written to",
        "choose another folder, or change its access rights",
    ),
    "E803": _error(
        "character without a glyph",
        "the shipped fonts have no picture for the character",
        "replace the character",
    ),
    "E804": _error(
        "output cannot have this form",
        "results are written in the forms named",
        "choose an output that ends in one of them",
    ),
    "E805": _error(
        "another run writes this output",
        "two runs with the same output would mix their parts",
        "wait for the other run, or choose another output",
    ),
    "E806": _error(
        "executors do not see the output folder",
        "the executors of the cluster write parts beside the output, under the same path",
        "choose a portfolio and an output on storage that all machines of the cluster share",
    ),
    "E807": _error(
        "no use of Spark",
        "it is not installed, could not be started, or did not come to its end",
        "see what Spark says; `--engine local` works without it",
    ),
}
