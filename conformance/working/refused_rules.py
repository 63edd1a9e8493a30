"""Rule sets that must be refused: the mark ⟦E405⟧ stands right before the place that the diagnostic names."""

from __future__ import annotations

from collections.abc import Iterator

from working.case import Case, emission, factor_table, inventory, rule_set

INPUTS = {"mass": "unit: kg", "energy": "unit: kWh", "hours": "unit: h", "kind": "type: text"}
PARAMETERS = {"per_mass": "value: 2, unit: kgCO2e/kg", "per_energy": "value: 0.5, unit: kgCO2e/kWh"}
GRID = factor_table(
    "conf/grid",
    ("kind",),
    {"factor": "unit: kgCO2e/kWh"},
    ["kind: wind, factor: 0.03", "kind: coal, factor: 0.9"],
)
PAIR = factor_table(
    "conf/pair", ("fuel",), {"ncv": "unit: MJ/kg", "up": "unit: kgCO2e/kg"}, ["fuel: coke, ncv: 28, up: 1"]
)
TABLES = {"grid": "table: conf/grid@1.0.0", "pair": "table: conf/pair@1.0.0"}
FILES = {"conf/grid/1.0.0.yaml": GRID, "conf/pair/1.0.0.yaml": PAIR}
ROWS = {
    "sites": {"_": "key: id", "id": "type: text", "output": "unit: kg"},
    "lots": {"mass": "unit: kg", "site": "references: sites"},
}

#: code, formula of an emission that is refused with it
FORMULAS = (
    ("E401", "unclosed-bracket", "(mass * per_mass"),
    ("E401", "missing-operand", "mass *"),
    ("E401", "chinese-sign", "mass × per_mass"),
    ("E402", "unknown-function", "total(mass) * per_mass"),
    ("E402", "comprehension", "sum([m for m in lots])"),
    ("E402", "floor-division", "mass // 2 * per_mass"),
    ("E402", "chained-comparison", "mass * per_mass if 0 < hours < hours else 0"),
    ("E402", "private-attribute", "mass.__class__"),
    ("E402", "option-not-taken", "sum(lots.mass, weight=lots.mass) * per_mass"),
    ("E403", "too-deep", "(" * 41 + "mass * per_mass" + ")" * 41),
    ("E404", "unknown-name", "mas * per_mass"),
    ("E404", "unknown-column", "sum(lots.weight) * per_mass"),
    ("E405", "mass-plus-energy", "(mass + energy) * per_mass"),
    ("E405", "mass-for-co2e", "mass"),
    ("E405", "co2-for-co2e", "mass * 2"),
    ("E405", "wrong-factor", "energy * per_mass"),
    ("E405", "comparison", "mass * per_mass if mass > energy else 0"),
    ("E405", "log-of-mass", "log(mass) * per_mass * mass"),
    ("E406", "text-as-number", "kind * per_mass"),
    ("E406", "number-as-condition", "mass * per_mass if mass else 0"),
    ("E406", "column-where-single", "lots.mass * per_mass"),
    ("E406", "table-as-value", "lots * per_mass"),
    ("E406", "sum-of-single", "sum(mass) * per_mass"),
    ("E407", "two-tables", "sum(lots.mass * sites.output / sites.output) * per_mass"),
    ("E409", "number-without-source", "mass * per_mass * 1.7"),
    ("E410", "unknown-key", 'energy * grid["solar"]'),
    ("E410", "two-keys", 'energy * grid["wind", "coal"]'),
    ("E410", "which-column", 'mass * pair["coke"]'),
    ("E410", "number-as-key", "energy * grid[mass]"),
    ("E411", "power-of-name", "mass ** hours"),
    ("E413", "rounding-without-unit", "round_half_even(mass, 1) * per_mass"),
    ("E413", "rounding-unit-not-quoted", "ceil(mass, kg) * per_mass"),
    ("E413", "rounding-other-dimension", 'floor(mass, "kWh") * per_mass'),
    ("E411", "large-power", "mass ** 7 * per_mass"),
)


