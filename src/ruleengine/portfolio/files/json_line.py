"""One line of JSON as data: numbers by their digits, no key twice; what is no JSON is told as what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import BinaryIO

from ruleengine.diagnostics import Diagnostic, Report
from ruleengine.portfolio.limits import LONGEST_LINE
from ruleengine.portfolio.rejects import ProductPlace

#: Whole numbers of more digits are read as decimals.
_LONGEST_INTEGER = 400


class NotALine(ValueError):
    """The line cannot be read as JSON: why, in the terms of a diagnostic."""

    def __init__(self, code: str, message: str, element: str | None = None, expected: str | None = None):
        super().__init__(message)
        self.code, self.message, self.element, self.expected = code, message, element, expected

    def diagnostic(self, place: ProductPlace) -> Diagnostic:
        """What is wrong with the line that stands there."""
        report = Report()
        report.add(self.code, self.message, place, element=self.element, expected=self.expected)
        return report.items[0]


def shown(text: object) -> str:
    """A text of the line as it is told."""
    return str(text)[:60]


def read_line(line: bytes, decimal: Callable[[str], object], integer: Callable[[str], object]) -> object:
    """The data of a line, numbers read by `decimal` and `integer`; raises `NotALine`."""
    try:
        text = line.decode("utf-8-sig")
        data: object = json.loads(
            text, parse_float=decimal, parse_int=integer, parse_constant=_constant, object_pairs_hook=_pairs
        )
        if rb"\ud" in line.lower():
            json.dumps(data, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeDecodeError:
        raise NotALine("E103", "the line is not UTF-8 text") from None
    except UnicodeEncodeError:
        raise NotALine("E103", "a text of the line has half of a character", None, "UTF-8") from None
    except json.JSONDecodeError as error:
        message = f"the line is not JSON: {error.msg.lower()} at column {error.colno}"
        raise NotALine("E104", message) from None
    except RecursionError:
        raise NotALine("E105", "lists and maps are nested too deeply") from None
    return data


def exact_line(line: bytes) -> object:
    """The data of a line with numbers as inventory files have them: integers and decimals."""
    return read_line(line, Decimal, _integer)


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= _LONGEST_INTEGER else Decimal(text)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(n for n, count in Counter(n for n, _ in pairs).items() if count > 1)
        raise NotALine("E108", f"the key `{shown(twice)}` occurs twice", shown(twice))
    return found


def _constant(text: str) -> object:
    raise NotALine("E104", f"`{text}` is not a number of JSON")


def line_at(source: BinaryIO, offset: int) -> bytes:
    """The line that begins at this byte."""
    source.seek(offset)
    return source.readline(LONGEST_LINE)
