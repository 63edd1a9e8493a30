"""One product a line of JSON: its data under another version, written with the digits that they had."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from ruleengine.portfolio.files.json_line import NotALine, exact_line
from ruleengine.portfolio.files.staging_json import lines_of
from ruleengine.portfolio.reading.single_products import ProductDocument


def documents_of(portfolio: Path) -> Iterator[tuple[bytes, ProductDocument | None]]:
    """Each line that is not blank, and its product; None where it is none, so that it stays as it is."""
    with portfolio.open("rb") as source:
        for row, line in enumerate(lines_of(source), 1):
            data: object = None
            try:
                data = exact_line(line.content)
            except NotALine:
                data = None
            known = isinstance(data, dict) and isinstance(data.get("values"), dict)
            shown = portfolio.as_posix()
            yield (
                line.content,
                ProductDocument(shown, data, {}, {}, row, line.number) if known else None,
            )


def line_of(data: Mapping[str, object]) -> bytes:
    """Data as a line of JSON, in their order."""
    return f"{_json(data)}\n".encode()


def _json(value: object) -> str:
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(str(k), ensure_ascii=False)}: {_json(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_json(v) for v in value) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
