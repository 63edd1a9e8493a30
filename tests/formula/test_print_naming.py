"""Symbols, row letters and references in printed formulas."""

from __future__ import annotations

import pytest

from ruleengine.formula import math_boxes as b
from ruleengine.formula import nodes as n
from ruleengine.formula.from_text import parse
from ruleengine.formula.math_boxes import width
from ruleengine.formula.naming import Symbols, row_letters, spelled, symbol_parts
from ruleengine.formula.print_math import equation_box, formula_box
from ruleengine.formula.print_mathml import name_mathml, symbol_mathml
from ruleengine.formula.print_omml import name_omml
from ruleengine.formula.print_spoken import alt_text
from ruleengine.formula.print_typst import name_typst, print_typst, symbol_typst
from tests.formula.sample_naming import NAMING


@pytest.mark.parametrize(
    ("text", "base", "below"),
    [
        ("m", "m", ()),
        ("E_total", "E", ("total",)),
        ("eta_c_max", "η", ("c", "max")),
        ("Phi_ref", "Φ", ("ref",)),
        ("Φ", "Φ", ()),
        ("M_CO2", "M", ("CO₂",)),
        ("EF_CO2e", "EF", ("CO₂e",)),
        ("__", "?", ()),
        ("a\u202eb\n", "ab", ()),
    ],
)
def test_symbol_parts(text: str, base: str, below: tuple[str, ...]) -> None:
    assert symbol_parts(text) == (base, below)


def test_names_without_symbol_are_spelled_out() -> None:
    assert spelled("use_energy") == "use energy"
    assert Symbols().symbol(("inputs", "use_energy")) == "use energy"
    assert Symbols().table_symbol(("fuels", "upstream")) == "fuels_upstream"
    assert spelled("_") == "?"


def test_row_letters_avoid_symbols() -> None:
    assert row_letters(["materials", "parts", "materials"]) == {"materials": "i", "parts": "j"}
    assert row_letters(["materials", "parts"], taken=["i", "k"]) == {"materials": "j", "parts": "l"}
    many = row_letters([f"t{number}" for number in range(60)])
    assert len(set(many.values())) == 60


def test_references_are_followed() -> None:
    assert NAMING.symbol(("materials", "process", "process_share")) == "a"
    assert NAMING.symbol(("materials", "process", "price")) == "λ"
    assert NAMING.target(("materials", "process")) == "j"
    assert NAMING.target(("materials", "mass")) is None
    assert NAMING.index(("materials", "mass")) == "i"
    assert NAMING.index(("material_emissions",)) == "i"
    assert NAMING.index(("materials",)) == "i"
    assert NAMING.index(("rated_power",)) is None
    assert NAMING.index(("footprint", "total")) is None


def test_chain_of_references() -> None:
    naming = Symbols(
        symbols={("flows", "process"): "p", ("processes", "site"): "s", ("sites", "grid"): "G"},
        letters={"flows": "i", "processes": "j", "sites": "k"},
        references={("flows", "process"): "processes", ("processes", "site"): "sites", ("site",): "sites"},
    )
    assert print_typst(parse("flows.process.site.grid"), naming, "en") == (
        r'attach(italic("G"),b:italic("s")\(italic("p")\(italic("i")\)\))'
    )
    assert print_typst(parse("site.grid"), naming, "en") == 'attach(italic("G"),b:upright("site"))'


def test_inner_row_of_the_same_table_has_a_prime() -> None:
    twice = formula_box(parse("sum(materials.mass / sum(materials.mass))"), NAMING, "en")
    assert isinstance(twice, b.BoxRow)
    outer, fraction = twice.parts
    assert isinstance(outer, b.Under)
    assert outer.lines == (b.Letter("i"),)
    assert isinstance(fraction, b.Fraction)
    assert isinstance(fraction.below, b.BoxRow)
    inner = fraction.below.parts[0]
    assert isinstance(inner, b.Under)
    assert inner.lines == (b.Letter("i", 1),)


def test_rows_of_other_tables_keep_their_letters() -> None:
    box = equation_box(("mass_share",), parse("materials.mass / sum(legs.distance)"), NAMING, "en")
    primes = [letter.primes for letter in letters(box)]
    assert set(primes) == {0, 1}  # materials and legs share the letter i in the sample
    box = equation_box(("mass_share",), parse("materials.mass / sum(charging.time)"), NAMING, "en")
    assert {letter.primes for letter in letters(box)} == {0}


def letters(box: b.Box) -> list[b.Letter]:
    """All letters in a box."""
    match box:
        case b.Letter():
            return [box]
        case b.BoxRow(parts=parts) | b.Under(lines=parts):
            return [letter for part in parts for letter in letters(part)]
        case b.Fraction(above=first, below=second):
            return letters(first) + letters(second)
        case b.Script(base=base, below=below):
            return letters(base) + (letters(below) if below else [])
        case _:
            return []


def test_symbols_for_lists() -> None:
    assert symbol_mathml("P_r") == '<math><msub><mi>P</mi><mi mathvariant="normal">r</mi></msub></math>'
    separated = r'\,class("punctuation",thin)italic("i")'
    assert symbol_typst("EF_el", "i") == f'attach(upright("EF"),b:upright("el"){separated})'
    assert name_mathml(("materials", "mass"), NAMING) == "<math><msub><mi>m</mi><mi>i</mi></msub></math>"
    assert name_typst(("materials", "mass"), NAMING) == 'attach(italic("m"),b:italic("i"))'
    m, i = (f'<m:r><m:t xml:space="preserve">{letter}</m:t></m:r>' for letter in "mi")
    subscript = f"<m:sSub><m:e>{m}</m:e><m:sub>{i}</m:sub></m:sSub></m:oMath>"
    assert name_omml(("materials", "mass"), NAMING).endswith(subscript)


def test_mean_of_a_column_has_a_bar_and_no_row() -> None:
    assert print_typst(parse("mean(materials.mass)"), NAMING, "en") == 'overline(italic("m"))'
    assert print_typst(parse("mean(leg_emissions)"), NAMING, "en") == (
        'attach(overline(italic("E")),b:upright("t"))'
    )
    assert "frac" in print_typst(parse("mean(materials.factor)"), NAMING, "en")
    assert "frac" in print_typst(parse("mean(materials.mass * materials.factor)"), NAMING, "en")


def test_calls_that_the_checker_refuses_still_print() -> None:
    for text in (
        "sum()",
        "abs(a, b)",
        "min(a, b, where=c)",
        "given(a, b)",
        "count(a + b)",
        "heat[a].c",
    ):
        assert print_typst(parse(text), NAMING, "zh")
        assert alt_text(parse(text), NAMING, "zh")


def test_a_sum_may_have_any_number_of_terms() -> None:
    """The sum of all emissions is as long as the rule set has emissions, and no formula of a text is."""
    tree: n.Node = n.Name("e0")
    for number in range(1, 4000):
        tree = n.Binary("+", tree, n.Name(f"e{number}"))
    lines = equation_box(("total",), tree, Symbols(), "en")
    assert isinstance(lines, b.Lines)
    assert sum(width(line) for line in lines.rows) > 4000
    assert "e3999" in print_typst(tree, Symbols(), "en")
    assert "e3999" in alt_text(tree, Symbols(), "en")
    assert len(n.names(tree)) == 4000
