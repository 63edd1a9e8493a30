"""One line of JSON as data: numbers by their digits, no key twice; what is no JSON is told as what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import BinaryIO

from ruleengine.diagnostics import Fault
from ruleengine.portfolio.limits import LONGEST_LINE

#: Whole numbers of more digits are read as decimals.
_LONGEST_INTEGER = 400


class NotALine(Fault):
    """The line cannot be read as JSON."""


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
        raise NotALine("E103.line") from None
    except UnicodeEncodeError:
        raise NotALine("E103.half") from None
    except json.JSONDecodeError as error:
        raise NotALine("E104.line", reason=error.msg.lower(), column=error.colno) from None
    except RecursionError:
        raise NotALine("E105.line") from None
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
        raise NotALine("E108.line", name=twice[:60])
    return found


def _constant(text: str) -> object:
    raise NotALine("E104.constant", text=text)


def line_at(source: BinaryIO, offset: int) -> bytes:
    """The line that begins at this byte."""
    source.seek(offset)
    return source.readline(LONGEST_LINE)
