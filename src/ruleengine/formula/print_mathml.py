"""Boxes to presentation MathML (MathML Core, and `columnalign` for cases and broken lines).

Browsers that know MathML Core only centre table cells: pages add `MATHML_STYLE` to their style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ruleengine.characters import readable
from ruleengine.formula import math_boxes as b
from ruleengine.formula import nodes as n
from ruleengine.formula.naming import Naming, SymbolPath
from ruleengine.formula.print_math import equation_box, formula_box, name_box, symbol_box

#: What the style sheet of a page with these formulas needs.
MATHML_STYLE = """\
mtd[columnalign="left"] { text-align: left; padding-left: 0; }
mtd[columnalign="right"] { text-align: right; padding-right: 0; }
"""

_SPACED = {
    "separator": ' lspace="0em" rspace="0.2em"',
    "leading": ' form="infix" lspace="0em" rspace="0.22em"',
    "binary": ' form="infix"',
    "relation": "",
    "prefix": ' form="prefix"',
}


def print_mathml(tree: n.Node, naming: Naming, lang: str) -> str:
    """A formula as one displayed `<math>` element."""
    return _displayed(formula_box(tree, naming, lang))


def equation_mathml(left: SymbolPath, tree: n.Node, naming: Naming, lang: str) -> str:
    """`symbol of left = formula` as one displayed `<math>` element."""
    return _displayed(equation_box(left, tree, naming, lang))


def symbol_mathml(text: str, index: str | None = None) -> str:
    """A symbol text such as `E_total`, perhaps with a row letter, as an inline `<math>` element."""
    return f"<math>{mathml(symbol_box(text, index))}</math>"


def name_mathml(path: SymbolPath, naming: Naming) -> str:
    """A named value as it stands in formulas, as an inline `<math>` element."""
    return f"<math>{mathml(name_box(path, naming))}</math>"


def printed_mathml(box: b.Box, *, displayed: bool) -> str:
    """The `<math>` element of a box, in a line of its own or within a text."""
    return f'<math display="block">{mathml(box)}</math>' if displayed else f"<math>{mathml(box)}</math>"


def _displayed(box: b.Box) -> str:
    return printed_mathml(box, displayed=True)


def mathml(box: b.Box) -> str:
    """The MathML element of a box."""
    match box:
        case b.Letter(text=text, primes=primes):
            letter = _text("mi", text)
            return f"<msup>{letter}<mo>{'′' * primes}</mo></msup>" if primes else letter
        case b.Upright(text=text):
            return _upright(text)
        case b.Digits(text=text):
            return _text("mn", text)
        case b.Word(text=text, space=space):
            before, after = ("" if space == side else "\u00a0" for side in ("after", "before"))
            return _text("mtext", f"{before}{text}{after}")
        case b.Function(text=text):
            return _text("mi", text, _normal(text))
        case b.Sign(text=text, role=role):
            return _text("mo", text, _SPACED[role])
        case b.BoxRow(parts=parts):
            return _element("mrow", *map(mathml, parts))
        case b.Fence(opening=opening, body=body, closing=closing):
            left = f'<mo form="prefix" fence="true" stretchy="true">{escape(opening)}</mo>'
            right = f'<mo form="postfix" fence="true" stretchy="true">{escape(closing)}</mo>'
            return _element("mrow", left, mathml(body), right)
        case b.Applied(function=function, argument=argument):
            brackets = ('<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>')
            return _element("mrow", mathml(function), brackets[0], mathml(argument), brackets[1])
        case b.Fraction(above=above, below=below):
            return _element("mfrac", mathml(above), mathml(below))
        case b.Root(body=body):
            return _element("msqrt", mathml(body))
        case b.Overline(body=body):
            return f'<mover accent="true">{mathml(body)}<mo stretchy="true">‾</mo></mover>'
        case b.Script():
            return _script(box)
        case b.Under(sign=sign, lines=lines):
            return _under(sign, lines)
        case b.Cases(rows=rows):
            space = '<mspace width="0.8em"/>'
            cells = [(mathml(value), _element("mrow", space, mathml(c))) for value, c in rows]
            brace = '<mo form="prefix" fence="true" stretchy="true">{</mo>'
            return _element("mrow", brace, _table(cells, ("left", "left"), ' displaystyle="true"'))
        case b.Lines(head=head, rows=lines):
            if head is None:
                return _table([(mathml(line),) for line in lines], ("center",))
            heads = [mathml(head), *["<mrow></mrow>"] * len(lines)]
            cells = [(before, mathml(line)) for before, line in zip(heads, lines, strict=False)]
            return _table(cells, ("right", "left"), ' displaystyle="true"')


def _script(box: b.Script) -> str:
    base = mathml(box.base)
    if box.below and box.above:
        return _element("msubsup", base, mathml(box.below), mathml(box.above))
    if box.below:
        return _element("msub", base, mathml(box.below))
    return _element("msup", base, mathml(box.above)) if box.above else base


def _under(sign: b.Sign | b.Function, lines: tuple[b.Box, ...]) -> str:
    space = "0.17em" if isinstance(sign, b.Function) else "0.1em"
    operator = _text("mo", sign.text, f' form="prefix" movablelimits="false" lspace="0.1em" rspace="{space}"')
    if not lines:
        return operator
    if len(lines) == 1:
        return _element("munder", operator, mathml(lines[0]))
    table = _table([(mathml(line),) for line in lines], ("center",), ' rowspacing="0.1em"')
    return _element("munder", operator, table)


def _table(rows: Iterable[tuple[str, ...]], aligned: tuple[str, ...], attributes: str = "") -> str:
    def line(cells: tuple[str, ...]) -> str:
        return "".join(f'<mtd columnalign="{a}">{cell}</mtd>' for a, cell in zip(aligned, cells, strict=True))

    return f"<mtable{attributes}>{''.join(_element('mtr', line(cells)) for cells in rows)}</mtable>"


def _upright(text: str) -> str:
    """Text of letters only is an identifier; all other text is text."""
    if text.isalpha():
        return _text("mi", text, _normal(text))
    return _text("mn" if text.isdecimal() else "mtext", text)


def _normal(text: str) -> str:
    """Single letters are italic unless told otherwise."""
    return ' mathvariant="normal"' if len(text) == 1 else ""


def _text(tag: str, text: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{escape(readable(text))}</{tag}>"


def _element(tag: str, *children: str) -> str:
    return f"<{tag}>{''.join(children)}</{tag}>"
