"""The codes of the meaning of rule sets."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E501": error(
        "number without source",
        "every parameter, factor and numeric default cites a source",
        "add `source:` with a key of `sources`",
    ),
    "E502": error(
        "unknown source",
        "the key is not in `sources` of this rule set or its bases",
        "correct the key, or add the source",
    ),
    "E503": error(
        "requirement without check or method",
        "nobody could say how it is verified",
        "add `check:` or `method:`",
    ),
    "E504": error(
        "wrong stage order",
        "the stages of the boundary follow the life cycle",
        "order them: raw_materials, production, distribution, use, end_of_life",
    ),
    "E505": error(
        "stage outside the boundary",
        "an emission belongs to a stage that the boundary does not have",
        "add the stage to the boundary or correct the stage",
    ),
    "E506": error(
        "promise not kept",
        "a base asks for this element and no formula is given",
        "give the element a `formula`",
    ),
    "E507": error(
        "dates do not fit",
        "the standard takes effect before it is issued, or a date does not exist",
        "correct the dates",
    ),
    "E508": error(
        "unit missing",
        "a category needs a functional or a declared unit, a basis and a reference flow",
        "add what is missing",
    ),
    "E509": error(
        "scenario missing",
        "the boundary has a stage whose scenario is not described",
        "add `provisions.use_scenario` or `provisions.end_of_life_scenario`",
    ),
    "E510": error(
        "unknown vocabulary entry",
        "evidence and methods come from `vocabulary`",
        "correct the id, or add it to `vocabulary`",
    ),
    "E511": error(
        "name used twice", "formula names are unique across all sections", "rename one of the elements"
    ),
    "E512": error(
        "name in a text is not a parameter",
        "`{name}` in a text is replaced by a parameter's value",
        "correct the name, or define the parameter",
    ),
    "E513": error(
        "wrong dimension for its section", "emissions and promises have fixed units", "correct the formula"
    ),
    "E514": error(
        "reference to something that is not a keyed table",
        "`references:` names an input table with a `key`",
        "correct the name, or give the table a `key`",
    ),
    "E515": error(
        "factor table is wrong",
        "a column lacks its unit, or a row lacks a key, repeats one, or has a value of the wrong kind",
        "correct the row",
    ),
    "E516": error(
        "default or limits do not fit",
        "the default is outside the limits or not one of the values, or the limits exclude every value",
        "correct the default or the limits",
    ),
    "W517": warning("input is not used", "no formula, check or reference uses it", "use it, or remove it"),
    "W518": warning("parameter or quantity is not used", "nothing depends on it", "use it, or remove it"),
    "W519": warning(
        "boundary stage without emission",
        "the boundary names a stage for which nothing is calculated",
        "add an emission, or take the stage out of the boundary",
    ),
}
