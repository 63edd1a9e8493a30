"""How the names of a formula are written as mathematics: symbols, and the letters of table rows.

A symbol text is a base and its subscripts joined by `_`: `E_total`, `P_r`, `Φ`, `m`. Greek letters may be
spelled out (`eta_c`, `Phi_ref`); the 2 of `CO2` is lowered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from attrs import field, frozen

from ruleengine.characters import readable

SymbolPath = tuple[str, ...]

#: The letters that stand for rows, in the order in which they are given out.
ROW_LETTERS = "ijklqrsuvwxyzabcdefghmnopt"

_SMALL = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau"
    " upsilon phi chi psi omega"
)
_GREEK = dict(zip(_SMALL.split(), "αβγδεζηθικλμνξοπρστυφχψω", strict=True))
GREEK = _GREEK | {name.capitalize(): letter.upper() for name, letter in _GREEK.items()}
_CO2 = re.compile(r"CO2(?![0-9])")


class Naming(Protocol):
    """What the printers ask about a dotted path such as `("materials", "mass")` or `("rated_power",)`."""

    def symbol(self, path: SymbolPath) -> str:
        """The symbol text; behind a reference (`materials.process.share`) that of the last column."""
        ...

    def index(self, path: SymbolPath) -> str | None:
        """The row letter of the table that `path` is a column of, or is; None for a single value.

        Calculated columns are paths of one name.
        """
        ...

    def target(self, path: SymbolPath) -> str | None:
        """The row letter of the table that the reference at `path` points at; None where there is none."""
        ...

    def table_symbol(self, path: SymbolPath) -> str:
        """The symbol text of a look-up table (`("heat",)`) or of a column of it (`("fuels", "upstream")`)."""
        ...


def symbol_parts(text: str) -> tuple[str, tuple[str, ...]]:
    """Base and subscripts of a symbol text, spelled Greek letters replaced.

    >>> symbol_parts("eta_c_max")
    ('η', ('c', 'max'))
    """
    parts = [GREEK.get(p, _CO2.sub("CO₂", p)) for p in readable(text).strip().split("_") if p.strip()]
    if not parts:
        return "?", ()
    return parts[0], tuple(parts[1:])


def spelled(name: str) -> str:
    """A name without a symbol, as the words it is made of: an honest stand-in.

    >>> spelled("use_energy")
    'use energy'
    """
    return name.replace("_", " ").strip() or "?"


def row_letters(tables: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A letter for each table; letters that are symbols already (`taken`) come last, then come digits."""
    used = set(taken)
    letters = sorted(ROW_LETTERS, key=lambda letter: letter in used)
    named = dict.fromkeys(tables)
    return {
        table: letters[position % len(letters)]
        + (str(position // len(letters)) if position >= len(letters) else "")
        for position, table in enumerate(named)
    }


@frozen
class Symbols:
    """A `Naming` from plain data.

    `symbols`: path of a column (`("materials", "mass")`) or a named value (`("rated_power",)`) → symbol text.
    `letters`: table → row letter. `rows`: calculated column → its table. `references`: path of a reference →
    the table it points at. `lookups`: path of a look-up table or of one of its columns → symbol text.
    What has no symbol is spelled out.
    """

    symbols: Mapping[SymbolPath, str] = field(factory=dict)
    letters: Mapping[str, str] = field(factory=dict)
    rows: Mapping[str, str] = field(factory=dict)
    references: Mapping[SymbolPath, str] = field(factory=dict)
    lookups: Mapping[SymbolPath, str] = field(factory=dict)

    def symbol(self, path: SymbolPath) -> str:
        """See `Naming`."""
        own = self.own(path)
        return self.symbols.get(own) or spelled(own[-1])

    def index(self, path: SymbolPath) -> str | None:
        """See `Naming`."""
        table = self.rows.get(path[0]) if len(path) == 1 else path[0]
        return self.letters.get(table or path[0])

    def target(self, path: SymbolPath) -> str | None:
        """See `Naming`."""
        table = self._referred(path)
        return self.letters.get(table) if table else None

    def table_symbol(self, path: SymbolPath) -> str:
        """See `Naming`."""
        if path in self.lookups:
            return self.lookups[path]
        whole = self.lookups.get(path[:1]) or spelled(path[0])
        return "_".join([whole, *(spelled(part) for part in path[1:])])

    def _referred(self, path: SymbolPath) -> str | None:
        return self.references.get(self.own(path))

    def own(self, path: SymbolPath) -> SymbolPath:
        """The column that a path behind references ends at: `("processes", "share")` or `("share",)`."""
        if len(path) > 1 and (table := self._referred(path[:-1])):
            return path[-1:] if self.rows.get(path[-1]) == table else (table, path[-1])
        return path
