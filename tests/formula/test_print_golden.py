"""The formulas of `math.golden.txt` as mathematics: the file holds the formulas and what is printed of them."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from ruleengine.formula.from_text import parse
from ruleengine.formula.print_mathml import equation_mathml, print_mathml
from ruleengine.formula.print_omml import equation_omml, print_omml
from ruleengine.formula.print_spoken import alt_text, equation_alt_text
from ruleengine.formula.print_typst import equation_typst, print_typst
from tests.conftest import Golden
from tests.formula.sample_naming import NAMING

GOLDEN = Path(__file__).with_name("math.golden.txt")


@frozen
class Block:
    """A formula of the golden file: title, language and perhaps the name on the left side; then the formula."""

    head: str
    formula: str

    def outputs(self) -> dict[str, str]:
        """What is printed of it."""
        _, lang, *left = (part.strip() for part in self.head.split("|"))
        tree = parse(self.formula)
        if not left:
            printers = {"mathml": print_mathml, "typst": print_typst, "omml": print_omml, "spoken": alt_text}
            return {kind: printer(tree, NAMING, lang) for kind, printer in printers.items()}
        path = tuple(left[0].split("."))
        equations = {
            "mathml": equation_mathml, "typst": equation_typst, "omml": equation_omml, "spoken": equation_alt_text,
        }  # fmt: skip
        return {kind: printer(path, tree, NAMING, lang) for kind, printer in equations.items()}

    def text(self) -> str:
        """The block as the file holds it."""
        lines = (f"{kind}: {output}" for kind, output in self.outputs().items())
        return "\n".join((f"\n== {self.head}", self.formula, *lines, ""))


def blocks() -> tuple[str, list[Block]]:
    """The comment at the head of the file, and its blocks."""
    comment, *parts = GOLDEN.read_text(encoding="utf-8").split("\n== ")
    return comment, [Block(*part.split("\n")[:2]) for part in parts]


def test_golden(golden: Golden) -> None:
    comment, every = blocks()
    golden(GOLDEN, comment + "".join(block.text() for block in every))


def test_file_is_rich() -> None:
    _, every = blocks()
    assert len(every) >= 40
    assert len({block.head for block in every}) == len(every)
    assert any("<mtable displaystyle" in block.outputs()["mathml"] for block in every)
