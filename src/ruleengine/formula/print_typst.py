r"""Boxes to Typst mathematics: the content of `$ … $`, without `#`.

Every text goes into a quoted string and every ASCII sign is escaped by `\`, so no text can become markup.
There is no blank between boxes: Typst would print it beside text.
"""

from __future__ import annotations

from ruleengine.characters import readable
from ruleengine.formula import math_boxes as b
from ruleengine.formula import nodes as n
from ruleengine.formula.naming import Naming, SymbolPath
from ruleengine.formula.print_math import equation_box, formula_box, name_box, symbol_box

#: What stands behind a sign. The space of a separator is one that the document may turn into a place to break a line.
_BEHIND = {"separator": 'class("punctuation",thin)', "leading": "thin "}


def print_typst(tree: n.Node, naming: Naming, lang: str) -> str:
    """A formula as Typst mathematics."""
    return typst(formula_box(tree, naming, lang))


def equation_typst(left: SymbolPath, tree: n.Node, naming: Naming, lang: str) -> str:
    """`symbol of left = formula` as Typst mathematics."""
    return typst(equation_box(left, tree, naming, lang))


def symbol_typst(text: str, index: str | None = None) -> str:
    """A symbol text such as `E_total`, perhaps with a row letter, as Typst mathematics."""
    return typst(symbol_box(text, index))


def name_typst(path: SymbolPath, naming: Naming) -> str:
    """A named value as it stands in formulas, as Typst mathematics."""
    return typst(name_box(path, naming))


def typst(box: b.Box) -> str:
    """The Typst source of a box."""
    match box:
        case b.Letter(text=text, primes=primes):
            return f"italic({_string(text)})" + "′" * primes
        case b.Upright(text=text) | b.Digits(text=text):
            return f"upright({_string(text)})"
        case b.Word(text=text, space="both"):
            return f'class("binary",{_string(f" {text} ")})'  # lines break behind it, as behind a sign
        case b.Word(text=text, space=space):
            return _string(f" {text}" if space == "before" else f"{text} ")
        case b.Function(text=text):
            return f"op({_string(text)})"
        case b.Sign(text=text, role=role):
            return _escaped(text) + _BEHIND.get(role, "")
        case b.BoxRow(parts=parts):
            return "".join(map(typst, parts)) or '""'
        case b.Fence(opening=opening, body=body, closing=closing):
            return f"lr({_escaped(opening)}{typst(body)}{_escaped(closing)})"
        case b.Applied(function=function, argument=argument):
            return rf"{typst(function)}\({typst(argument)}\)"
        case b.Fraction(above=above, below=below):
            return f"frac({typst(above)},{typst(below)})"
        case b.Root(body=body):
            return f"sqrt({typst(body)})"
        case b.Overline(body=body):
            return f"overline({typst(body)})"
        case b.Script():
            return _script(box)
        case b.Under(sign=sign, lines=lines):
            beneath = r" \ ".join(map(typst, lines))
            return f"attach(limits({typst(sign)}),b:{beneath})" if lines else typst(sign)
        case b.Cases(rows=rows):
            cases = [f"display({typst(value)})&quad {typst(condition)}" for value, condition in rows]
            return f"cases({','.join(cases)})"
        case b.Lines(head=head, rows=further):
            aligned = "&" if head else ""
            return (typst(head) if head else "") + aligned + rf" \ {aligned}".join(map(typst, further))


def _script(box: b.Script) -> str:
    below = f",b:{typst(box.below)}" if box.below else ""
    above = f",t:{typst(box.above)}" if box.above else ""
    return f"attach({typst(box.base)}{below}{above})"


def _string(text: str) -> str:
    return '"' + readable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(sign: str) -> str:
    return "\\" + sign if sign.isascii() else sign
