"""Formula tree to boxes of mathematics: the author's order and grouping, in the notation of a standard.

Brackets of the text vanish where the layout shows the grouping (fractions, roots, exponents, braces) and stay
elsewhere. Conventions: quantities are italic, descriptive subscripts upright, row letters italic; a value
behind a reference takes the reference as its index (`s` with subscript `p(i)`); text keys of look-up tables
are upright subscripts. A sum within a row of the same table runs over another row of it, written `i′`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from attrs import evolve, field, frozen

from ruleengine.characters import readable
from ruleengine.figures import in_full
from ruleengine.formula import nodes as n
from ruleengine.formula.math_boxes import (
    Applied,
    Box,
    Cases,
    Digits,
    Fence,
    Fraction,
    Function,
    Letter,
    Lines,
    Overline,
    Root,
    Row,
    Script,
    Sign,
    Under,
    Upright,
    Word,
    identifier,
    listed,
    raised,
    row,
    width,
)
from ruleengine.formula.naming import Naming, Path, symbol_parts
from ruleengine.formula.print_text import ATOM, CHOICE, COMPARISON, NOT, POWER, PRODUCT, SIGN, SUM, binding

#: Lines are broken before they grow wider than this, in em.
LINE_WIDTH = 36.0

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "and": "且", "or": "或", "not": "非", "if": "当", "otherwise": "否则", "given": "已给出",
        "not given": "未给出", "true": "真", "false": "假", "round": "修约",
    },
    "en": {
        "and": "and", "or": "or", "not": "not", "if": "if", "otherwise": "otherwise", "given": "is given",
        "not given": "is not given", "true": "true", "false": "false", "round": "round",
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


def equation_box(left: Path, tree: n.Node, naming: Naming, lang: str) -> Box:
    """The boxes of `symbol of left = formula`."""
    layout = _layout(tree, naming, lang, left)
    return _broken(layout.named(left), layout.pieces(tree))


def symbol_box(text: str, index: str | None = None) -> Box:
    """The boxes of a symbol text such as `E_total`, with a row letter where it is a column."""
    return _symbol(text, (Letter(readable(index)),) if index else ())


def name_box(path: Path, naming: Naming) -> Box:
    """The boxes of a named value as it stands in formulas, its row letter included."""
    return _Layout(naming, WORDS["en"]).named(path)


def _layout(tree: n.Node, naming: Naming, lang: str, left: Path) -> _Layout:
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
    first, *others = line.parts if isinstance(line, Row) else (line,)
    if further and isinstance(first, Sign):
        first = Sign(first.text, "leading")
    return row(first, *others)


def _symbol(text: str, indices: tuple[Box, ...] = ()) -> Box:
    base, described = symbol_parts(text)
    below = (*(identifier(part, quantity=False) for part in described), *indices)
    box = identifier(base)
    return Script(box, listed(below)) if below else box


def _text(value: str) -> Box:
    """A literal text: plain words upright, anything that could be misread in quotation marks."""
    shown = readable(value)
    plain = shown.strip() == shown != "" and all(c.isalnum() or c in "-_. " for c in shown)
    return Upright(shown if plain else f"“{shown}”")


def _is_aggregate(node: n.Node) -> bool:
    """Whether a call runs over the rows of a table."""
    if not isinstance(node, n.Call) or len(node.arguments) != 1:
        return False
    return node.function in ("sum", "count", "mean", "any", "all", "min", "max")


def _strength(node: n.Node) -> int:
    """How strongly what is printed holds together; fractions, roots and calls hold like powers."""
    match node:
        case n.Binary(operator="/"):
            return POWER
        case n.Call(function="any" | "all") if _is_aggregate(node):
            return CHOICE
        case n.Call(function="given"):
            return COMPARISON
        case n.Call(function="abs" | "count", arguments=arguments) if len(arguments) == 1:
            return ATOM
        case n.Call():
            return POWER
        case _:
            return binding(node)


def _is_open(node: n.Node) -> bool:
    """Whether a factor behind it would seem to belong to it, as to the body of a sum."""
    return isinstance(node, n.Call) and node.function in ("sum", "min", "max") and _is_aggregate(node)


@frozen
class _Layout:
    """One method a construct. `letters` renames row letters, `taken` are those that already mean a row."""

    naming: Naming
    words: Mapping[str, str]
    letters: Mapping[str, str] = field(factory=dict)
    taken: frozenset[str] = frozenset()

    def part(self, node: n.Node, level: int = CHOICE, *, first: bool = True, last: bool = True) -> Box:
        """A part where `level` is asked for, in brackets if it holds less.

        `first`: nothing stands before it, a sign may; `last`: no factor follows.
        """
        signed = isinstance(node, n.Negation) and not first
        if _strength(node) < level or signed or (_is_open(node) and not last):
            return Fence("(", self.box(node), ")")
        return self.box(node, first=first, last=last)

    def box(self, node: n.Node, *, first: bool = True, last: bool = True) -> Box:
        """The boxes of a node without brackets around it."""
        match node:
            case n.Number(value=value):
                return Digits(in_full(value))
            case n.Text(value=text):
                return _text(text)
            case n.Boolean(value=truth):
                return Upright(self.words["true" if truth else "false"])
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
                return self._call(node, last)

    def pieces(self, node: n.Node) -> list[Box]:
        """The parts between which a line may be broken; put side by side they are the whole."""
        match node:
            case n.Binary(operator="+" | "-" as operator, left=left, right=right):
                before = self.pieces(left) if _strength(left) == SUM else [self.part(left, SUM)]
                return [
                    *before,
                    row(Sign(_BINARY[operator], "binary"), self.part(right, PRODUCT, first=False)),
                ]
            case n.Comparison(operator=operator, left=left, right=right):
                before, after = self._side(left), self._side(right)
                return [*before, row(Sign(_RELATIONS[operator], "relation"), after[0]), *after[1:]]
            case n.Logic(operator=operator, operands=operands):
                word = Word(self.words[operator])
                boxes = [self.part(operand, NOT) for operand in operands]
                return [boxes[0], *(row(word, box) for box in boxes[1:])]
            case _:
                return [self.box(node)]

    def _side(self, node: n.Node) -> list[Box]:
        return self.pieces(node) if _strength(node) == SUM else [self.part(node, SUM)]

    # names

    def letter(self, path: Path) -> str | None:
        """The row letter that a path starts from, before renaming."""
        while len(path) > 1 and self.naming.target(path[:-1]):
            path = path[:-1]
        return self.naming.index(path)

    def named(self, path: Path) -> Box:
        """A named value with its row."""
        place = self._row_of(path)
        return _symbol(self.naming.symbol(path), (place,) if place else ())

    def _row_of(self, path: Path) -> Box | None:
        """The row that the value at `path` belongs to: a letter, or the reference that leads to it."""
        if len(path) > 1 and self.naming.target(path[:-1]):
            return self._reference(path[:-1])
        letter = self.naming.index(path)
        return self._row_letter(letter) if letter else None

    def _row_letter(self, letter: str) -> Letter:
        renamed = self.letters.get(letter, letter)
        plain = renamed.rstrip("′")
        return Letter(readable(plain), len(renamed) - len(plain))

    def _reference(self, path: Path) -> Box:
        """A value within a subscript: its row is an argument, not a subscript of the subscript."""
        place = self._row_of(path)
        symbol = _symbol(self.naming.symbol(path))
        return Applied(symbol, place) if place else symbol

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

    def _lookup(self, node: n.Lookup, columns: Path) -> Box:
        keys = tuple(self._key(key) for key in node.keys)
        return _symbol(self.naming.table_symbol((node.table.name, *columns)), keys)

    def _key(self, node: n.Node) -> Box:
        path = n.dotted(node)
        return self._reference(path) if path else self.part(node)

    def rows(self, node: n.Node) -> list[str]:
        """The letters of the rows that a node has one value for, in the order in which they occur."""
        path = n.dotted(node)
        if path:
            letter = self.letter(path)
            return [letter] if letter else []
        parts = node.keys if isinstance(node, n.Lookup) else n.children(node)
        if not isinstance(node, n.Call) or not _is_aggregate(node):
            return [letter for part in parts for letter in self.rows(part)]
        by = node.option("by")
        bound = self._bound(node)
        inner = [letter for part in parts if part is not by for letter in self.rows(part) if letter != bound]
        target = self._target(by)
        return [*([target] if target else []), *inner]

    def _bound(self, node: n.Call) -> str | None:
        """The letter of the rows that an aggregate runs over."""
        for part in n.children(node):
            if letters := self.rows(part):
                return letters[0]
        return None

    def _target(self, by: n.Node | None) -> str | None:
        path = n.dotted(by) if by else None
        return self.naming.target(path) if path else None

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
        options = Fence("{", listed(tuple(_text(o.value) for o in node.options)), "}")
        return row(self.part(node.item, SUM), Sign("∉" if node.negated else "∈", "relation"), options)

    def _not(self, operand: n.Node) -> Box:
        if isinstance(operand, n.Call) and operand.function == "given":
            return self._given(operand, "not given")
        return row(Word(self.words["not"], "after"), self.part(operand, POWER))

    def _cases(self, node: n.Choice) -> list[tuple[Box, Box]]:
        first = (self.part(node.then), row(Word(self.words["if"], "after"), self.part(node.condition)))
        if isinstance(node.otherwise, n.Choice):
            return [first, *self._cases(node.otherwise)]
        return [first, (self.part(node.otherwise), Upright(self.words["otherwise"]))]

    # calls

    def _call(self, node: n.Call, last: bool) -> Box:
        if _is_aggregate(node):
            return self._aggregate(node, last)
        simple: Mapping[str, Callable[[Box], Box]] = {
            "sqrt": Root,
            "exp": lambda body: raised(Upright("e"), body),
            "log": lambda body: row(Function("ln"), Fence("(", body, ")")),
            "abs": lambda body: Fence("|", body, "|"),
        }
        if node.function in simple and len(node.arguments) == 1:
            return simple[node.function](self.part(node.arguments[0]))
        if node.function == "given":
            return self._given(node, "given")
        opening, closing = ("{", "}") if node.function in ("min", "max") else ("(", ")")
        options = (row(Upright(k), _EQUALS, self.part(value, SUM)) for k, value in node.options)
        arguments = (*(self.part(argument) for argument in node.arguments), *options)
        name = self.words["round"] if node.function == "round_half_even" else node.function
        return row(Function(name), Fence(opening, listed(arguments), closing))

    def _given(self, node: n.Call, word: str) -> Box:
        values = [self.part(argument, POWER) for argument in node.arguments]
        return row(listed(tuple(values)), Word(self.words[word], "before"))

    def _aggregate(self, node: n.Call, last: bool) -> Box:
        inner, lines = self._over(node)
        argument = node.arguments[0]
        match node.function:
            case "count":
                return Under(Function("N"), lines)
            case "any" | "all":
                quantifier = Sign("∃" if node.function == "any" else "∀", "prefix")
                return row(quantifier, listed(lines), _COLON, inner.part(argument))
            case "mean":
                return inner._mean(node, argument, lines)
            case _:
                sign = _TOTAL if node.function == "sum" else Function(node.function)
                return row(Under(sign, lines), inner.part(argument, PRODUCT, first=False, last=last))

    def _mean(self, node: n.Call, argument: n.Node, lines: tuple[Box, ...]) -> Box:
        """The bar for a symbol of one letter, else total over total weight; a weight left out is 1."""
        weight, total = node.option("weight"), Under(_TOTAL, lines)
        if weight:
            values = [self.part(weight, PRODUCT, first=False, last=False), Sign("×", "binary")]
            values.append(self.part(argument, SIGN, first=False))
            return Fraction(row(total, *values), row(total, self.part(weight, PRODUCT, first=False)))
        if not node.options and (barred := self._barred(n.dotted(argument))):
            return barred
        return Fraction(row(total, self.part(argument, PRODUCT, first=False)), row(total, Digits("1")))

    def _barred(self, path: Path | None) -> Box | None:
        """The mean of a column: its letter under a bar, without a row. None for what a bar cannot show."""
        if path is None or (len(path) > 1 and self.naming.target(path[:-1])):
            return None
        match _symbol(self.naming.symbol(path)):
            case Letter() as letter:
                return Overline(letter)
            case Script(base=Letter() as letter, below=below):
                return Script(Overline(letter), below)
            case _:
                return None

    def _over(self, node: n.Call) -> tuple[_Layout, tuple[Box, ...]]:
        """The layout within an aggregate, and the lines beneath its sign: row and group, conditions."""
        letter = self._bound(node)
        inner = self
        if letter:
            own = letter
            while own in self.taken:
                own += "′"
            inner = evolve(self, letters={**self.letters, letter: own}, taken=self.taken | {own})
        head: Box | None = inner._row_letter(letter) if letter else None
        by, where = node.option("by"), node.option("where")
        if by:
            head = self._group(inner, head, by)
        return inner, (*([head] if head else []), *(inner._conditions(where) if where else []))

    def _group(self, inner: _Layout, head: Box | None, by: n.Node) -> Box:
        """`i: p(i) = j`."""
        target = self._target(by)
        equal = row(_EQUALS, self._row_letter(target)) if target else None
        return row(head, _COLON if head else None, inner._key(by), equal)

    def _conditions(self, where: n.Node) -> list[Box]:
        """A condition in one line, or in one a part where it joins several by `and`."""
        if isinstance(where, n.Logic) and where.operator == "and":
            return self.pieces(where)
        return [self.part(where)]
