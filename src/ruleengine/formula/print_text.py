"""Tree to formula text: the author's order, only the brackets that are needed; parsing it gives the same tree."""

from __future__ import annotations

from ruleengine.figures import in_full
from ruleengine.formula import nodes as n
from ruleengine.formula.words import NOT_APPLICABLE

#: How strongly a construct binds; a part that binds less than its place asks for is put in brackets.
CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)

_BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}


def binding(node: n.Node) -> int:
    """How strongly the outermost construct of a tree binds."""
    match node:
        case n.Choice():
            return CHOICE
        case n.Logic(operator=operator):
            return OR if operator == "or" else AND
        case n.Not():
            return NOT
        case n.Comparison() | n.Membership():
            return COMPARISON
        case n.Binary(operator=operator):
            return _BINDING[operator]
        case n.Negation():
            return SIGN
        case n.NotApplicable():
            return ATOM
        case n.Number() | n.Text() | n.Boolean() | n.Name() | n.Attribute() | n.Lookup() | n.Call():
            return ATOM


def print_text(node: n.Node) -> str:
    """The formula as text; `parse(print_text(tree)) == tree`."""
    match node:
        case n.Number(value=value):
            return in_full(value)
        case n.Text(value=value):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case n.Boolean(value=truth):
            return str(truth)
        case n.NotApplicable():
            return NOT_APPLICABLE
        case n.Name(name=name):
            return name
        case n.Attribute(owner=owner, name=name):
            return f"{print_text(owner)}.{name}"
        case n.Lookup(table=table, keys=keys):
            return f"{table.name}[{', '.join(_at(k, CHOICE) for k in keys)}]"
        case n.Negation(operand=operand):
            return "-" + _at(operand, SIGN)
        case n.Not(operand=operand):
            return "not " + _at(operand, NOT)
        case n.Binary(operator=operator, left=left, right=right):
            level = _BINDING[operator]
            if operator == "**":
                return f"{_at(left, ATOM)}**{_at(right, SIGN)}"
            return f"{_at(left, level)} {operator} {_at(right, level + 1)}"
        case n.Comparison(operator=operator, left=left, right=right):
            return f"{_at(left, SUM)} {operator} {_at(right, SUM)}"
        case n.Membership(item=item, options=options, negated=negated):
            texts = ", ".join(print_text(o) for o in options) + ("," if len(options) == 1 else "")
            return f"{_at(item, SUM)} {'not in' if negated else 'in'} ({texts})"
        case n.Logic(operator=operator, operands=operands):
            level = OR if operator == "or" else AND
            return f" {operator} ".join(_at(o, level + 1) for o in operands)
        case n.Choice(condition=condition, then=then, otherwise=otherwise):
            return f"{_at(then, OR)} if {_at(condition, OR)} else {_at(otherwise, CHOICE)}"
        case n.Call(function=function, arguments=arguments, options=options):
            parts = [print_text(a) for a in arguments] + [f"{k}={print_text(v)}" for k, v in options]
            return f"{function}({', '.join(parts)})"


def _at(node: n.Node, level: int) -> str:
    text = print_text(node)
    return f"({text})" if binding(node) < level else text