def cases() -> Iterator[Case]:
    """Formulas, meaning, library, shape, reading."""
    for code, name, formula in FORMULAS:
        if '"' in formula or "'" in formula:
            fields = f"stage: use, species: fossil, formula: ⟦{code}⟧'{formula}'"
        else:
            fields = f'stage: use, species: fossil, formula: ⟦{code}⟧"{formula}"'
        yield Case(
            f"refused-formula-{name}",
            f"`{formula[:60]}` where kgCO2e is due",
            rule_set(
                inputs={**INPUTS, **ROWS}, parameters=PARAMETERS, tables=TABLES, emissions={"e": fields}
            ),
            inventory("mass: 1"),
            files=FILES,
        )
    for group in (
        _meaning,
        _stages_and_units,
        _names,
        _values,
        _library,
        _overlays,
        _tables,
        _shape,
        _reading,
    ):
        yield from group()


def _case(name: str, about: str, text: str, **more: object) -> Case:
    return Case(f"refused-{name}", about, text, inventory("mass: 1"), **more)


def _sections(**changes: object) -> str:
    """A rule set without errors but for the changes."""
    extra = str(changes.pop("extra", ""))
    given = {
        "inputs": {"mass": "unit: kg"},
        "parameters": {"per_mass": "value: 2, unit: kgCO2e/kg"},
        "emissions": {"e": emission("mass * per_mass")},
    }
    return rule_set(extra, **{**given, **changes})


def _meaning() -> Iterator[Case]:
    yield _case(
        "unit-unknown",
        "a unit that does not exist",
        _sections(inputs={"mass": "unit: kg", "weight": 'unit: ⟦E408⟧"stone"'}),
    )
    yield _case(
        "circle",
        "two quantities that rest on each other",
        _sections(quantities={"a": "unit: kg, formula: ⟦E412⟧b + mass", "b": "unit: kg, formula: a"}),
    )
    yield _case(
        "parameter-without-source",
        "every parameter cites a source",
        _sections()
        .replace("  per_mass: {", "  ⟦E501⟧per_mass: {")
        .replace(", source: case}\nemissions", "}\nemissions"),
    )
    yield _case(
        "source-unknown",
        "a source that is not in `sources`",
        _sections().replace("source: case}\nemissions", "source: ⟦E502⟧book}\nemissions"),
    )
    yield _case(
        "requirement-nobody-can-verify",
        "neither check nor method",
        _sections(requirements={"r1": "stage: use"}).replace("  r1: {", "  ⟦E503⟧r1: {"),
    )


def _stages_and_units() -> Iterator[Case]:
    yield _case(
        "stage-order",
        "stages out of life-cycle order",
        _sections(extra="boundary: {stages: ⟦E504⟧[production, raw_materials]}\n"),
    )
    yield _case(
        "stage-outside",
        "an emission of a stage that the boundary does not have",
        _sections(
            emissions={
                "e": emission("mass * per_mass").replace("stage: production", "stage: ⟦E505⟧production")
            },
            extra="boundary: {stages: [raw_materials]}\n",
        ),
    )
    yield _case(
        "promise",
        "the base asks for an indicator and no formula is given",
        _sections()
        .replace("ruleset: conf/case", "ruleset: ⟦E506⟧conf/case")
        .replace("conf/base@", "conf/asking@"),
        files={
            "conf/asking/1.0.0.yaml": (
                "ruleset: conf/asking\nversion: 1.0.0\nextends: conf/base@1.0.0\nabstract: true\n"
                "title: {zh: 基, en: base}\n"
                "encoding: {status: draft, clauses: encoding, note: {zh: 基, en: base}}\nindicators:\n"
                '  share: {unit: "%", label: {zh: 份, en: share}, clause: "1"}\n'
            )
        },
    )
    yield _case(
        "dates",
        "takes effect before it is issued",
        _sections(
            extra="standard: {number: X 1, title: {zh: 标, en: x}, stage: published, "
            "issued: 2025-06-01, effective: ⟦E507⟧2025-05-01}\n"
        ),
    )
    yield _case(
        "both-units",
        "a functional unit beside the declared unit of the base",
        _sections(
            extra="functional_unit: {clause: '2', text: {zh: 件, en: piece}, "
            "short: {zh: 件, en: piece}, source: case}\n"
        ).replace("ruleset: conf/case", "ruleset: ⟦E508⟧conf/case"),
    )


