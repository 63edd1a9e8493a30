"""The formulas of `math.golden.txt` as mathematics.

`BLESS=1` writes the outputs in the file anew; the change is reviewed as a diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attrs import frozen
from tests.formula.sample_naming import NAMING

from ruleengine.formula.from_text import parse
from ruleengine.formula.print_mathml import equation_mathml, print_mathml
from ruleengine.formula.print_spoken import alt_text, equation_alt_text
from ruleengine.formula.print_typst import equation_typst, print_typst

GOLDEN = Path(__file__).with_name("math.golden.txt")


@frozen
class Block:
    """A formula of the golden file with what is printed of it."""

    head: str
    formula: str
    printed: str

    def print(self) -> str:
        """The three outputs as the file holds them."""
        _, lang, *left = (part.strip() for part in self.head.split("|"))
        tree = parse(self.formula)
        if left:
            path = tuple(left[0].split("."))
            outputs = (
                printer(path, tree, NAMING, lang)
                for printer in (equation_mathml, equation_typst, equation_alt_text)
            )
        else:
            outputs = (printer(tree, NAMING, lang) for printer in (print_mathml, print_typst, alt_text))
        return "\n".join(
            f"{kind}: {text}" for kind, text in zip(("mathml", "typst", "spoken"), outputs, strict=True)
        )


def blocks() -> tuple[str, list[Block]]:
    """The comment at the head of the file, and its blocks."""
    comment, *parts = GOLDEN.read_text(encoding="utf-8").split("\n== ")
    split = (part.strip("\n").split("\n", 2) for part in parts)
    return comment, [Block(head, formula, "".join(printed)) for head, formula, *printed in split]


@pytest.mark.parametrize("block", blocks()[1], ids=lambda block: block.head)
def test_golden(block: Block) -> None:
    if os.environ.get("BLESS"):
        comment, every = blocks()
        parts = (f"\n== {b.head}\n{b.formula}\n{b.print()}\n" for b in every)
        GOLDEN.write_text(comment + "".join(parts), encoding="utf-8")
    assert block.print() == block.printed or os.environ.get("BLESS")


def test_file_is_rich() -> None:
    every = blocks()[1]
    assert len(every) >= 40
    assert len({block.head for block in every}) == len(every)
