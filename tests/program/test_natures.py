"""Natures of factors: followed from columns through formulas into sums; mixing needs a word of the rule set."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleengine.diagnostics import Diagnostic
from ruleengine.ruleset.library import Library
from tests.library_builder import factor_table, findings, rule_set, texts

LIBRARY = Library(Path(__file__).parents[2] / "rules")


def table(name: str, nature: str, columns: dict[str, str], **natures: str) -> dict[str, object]:
    """A table `test/<name>@1.0.0` with the rows `a` and `b`; some columns have a nature of their own."""
    data = factor_table(f"test/{name}@1.0.0", ["k"], columns, [[key, *[2] * len(columns)] for key in "ab"])
    own = {c: {**f, "nature": natures[c]} if c in natures else f for c, f in data["columns"].items()}
    return {**data, "nature": nature, "columns": own}


TABLES = (
    table("power", "life-cycle", {"factor": "kgCO2e/kWh"}),
    table("heat", "direct", {"factor": "kgCO2e/kWh"}),
    table(
        "fuels", "direct", {"ncv": "kWh/kg", "combustion": "kgCO2e/kWh", "upstream": "kgCO2e/kWh"}, upstream="upstream",
    ),
    table("gases", "characterization", {"gwp": "kgCO2e/kg"}),
    table("methane", "life-cycle", {"content": "kg/kWh"}, content="direct"),
)  # fmt: skip
LOOKUPS = {
    name: {"table": f"test/{name}@1.0.0", "label": texts(name)}
    for name in ("power", "heat", "fuels", "gases", "methane")
}
INPUTS = {
    "x": "kWh",
    "m": "kg",
    "on": "boolean",
    "parts": {"use": "kWh", "own": "kgCO2e/kWh", "hot": "boolean"},
}
POWER, HEAT = 'power["a"]', 'heat["a"]'
COMBUSTION, UPSTREAM = 'fuels["a"].combustion', 'fuels["a"].upstream'
WORD = {"nature": ["life-cycle", "direct"], "nature_because": texts("reason")}


def told(
    folder: Path, emissions: dict[str, object], quantities: dict[str, tuple[str, str]] | None = None, **boundary: object
) -> list[Diagnostic]:  # fmt: skip
    """What is said of natures in a rule set with these formulas; the boundary may have a word."""
    sections = rule_set(
        inputs=INPUTS, tables=LOOKUPS, emissions=emissions, quantities=quantities or {},
        parameters={"one": "1 kWh"},
    )  # fmt: skip
    sections["boundary"] = {**sections["boundary"], **boundary}
    return [d for d in findings(folder, sections, *TABLES).items if d.code in ("E520", "E521", "W522")]


def names(found: list[Diagnostic]) -> list[tuple[str, str | None]]:
    """Key and element of each."""
    return [(d.key, d.element) for d in found]


MIXED = {
    "a sum": f"x * {POWER} + x * {HEAT}",
    "a difference": f"x * {POWER} - x * {HEAT}",
    "a sum in a sum": f"x * {POWER} + (x * {POWER} + x * {HEAT})",
    "factors before they are multiplied": f"x * ({POWER} + {HEAT})",
    "a choice": f"x * ({POWER} if on else {HEAT})",
    "the lower of two": f"min(x * {POWER}, x * {HEAT})",
    "rows that choose": f"sum(parts.use * ({POWER} if parts.hot else {HEAT}))",
    "two sums of rows": f"sum(parts.use) * {POWER} + sum(parts.use * {HEAT})",
    "a mean": f"mean(parts.use * {HEAT}) + x * {POWER}",
    "behind a negation": f"x * {POWER} + -(x * {HEAT})",
    "a sum behind a negation": f"x * {POWER} + -(x * {POWER} + x * {HEAT})",
    "behind abs": f"abs(x * {HEAT}) + x * {POWER}",
    "direct factors alone of a fuel": f"x * {POWER} + x * {COMBUSTION}",
    "upstream factors alone of a fuel": f"x * {POWER} + x * {UPSTREAM}",
    "direct of one table and upstream of another": f"x * {HEAT} + x * {UPSTREAM}",
    "direct of one fuel and upstream of another": f'x * {COMBUSTION} + x * fuels["b"].upstream + x * {POWER}',
    "direct or upstream": f"x * {COMBUSTION} if on else x * {UPSTREAM}",
    "the greater of direct and upstream": f"max(x * {COMBUSTION}, x * {UPSTREAM})",
    "upstream subtracted from direct": f"x * {COMBUSTION} - x * {UPSTREAM}",
    "upstream added with the other sign": f"x * {COMBUSTION} + -(x * {UPSTREAM})",
    "a column in kilograms that says what it is": f'x * methane["a"] * gases["a"] + x * {POWER}',
}
SOUND = {
    "one nature": f"x * {POWER} + x * {POWER}",
    "direct and upstream of one table": f"x * ({COMBUSTION} + {UPSTREAM}) + x * {POWER}",
    "a sum with the other sign": f"x * {POWER} + -(x * {POWER} + x * {POWER})",
    "a life cycle subtracted": f"x * {POWER} - (x * {COMBUSTION} + x * {UPSTREAM})",
    "life cycles to choose from": f"x * ({COMBUSTION} + {UPSTREAM}) if on else x * {POWER}",
    "in whatever order": f"x * {COMBUSTION} + x * {POWER} + x * {UPSTREAM}",
    "a characterization factor": f'x * {POWER} + m * gases["a"]',
    "a factor of the inventory": f"sum(parts.use * parts.own) + x * {HEAT}",
    "a column that is no factor": f'm * fuels["a"].ncv * {POWER} + x * {POWER}',
    "a share": f"x * {POWER} * ({HEAT} / {POWER}) + x * {POWER}",
    "a divisor": f"x * {POWER} * x * {POWER} / (x * {HEAT})",
    "only in a condition": f"x * {POWER} if x * {HEAT} > x * {POWER} else x * {POWER}",
}  # fmt: skip


@pytest.mark.parametrize("name", MIXED)
def test_a_mixture_without_a_word_is_an_error(tmp_path: Path, name: str) -> None:
    (found,) = told(tmp_path, {"e": MIXED[name]})
    assert (found.key, found.element, found.severity) == ("E520.mixed", "emissions.e", "error")
    assert found.excerpt is not None


@pytest.mark.parametrize("name", SOUND)
def test_what_does_not_mix_needs_no_word(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, {"e": SOUND[name]}) == []


def test_the_footprint_is_a_sum(tmp_path: Path) -> None:
    """Emissions of different natures mix where they are added up; all factors are named."""
    (found,) = told(tmp_path, {"a": f"x * {POWER}", "b": f"x * {HEAT}"})
    assert (found.key, found.element) == ("E520.mixed", "boundary")
    assert "`power.factor` (life cycle), `heat.factor` (direct)" in found.message
    assert "`nature: [life-cycle, direct]`" in str(found.said("zh").remedy)


def test_natures_go_through_quantities_and_columns(tmp_path: Path) -> None:
    quantities = {"hot_rows": ("kgCO2e", f"parts.use * {HEAT}"), "hot_sum": ("kgCO2e", "sum(hot_rows)")}
    found = told(tmp_path, {"e": f"hot_sum + x * {POWER}"}, quantities)
    assert names(found) == [("E520.mixed", "emissions.e")]


def test_it_is_told_where_the_mixture_comes_to_be_and_not_again(tmp_path: Path) -> None:
    quantities = {"q": ("kgCO2e", f"x * {POWER} + x * {HEAT}"), "r": ("kgCO2e", f"q + x * {HEAT}")}
    found = told(tmp_path, {"a": "r", "b": f"x * {POWER}"}, quantities)
    assert names(found) == [("E520.mixed", "quantities.q")]


def test_a_word_at_the_boundary_holds_for_the_whole(tmp_path: Path) -> None:
    assert told(tmp_path, {"a": f"x * {POWER}", "b": f"x * ({POWER} + {HEAT})"}, **WORD) == []
    other = {"a": f"x * {POWER}", "b": f"x * {HEAT}", "c": f"x * {UPSTREAM}"}
    found = told(tmp_path / "other", other, **WORD)
    assert names(found) == [("E520.mixed", "boundary")]


def test_a_word_at_an_element_holds_for_it_alone(tmp_path: Path) -> None:
    mixed = f"x * {POWER} + x * {HEAT}"
    stage = {"stage": "production", "species": "fossil", "clause": "7", "label": texts("e")}
    assert told(tmp_path, {"e": {"formula": mixed, **stage, **WORD}}) == []
    found = told(tmp_path / "two", {"e": {"formula": mixed, **stage, **WORD}, "f": mixed})
    assert names(found) == [("E520.mixed", "emissions.f")]


# ---- factors of inventories and parameters


GIVEN = {
    "x": "kWh",
    "hot": {"unit": "kgCO2e/kWh", "nature": "direct", "label": texts("hot")},
    "fuels_used": {
        "label": texts("fuels"),
        "columns": {
            "use": {"unit": "kWh", "label": texts("use")},
            "own": {"unit": "kgCO2e/kWh", "nature": "direct", "label": texts("own")},
            "before": {"unit": "kgCO2e/kWh", "nature": "upstream", "label": texts("before")},
            "bare": {"unit": "kgCO2e/kWh", "label": texts("bare")},
            "big": {"type": "boolean", "label": texts("big")},
        },
    },
}
WHOLE = {"value": 2, "unit": "kgCO2e/kWh", "nature": "life-cycle", "source": "book", "label": texts("whole")}
OWN, BEFORE = "sum(fuels_used.use * fuels_used.own)", "sum(fuels_used.use * fuels_used.before)"
BIG = "sum(fuels_used.use * fuels_used.{}, where={}fuels_used.big)"


def told_of_given(folder: Path, formula: str) -> list[Diagnostic]:
    sections = rule_set(
        inputs=GIVEN, parameters={"whole": WHOLE, "bare": "2 kgCO2e/kWh"}, tables=LOOKUPS, emissions={"e": formula},
    )  # fmt: skip
    found = findings(folder, sections, *TABLES)
    return [d for d in found.items if d.severity == "error" or d.code == "W522"]


@pytest.mark.parametrize(
    "formula",
    [
        f"x * hot + x * {POWER}", "x * hot + x * whole", f"x * whole + x * {HEAT}", f"{OWN} + x * whole",
        f"{BEFORE} + x * hot", f"sum(fuels_used.use * (fuels_used.own if fuels_used.big else {POWER}))",
        f"{BIG.format('own', '')} + {BIG.format('before', 'not ')}", f"{OWN} + {BIG.format('before', '')}",
    ],
)  # fmt: skip
def test_inputs_columns_and_parameters_say_their_nature(tmp_path: Path, formula: str) -> None:
    (found,) = told_of_given(tmp_path, formula)
    assert (found.key, found.element) == ("E520.mixed", "emissions.e")


@pytest.mark.parametrize(
    "formula",
    [
        f"x * hot + x * {HEAT}", f"x * whole + x * {POWER}", f"x * hot + x * bare + {OWN}",
        "x * whole + sum(fuels_used.use * fuels_used.bare)", f"{OWN} + {BEFORE} + x * whole",
        f"{BIG.format('own', '')} + {BIG.format('before', '')} + x * whole",
    ],
)  # fmt: skip
def test_factors_of_one_nature_and_those_of_none_are_added(tmp_path: Path, formula: str) -> None:
    """Direct and upstream of the same rows are a life cycle, whatever chooses the rows."""
    assert told_of_given(tmp_path, formula) == []


def test_a_mixture_names_inputs_and_parameters(tmp_path: Path) -> None:
    (found,) = told_of_given(tmp_path, f"x * hot + {OWN} + x * whole")
    assert "`whole` (life cycle), `fuels_used.own` (direct), `hot` (direct)" in found.message


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ({"nature": ["life-cycle", "direct"]}, ["E521.reason"]),
        ({**WORD, "nature": ["life-cycle", "direct", "upstream"]}, ["E521.others"]),
        ({**WORD, "nature": ["direct", "life-cycle"]}, []),
    ],
)
def test_a_word_says_what_is_mixed_and_why(tmp_path: Path, word: dict[str, object], keys: list[str]) -> None:
    found = told(tmp_path, {"a": f"x * {POWER}", "b": f"x * {HEAT}"}, **word)
    assert [d.key for d in found] == keys


def test_a_word_for_nothing_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, {"a": f"x * {POWER}"}, **WORD)
    assert [(d.key, d.severity) for d in found] == [("W522.not_mixed", "warning")]


def test_a_long_chain_is_followed(tmp_path: Path) -> None:
    quantities = {"q0": ("kgCO2e", f"x * {HEAT}")}
    quantities |= {f"q{n}": ("kgCO2e", f"q{n - 1} + q{n - 1}") for n in range(1, 60)}
    assert names(told(tmp_path, {"e": f"q59 + x * {POWER}"}, quantities)) == [("E520.mixed", "emissions.e")]


def test_columns_of_the_shipped_fuels_have_their_natures() -> None:
    """Combustion is direct and upstream is upstream; the corrected tables have the numbers of those they correct."""
    for name in ("fuels", "gases"):
        old, new = (LIBRARY.table(LIBRARY.find(f"gb/factors/{name}@1.0.{n}")) for n in (0, 1))
        assert new.natures == {"combustion": "direct", "upstream": "upstream"}
        assert (new.rows, new.row_sources, new.sources) == (old.rows, old.row_sources, old.sources)
