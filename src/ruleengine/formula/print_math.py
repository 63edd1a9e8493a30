"""Formula tree to boxes of mathematics: the author's order and grouping, in the notation of a standard.

Brackets of the text vanish where the layout shows the grouping (fractions, roots, exponents, braces) and stay
elsewhere. Conventions: quantities are italic, descriptive subscripts upright, row letters italic; a value
behind a reference takes the reference as its index (`s` with subscript `p(i)`); text keys of look-up tables
are upright subscripts. A sum within a row of the same table runs over another row of it, written `i′`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import evolve, frozen

from ruleengine.characters import readable
from ruleengine.figures import in_full
from ruleengine.formula import nodes as n
from ruleengine.formula.math_boxes import (
    Box,
    BoxRow,
    Cases,
    Digits,
    Fence,
    Fraction,
    Letter,
    Lines,
    Root,
    Sign,
    Upright,
    Word,
    listed,
    raised,
    row,
    width,
)
from ruleengine.formula.math_calls import call_box, given_box, is_open, strength_of_call
from ruleengine.formula.math_names import RowNames, symbol_of, text_box
from ruleengine.formula.naming import Naming, SymbolPath
from ruleengine.formula.print_text import ATOM, CHOICE, NOT, POWER, PRODUCT, SIGN, SUM, binding

#: Lines are broken before they grow wider than this, in em.
LINE_WIDTH = 36.0

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "and": "且", "or": "或", "not": "非", "if": "当", "otherwise": "否则", "given": "已给出",
        "not given": "未给出", "true": "真", "false": "假", "round": "修约",
        "ceil": "向上取整", "floor": "向下取整", "not applicable": "不适用",
    },
    "en": {
        "and": "and", "or": "or", "not": "not", "if": "if", "otherwise": "otherwise", "given": "is given",
        "not given": "is not given", "true": "true", "false": "false", "round": "round",
        "ceil": "round up", "floor": "round down", "not applicable": "not applicable",
    },
}  # fmt: skip

_RELATIONS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_BINARY = {"+": "+", "-": "−", "*": "×"}
_COLON = Sign(":", "separator")
_EQUALS = Sign("=", "relation")
_TOTAL = Sign("∑", "prefix")


def formula_box(tree: n.Node, naming: Naming, lang: str) -> Box:
    """The boxes of a formula; words are those of `lang` (`zh` or `en`)."""
    return _broken(None, _layout(tree, naming, lang, ()).pieces(tree))


def equation_box(left: SymbolPath, tree: n.Node, naming: Naming, lang: str) -> Box:
    """The boxes of `symbol of left = formula`."""
    layout = _layout(tree, naming, lang, left)
    return _broken(layout.named(left), layout.pieces(tree))


def symbol_box(text: str, index: str | None = None) -> Box:
    """The boxes of a symbol text such as `E_total`, with a row letter where it is a column."""
    return symbol_of(text, (Letter(readable(index)),) if index else ())


def name_box(path: SymbolPath, naming: Naming) -> Box:
    """The boxes of a named value as it stands in formulas, its row letter included."""
    return _Layout(naming, WORDS["en"]).named(path)


def _strength(node: n.Node) -> int:
    """How strongly what is printed holds together; fractions hold like powers."""
    if isinstance(node, n.Call):
        return strength_of_call(node)
    return POWER if isinstance(node, n.Binary) and node.operator == "/" else binding(node)


def _layout(tree: n.Node, naming: Naming, lang: str, left: SymbolPath) -> _Layout:
    layout = _Layout(naming, WORDS[lang])
    own = layout.letter(left) if left else None
    return evolve(layout, taken=frozenset([*layout.rows(tree), *([own] if own else [])]))


def _broken(left: Box | None, pieces: list[Box]) -> Box:
    """The pieces in one line, or in as many as their width asks for."""
    head = row(left, _EQUALS) if left else None
    whole = row(head, *pieces)
    if width(whole) <= LINE_WIDTH or len(pieces) == 1:
        return whole
    room = LINE_WIDTH - (width(head) if head else 0)
    lines: list[list[Box]] = [[]]
    for piece in pieces:
        if lines[-1] and sum(map(width, lines[-1])) + width(piece) > room:
            lines.append([])
        lines[-1].append(piece)
    return Lines(head, tuple(_line(parts, bool(number)) for number, parts in enumerate(lines)))


def _line(parts: list[Box], further: bool) -> Box:
    """A line; the operator that a further line begins with has nothing before it."""
    line = row(*parts)
    first, *others = line.parts if isinstance(line, BoxRow) else (line,)
    if further and isinstance(first, Sign):
        first = Sign(first.text, "leading")
    return row(first, *others)


@frozen
class _Layout(RowNames):
    """One method a construct; names and calls have modules of their own."""

    words: Mapping[str, str]

    def part(self, node: n.Node, level: int = CHOICE, *, first: bool = True, last: bool = True) -> Box:
        """A part where `level` is asked for, in brackets if it holds less.

        `first`: nothing stands before it, a sign may; `last`: no factor follows.
        """
        signed = isinstance(node, n.Negation) and not first
        if _strength(node) < level or signed or (is_open(node) and not last):
            return Fence("(", self.box(node), ")")
        return self.box(node, first=first, last=last)

    def box(self, node: n.Node, *, first: bool = True, last: bool = True) -> Box:
        """The boxes of a node without brackets around it."""
        match node:
            case n.Number(value=value):
                return Digits(in_full(value))
            case n.Text(value=text):
                return text_box(text)
            case n.Boolean(value=truth):
                return Upright(self.words["true" if truth else "false"])
            case n.NotApplicable():
                return Upright(self.words["not applicable"])
            case n.Name() | n.Attribute():
                return self._value(node)
            case n.Lookup():
                return self._lookup(node, ())
            case n.Negation(operand=operand):
                return row(Sign("−", "prefix"), self.part(operand, SIGN, first=False, last=last))
            case n.Binary():
                return self._binary(node, first, last)
            case n.Comparison() | n.Logic():
                return row(*self.pieces(node))
            case n.Membership():
                return self._membership(node)
            case n.Not(operand=operand):
                return self._not(operand)
            case n.Choice():
                return Cases(tuple(self._cases(node)))
            case n.Call():
                return call_box(self, node, last)

    def pieces(self, node: n.Node) -> list[Box]:
        """The parts between which a line may be broken; put side by side they are the whole."""
        match node:
            case n.Binary(operator="+" | "-"):
                return self._terms(node)
            case n.Comparison(operator=operator, left=left, right=right):
                before, after = self._side(left), self._side(right)
                return [*before, row(Sign(_RELATIONS[operator], "relation"), after[0]), *after[1:]]
            case n.Logic(operator=operator, operands=operands):
                word = Word(self.words[operator])
                boxes = [self.part(operand, NOT) for operand in operands]
                return [boxes[0], *(row(word, box) for box in boxes[1:])]
            case _:
                return [self.box(node)]

    def _terms(self, node: n.Binary) -> list[Box]:
        """The terms of a sum, each but the first behind its sign."""
        links: list[n.Binary] = []
        first: n.Node = node
        while isinstance(first, n.Binary) and _strength(first) == SUM:
            links.append(first)
            first = first.left
        further = (
            row(Sign(_BINARY[x.operator], "binary"), self.part(x.right, PRODUCT, first=False))
            for x in reversed(links)
        )
        return [self.part(first, SUM), *further]

    def _side(self, node: n.Node) -> list[Box]:
        return self.pieces(node) if _strength(node) == SUM else [self.part(node, SUM)]

    # names

    def _value(self, node: n.Name | n.Attribute) -> Box:
        path = n.dotted(node)
        if path:
            return self.named(path)
        columns: list[str] = []
        owner: n.Node = node
        while isinstance(owner, n.Attribute):
            columns.insert(0, owner.name)
            owner = owner.owner
        return self._lookup(owner, tuple(columns)) if isinstance(owner, n.Lookup) else self.box(owner)

    def _lookup(self, node: n.Lookup, columns: SymbolPath) -> Box:
        keys = tuple(self._key(key) for key in node.keys)
        return symbol_of(self.naming.table_symbol((node.table.name, *columns)), keys)

    def _key(self, node: n.Node) -> Box:
        path = n.dotted(node)
        return self.reference(path) if path else self.part(node)

    # operators

    def _binary(self, node: n.Binary, first: bool, last: bool) -> Box:
        left, right = node.left, node.right
        if node.operator == "/":
            return Fraction(_broken(None, self.pieces(left)), _broken(None, self.pieces(right)))
        if node.operator == "**":
            if right == n.Number(Decimal("0.5")):
                return Root(self.part(left))
            return raised(self.part(left, ATOM), self.part(right))
        level = SUM if node.operator in "+-" else PRODUCT
        return row(
            self.part(left, level, first=first, last=level == SUM),
            Sign(_BINARY[node.operator], "binary"),
            self.part(right, level + 1, first=False, last=last),
        )

    def _membership(self, node: n.Membership) -> Box:
        options = Fence("{", listed(tuple(text_box(o.value) for o in node.options)), "}")
        return row(self.part(node.item, SUM), Sign("∉" if node.negated else "∈", "relation"), options)

    def _not(self, operand: n.Node) -> Box:
        if isinstance(operand, n.Call) and operand.function == "given":
            return given_box(self, operand, "not given")
        return row(Word(self.words["not"], "after"), self.part(operand, POWER))

    def _cases(self, node: n.Choice) -> list[tuple[Box, Box]]:
        first = (self.part(node.then), row(Word(self.words["if"], "after"), self.part(node.condition)))
        if isinstance(node.otherwise, n.Choice):
            return [first, *self._cases(node.otherwise)]
        return [first, (self.part(node.otherwise), Upright(self.words["otherwise"]))]

    # rows

    def over(self, node: n.Call) -> tuple[_Layout, tuple[Box, ...]]:
        """The layout within an aggregate, and the lines beneath its sign: row and group, conditions."""
        letter = self.bound(node)
        inner = self
        if letter:
            own = letter
            while own in self.taken:
                own += "′"
            inner = evolve(self, letters={**self.letters, letter: own}, taken=self.taken | {own})
        head: Box | None = inner.row_letter(letter) if letter else None
        by, where = node.option("by"), node.option("where")
        if by:
            head = self._group(inner, head, by)
        return inner, (*([head] if head else []), *(inner._conditions(where) if where else []))

    def _group(self, inner: _Layout, head: Box | None, by: n.Node) -> Box:
        """`i: p(i) = j`."""
        target = self.target(by)
        equal = row(_EQUALS, self.row_letter(target)) if target else None
        return row(head, _COLON if head else None, inner._key(by), equal)

    def _conditions(self, where: n.Node) -> list[Box]:
        """A condition in one line, or in one a part where it joins several by `and`."""
        if isinstance(where, n.Logic) and where.operator == "and":
            return self.pieces(where)
        return [self.part(where)]
