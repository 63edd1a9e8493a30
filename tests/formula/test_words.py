"""Words in formulas: those of Python are names like any other, those of the formula language are names of nothing."""

from __future__ import annotations

import keyword

import pytest

from ruleengine.formula import nodes as n
from ruleengine.formula.from_text import parse
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.words import WORDS, for_parser, on_one_line
from ruleengine.source.shape_rules import shape_rules

PYTHONS = [w for w in (*keyword.kwlist, *keyword.softkwlist) if w.islower() and w != "_" and w not in WORDS]


@pytest.mark.parametrize("word", PYTHONS)
def test_words_of_python_are_names_wherever_a_name_stands(word: str) -> None:
    texts = (
        f"{word}", f"-{word} * 2", f"a.{word}", f"{word}.{word}.{word}", f"{word}[{word}].{word}",
        f'sum({word}, where={word} == "{word}", by=a.{word})', f"{word} if {word} else {word}", f"not {word}",
        f"{word}_1 + x{word}", f'{word} in ("{word}", "b")', f'{word} not in ("b",)',
    )  # fmt: skip
    for text in texts:
        assert print_text(parse(text)) == text
    tree = parse(f"a + {word}.{word}")
    assert isinstance(tree, n.Binary)
    assert (tree.right.span, n.dotted(tree.right)) == ((4, 5 + 2 * len(word)), (word, word))


@pytest.mark.parametrize("word", ["and", "or", "not", "if", "else", "in"])
def test_words_of_the_language_are_no_names(word: str) -> None:
    for text in (word, f"a.{word}", f"{word} + 1"):
        with pytest.raises(FormulaError):
            parse(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("lambda x: x", "construct.lambda"),
        ("sum(x for x in y)", "construct.comprehension"),
        ("[await x]", "construct.list"),
        ("f'{x}'", "construct.f_string"),
        ("(yield x)", "construct.yield"),
    ],
)
def test_constructs_of_python_are_told_as_what_they_are(text: str, what: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert dict(refused.value.facts)["what"].key == what


def test_words_in_texts_stay() -> None:
    text = """a in ("class", 'is it?', "a \\" yield", 'b \\' from')"""
    assert for_parser(text) == text
    assert for_parser(f"class + {text}") == f"Class + {text}"
    assert len(for_parser("lambda.is[yield]")) == len("lambda.is[yield]")


def test_blanks_of_texts_are_part_of_them_and_all_others_are_not() -> None:
    assert on_one_line(' a  +\n\tb == "x  y\u3000z" ') == 'a + b == "x  y\u3000z"'
    assert on_one_line("  a\u00a0 +\n b  ") == "a + b"
    assert on_one_line('a == "one\n   text"') == 'a == "one text"'
    assert on_one_line('a  ==  "left open') == 'a == "left open'
    assert on_one_line("a  in  ('it''s  so', \"it's  so\")") == "a in ('it''s  so', \"it's  so\")"


def test_shapes_refuse_the_words_of_the_language_as_names_of_all_that_formulas_name() -> None:
    rules = shape_rules("ruleset")["schema"]
    columns = rules["inputs"]["valuesrules"]["schema"]["columns"]
    sections = ("inputs", "parameters", "tables", "quantities", "emissions", "indicators")
    for keys in (*(rules[section]["keysrules"] for section in sections), columns["keysrules"]):
        assert tuple(keys["forbidden"]) == WORDS
    assert set(WORDS) <= set(shape_rules("factor_table")["schema"]["columns"]["keysrules"]["forbidden"])