def _names() -> Iterator[Case]:
    mass = {"mass": "unit: kg"}
    yield _case(
        "evidence-unknown",
        "evidence that the vocabulary does not have",
        _sections(requirements={"r1": "check: mass > 0"}).replace(
            "evidence: [bill]", "evidence: [⟦E510⟧photo]"
        ),
    )
    yield _case(
        "name-twice",
        "a quantity with the name of an input",
        _sections(inputs=mass, quantities={"mass": "unit: kg, formula: per_mass * 0"}).replace(
            "  mass: {unit: kg, formula: per_mass * 0", "  ⟦E511⟧mass: {unit: kg, formula: ⟦E405⟧per_mass"
        ),
    )
    yield _case(
        "placeholder",
        "a name in a text that is no parameter",
        _sections(requirements={"r1": "check: mass > 0"}).replace(
            "text: {zh: r1, en: r1}", 'text: {zh: r1, en: ⟦E512⟧"{limit}"}'
        ),
    )
    yield _case(
        "reference-to-no-table",
        "a reference to a table without key",
        _sections(
            inputs={**mass, "lots": {"mass": "unit: kg", "next": "references: ⟦E514⟧lots"}},
            emissions={"e": emission("mass * per_mass + sum(lots.mass) * per_mass")},
        ),
    )

    yield _case(
        "name-is-a-word",
        "a name that is a word of the formula language",
        _sections(inputs={"mass": "unit: kg", "⟦E204⟧in": "unit: kg"}),
    )
    grid = "table: conf/grid@1.0.0"
    supply = "values: {average: {zh: a, en: a}, none: {zh: n, en: n}}"
    yield _case(
        "value-without-row",
        "an allowed value that is no key of the table that it looks up in",
        _sections(
            inputs={"mass": "unit: kg", "supply": supply},
            tables={"grid": grid},
            emissions={"e": "stage: use, species: fossil, formula: ⟦E410⟧'mass * grid[supply]'"},
        ),
        files={"conf/grid/1.0.0.yaml": factor_table(
            "conf/grid", ("kind",), {"factor": "unit: kgCO2e/kg"}, ["kind: average, factor: 1"]
        )},
    )  # fmt: skip


def _values() -> Iterator[Case]:
    yield _case(
        "default-outside",
        "a default beyond the limits",
        _sections(inputs={"mass": "unit: kg, min: 1, default: ⟦E516⟧0, source: case"}),
    )
    yield _case(
        "default-without-source",
        "a numeric default needs a source",
        _sections(inputs={"mass": "unit: kg, default: ⟦E501⟧1"}),
    )
    yield _case(
        "limits-exclude-all",
        "limits that no number can meet",
        _sections(inputs={"mass": "unit: kg, min: 2, max: 1"}).replace("  mass: {", "  ⟦E516⟧mass: {"),
    )
    yield _case(
        "check-is-number", "a check that is no condition", _sections(requirements={"r1": "check: ⟦E406⟧mass"})
    )
    yield _case(
        "two-errors",
        "all errors of a file are told at once",
        _sections(
            quantities={"a": "unit: kg, formula: ⟦E404⟧masss", "b": "unit: kg, formula: ⟦E405⟧per_mass"}
        ),
    )


def _library() -> Iterator[Case]:
    yield _case(
        "base-unknown",
        "a base that is not there",
        _sections().replace("extends: conf/base@1", "extends: ⟦E301⟧conf/base@9"),
    )
    yield _case(
        "table-unknown",
        "a factor table that is not there",
        _sections(tables={"grid": "table: ⟦E301⟧conf/grid@2.0.0"}),
    )
    yield _case(
        "path-other-version",
        "the file says another version than its path",
        _sections()
        .replace("version: 1.0.0", "version: 1.0.1")
        .replace("ruleset: conf", "ruleset: ⟦E302⟧conf"),
    )
    yield _case(
        "extends-itself",
        "built on itself",
        _sections().replace("extends: conf/base", "extends: ⟦E304⟧conf/case"),
    )


