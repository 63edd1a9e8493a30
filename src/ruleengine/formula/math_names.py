"""Names of a formula as mathematics: symbols with their subscripts, and the rows that values belong to."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from ruleengine.characters import readable
from ruleengine.formula import nodes as n
from ruleengine.formula.functions import AGGREGATES
from ruleengine.formula.math_boxes import Applied, Box, Letter, Script, Upright, identifier, listed
from ruleengine.formula.naming import Naming, SymbolPath, symbol_parts


def symbol_of(text: str, indices: tuple[Box, ...] = ()) -> Box:
    """A symbol text such as `E_total` with further indices behind its subscripts."""
    base, described = symbol_parts(text)
    below = (*(identifier(part, quantity=False) for part in described), *indices)
    box = identifier(base)
    return Script(box, listed(below)) if below else box


def text_box(value: str) -> Box:
    """A literal text: plain words upright, anything that could be misread in quotation marks."""
    shown = readable(value)
    plain = shown.strip() == shown != "" and all(c.isalnum() or c in "-_. " for c in shown)
    return Upright(shown if plain else f"“{shown}”")


def is_aggregate(node: n.Node) -> bool:
    """Whether a call runs over the rows of a table."""
    return isinstance(node, n.Call) and len(node.arguments) == 1 and node.function in AGGREGATES.members


@frozen
class RowNames:
    """Named values with their rows. `letters` renames row letters, `taken` are those that already mean a row."""

    naming: Naming
    letters: Mapping[str, str] = field(factory=dict, kw_only=True)
    taken: frozenset[str] = field(default=frozenset(), kw_only=True)

    def letter(self, path: SymbolPath) -> str | None:
        """The row letter that a path starts from, before renaming."""
        while len(path) > 1 and self.naming.target(path[:-1]):
            path = path[:-1]
        return self.naming.index(path)

    def named(self, path: SymbolPath) -> Box:
        """A named value with its row."""
        place = self.row_of(path)
        return symbol_of(self.naming.symbol(path), (place,) if place else ())

    def row_of(self, path: SymbolPath) -> Box | None:
        """The row that the value at `path` belongs to: a letter, or the reference that leads to it."""
        if len(path) > 1 and self.naming.target(path[:-1]):
            return self.reference(path[:-1])
        letter = self.naming.index(path)
        return self.row_letter(letter) if letter else None

    def row_letter(self, letter: str) -> Letter:
        """A row letter as it is written here, with the primes of a second row of its table."""
        renamed = self.letters.get(letter, letter)
        plain = renamed.rstrip("′")
        return Letter(readable(plain), len(renamed) - len(plain))

    def reference(self, path: SymbolPath) -> Box:
        """A value within a subscript: its row is an argument, not a subscript of the subscript."""
        place = self.row_of(path)
        symbol = symbol_of(self.naming.symbol(path))
        return Applied(symbol, place) if place else symbol

    def rows(self, node: n.Node) -> list[str]:
        """The letters of the rows that a node has one value for, in the order in which they occur."""
        path = n.dotted(node)
        if path:
            letter = self.letter(path)
            return [letter] if letter else []
        parts = node.keys if isinstance(node, n.Lookup) else n.operands(node)
        if not isinstance(node, n.Call) or not is_aggregate(node):
            return [letter for part in parts for letter in self.rows(part)]
        by = node.option("by")
        bound = self.bound(node)
        inner = [letter for part in parts if part is not by for letter in self.rows(part) if letter != bound]
        target = self.target(by)
        return [*([target] if target else []), *inner]

    def bound(self, node: n.Call) -> str | None:
        """The letter of the rows that an aggregate runs over."""
        for part in n.children(node):
            if letters := self.rows(part):
                return letters[0]
        return None

    def target(self, by: n.Node | None) -> str | None:
        """The letter of the rows that a reference points at."""
        path = n.dotted(by) if by else None
        return self.naming.target(path) if path else None
