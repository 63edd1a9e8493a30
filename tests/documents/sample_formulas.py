"""A small printer of formulas for the sample views: an expression of the format to MathML, Typst and plain text."""

from __future__ import annotations

import ast
from html import escape

SIGNS = {
    ast.Add: ("+", "+"),
    ast.Sub: ("−", "-"),
    ast.Mult: ("⋅", "dot.c"),
    ast.LtE: ("≤", "<="),
    ast.GtE: ("≥", ">="),
    ast.Lt: ("&lt;", "<"),
    ast.Gt: ("&gt;", ">"),
    ast.Eq: ("=", "="),
}


def symbol(name: str) -> tuple[str, str]:
    """The MathML and Typst of a symbol such as `EF_el`: the part after `_` is a subscript."""
    base, _, index = name.partition("_")
    variant = "" if len(base) == 1 else ' mathvariant="normal"'
    mathml = f"<mi{variant}>{escape(base)}</mi>"
    typst = base if len(base) == 1 else f'upright("{base}")'
    if not index:
        return mathml, typst
    words = index if len(index) > 1 else index
    return (
        f'<msub>{mathml}<mtext>{escape(words)}</mtext></msub>',
        f'{typst}_upright("{words}")' if len(index) > 1 else f"{typst}_{index}",
    )


def _printed(node: ast.expr) -> tuple[str, str]:
    match node:
        case ast.Name(id=name):
            return symbol(name)
        case ast.Constant(value=value):
            return f"<mn>{value}</mn>", str(value)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            above, below = _printed(left), _printed(right)
            return f"<mfrac><mrow>{above[0]}</mrow><mrow>{below[0]}</mrow></mfrac>", f"({above[1]})/({below[1]})"
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _grouped(left, op), _grouped(right, op)
            mathml, typst = SIGNS[type(op)]
            return f"{first[0]}<mo>{mathml}</mo>{second[0]}", f"{first[1]} {typst} {second[1]}"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            first, second = _printed(left), _printed(right)
            mathml, typst = SIGNS[type(op)]
            return f"{first[0]}<mo>{mathml}</mo>{second[0]}", f"{first[1]} {typst} {second[1]}"
        case ast.Call(func=ast.Name(id="sum"), args=[argument]):
            inner = _printed(argument)
            return (
                f'<munder><mo movablelimits="false">∑</mo><mi>i</mi></munder><mrow>{inner[0]}</mrow>',
                f"sum_i {inner[1]}",
            )
    raise ValueError(ast.dump(node))


def _grouped(node: ast.expr, op: ast.operator) -> tuple[str, str]:
    printed = _printed(node)
    if isinstance(op, ast.Mult) and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return f"<mrow><mo>(</mo>{printed[0]}<mo>)</mo></mrow>", f"({printed[1]})"
    return printed


def expression(text: str, *, block: bool = False) -> dict[str, str]:
    """The three notations of a formula such as `n = a / b`."""
    name, equals, right = text.partition(" = ")
    mathml, typst = _printed(ast.parse(right if equals else text, mode="eval").body)
    if equals:
        head = symbol(name)
        mathml, typst = f"{head[0]}<mo>=</mo>{mathml}", f"{head[1]} = {typst}"
    display = ' display="block"' if block else ""
    return {
        "mathml": f'<math xmlns="http://www.w3.org/1998/Math/MathML"{display}><mrow>{mathml}</mrow></math>',
        "typst": typst,
        "text": text,
    }
