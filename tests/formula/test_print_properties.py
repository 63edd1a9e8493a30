"""What holds for the mathematics of every formula: it is well formed, inert, and means what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
import typst
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from lxml import etree

from ruleengine.characters import visible
from ruleengine.documents.mathml import checked_mathml
from ruleengine.formula import math_boxes as b
from ruleengine.formula import nodes as n
from ruleengine.formula.from_text import parse
from ruleengine.formula.naming import Naming, Symbols
from ruleengine.formula.print_math import formula_box
from ruleengine.formula.print_mathml import equation_mathml, print_mathml, symbol_mathml
from ruleengine.formula.print_omml import equation_omml, print_omml, symbol_omml
from ruleengine.formula.print_spoken import alt_text, equation_alt_text
from ruleengine.formula.print_typst import equation_typst, print_typst, symbol_typst
from tests.examples import examples
from tests.formula.test_print_golden import blocks
from tests.strategies import formula_trees, names

LANGUAGES = st.sampled_from(("zh", "en"))
PLAIN = Symbols()


def namings() -> st.SearchStrategy[Naming]:
    """Namings with any text as symbols, and with row letters, references and look-up tables."""
    paths = st.lists(names(), min_size=1, max_size=3).map(tuple)
    texts = st.text(max_size=12)
    letters: Mapping[str, str] = {"materials": "i", "legs": "k", "a": "i", "footprint": '"$'}
    return st.builds(
        Symbols,
        symbols=st.dictionaries(paths, texts, max_size=6),
        letters=st.just(letters),
        rows=st.dictionaries(names(), st.sampled_from(sorted(letters)), max_size=3),
        references=st.dictionaries(paths, st.sampled_from(sorted(letters)), max_size=4),
        lookups=st.dictionaries(paths, texts, max_size=3),
    )


def compiles(sources: list[str]) -> None:
    """Sets the formulas in one document; fails where Typst refuses one."""
    text = "\n".join(f"$ {source} $" for source in sources)
    assert typst.compile(text.encode(), format="svg", ignore_system_fonts=True)


@given(formula_trees(), namings(), LANGUAGES)
@examples(80, slow=True)
def test_mathml_is_well_formed(tree: n.Node, naming: Naming, lang: str) -> None:
    for text in (print_mathml(tree, naming, lang), equation_mathml(("total",), tree, naming, lang)):
        assert etree.fromstring(text).tag == "math"
        assert checked_mathml(text).startswith("<math")


#: Object of Office Math → its parts in the order of ISO/IEC 29500-1, shared-math.xsd.
_OFFICE_MATH = {
    "f": ("num", "den"), "rad": ("radPr", "deg", "e"), "bar": ("barPr", "e"), "d": ("dPr", "e"),
    "sSub": ("e", "sub"), "sSup": ("e", "sup"), "sSubSup": ("e", "sub", "sup"), "limLow": ("e", "lim"),
    "nary": ("naryPr", "sub", "sup", "e"),
}  # fmt: skip
_PROPERTIES = {"radPr": ("degHide",), "barPr": ("pos",), "dPr": ("begChr", "endChr")}
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def is_office_math(root: etree._Element) -> None:
    """Every object has its parts in order, and none that is shown is empty."""
    assert root.tag == f"{_M}oMath"
    assert len(root)
    for element in root.iter(f"{_M}*"):
        name, parts = etree.QName(element).localname, tuple(etree.QName(c).localname for c in element)
        if name in _OFFICE_MATH:
            assert parts == _OFFICE_MATH[name]
        elif name in _PROPERTIES:
            assert parts == _PROPERTIES[name]
        elif name in ("e", "num", "den", "lim"):
            assert parts
        elif name in ("sub", "sup") and not parts:
            properties = element.getparent().find(f"{_M}naryPr")
            assert properties.find(f"{_M}{name}Hide") is not None
        elif name == "t":
            assert element.text


def shown(root: etree._Element) -> Counter[str]:
    """The characters that are shown, without blanks and the bar of a mean; quotes are curved."""
    texts = [e.text or "" for e in root.iter()] + [
        e.get(f"{_M}val", "") for e in root.iter(*(f"{_M}{n}" for n in ("chr", "begChr", "endChr")))
    ]
    return Counter(c for c in "".join(texts).replace('"', "”") if c not in "‾\u200b" and not c.isspace())


def test_office_math_of_the_golden_formulas_is_in_order_and_says_what_pages_say() -> None:
    for block in blocks()[1]:
        printed = block.outputs()
        root = etree.fromstring(printed["omml"])
        is_office_math(root)
        assert shown(root) == shown(etree.fromstring(printed["mathml"]))


@given(formula_trees(), namings(), LANGUAGES)
@examples(80, slow=True)
def test_office_math_is_in_order_and_says_what_pages_say(tree: n.Node, naming: Naming, lang: str) -> None:
    root = etree.fromstring(equation_omml(("total",), tree, naming, lang))
    is_office_math(root)
    assert shown(root) == shown(etree.fromstring(equation_mathml(("total",), tree, naming, lang)))


@given(st.lists(st.tuples(formula_trees(), namings(), LANGUAGES), min_size=10, max_size=20))
@examples(4, also=list(HealthCheck))
def test_typst_compiles(cases: list[tuple[n.Node, Naming, str]]) -> None:
    sources = [equation_typst(("materials", "mass"), *case) for case in cases]
    compiles([*sources, *(print_typst(*case) for case in cases)])


@given(st.lists(st.text(max_size=30), min_size=20, max_size=60))
@examples(15)
def test_any_symbol_text_prints(texts: list[str]) -> None:
    for text in texts:
        etree.fromstring(symbol_mathml(text, "i"))
        is_office_math(etree.fromstring(symbol_omml(text, "i")))
    compiles([symbol_typst(text, text[:1] or None) for text in texts])


@given(formula_trees(), namings(), LANGUAGES)
@examples(slow=True)
def test_spoken_form_is_one_line(tree: n.Node, naming: Naming, lang: str) -> None:
    for text in (alt_text(tree, naming, lang), equation_alt_text(("total",), tree, naming, lang)):
        assert text
        assert visible(text) == text


def outside_strings(source: str) -> str:
    """Typst source without its quoted strings."""
    kept, quoted, escaped = [], False, False
    for character in source:
        if not quoted:
            kept.append(character)
        if character == '"' and not escaped:
            quoted = not quoted
        escaped = character == "\\" and not escaped
    assert not quoted
    return "".join(kept)


@given(formula_trees(), namings())
@examples(slow=True)
def test_no_code_in_typst(tree: n.Node, naming: Naming) -> None:
    bare = outside_strings(print_typst(tree, naming, "en"))
    assert not set(bare) & set("#$@[]{}`~/_^") - set("{}")
    assert "{" not in bare.replace("\\{", "")


def arithmetic() -> st.SearchStrategy[n.Node]:
    """Trees of numbers, names and the arithmetic operators."""
    leaves = st.sampled_from(("a", "b", "c")).map(n.Name) | st.integers(0, 9).map(
        lambda v: n.Number(Decimal(v))
    )

    def compound(parts: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
        exponents = st.sampled_from(
            (n.Number(Decimal(2)), n.Negation(n.Number(Decimal(1))), n.Number(Decimal("0.5")))
        )
        return st.one_of(
            st.builds(n.Binary, st.sampled_from("+-*/"), parts, parts),
            st.builds(n.Binary, st.just("**"), parts, exponents),
            st.builds(n.Negation, parts),
            st.builds(n.Comparison, st.sampled_from(("<=", ">")), parts, parts),
        )

    return st.recursive(leaves, compound, max_leaves=12)


SIGNS = {"−": "-", "×": "*", "≤": "<="}


def read(box: b.Box) -> str:
    """The formula text that printed arithmetic stands for, by the usual rules of reading."""
    match box:
        case b.Letter(text=text) | b.Digits(text=text):
            return text
        case b.Sign(text=text):
            return SIGNS.get(text, text)
        case b.BoxRow(parts=parts):
            return "".join(map(read, parts))
        case b.Fence(body=body):
            return f"({read(body)})"
        case b.Fraction(above=above, below=below):
            return f"(({read(above)})/({read(below)}))"
        case b.Root(body=body):
            return f"(({read(body)})**0.5)"
        case b.Script(base=base, above=above) if above is not None:
            return f"{read(base)}**({read(above)})"
        case b.Lines(rows=rows):
            return "".join(map(read, rows))
    raise AssertionError(box)


@given(arithmetic())
@examples(120)
def test_brackets_keep_the_meaning(tree: n.Node) -> None:
    assert parse(read(formula_box(tree, PLAIN, "en"))) == tree


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_deepest_formula_prints(lang: str) -> None:
    tree: Any = parse("(" * 18 + "a" + "/b + 1)" * 18)
    assert etree.fromstring(print_mathml(tree, PLAIN, lang)).tag == "math"
    is_office_math(etree.fromstring(print_omml(tree, PLAIN, lang)))
    compiles([print_typst(tree, PLAIN, lang)])


def test_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        print_mathml(parse("a"), PLAIN, "fr")
