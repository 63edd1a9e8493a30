"""What migrations of many products have in common: each rewriting, demand and value without a place told once."""

from __future__ import annotations

from ruleengine.compare.migration import Migration, redefined
from ruleengine.compare.moves import Asked, Dropped, Move
from ruleengine.compare.passage import Passage


class Gathered:
    """The migrations of products of one version as one migration; it has no data of its own."""

    def __init__(self, passage: Passage):
        self.passage = passage
        self.products = 0
        self._moves: dict[tuple[object, ...], Move] = {}
        self._asked: dict[tuple[str, bool, bool], Asked] = {}
        self._dropped: dict[str, Dropped] = {}
        self._used: dict[str, None] = {}

    def add(self, migration: Migration, products: int = 1) -> None:
        """Take what is told of one product, or of several that are alike."""
        self.products += products
        for move in migration.rewritten:
            told = _told(move)
            self._moves.setdefault((told.path, told.reason, told.put), told)
        for asked in migration.asked:
            key = (asked.name, asked.is_new, asked.assumed)
            known = self._asked.get(key)
            self._asked[key] = asked.together(known, products)
        for dropped in migration.dropped:
            self._dropped.setdefault(dropped.name, dropped)
        self._used |= dict.fromkeys(r.name for r in migration.redefined)

    @property
    def migration(self) -> Migration:
        """All of it."""
        return Migration(
            self.passage, {}, tuple(self._moves.values()), tuple(self._asked.values()),
            tuple(self._dropped.values()), redefined(self.passage, self._used),
        )  # fmt: skip


def _told(move: Move) -> Move:
    """A rewriting without the row and the number that it was made with."""
    path = tuple(step for step in move.path if not isinstance(step, int))
    put = move.put
    if move.reason == "unit":
        put = str(put).partition(" ")[2]
    return Move(move.action, path, put, move.reason)