def _overlays() -> Iterator[Case]:
    middle = (
        "ruleset: conf/middle\nversion: 1.0.0\nextends: conf/base@1.0.0\nabstract: true\ntitle: {zh: 中, en: middle}\n"
        "encoding: {status: draft, clauses: encoding, note: {zh: 中, en: middle}}\nparameters:\n"
        '  limit: {value: 1, unit: "%", label: {zh: 限, en: limit}, clause: "1", source: case}\n'
    )
    files = {"conf/middle/1.0.0.yaml": middle}
    on_it = _sections().replace("conf/base@", "conf/middle@")
    yield _case(
        "override-without-reason",
        "an inherited parameter is overridden and no reason is given",
        on_it.replace("  per_mass:", "  ⟦E305⟧limit: {value: 2}\n  per_mass:"),
        files=files,
    )
    yield _case(
        "removed-without-reason",
        "an inherited parameter is removed and no reason is given",
        on_it + "removed:\n  parameters.limit: ⟦E202⟧{}\n",
        files=files,
    )
    limit = "{value: 2, unit: '%', label: {zh: 限, en: limit}, clause: '1', source: case}"
    yield _case(
        "removed-and-defined",
        "an inherited parameter is both removed and defined",
        on_it.replace("  per_mass:", f"  ⟦E307⟧limit: {limit}\n  per_mass:")
        + "removed:\n  parameters.limit: {because: {zh: 因, en: so}}\n",
        files=files,
    )
    yield _case(
        "removed-unknown",
        "removing what the base does not have",
        _sections(removed={"⟦E306⟧provisions.allocation": "because: {zh: 无, en: none}"}),
    )
    yield _case(
        "reason-for-nothing",
        "a reason where nothing is inherited",
        _sections(
            extra="provisions:\n  allocation: {clause: '4', text: {zh: 分, en: a}, source: case, "
            "because: ⟦E307⟧{zh: 无, en: none}}\n"
        ),
    )


def _tables() -> Iterator[Case]:
    yield _case(
        "table-for-rule-set",
        "a factor table as base",
        _sections().replace("extends: conf/base@", "extends: ⟦E310⟧conf/grid@"),
        files=FILES,
    )
    broken = (
        ("row-twice", "two rows with one key", GRID.replace("{kind: coal", "⟦E515⟧{kind: wind")),
        ("row-without-key", "a row without its key", GRID.replace("{kind: coal, ", "⟦E515⟧{")),
        (
            "row-not-a-number",
            "a text where a number is due",
            GRID.replace("factor: 0.9", "factor: ⟦E515⟧high"),
        ),
    )
    for name, about, text in broken:
        yield _case(
            f"factor-table-{name}",
            about,
            _sections(tables={"grid": TABLES["grid"]}),
            files={"conf/grid/1.0.0.yaml": text},
        )


def _shape() -> Iterator[Case]:
    yield _case(
        "key-unknown",
        "a key that the format does not have",
        _sections(inputs={"mass": "unit: kg, ⟦E201⟧minimum: 0"}),
    )
    yield _case(
        "key-missing",
        "no title",
        _sections()
        .replace("title: {zh: 用例, en: case}\n", "")
        .replace("ruleset: conf", "⟦E202⟧ruleset: conf"),
    )
    yield _case(
        "kind-of-value",
        "a text where true or false is due",
        _sections(inputs={"mass": "unit: kg, required: ⟦E203⟧maybe"}),
    )
    yield _case(
        "value-not-allowed",
        "a species that does not exist",
        _sections().replace("species: fossil", "species: ⟦E204⟧mineral"),
    )


def _reading() -> Iterator[Case]:
    yield _case(
        "keys-exclude", "a unit beside a type", _sections(inputs={"mass": "⟦E205⟧unit: kg, type: text"})
    )
    yield _case(
        "unit-missing",
        "a parameter without unit",
        _sections(parameters={"per_mass": "value: 2, unit: kgCO2e/kg", "more": "value: 3"}).replace(
            "  more: {", "  ⟦E202⟧more: {"
        ),
    )
    yield _case(
        "duplicate-key",
        "a key twice",
        _sections().replace("  mass: {unit: kg", "  mass: {unit: kg, ⟦E108⟧unit: g"),
    )
    yield _case("tag", "a tag", _sections().replace("unit: kg,", "unit: ⟦E107⟧!!str kg,"))
    yield _case("ambiguous", "a plain `yes`", _sections(inputs={"mass": "unit: kg, required: ⟦E109⟧yes"}))
    yield _case(
        "not-yaml",
        "a bracket that is not closed",
        _sections()
        .replace("title: {zh: 用例, en: case}", "title: {zh: 用例, en: case")
        .replace("encoding: {", "encoding⟦E104⟧: {"),
    )
