"""Units at compile time: a unit string becomes a product of symbols, with its dimension and an exact scale.

Values stay bare numbers in the unit their author wrote. Where two units of one dimension meet, the compiler inserts an
exact conversion factor (a fraction), so that decimal results have no conversion noise: see ARCHITECTURE.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

import yaml
from attrs import field, frozen

from ruleengine.diagnostics import Both, Fact, Fault
from ruleengine.diagnostics.facts import facts_of

#: Exponents of base units, sorted by name: the dimension of a quantity. Empty for plain numbers.
Dimension = tuple[tuple[str, Fraction], ...]

_TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([A-Za-z%][A-Za-z0-9]*)|(\*\*|\^|\*|/|\(|\)|·))")
_MAX_LENGTH = 60
_MAX_EXPONENT = 6
#: No unit of a calculation has a greater exponent; conversions of such units would have no end of digits.
_GREATEST = 60


class UnknownUnit(Fault):
    """The unit string cannot be read; `text` is the whole of it, as far as it may be shown."""

    def __init__(self, key: str, text: str, **facts: Fact | None):
        super().__init__(key)
        self.text, self.facts = text, facts_of({"text": text, **facts})


class TooHigh(ValueError):
    """The exponent of a unit is greater than any unit needs."""


class NoRoot(ValueError):
    """No exact unit is that power of a unit; `square` is False where it is another root than the square one."""

    def __init__(self, square: bool):
        super().__init__("the unit has no exact root")
        self.square = square


def _merge(pairs: Iterable[tuple[str, Fraction]]) -> tuple[tuple[str, Fraction], ...]:
    total: dict[str, Fraction] = {}
    for name, exponent in pairs:
        total[name] = total.get(name, Fraction(0)) + exponent
    return tuple((n, e) for n, e in total.items() if e)


@frozen
class Unit:
    """A product of unit symbols in the author's order, e.g. W·h·kgCO2e/kWh.

    `dimension` and `scale` follow from the symbols: a value in this unit times `scale` is in base units.
    """

    symbols: tuple[tuple[str, Fraction], ...]
    dimension: Dimension = field(init=False)
    scale: Fraction = field(init=False)

    def __attrs_post_init__(self) -> None:
        dimension: list[tuple[str, Fraction]] = []
        scale = Fraction(1)
        for symbol, exponent in self.symbols:
            base, factor = _definitions()[symbol]
            dimension += [(b, e * exponent) for b, e in base]
            # A fractional power of a scale is exact only where the root is; sqrt of a unit demands it.
            scale *= _power(factor, exponent)
        object.__setattr__(self, "dimension", tuple(sorted(_merge(dimension))))
        object.__setattr__(self, "scale", scale)

    def __mul__(self, other: Unit) -> Unit:
        """The unit of a product; raises `TooHigh`."""
        return _bounded(_merge([*self.symbols, *other.symbols]))

    def __truediv__(self, other: Unit) -> Unit:
        """The unit of a quotient; raises `TooHigh`."""
        return _bounded(_merge([*self.symbols, *((s, -e) for s, e in other.symbols)]))

    def power(self, exponent: Fraction) -> Unit:
        """This unit to a power; raises `NoRoot` where the scale has no exact root, and `TooHigh`."""
        return _bounded(_merge((s, e * exponent) for s, e in self.symbols))

    def __str__(self) -> str:
        above = [_symbol(s, e) for s, e in self.symbols if e > 0]
        below = [_symbol(s, -e) for s, e in self.symbols if e < 0]
        if not below:
            return "*".join(above) or "1"
        return ("*".join(above) or "1") + "/" + (below[0] if len(below) == 1 else f"({'*'.join(below)})")

    def factor_to(self, other: Unit) -> Fraction:
        """What a value in this unit is multiplied by to be in `other`, a unit of the same dimension."""
        return self.scale / other.scale


def _bounded(symbols: tuple[tuple[str, Fraction], ...]) -> Unit:
    if any(abs(exponent) > _GREATEST for _, exponent in symbols):
        raise TooHigh
    return _unit(symbols)


def _symbol(symbol: str, exponent: Fraction) -> str:
    return symbol if exponent == 1 else f"{symbol}^{exponent}"


def _power(factor: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return factor ** int(exponent)
    if exponent.denominator == 2:
        whole = factor ** abs(exponent.numerator)
        root = Fraction(_root(whole.numerator), _root(whole.denominator))
        return root if exponent > 0 else 1 / root
    raise NoRoot(square=False)


def _root(n: int) -> int:
    from math import isqrt

    root = isqrt(n)
    if root * root != n:
        raise NoRoot(square=True)
    return root


@lru_cache(maxsize=4096)
def _unit(symbols: tuple[tuple[str, Fraction], ...]) -> Unit:
    return Unit(symbols)


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    text = files("ruleengine.formula").joinpath("units.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, str]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {str(k): {str(a): str(b) for a, b in v.items()} for k, v in data.items()}


@lru_cache(maxsize=1)
def _definitions() -> dict[str, tuple[Dimension, Fraction]]:
    """For every symbol: exponents of base units, and the scale to them. A unit uses only units defined above it."""
    known: dict[str, tuple[Dimension, Fraction]] = {}
    for symbol, definition in _texts().items():
        if "base" in definition:
            known[symbol] = (((symbol, Fraction(1)),), Fraction(1))
            continue
        number, _, rest = definition["is"].partition(" ")
        dimension: list[tuple[str, Fraction]] = []
        scale = Fraction(number)
        for part, exponent in _parse(rest or "1"):
            base, factor = known[part]
            dimension += [(b, e * exponent) for b, e in base]
            scale *= factor ** int(exponent)
        known[symbol] = (tuple(sorted(_merge(dimension))), scale)
    return known


def symbols() -> tuple[str, ...]:
    """All unit symbols, in the order of the table of units."""
    return tuple(_texts())


@lru_cache(maxsize=1024)
def unit(text: str) -> Unit:
    """The unit a string such as `kgCO2e/(t*km)` stands for; raises `UnknownUnit`."""
    if len(text) > _MAX_LENGTH:
        raise UnknownUnit("E408.long", text[:20] + "…", length=len(text), limit=_MAX_LENGTH)
    if text.strip() == "1":
        return NONE
    if not text.strip():
        raise UnknownUnit("E408.empty", text)
    pairs = _parse(text)
    for symbol, _ in pairs:
        if symbol not in _definitions():
            raise UnknownUnit(
                "E408.symbol" if symbol != text.strip() else "E408.unknown", text, symbol=symbol
            )
    return _unit(_merge(pairs))


def _parse(text: str) -> list[tuple[str, Fraction]]:
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if not match:
            raise UnknownUnit("E408.unknown", text)
        tokens.append(match.group().strip())
        position = match.end()
    pairs, rest = _product(tokens, text)
    if rest:
        raise UnknownUnit("E408.unknown", text)
    return pairs


def _product(tokens: list[str], text: str) -> tuple[list[tuple[str, Fraction]], list[str]]:
    pairs, tokens = _power_of(tokens, text)
    while tokens and tokens[0] in ("*", "·", "/"):
        operator, tokens = tokens[0], tokens[1:]
        more, tokens = _power_of(tokens, text)
        pairs += [(s, -e) for s, e in more] if operator == "/" else more
    return pairs, tokens


def _power_of(tokens: list[str], text: str) -> tuple[list[tuple[str, Fraction]], list[str]]:
    if not tokens:
        raise UnknownUnit("E408.incomplete", text)
    head, tokens = tokens[0], tokens[1:]
    if head == "(":
        pairs, tokens = _product(tokens, text)
        if not tokens or tokens[0] != ")":
            raise UnknownUnit("E408.bracket", text)
        tokens = tokens[1:]
    elif head == "1":
        pairs = []
    elif head[0].isalpha() or head[0] == "%":
        pairs = [(head, Fraction(1))]
    else:
        raise UnknownUnit("E408.number" if head[0].isdigit() else "E408.unknown", text, number=head)
    if tokens and tokens[0] in ("^", "**"):
        if len(tokens) < 2 or not tokens[1].isdigit() or int(tokens[1]) > _MAX_EXPONENT:
            raise UnknownUnit("E408.exponent", text, limit=_MAX_EXPONENT)
        pairs = [(s, e * int(tokens[1])) for s, e in pairs]
        tokens = tokens[2:]
    return pairs, tokens


def describe(dimension: Dimension) -> str:
    """A dimension in words, e.g. `mass`, `carbon dioxide equivalent per energy`; `a plain number` for none."""
    return dimension_words(dimension).en


def dimension_words(dimension: Dimension) -> Both:
    """A dimension in words of both languages: `energy per time` and `能量/时间`."""
    texts = _texts()

    def words(key: str, sign: int) -> list[str]:
        return [
            texts[name][key] if abs(exponent) == 1 else f"{texts[name][key]}^{abs(exponent)}"
            for name, exponent in dimension
            if exponent * sign > 0
        ]

    if not dimension:
        return Both("a plain number", "纯数")
    below = words("base", -1)
    en = (" × ".join(words("base", 1)) or "1") + (" per " + " and ".join(below) if below else "")
    below = words("zh", -1)
    divided = f"（{'·'.join(below)}）" if len(below) > 1 else "".join(below)
    zh = ("·".join(words("zh", 1)) or "1") + (f"/{divided}" if below else "")
    return Both(en, zh)


NONE = Unit(())
CO2E = unit("kgCO2e")
PER_CENT = unit("%")
