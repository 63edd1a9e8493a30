"""The boxes that printed mathematics is built from: what MathML, Typst and the spoken form have in common."""

from __future__ import annotations

from unicodedata import name

from attrs import frozen

from ruleengine.characters import is_wide


@frozen
class Letter:
    """A letter in italics: a quantity or a row; `primes` tell a second row of one table from the first."""

    text: str
    primes: int = 0


@frozen
class Upright:
    """Upright text in one piece: a name of several letters, a descriptive subscript, a text of the user."""

    text: str


@frozen
class Digits:
    """A number."""

    text: str


@frozen
class Word:
    """A word of the document's language: `and`, `if`, `is given`; `space` is `both`, `before` or `after`."""

    text: str
    space: str = "both"


@frozen
class Function:
    """The upright name of a function or operator: `ln`, `min`; `function` is its name in formulas."""

    text: str
    function: str


@frozen
class Sign:
    """An operator or mark; its role: `binary`, `relation`, `prefix`, `separator`, `leading` (of a line)."""

    text: str
    role: str


@frozen
class BoxRow:
    """Boxes side by side."""

    parts: tuple[Box, ...]


@frozen
class Fence:
    """A body between delimiters that grow with it."""

    opening: str
    body: Box
    closing: str


@frozen
class Applied:
    """`function(argument)` in brackets that do not grow: the row that a reference leads to."""

    function: Box
    argument: Box


@frozen
class Fraction:
    """Numerator over denominator."""

    above: Box
    below: Box


@frozen
class Root:
    """A square root."""

    body: Box


@frozen
class Overline:
    """A body under a bar: its mean."""

    body: Box


@frozen
class Script:
    """A base with a subscript, an exponent, or both."""

    base: Box
    below: Box | None = None
    above: Box | None = None


@frozen
class Under:
    """A large operator or an operator's name with lines beneath it: the row index, then conditions."""

    sign: Sign | Function
    lines: tuple[Box, ...]


@frozen
class Cases:
    """A brace before rows of a value and the condition under which it holds."""

    rows: tuple[tuple[Box, Box], ...]


@frozen
class Lines:
    """A long row broken into lines: the first stands behind `head`, if any, the others below it."""

    head: Box | None
    rows: tuple[Box, ...]


Box = (
    Letter
    | Upright
    | Digits
    | Word
    | Function
    | Sign
    | BoxRow
    | Fence
    | Applied
    | Fraction
    | Root
    | Overline
    | Script
    | Under
    | Cases
    | Lines
)


def row(*parts: Box | None) -> Box:
    """The parts side by side, rows within rows opened; a single part stays what it is."""
    flat: list[Box] = []
    for part in parts:
        if isinstance(part, BoxRow):
            flat += part.parts
        elif part is not None:
            flat.append(part)
    return flat[0] if len(flat) == 1 else BoxRow(tuple(flat))


def listed(parts: tuple[Box, ...]) -> Box:
    """The parts separated by commas."""
    flat: list[Box] = []
    for position, part in enumerate(parts):
        flat += [Sign(",", "separator"), part] if position else [part]
    return row(*flat)


def raised(base: Box, exponent: Box) -> Box:
    """The base with an exponent, above the subscript where there is one."""
    if isinstance(base, Script) and base.above is None:
        return Script(base.base, base.below, exponent)
    return Script(base, None, exponent)


def identifier(text: str, *, quantity: bool = True) -> Box:
    """A base (`quantity`) or a subscript: single letters of quantities are italic, all else is upright."""
    letter = len(text) == 1 and text.isalpha() and name(text, "").startswith(("LATIN", "GREEK"))
    return Letter(text) if letter and quantity else Upright(text)


def _text_width(text: str) -> float:
    return sum(1.0 if is_wide(c) else 0.55 for c in text)


def width(box: Box) -> float:
    """About how wide a box is, in em."""
    match box:
        case Letter(text=text, primes=primes):
            return _text_width(text) + 0.25 * primes
        case Upright(text=text) | Digits(text=text) | Function(text=text):
            return _text_width(text)
        case Word(text=text):
            return _text_width(text) + 0.6
        case Sign(role=role):
            return {"binary": 1.2, "relation": 1.3, "leading": 1.0, "prefix": 0.8}.get(role, 0.4)
        case BoxRow(parts=parts):
            return sum(width(part) for part in parts)
        case Fence(body=body):
            return width(body) + 0.8
        case Applied(function=function, argument=argument):
            return width(function) + width(argument) + 0.7
        case Fraction(above=above, below=below):
            return max(width(above), width(below)) + 0.3
        case Root(body=body) | Overline(body=body):
            return width(body) + 0.8
        case Script(base=base, below=below, above=above):
            return width(base) + 0.7 * max(width(below) if below else 0, width(above) if above else 0)
        case Under(lines=lines):
            return max([1.5, *(0.7 * width(line) for line in lines)])
        case Cases(rows=rows):
            return 2 + max(width(value) for value, _ in rows) + max(width(condition) for _, condition in rows)
        case Lines(head=head, rows=rows):
            return (width(head) if head else 0) + max(width(line) for line in rows)
